//! SM4 (GB/T 32907-2016), encryption of blocks: all that the modes need.
//!
//! No implementation reads a table by secret bytes or branches on them: the portable one is a circuit over bits, the
//! others compute the S-box with instructions for the field of AES.

mod lanes;
mod portable;
mod sbox;
mod schedule;
#[cfg(target_arch = "x86_64")]
mod x86_64;

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
    #[cfg(target_arch = "x86_64")]
    Avx512(x86_64::Avx512),
}

impl Sm4 {
    /// The cipher under `key`, on the fastest kernel that `cpu` allows.
    pub(crate) fn new(key: &[u8; 16], cpu: Cpu) -> Self {
        let schedule = Schedule::new(key);
        #[cfg(target_arch = "x86_64")]
        if let Some(backend) = Backend::of_x86_64(&schedule, cpu) {
            return Self(backend);
        }
        Self(Backend::Portable(Portable::new(&schedule)))
    }
}

impl Backend {
    #[cfg(target_arch = "x86_64")]
    fn of_x86_64(schedule: &Schedule, cpu: Cpu) -> Option<Self> {
        match (cpu.avx512_vbmi(), cpu.gfni()) {
            (Some(avx512), Some(gfni)) => Some(Self::Avx512(x86_64::Avx512::new(schedule, avx512, gfni))),
            _ => None,
        }
    }
}

impl BlockCipher for Sm4 {
    fn encrypt_blocks(&self, blocks: &mut [Block]) {
        match &self.0 {
            Backend::Portable(portable) => portable.encrypt_blocks(blocks),
            #[cfg(target_arch = "x86_64")]
            Backend::Avx512(avx512) => avx512.encrypt_blocks(blocks),
        }
    }
}

#[cfg(test)]
mod tests;
