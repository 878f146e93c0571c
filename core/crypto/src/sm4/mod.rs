//! SM4 (GB/T 32907-2016): the implementation that the modes run on.

use cipher::{Array, BlockCipherEncrypt, KeyInit};
use weimu_cpu::Cpu;

use crate::cipher::{Block, BlockCipher};

/// SM4 under one key.
pub(crate) struct Sm4(::sm4::Sm4);

impl Sm4 {
    /// The cipher under `key`, on the widest kernel that `cpu` allows.
    pub(crate) fn new(key: &[u8; 16], _cpu: Cpu) -> Self {
        Self(::sm4::Sm4::new(key.into()))
    }
}

impl BlockCipher for Sm4 {
    fn encrypt_blocks(&self, blocks: &mut [Block]) {
        self.0.encrypt_blocks(Array::cast_slice_from_core_mut(blocks));
    }
}
