//! 16 messages side by side with AVX-512: a rotation is one instruction, and so is any function of three words.
#![allow(unsafe_code, reason = "instructions that only some processors have; masked loads")]

use std::arch::x86_64::*;

use weimu_cpu::Avx512Vbmi;

use crate::Digest;
use crate::lanes::{Lanes, MOST_LANES, PaddedBlock, Work};

/// Holds the proof that the instructions exist.
#[derive(Clone, Copy)]
pub(crate) struct Avx512(Avx512Vbmi);

impl Avx512 {
    pub(crate) fn new(token: Avx512Vbmi) -> Self {
        Self(token)
    }
}

macro_rules! intrinsic {
    ($call:expr) => {
        // SAFETY: `self` holds the token of AVX-512 F, BW, VL and VBMI, which the operation needs.
        unsafe { $call }
    };
}

impl Lanes for Avx512 {
    type Word = __m512i;

    const COUNT: usize = 16;

    #[inline(always)]
    fn splat(self, word: u32) -> __m512i {
        intrinsic!(_mm512_set1_epi32(word.cast_signed()))
    }

    #[inline(always)]
    fn words(self, words: &[u32; MOST_LANES]) -> __m512i {
        intrinsic!(read(words))
    }

    #[inline(always)]
    fn add(self, a: __m512i, b: __m512i) -> __m512i {
        intrinsic!(_mm512_add_epi32(a, b))
    }

    #[inline(always)]
    fn xor(self, a: __m512i, b: __m512i) -> __m512i {
        intrinsic!(_mm512_xor_si512(a, b))
    }

    #[inline(always)]
    fn and(self, a: __m512i, b: __m512i) -> __m512i {
        intrinsic!(_mm512_and_si512(a, b))
    }

    #[inline(always)]
    fn equal(self, a: __m512i, b: __m512i) -> __m512i {
        intrinsic!(equal(a, b))
    }

    #[inline(always)]
    fn rotl<const N: u32>(self, a: __m512i) -> __m512i {
        intrinsic!(_mm512_rolv_epi32(a, self.splat(N)))
    }

    #[inline(always)]
    fn shr<const N: u32>(self, a: __m512i) -> __m512i {
        intrinsic!(_mm512_srli_epi32::<N>(a))
    }

    #[inline(always)]
    fn xor3(self, a: __m512i, b: __m512i, c: __m512i) -> __m512i {
        intrinsic!(_mm512_ternarylogic_epi32::<0x96>(a, b, c))
    }

    #[inline(always)]
    fn choose(self, by: __m512i, a: __m512i, b: __m512i) -> __m512i {
        intrinsic!(_mm512_ternarylogic_epi32::<0xca>(by, a, b))
    }

    #[inline(always)]
    fn majority(self, a: __m512i, b: __m512i, c: __m512i) -> __m512i {
        intrinsic!(_mm512_ternarylogic_epi32::<0xe8>(a, b, c))
    }

    #[inline(always)]
    fn load(self, blocks: &[PaddedBlock<'_>; MOST_LANES]) -> [__m512i; 16] {
        let rows = std::array::from_fn(|lane| intrinsic!(row(blocks[lane])));
        intrinsic!(transposed(rows))
    }

    #[inline(always)]
    fn store(self, state: [__m512i; 8], digests: &mut [Digest; MOST_LANES]) {
        intrinsic!(store(state, digests));
    }

    #[inline(always)]
    fn within<W: Work>(self, work: W) -> W::Output {
        #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
        fn enabled<W: Work>(lanes: Avx512, work: W) -> W::Output {
            work.run(lanes)
        }
        intrinsic!(enabled(self, work))
    }
}

/// The bytes of a block as big-endian words.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn row(block: PaddedBlock<'_>) -> __m512i {
    let bytes = block.bytes();
    let present = u64::MAX.checked_shr(64 - bytes.len() as u32).unwrap_or(0);
    // SAFETY: the mask selects as many bytes as the slice has, from its first on; the others are not read.
    let message = unsafe { _mm512_maskz_loadu_epi8(present, bytes.as_ptr().cast()) };
    let mark = MARKS.as_ptr().wrapping_add(64 - block.mark());
    // SAFETY: the mark of a block is at 64 at most, so that 64 bytes from there on lie within the 128.
    let mark = unsafe { _mm512_loadu_epi8(mark.cast()) };
    big_endian(_mm512_or_si512(message, mark))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn equal(a: __m512i, b: __m512i) -> __m512i {
    _mm512_maskz_set1_epi32(_mm512_cmpeq_epi32_mask(a, b), -1)
}

/// A mark behind 64 zeros: the 64 bytes from `64 - n` on have it at `n`.
static MARKS: [u8; 128] = {
    let mut marks = [0; 128];
    marks[64] = 0x80;
    marks
};

#[inline]
#[target_feature(enable = "avx512f")]
fn read(words: &[u32; 16]) -> __m512i {
    // SAFETY: the array has the 64 bytes that are read, and the load asks for no alignment.
    unsafe { _mm512_loadu_epi32(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn big_endian(words: __m512i) -> __m512i {
    let order = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
    _mm512_shuffle_epi8(words, _mm512_broadcast_i32x4(order))
}

/// Rows of 16 words of one message each, to words of 16 messages each.
#[inline]
#[target_feature(enable = "avx512f")]
fn transposed(rows: [__m512i; 16]) -> [__m512i; 16] {
    let [r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, ra, rb, rc, rd, re, rf] = rows;
    // Column `c` of `quads[q]` has words `4k + c` of rows `4q` to `4q + 3` in its quarter `k`.
    let quads = [quad([r0, r1, r2, r3]), quad([r4, r5, r6, r7]), quad([r8, r9, ra, rb]), quad([rc, rd, re, rf])];
    let mut words = [_mm512_setzero_si512(); 16];
    for column in 0..4 {
        let [q0, q1, q2, q3] = quads.map(|quad| quad[column]);
        let low = _mm512_shuffle_i32x4::<0x44>(q0, q1);
        let high = _mm512_shuffle_i32x4::<0xee>(q0, q1);
        let low2 = _mm512_shuffle_i32x4::<0x44>(q2, q3);
        let high2 = _mm512_shuffle_i32x4::<0xee>(q2, q3);
        words[column] = _mm512_shuffle_i32x4::<0x88>(low, low2);
        words[4 + column] = _mm512_shuffle_i32x4::<0xdd>(low, low2);
        words[8 + column] = _mm512_shuffle_i32x4::<0x88>(high, high2);
        words[12 + column] = _mm512_shuffle_i32x4::<0xdd>(high, high2);
    }
    words
}

/// Transposes 4 by 4 words within each quarter of the vectors.
#[inline]
#[target_feature(enable = "avx512f")]
fn quad([a, b, c, d]: [__m512i; 4]) -> [__m512i; 4] {
    let (ab_low, ab_high) = (_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
    let (cd_low, cd_high) = (_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d));
    [
        _mm512_unpacklo_epi64(ab_low, cd_low),
        _mm512_unpackhi_epi64(ab_low, cd_low),
        _mm512_unpacklo_epi64(ab_high, cd_high),
        _mm512_unpackhi_epi64(ab_high, cd_high),
    ]
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn store(state: [__m512i; 8], digests: &mut [Digest; MOST_LANES]) {
    let [a, b, c, d, e, f, g, h] = state;
    // Quarter `q` of `front[i]` is the first half of digest `4q + i`, and of `back[i]` the second.
    let (front, back) = (quad([a, b, c, d]), quad([e, f, g, h]));
    let evens = _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0);
    let odds = _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4);
    for i in 0..4 {
        let low = big_endian(_mm512_permutex2var_epi64(front[i], evens, back[i]));
        let high = big_endian(_mm512_permutex2var_epi64(front[i], odds, back[i]));
        write(&mut digests[i], _mm512_castsi512_si256(low));
        write(&mut digests[4 + i], _mm512_extracti64x4_epi64::<1>(low));
        write(&mut digests[8 + i], _mm512_castsi512_si256(high));
        write(&mut digests[12 + i], _mm512_extracti64x4_epi64::<1>(high));
    }
}

#[inline]
#[target_feature(enable = "avx")]
fn write(digest: &mut Digest, bytes: __m256i) {
    // SAFETY: a digest has the 32 bytes that are written, and the store asks for no alignment.
    unsafe { _mm256_storeu_si256(digest.as_mut_ptr().cast(), bytes) }
}
