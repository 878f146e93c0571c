//! SM4 (GB/T 32907-2016), encryption of blocks: all that the modes need.
//!
//! No implementation reads a table by secret bytes or branches on them: the portable one is a circuit over bits, the
//! others compute the S-box with instructions for the field of AES.

mod lanes;
mod portable;
mod sbox;
mod schedule;

use weimu_cpu::Cpu;
use zeroize::{Zeroize, ZeroizeOnDrop};

use self::portable::Portable;
use self::schedule::Schedule;
use crate::cipher::{Block, BlockCipher};

/// SM4 under one key.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct Sm4(Backend);

#[derive(Zeroize, ZeroizeOnDrop)]
enum Backend {
    Portable(Portable),
}

impl Sm4 {
    /// The cipher under `key`, on the fastest kernel that `cpu` allows.
    pub(crate) fn new(key: &[u8; 16], _cpu: Cpu) -> Self {
        Self(Backend::Portable(Portable::new(&Schedule::new(key))))
    }
}

impl BlockCipher for Sm4 {
    fn encrypt_blocks(&self, blocks: &mut [Block]) {
        match &self.0 {
            Backend::Portable(portable) => portable.encrypt_blocks(blocks),
        }
    }
}

#[cfg(test)]
mod tests;
