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

use self::portable::Portable;
use self::schedule::Schedule;
use crate::cipher::{Block, BlockCipher};

/// SM4 under one key, whose round keys are cleared when it is dropped.
pub(crate) struct Sm4(Backend);

impl Sm4 {
    /// The cipher under `key`, on the fastest kernel that `cpu` allows.
    pub(crate) fn new(key: &[u8; 16], cpu: Cpu) -> Self {
        let schedule = Schedule::new(key);
        Self(available(&schedule, cpu).next().expect("the portable implementation runs anywhere"))
    }
}

impl BlockCipher for Sm4 {
    fn encrypt_blocks(&self, blocks: &mut [Block]) {
        match &self.0 {
            #[cfg(target_arch = "x86_64")]
            Backend::Avx512(avx512) => avx512.encrypt_blocks(blocks),
            #[cfg(target_arch = "x86_64")]
            Backend::Gfni(gfni) => gfni.encrypt_blocks(blocks),
            #[cfg(target_arch = "x86_64")]
            Backend::Avx2(avx2) => avx2.encrypt_blocks(blocks),
            Backend::Portable(portable) => portable.encrypt_blocks(blocks),
        }
    }
}

enum Backend {
    #[cfg(target_arch = "x86_64")]
    Avx512(x86_64::Avx512),
    #[cfg(target_arch = "x86_64")]
    Gfni(x86_64::Gfni),
    #[cfg(target_arch = "x86_64")]
    Avx2(x86_64::Avx2),
    Portable(Portable),
}

/// Every implementation that `cpu` can run, the fastest first.
fn available(schedule: &Schedule, cpu: Cpu) -> impl Iterator<Item = Backend> {
    let candidates: &[fn(&Schedule, Cpu) -> Option<Backend>] = &[
        #[cfg(target_arch = "x86_64")]
        |schedule, cpu| Some(Backend::Avx512(x86_64::Avx512::new(schedule, cpu.avx512_vbmi()?, cpu.gfni()?))),
        #[cfg(target_arch = "x86_64")]
        |schedule, cpu| Some(Backend::Gfni(x86_64::Gfni::new(schedule, cpu.avx2()?, cpu.gfni()?))),
        #[cfg(target_arch = "x86_64")]
        |schedule, cpu| Some(Backend::Avx2(x86_64::Avx2::new(schedule, cpu.avx2()?, cpu.aes_ni()?))),
        |schedule, _| Some(Backend::Portable(Portable::new(schedule))),
    ];
    candidates.iter().filter_map(move |candidate| candidate(schedule, cpu))
}

#[cfg(test)]
mod tests;
