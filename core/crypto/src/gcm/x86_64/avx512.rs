//! The passes for AVX-512: a value of up to 64 bytes is one vector, read under a mask.
#![allow(unsafe_code, reason = "loads, stores and calls into the target features")]

use std::arch::x86_64::*;

use weimu_cpu::Avx512Vbmi;

use crate::batch::{CHUNK, Chunk};
use crate::cipher::BlockCipher;
use crate::gcm::batch::{Counts, Isa, Open, Seal};
use crate::gcm::{Gcm, Nonce};
use crate::{ColumnBuf, OpenError};

/// The proof that the processor has AVX-512.
#[derive(Clone, Copy)]
pub(in crate::gcm) struct Avx512(());

impl Avx512 {
    pub(in crate::gcm) fn new(_: Avx512Vbmi) -> Self {
        Self(())
    }

    pub(in crate::gcm) fn seal<C: BlockCipher>(self, gcm: &Gcm<C>, work: Seal<'_>, out: &mut ColumnBuf) {
        // SAFETY: `self` was made from a token of AVX-512 F, BW and VL.
        unsafe { seal(self, gcm, work, out) }
    }

    pub(in crate::gcm) fn open<C: BlockCipher>(
        self,
        gcm: &Gcm<C>,
        work: Open<'_>,
        out: &mut ColumnBuf,
    ) -> Result<(), OpenError> {
        // SAFETY: `self` was made from a token of AVX-512 F, BW and VL.
        unsafe { open(self, gcm, work, out) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2")]
fn seal<C: BlockCipher>(isa: Avx512, gcm: &Gcm<C>, work: Seal<'_>, out: &mut ColumnBuf) {
    work.run(isa, gcm, out);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2")]
fn open<C: BlockCipher>(isa: Avx512, gcm: &Gcm<C>, work: Open<'_>, out: &mut ColumnBuf) -> Result<(), OpenError> {
    work.run(isa, gcm, out)
}

impl Isa for Avx512 {
    type Chunk = __m512i;

    #[inline(always)]
    fn load(self, bytes: &[u8]) -> __m512i {
        // SAFETY: the mask ends with the slice, and what is masked is not read; `self` proves AVX-512 BW.
        unsafe { _mm512_maskz_loadu_epi8(first(bytes.len()), bytes.as_ptr().cast()) }
    }

    #[inline(always)]
    fn load_whole(self, bytes: &Chunk) -> __m512i {
        // SAFETY: 64 bytes are there; `self` proves AVX-512 F.
        unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
    }

    #[inline(always)]
    fn sum(self, a: __m512i, b: __m512i, count: usize) -> __m512i {
        // SAFETY: `self` proves AVX-512 F and BW.
        unsafe { kept_sum(a, b, first(count)) }
    }

    #[inline(always)]
    fn store(self, piece: __m512i, out: &mut Chunk) {
        // SAFETY: 64 bytes are there; `self` proves AVX-512 F.
        unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), piece) }
    }

    #[inline(always)]
    fn store_counters(self, nonce: &Nonce, counts: &Counts, out: &mut Chunk) {
        // SAFETY: `self` proves AVX-512 F, BW and VL.
        let counters = unsafe { counters(nonce, counts) };
        self.store(counters, out);
    }
}

/// A mask of the first `count` bytes, of all if there are more.
#[inline(always)]
fn first(count: usize) -> u64 {
    if count < CHUNK { (1 << count) - 1 } else { u64::MAX }
}

#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn kept_sum(a: __m512i, b: __m512i, kept: u64) -> __m512i {
    _mm512_maskz_mov_epi8(kept, _mm512_xor_si512(a, b))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
#[inline]
fn counters(nonce: &Nonce, counts: &Counts) -> __m512i {
    // SAFETY: the mask lets 12 bytes be read, and 12 are there.
    let nonce = unsafe { _mm_maskz_loadu_epi8(0x0fff, nonce.as_ptr().cast()) };
    // SAFETY: 64 bytes are there.
    let counts = unsafe { _mm512_loadu_si512(counts.as_ptr().cast()) };
    _mm512_or_si512(_mm512_broadcast_i32x4(nonce), counts)
}
