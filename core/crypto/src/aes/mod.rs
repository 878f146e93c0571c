//! AES (FIPS 197): the implementation that the modes run on.
//!
//! The RustCrypto cipher: bitsliced code without tables, AES-NI, or VAES on 64-byte vectors, whichever the processor has.
//! It enciphers blocks at the rate of the instructions, so kernels of our own would add nothing.

use cipher::{Array, BlockCipherEncrypt, KeyInit};

use crate::cipher::{Block, BlockCipher};

/// AES with a 128-bit key: published vectors have such keys.
#[cfg(test)]
pub(crate) struct Aes128(::aes::Aes128);

/// AES with a 256-bit key.
pub(crate) struct Aes256(::aes::Aes256);

macro_rules! aes {
    ($($(#[$only:meta])? $name:ident $key:literal),*) => {$(
        $(#[$only])?
        impl $name {
            /// The cipher under `key`.
            pub(crate) fn new(key: &[u8; $key]) -> Self {
                Self(::aes::$name::new(key.into()))
            }
        }

        $(#[$only])?
        impl BlockCipher for $name {
            fn encrypt_blocks(&self, blocks: &mut [Block]) {
                self.0.encrypt_blocks(Array::cast_slice_from_core_mut(blocks));
            }
        }
    )*};
}
aes!(#[cfg(test)] Aes128 16, Aes256 32);
