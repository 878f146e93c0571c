//! FF1 compiled for AVX-512: the compiler turns the loops over values into vectors of eight.
#![allow(unsafe_code, reason = "code compiled for features is called once their token is there")]

use weimu_cpu::{Avx512Vbmi, Cpu};

use crate::ff1::feistel::Direction;
use crate::ff1::reciprocal::Halves;
use crate::ff1::{Ff1Ranks, Ff1Text};

/// The proof that the processor has AVX-512.
#[derive(Clone, Copy)]
pub(in crate::ff1) struct Avx512(Avx512Vbmi);

impl Avx512 {
    pub(in crate::ff1) fn new(cpu: Cpu) -> Option<Self> {
        cpu.avx512_vbmi().map(Self)
    }

    pub(in crate::ff1) fn walk(self, domain: &Ff1Ranks, direction: Direction, contexts: &[u64], ranks: &mut [u64]) {
        let Self(_token) = self;
        // SAFETY: the token proves AVX-512 F, DQ, BW, VL and VBMI.
        unsafe { walk(domain, direction, contexts, ranks) }
    }

    pub(in crate::ff1) fn replace(
        self,
        domain: &Ff1Text,
        direction: Direction,
        contexts: &[u64],
        text: &mut [u8],
        offsets: &[usize],
    ) -> bool {
        let Self(_token) = self;
        // SAFETY: the token proves AVX-512 F, DQ, BW, VL and VBMI.
        unsafe { replace(domain, direction, contexts, text, offsets) }
    }
}

#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,avx512vbmi")]
fn walk(domain: &Ff1Ranks, direction: Direction, contexts: &[u64], ranks: &mut [u64]) {
    domain.walk::<Halves>(direction, contexts, ranks);
}

#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,avx512vbmi")]
fn replace(domain: &Ff1Text, direction: Direction, contexts: &[u64], text: &mut [u8], offsets: &[usize]) -> bool {
    domain.replace::<Halves>(direction, contexts, text, offsets)
}
