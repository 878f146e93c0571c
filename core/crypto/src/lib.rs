//! SM4, AES, SM3 and SHA-256 over columns of short values.
//!
//! Fields are short, so what takes one value at a time spends its time on set-up. Every cipher here takes a [`Column`]:
//! values back to back with offsets, in and out, with no allocation per value. The modes ([`AeadKey`], [`SivKey`],
//! [`Ff1Key`], [`MacKey`]) gather the blocks of some hundred values and hand them to a primitive together; the folders `sm4`,
//! `aes`, `ghash`, `sm3` and `sha256` hold the primitives, each with portable code and kernels for the vector
//! instructions that the processor has. The choice is made once, when a key is made, by the tokens of `weimu-cpu`;
//! `with_cpu` makes it smaller, for tests and measurements.
//!
//! Promises: an opened value is verified before a byte of it is released, and a failed call leaves its output as it was;
//! keys and keyed states are cleared when dropped; no `Debug` shows a key; errors carry no detail.
//!
//! No branch, index or division depends on a key or on key stream, in any kernel; `SECURITY.md` says how that was checked,
//! and what FF1 on ranks gives away.
#![deny(unsafe_code)]

mod aes;
#[cfg(target_arch = "x86_64")]
mod ahead;
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
