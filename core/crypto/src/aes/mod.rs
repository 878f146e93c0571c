//! AES-256 (FIPS 197): the implementation that the modes run on.
//!
//! The RustCrypto cipher: AES instructions where the processor has them, bitsliced code elsewhere; no table.

pub(crate) use ::aes::Aes256;
