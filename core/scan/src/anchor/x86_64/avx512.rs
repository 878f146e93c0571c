//! The candidates with AVX-512 VBMI: a permutation of bytes is a look-up of six bits.
#![allow(unsafe_code, reason = "loads and the calls into the target feature")]

use std::arch::x86_64::*;

use weimu_cpu::Avx512Vbmi;

use crate::anchor::{BLOCK, Buckets, Candidates, SIGHT, Search};

/// The buckets by byte. Having one proves that the machine has the instructions.
#[derive(Clone, Debug)]
pub(in crate::anchor) struct Avx512 {
    first: [u8; 64],
    later: [[u8; 64]; 2],
}

impl Avx512 {
    pub(in crate::anchor) fn new(buckets: &Buckets, _: Avx512Vbmi) -> Self {
        let mut first = [0; 64];
        // The last six bits of 0xE0 to 0xEF.
        first.iter_mut().skip(0x20).zip(buckets.first).for_each(|(to, from)| *to = from);
        Self { first, later: buckets.later }
    }

    pub(in crate::anchor) fn find(&self, search: &Search<'_>) -> Option<usize> {
        #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,bmi1,lzcnt,popcnt")]
        fn enabled(backend: &Avx512, search: &Search<'_>) -> Option<usize> {
            search.run(backend)
        }
        // SAFETY: the token given to `new` proves AVX-512 F, BW, VL and VBMI, BMI1, LZCNT and POPCNT.
        unsafe { enabled(self, search) }
    }
}

impl Candidates for Avx512 {
    #[inline(always)]
    fn candidates(&self, bytes: &[u8; SIGHT]) -> u64 {
        // SAFETY: the token given to `new` proves AVX-512 F, BW, VL and VBMI.
        unsafe { candidates(self, bytes) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
#[inline]
fn candidates(backend: &Avx512, bytes: &[u8; SIGHT]) -> u64 {
    let [middle, last] = &backend.later;
    let first = _mm512_permutexvar_epi8(load::<0>(bytes), table(&backend.first));
    let middle = _mm512_permutexvar_epi8(load::<1>(bytes), table(middle));
    let last = _mm512_permutexvar_epi8(load::<2>(bytes), table(last));
    let all = _mm512_ternarylogic_epi64::<0x80>(first, middle, last);
    _mm512_test_epi8_mask(all, all)
}

#[target_feature(enable = "avx512f")]
#[inline]
fn load<const BY: usize>(bytes: &[u8; SIGHT]) -> __m512i {
    const { assert!(BY + BLOCK <= SIGHT) };
    let (_, from) = bytes.split_at(BY);
    // SAFETY: 64 bytes from there lie within the 66, as asserted above; the load needs no alignment.
    unsafe { _mm512_loadu_si512(from.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn table(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: an array of 64 bytes; the load needs no alignment.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}
