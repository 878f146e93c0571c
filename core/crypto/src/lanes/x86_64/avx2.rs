//! 8 messages side by side with AVX2.
#![allow(unsafe_code, reason = "instructions that only some processors have")]

use std::arch::x86_64::*;

use weimu_cpu::Avx2 as Token;

use crate::Digest;
use crate::lanes::{Lanes, MOST_LANES, PaddedBlock, Work};

/// Holds the proof that the instructions exist.
#[derive(Clone, Copy)]
pub(crate) struct Avx2(Token);

impl Avx2 {
    pub(crate) fn new(token: Token) -> Self {
        Self(token)
    }
}

macro_rules! intrinsic {
    ($call:expr) => {
        // SAFETY: `self` holds the token of AVX2, which the operation needs.
        unsafe { $call }
    };
}

impl Lanes for Avx2 {
    type Word = __m256i;

    const COUNT: usize = 8;

    #[inline(always)]
    fn splat(self, word: u32) -> __m256i {
        intrinsic!(_mm256_set1_epi32(word.cast_signed()))
    }

    #[inline(always)]
    fn words(self, words: &[u32; MOST_LANES]) -> __m256i {
        intrinsic!(read(&words.as_chunks::<8>().0[0]))
    }

    #[inline(always)]
    fn add(self, a: __m256i, b: __m256i) -> __m256i {
        intrinsic!(_mm256_add_epi32(a, b))
    }

    #[inline(always)]
    fn xor(self, a: __m256i, b: __m256i) -> __m256i {
        intrinsic!(_mm256_xor_si256(a, b))
    }

    #[inline(always)]
    fn and(self, a: __m256i, b: __m256i) -> __m256i {
        intrinsic!(_mm256_and_si256(a, b))
    }

    #[inline(always)]
    fn equal(self, a: __m256i, b: __m256i) -> __m256i {
        intrinsic!(_mm256_cmpeq_epi32(a, b))
    }

    #[inline(always)]
    fn rotl<const N: u32>(self, a: __m256i) -> __m256i {
        intrinsic!(rotl::<N>(a))
    }

    #[inline(always)]
    fn shr<const N: u32>(self, a: __m256i) -> __m256i {
        intrinsic!(_mm256_srlv_epi32(a, self.splat(N)))
    }

    #[inline(always)]
    fn spread<const N: u32, const M: u32>(self, a: __m256i) -> __m256i {
        // A rotation by whole bytes is one instruction, any other three.
        const { assert!(M == N + 8) };
        self.xor(a, self.rotl::<N>(self.xor(a, self.rotl::<8>(a))))
    }

    #[inline(always)]
    fn load(self, blocks: &[PaddedBlock<'_>; MOST_LANES]) -> [__m256i; 16] {
        let rows = std::array::from_fn(|lane| blocks[lane].to_bytes());
        intrinsic!(load(&rows))
    }

    #[inline(always)]
    fn store(self, state: [__m256i; 8], digests: &mut [Digest; MOST_LANES]) {
        intrinsic!(store(state, digests));
    }

    #[inline(always)]
    fn within<W: Work>(self, work: W) -> W::Output {
        #[target_feature(enable = "avx2")]
        fn enabled<W: Work>(lanes: Avx2, work: W) -> W::Output {
            work.run(lanes)
        }
        intrinsic!(enabled(self, work))
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn rotl<const N: u32>(a: __m256i) -> __m256i {
    if N == 8 {
        let order = _mm_set_epi8(14, 13, 12, 15, 10, 9, 8, 11, 6, 5, 4, 7, 2, 1, 0, 3);
        return _mm256_shuffle_epi8(a, _mm256_broadcastsi128_si256(order));
    }
    let left = _mm256_sllv_epi32(a, _mm256_set1_epi32(N.cast_signed()));
    let right = _mm256_srlv_epi32(a, _mm256_set1_epi32((32 - N).cast_signed()));
    _mm256_or_si256(left, right)
}

#[inline]
#[target_feature(enable = "avx2")]
fn big_endian(words: __m256i) -> __m256i {
    let order = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
    _mm256_shuffle_epi8(words, _mm256_broadcastsi128_si256(order))
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(rows: &[[u8; 64]; 8]) -> [__m256i; 16] {
    let mut words = [_mm256_setzero_si256(); 16];
    for (half, words) in words.as_chunks_mut::<8>().0.iter_mut().enumerate() {
        *words = transposed(std::array::from_fn(|row| big_endian(read(&rows[row].as_chunks::<32>().0[half]))));
    }
    words
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(state: [__m256i; 8], digests: &mut [Digest; MOST_LANES]) {
    for (digest, words) in digests.iter_mut().zip(transposed(state)) {
        write(digest, big_endian(words));
    }
}

/// Transposes 8 by 8 words.
#[inline]
#[target_feature(enable = "avx2")]
fn transposed([a, b, c, d, e, f, g, h]: [__m256i; 8]) -> [__m256i; 8] {
    // Column `i` of the first has words `i` and `4 + i` of rows `a` to `d` in its halves, of the second those of `e` to `h`.
    let (first, second) = (quad([a, b, c, d]), quad([e, f, g, h]));
    std::array::from_fn(|column| match column {
        0..4 => _mm256_permute2x128_si256::<0x20>(first[column], second[column]),
        _ => _mm256_permute2x128_si256::<0x31>(first[column - 4], second[column - 4]),
    })
}

/// Transposes 4 by 4 words within each half of the vectors.
#[inline]
#[target_feature(enable = "avx2")]
fn quad([a, b, c, d]: [__m256i; 4]) -> [__m256i; 4] {
    let (ab_low, ab_high) = (_mm256_unpacklo_epi32(a, b), _mm256_unpackhi_epi32(a, b));
    let (cd_low, cd_high) = (_mm256_unpacklo_epi32(c, d), _mm256_unpackhi_epi32(c, d));
    [
        _mm256_unpacklo_epi64(ab_low, cd_low),
        _mm256_unpackhi_epi64(ab_low, cd_low),
        _mm256_unpacklo_epi64(ab_high, cd_high),
        _mm256_unpackhi_epi64(ab_high, cd_high),
    ]
}

#[inline]
#[target_feature(enable = "avx2")]
fn read<T: Plain>(bytes: &T) -> __m256i {
    const { assert!(size_of::<T>() == 32) };
    // SAFETY: the array has the 32 bytes that are read, and the load asks for no alignment.
    unsafe { _mm256_loadu_si256(std::ptr::from_ref(bytes).cast()) }
}

/// Arrays without padding.
trait Plain {}
impl Plain for [u32; 8] {}
impl Plain for [u8; 32] {}

#[inline]
#[target_feature(enable = "avx2")]
fn write(digest: &mut Digest, bytes: __m256i) {
    // SAFETY: a digest has the 32 bytes that are written, and the store asks for no alignment.
    unsafe { _mm256_storeu_si256(digest.as_mut_ptr().cast(), bytes) }
}
