//! Galois/Counter Mode (SP 800-38D, GB/T 36624-2018, RFC 8998) over columns.

use std::fmt;

use aead::consts::{U12, U16};
use aead::{AeadInOut, KeyInit};
use aes_gcm::AesGcm;

use crate::{Column, ColumnBuf, Hash, InvalidKeyLength, OpenError, SealError};
use ::aes::Aes256;
use ::sm4::Sm4;

/// A nonce of 96 bits.
pub type Nonce = [u8; 12];

/// An algorithm for authenticated encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Aead {
    /// SM4-GCM, key of 16 bytes (RFC 8998).
    Sm4Gcm,
    /// AES-256-GCM, key of 32 bytes (SP 800-38D).
    Aes256Gcm,
}

impl Aead {
    /// Every algorithm.
    pub const ALL: [Self; 2] = [Self::Sm4Gcm, Self::Aes256Gcm];

    /// The hash of the same suite, from which its keys are derived.
    pub fn hash(self) -> Hash {
        match self {
            Self::Sm4Gcm => Hash::Sm3,
            Self::Aes256Gcm => Hash::Sha256,
        }
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sm4Gcm => "SM4-GCM",
            Self::Aes256Gcm => "AES-256-GCM",
        }
    }

    /// Length of a key in bytes.
    pub fn key_len(self) -> usize {
        match self {
            Self::Sm4Gcm => 16,
            Self::Aes256Gcm => 32,
        }
    }
}

/// A key for authenticated encryption, ready for use.
pub struct AeadKey(Backend);

enum Backend {
    Sm4(Box<Gcm<Sm4>>),
    Aes256(Box<Gcm<Aes256>>),
}

type Gcm<C> = AesGcm<C, U12>;

impl AeadKey {
    /// Bytes that sealing adds to a value: the tag.
    pub const TAG_LEN: usize = 16;

    /// The key in `key`.
    ///
    /// # Errors
    /// `key` has not [`Aead::key_len`] bytes.
    pub fn new(aead: Aead, key: &[u8]) -> Result<Self, InvalidKeyLength> {
        match aead {
            Aead::Sm4Gcm => Gcm::new_from_slice(key).map(|gcm| Self(Backend::Sm4(Box::new(gcm)))),
            Aead::Aes256Gcm => Gcm::new_from_slice(key).map(|gcm| Self(Backend::Aes256(Box::new(gcm)))),
        }
        .map_err(|_| InvalidKeyLength)
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Aead {
        match self.0 {
            Backend::Sm4(_) => Aead::Sm4Gcm,
            Backend::Aes256(_) => Aead::Aes256Gcm,
        }
    }

    /// Appends `ciphertext | tag` for every value of `input`, with the nonce of the same index and one `aad` for all.
    /// The caller sees to it that no nonce repeats under this key.
    ///
    /// # Errors
    /// There is not one nonce per value, or a value is longer than 2^36 - 32 bytes; `out` is then as it was.
    pub fn seal_column(
        &self,
        nonces: &[Nonce],
        aad: &[u8],
        input: Column<'_>,
        out: &mut ColumnBuf,
    ) -> Result<(), SealError> {
        match &self.0 {
            Backend::Sm4(gcm) => seal(gcm.as_ref(), nonces, aad, input, out),
            Backend::Aes256(gcm) => seal(gcm.as_ref(), nonces, aad, input, out),
        }
    }

    /// Appends the plaintext of every `ciphertext | tag` of `input`. Each is verified before it is decrypted.
    ///
    /// # Errors
    /// A value does not authenticate, or there is not one nonce per value; `out` is then as it was.
    pub fn open_column(
        &self,
        nonces: &[Nonce],
        aad: &[u8],
        input: Column<'_>,
        out: &mut ColumnBuf,
    ) -> Result<(), OpenError> {
        match &self.0 {
            Backend::Sm4(gcm) => open(gcm.as_ref(), nonces, aad, input, out),
            Backend::Aes256(gcm) => open(gcm.as_ref(), nonces, aad, input, out),
        }
    }
}

impl fmt::Debug for AeadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm().name())
    }
}

fn seal<A>(gcm: &A, nonces: &[Nonce], aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), SealError>
where
    A: AeadInOut<NonceSize = U12, TagSize = U16>,
{
    if nonces.len() != input.len() {
        return Err(SealError);
    }
    let mark = out.mark();
    out.reserve(input.len(), input.byte_len() + input.len() * AeadKey::TAG_LEN);
    for (nonce, value) in nonces.iter().zip(input.iter()) {
        let sealed = out.push_with(|bytes| {
            let start = bytes.len();
            bytes.extend_from_slice(value);
            let text = bytes.get_mut(start..).ok_or(aead::Error)?;
            let tag = gcm.encrypt_inout_detached(nonce.into(), aad, text.into())?;
            bytes.extend_from_slice(&tag);
            Ok::<_, aead::Error>(())
        });
        if sealed.is_err() {
            out.roll_back(mark);
            return Err(SealError);
        }
    }
    Ok(())
}

fn open<A>(gcm: &A, nonces: &[Nonce], aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), OpenError>
where
    A: AeadInOut<NonceSize = U12, TagSize = U16>,
{
    if nonces.len() != input.len() {
        return Err(OpenError::at(nonces.len().min(input.len())));
    }
    let mark = out.mark();
    out.reserve(input.len(), input.byte_len());
    for (index, (nonce, sealed)) in nonces.iter().zip(input.iter()).enumerate() {
        let opened = out.push_with(|bytes| {
            let (ciphertext, tag) = sealed.split_last_chunk::<{ AeadKey::TAG_LEN }>().ok_or(aead::Error)?;
            let start = bytes.len();
            bytes.extend_from_slice(ciphertext);
            let text = bytes.get_mut(start..).ok_or(aead::Error)?;
            gcm.decrypt_inout_detached(nonce.into(), aad, text.into(), tag.into())
        });
        if opened.is_err() {
            out.roll_back(mark);
            return Err(OpenError::at(index));
        }
    }
    Ok(())
}
