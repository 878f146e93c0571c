//! SM4 with AVX2 and GFNI, 32 blocks at a time.
#![allow(unsafe_code, reason = "loads, stores and the call into the target feature")]

use core::arch::x86_64::*;

use weimu_cpu::{Avx2, Gfni as GfniToken};

use super::basis::{ENTER, LEAVE, OUTPUT, RoundKeys, SHIFTED, TURNED};
use super::kernel::kernel;
use crate::cipher::Block;
use crate::sm4::schedule::Schedule;

/// The cipher under a key. Having one proves that the machine has the instructions.
pub(in crate::sm4) struct Gfni(RoundKeys);

impl Gfni {
    pub(in crate::sm4) fn new(schedule: &Schedule, _: Avx2, _: GfniToken) -> Self {
        Self(RoundKeys::new(schedule))
    }

    pub(in crate::sm4) fn encrypt_blocks(&self, blocks: &mut [Block]) {
        // SAFETY: the tokens given to `new` prove AVX2 and GFNI.
        unsafe { encrypt_blocks(&self.0, blocks) }
    }
}

kernel!("avx2,gfni", __m256i, 32);

#[target_feature(enable = "avx2,gfni")]
#[inline]
fn substituted([y0, y1, y2, y3]: Word) -> (Word, Word) {
    let turned = _mm256_set1_epi64x(TURNED as i64);
    let shifted = _mm256_set1_epi64x(SHIFTED as i64);
    let t0 = _mm256_gf2p8affineinv_epi64_epi8::<{ OUTPUT as i32 }>(y0, turned);
    let t1 = _mm256_gf2p8affineinv_epi64_epi8::<{ OUTPUT as i32 }>(y1, turned);
    let t2 = _mm256_gf2p8affineinv_epi64_epi8::<{ OUTPUT as i32 }>(y2, turned);
    let t3 = _mm256_gf2p8affineinv_epi64_epi8::<{ OUTPUT as i32 }>(y3, turned);
    let v3 = _mm256_gf2p8affineinv_epi64_epi8::<0>(y3, shifted);
    let v0 = _mm256_gf2p8affineinv_epi64_epi8::<0>(y0, shifted);
    let v1 = _mm256_gf2p8affineinv_epi64_epi8::<0>(y1, shifted);
    let v2 = _mm256_gf2p8affineinv_epi64_epi8::<0>(y2, shifted);
    ([t0, t1, t2, t3], [v0, v1, v2, v3])
}

#[target_feature(enable = "avx2,gfni")]
#[inline]
fn entered(x: Word) -> Word {
    mapped(x, ENTER)
}

#[target_feature(enable = "avx2,gfni")]
#[inline]
fn left(x: Word) -> Word {
    mapped(x, LEAVE)
}

#[target_feature(enable = "avx2,gfni")]
#[inline]
fn mapped([a, b, c, d]: Word, matrix: u64) -> Word {
    let matrix = _mm256_set1_epi64x(matrix as i64);
    [
        _mm256_gf2p8affine_epi64_epi8::<0>(a, matrix),
        _mm256_gf2p8affine_epi64_epi8::<0>(b, matrix),
        _mm256_gf2p8affine_epi64_epi8::<0>(c, matrix),
        _mm256_gf2p8affine_epi64_epi8::<0>(d, matrix),
    ]
}

#[target_feature(enable = "avx2")]
#[inline]
fn broadcast(bytes: u32) -> __m256i {
    _mm256_set1_epi32(bytes as i32)
}

#[target_feature(enable = "avx2")]
#[inline]
fn sum(a: __m256i, b: __m256i) -> __m256i {
    _mm256_xor_si256(a, b)
}

#[target_feature(enable = "avx2")]
#[inline]
fn sum3(a: __m256i, b: __m256i, c: __m256i) -> __m256i {
    _mm256_xor_si256(_mm256_xor_si256(a, b), c)
}

#[target_feature(enable = "avx2")]
#[inline]
fn low(a: __m256i, b: __m256i) -> __m256i {
    _mm256_unpacklo_epi8(a, b)
}

#[target_feature(enable = "avx2")]
#[inline]
fn high(a: __m256i, b: __m256i) -> __m256i {
    _mm256_unpackhi_epi8(a, b)
}

#[target_feature(enable = "avx2")]
#[inline]
fn load(blocks: &[Block; 2]) -> __m256i {
    // SAFETY: two blocks are 32 bytes; the load needs no alignment.
    unsafe { _mm256_loadu_si256(blocks.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
#[inline]
fn store(bytes: __m256i, blocks: &mut [Block; 2]) {
    // SAFETY: two blocks are 32 bytes; the store needs no alignment.
    unsafe { _mm256_storeu_si256(blocks.as_mut_ptr().cast(), bytes) }
}
