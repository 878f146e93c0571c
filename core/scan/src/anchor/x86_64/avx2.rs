//! The candidates with AVX2: two look-ups of four bits each in a register, 32 bytes at a time.
#![allow(unsafe_code, reason = "loads and the calls into the target feature")]

use std::arch::x86_64::*;

use weimu_cpu::Avx2 as Avx2Token;

use crate::anchor::{Buckets, Candidates, SIGHT, Search};

/// The buckets by the lower four bits of a byte and by its upper four. Having one proves that the machine has the
/// instructions.
#[derive(Clone, Debug)]
pub(in crate::anchor) struct Avx2 {
    first: [u8; 16],
    later: [Halves; 2],
}

/// The buckets that a byte may be of are those of both its halves.
#[derive(Clone, Debug)]
struct Halves {
    low: [u8; 16],
    high: [u8; 16],
}

impl Halves {
    fn of(buckets: &[u8; 64]) -> Self {
        let mut halves = Self { low: [0; 16], high: [0; 16] };
        for (byte, bucket) in (0x80..=0xBF).zip(buckets) {
            halves.low[byte & 0xF] |= bucket;
            halves.high[byte >> 4] |= bucket;
        }
        halves
    }
}

impl Avx2 {
    pub(in crate::anchor) fn new(buckets: &Buckets, _: Avx2Token) -> Self {
        Self { first: buckets.first, later: [Halves::of(&buckets.later[0]), Halves::of(&buckets.later[1])] }
    }

    pub(in crate::anchor) fn find(&self, search: &Search<'_>) -> Option<usize> {
        #[target_feature(enable = "avx2,bmi1,lzcnt,popcnt")]
        fn enabled(backend: &Avx2, search: &Search<'_>) -> Option<usize> {
            search.run(backend)
        }
        // SAFETY: the token given to `new` proves AVX2, BMI1, LZCNT and POPCNT.
        unsafe { enabled(self, search) }
    }
}

impl Candidates for Avx2 {
    #[inline(always)]
    fn candidates(&self, bytes: &[u8; SIGHT]) -> u64 {
        // SAFETY: the token given to `new` proves AVX2.
        unsafe { candidates(self, bytes) }
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn candidates(backend: &Avx2, bytes: &[u8; SIGHT]) -> u64 {
    u64::from(half::<0>(backend, bytes)) | u64::from(half::<32>(backend, bytes)) << 32
}

#[target_feature(enable = "avx2")]
#[inline]
fn half<const FROM: usize>(backend: &Avx2, bytes: &[u8; SIGHT]) -> u32 {
    let [middle, last] = &backend.later;
    // What is no first byte is told by the bytes behind it or by the table of members.
    let first = _mm256_shuffle_epi8(table(&backend.first), low(load::<FROM, 0>(bytes)));
    let middle = looked_up(middle, load::<FROM, 1>(bytes));
    let last = looked_up(last, load::<FROM, 2>(bytes));
    let all = _mm256_and_si256(_mm256_and_si256(first, middle), last);
    !_mm256_movemask_epi8(_mm256_cmpeq_epi8(all, _mm256_setzero_si256())).cast_unsigned()
}

#[target_feature(enable = "avx2")]
#[inline]
fn looked_up(halves: &Halves, bytes: __m256i) -> __m256i {
    let by_low = _mm256_shuffle_epi8(table(&halves.low), low(bytes));
    let by_high = _mm256_shuffle_epi8(table(&halves.high), low(_mm256_srli_epi16::<4>(bytes)));
    _mm256_and_si256(by_low, by_high)
}

#[target_feature(enable = "avx2")]
#[inline]
fn low(bytes: __m256i) -> __m256i {
    _mm256_and_si256(bytes, _mm256_set1_epi8(0x0F))
}

#[target_feature(enable = "avx2")]
#[inline]
fn table(bytes: &[u8; 16]) -> __m256i {
    let number = u128::from_le_bytes(*bytes);
    _mm256_broadcastsi128_si256(_mm_set_epi64x((number >> 64) as i64, number as i64))
}

#[target_feature(enable = "avx2")]
#[inline]
fn load<const FROM: usize, const BY: usize>(bytes: &[u8; SIGHT]) -> __m256i {
    const { assert!(FROM + BY + 32 <= SIGHT) };
    let (_, from) = bytes.split_at(FROM + BY);
    // SAFETY: 32 bytes from there lie within the 66, as asserted above; the load needs no alignment.
    unsafe { _mm256_loadu_si256(from.as_ptr().cast()) }
}
