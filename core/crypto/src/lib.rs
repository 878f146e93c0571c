//! SM4, AES, SM3 and SHA-256 over columns of short values.
//!
//! Fields are short, so what takes one value at a time spends its time on set-up. Every cipher here takes a [`Column`]:
//! values back to back with offsets, in and out, with no allocation per value. The folders `sm4`, `aes`, `sm3` and
//! `sha256` say which implementation of a primitive stands behind the modes; the modes ([`AeadKey`], [`SivKey`],
//! [`MacKey`], [`hkdf()`]) know none of them by name.
//!
//! Promises: an opened value is verified before a byte of it is released, and a failed call leaves its output as it was;
//! keys and keyed states are cleared when dropped; no `Debug` shows a key; errors carry no detail.
//!
//! The portable SM4 of this release indexes a table by secret bytes (see `SECURITY.md`).
#![deny(unsafe_code)]

mod aes;
mod batch;
mod cipher;
mod cmac;
mod column;
mod compression;
mod equal;
mod error;
mod ff1;
mod gcm;
mod ghash;
mod hasher;
pub mod hazmat;
mod kdf;
mod lanes;
mod mac;
mod sha256;
mod siv;
mod sm3;
mod sm4;

pub use column::{Column, ColumnBuf, Prefix};
pub use equal::equal;
pub use error::{InvalidKeyLength, KdfError, OpenError, SealError};
pub use ff1::{AlphabetError, DomainTooSmall, Ff1, Ff1Key, Ff1Ranks, Ff1Text, Ff1TextError, RankError};
pub use gcm::{Aead, AeadKey, Nonce};
pub use hasher::{Digest, Hash, Hasher};
pub use kdf::{Argon2idCost, argon2id, hkdf, pbkdf2_sm3};
pub use mac::{Mac, MacKey};
pub use siv::{Siv, SivKey};
