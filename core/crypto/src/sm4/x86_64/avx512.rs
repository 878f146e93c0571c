//! SM4 with AVX-512 and GFNI, 64 blocks at a time.
#![allow(unsafe_code, reason = "loads, stores and the call into the target feature")]

use core::arch::x86_64::*;

use weimu_cpu::{Avx512Vbmi, Gfni};

use super::basis::{ENTER, LEAVE, OUTPUT, RoundKeys, SHIFTED, TURNED};
use super::kernel::kernel;
use crate::cipher::Block;
use crate::sm4::schedule::Schedule;

/// The cipher under a key. Having one proves that the machine has the instructions.
pub(in crate::sm4) struct Avx512(RoundKeys);

impl Avx512 {
    pub(in crate::sm4) fn new(schedule: &Schedule, _: Avx512Vbmi, _: Gfni) -> Self {
        Self(RoundKeys::new(schedule))
    }

    pub(in crate::sm4) fn encrypt_blocks(&self, blocks: &mut [Block]) {
        // SAFETY: the tokens given to `new` prove AVX-512 F, BW, VL and GFNI.
        unsafe { encrypt_blocks(&self.0, blocks) }
    }
}

kernel!("avx512f,avx512bw,gfni", __m512i, 64);

#[target_feature(enable = "avx512f,avx512bw,gfni")]
#[inline]
fn substituted([y0, y1, y2, y3]: Word) -> (Word, Word) {
    let turned = _mm512_set1_epi64(TURNED as i64);
    let shifted = _mm512_set1_epi64(SHIFTED as i64);
    let t0 = _mm512_gf2p8affineinv_epi64_epi8::<{ OUTPUT as i32 }>(y0, turned);
    let t1 = _mm512_gf2p8affineinv_epi64_epi8::<{ OUTPUT as i32 }>(y1, turned);
    let t2 = _mm512_gf2p8affineinv_epi64_epi8::<{ OUTPUT as i32 }>(y2, turned);
    let t3 = _mm512_gf2p8affineinv_epi64_epi8::<{ OUTPUT as i32 }>(y3, turned);
    let v3 = _mm512_gf2p8affineinv_epi64_epi8::<0>(y3, shifted);
    let v0 = _mm512_gf2p8affineinv_epi64_epi8::<0>(y0, shifted);
    let v1 = _mm512_gf2p8affineinv_epi64_epi8::<0>(y1, shifted);
    let v2 = _mm512_gf2p8affineinv_epi64_epi8::<0>(y2, shifted);
    ([t0, t1, t2, t3], [v0, v1, v2, v3])
}

#[target_feature(enable = "avx512f,avx512bw,gfni")]
#[inline]
fn entered(x: Word) -> Word {
    mapped(x, ENTER)
}

#[target_feature(enable = "avx512f,avx512bw,gfni")]
#[inline]
fn left(x: Word) -> Word {
    mapped(x, LEAVE)
}

#[target_feature(enable = "avx512f,avx512bw,gfni")]
#[inline]
fn mapped([a, b, c, d]: Word, matrix: u64) -> Word {
    let matrix = _mm512_set1_epi64(matrix as i64);
    [
        _mm512_gf2p8affine_epi64_epi8::<0>(a, matrix),
        _mm512_gf2p8affine_epi64_epi8::<0>(b, matrix),
        _mm512_gf2p8affine_epi64_epi8::<0>(c, matrix),
        _mm512_gf2p8affine_epi64_epi8::<0>(d, matrix),
    ]
}

#[target_feature(enable = "avx512f")]
#[inline]
fn broadcast(bytes: u32) -> __m512i {
    _mm512_set1_epi32(bytes as i32)
}

#[target_feature(enable = "avx512f")]
#[inline]
fn sum(a: __m512i, b: __m512i) -> __m512i {
    _mm512_xor_si512(a, b)
}

#[target_feature(enable = "avx512f")]
#[inline]
fn sum3(a: __m512i, b: __m512i, c: __m512i) -> __m512i {
    _mm512_ternarylogic_epi64::<0x96>(a, b, c)
}

#[target_feature(enable = "avx512bw")]
#[inline]
fn low(a: __m512i, b: __m512i) -> __m512i {
    _mm512_unpacklo_epi8(a, b)
}

#[target_feature(enable = "avx512bw")]
#[inline]
fn high(a: __m512i, b: __m512i) -> __m512i {
    _mm512_unpackhi_epi8(a, b)
}

#[target_feature(enable = "avx512f")]
#[inline]
fn load(blocks: &[Block; 4]) -> __m512i {
    // SAFETY: four blocks are 64 bytes; the load needs no alignment.
    unsafe { _mm512_loadu_si512(blocks.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn store(bytes: __m512i, blocks: &mut [Block; 4]) {
    // SAFETY: four blocks are 64 bytes; the store needs no alignment.
    unsafe { _mm512_storeu_si512(blocks.as_mut_ptr().cast(), bytes) }
}
