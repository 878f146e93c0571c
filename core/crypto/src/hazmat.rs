//! Block ciphers by themselves, for measurements and for modes that are not here.
//!
//! A block cipher is no encryption: equal blocks give equal results, and nothing is authenticated. What is meant for data is
//! [`AeadKey`](crate::AeadKey) and [`SivKey`](crate::SivKey).

use std::fmt;

use weimu_cpu::Cpu;

use crate::cipher::BlockCipher;
use crate::{InvalidKeyLength, sm4};

/// SM4 (GB/T 32907-2016) of many blocks at a time.
pub struct Sm4(sm4::Sm4);

impl Sm4 {
    /// The cipher under `key`, on kernels that `cpu` allows.
    ///
    /// # Errors
    /// `key` has not 16 bytes.
    pub fn new(key: &[u8], cpu: Cpu) -> Result<Self, InvalidKeyLength> {
        let key = key.try_into().map_err(|_| InvalidKeyLength)?;
        Ok(Self(sm4::Sm4::new(key, cpu)))
    }

    /// Replaces every block by its ciphertext.
    pub fn encrypt_blocks(&self, blocks: &mut [[u8; 16]]) {
        self.0.encrypt_blocks(blocks);
    }
}

impl fmt::Debug for Sm4 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SM4")
    }
}
