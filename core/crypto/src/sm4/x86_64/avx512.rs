//! SM4 with AVX-512 and GFNI: 64 blocks in sixteen vectors.
#![allow(unsafe_code, reason = "loads, stores and the call into the target feature")]

use core::arch::x86_64::*;

use weimu_cpu::{Avx512Vbmi, Gfni};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::basis::{ENTER, LEAVE, OUTPUT, RoundKeys, SHIFTED, TURNED};
use crate::cipher::Block;
use crate::sm4::schedule::Schedule;

/// The round keys; having them proves that the machine has the instructions.
#[derive(Zeroize, ZeroizeOnDrop)]
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

#[target_feature(enable = "avx512f,avx512bw,avx512vl,gfni")]
fn encrypt_blocks(keys: &RoundKeys, blocks: &mut [Block]) {
    let (batches, rest) = blocks.as_chunks_mut::<64>();
    for batch in batches {
        encrypt_batch(keys, batch);
    }
    if !rest.is_empty() {
        let mut padded = [[0; 16]; 64];
        padded[..rest.len()].copy_from_slice(rest);
        encrypt_batch(keys, &mut padded);
        rest.copy_from_slice(&padded[..rest.len()]);
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,gfni")]
#[inline]
fn encrypt_batch(keys: &RoundKeys, batch: &mut [Block; 64]) {
    let enter = _mm512_set1_epi64(ENTER as i64);
    let leave = _mm512_set1_epi64(LEAVE as i64);
    let mut planes = transposed(load(batch));
    for plane in &mut planes {
        *plane = _mm512_gf2p8affine_epi64_epi8::<0>(*plane, enter);
    }
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = planes;
    let [mut x0, mut x1, mut x2, mut x3] = [[a, b, c, d], [e, f, g, h], [i, j, k, l], [m, n, o, p]];
    for [k0, k1, k2, k3] in keys.quarters() {
        x0 = round(x0, x1, x2, x3, k0);
        x1 = round(x1, x2, x3, x0, k1);
        x2 = round(x2, x3, x0, x1, k2);
        x3 = round(x3, x0, x1, x2, k3);
    }
    let [[a, b, c, d], [e, f, g, h], [i, j, k, l], [m, n, o, p]] = [x3, x2, x1, x0];
    let mut planes = [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p];
    for plane in &mut planes {
        *plane = _mm512_gf2p8affine_epi64_epi8::<0>(*plane, leave);
    }
    store(transposed(planes), batch);
}

/// Byte `b` of a word of every block.
type Word = [__m512i; 4];

#[target_feature(enable = "avx512f,avx512bw,avx512vl,gfni")]
#[inline]
fn round(x0: Word, x1: Word, x2: Word, x3: Word, key: &[u32; 4]) -> Word {
    let turned = _mm512_set1_epi64(TURNED as i64);
    let shifted = _mm512_set1_epi64(SHIFTED as i64);
    let [k0, k1, k2, k3] = key.map(|key| _mm512_set1_epi32(key as i32));
    let y0 = _mm512_xor_si512(xor3(x1[0], x2[0], k0), x3[0]);
    let y1 = _mm512_xor_si512(xor3(x1[1], x2[1], k1), x3[1]);
    let y2 = _mm512_xor_si512(xor3(x1[2], x2[2], k2), x3[2]);
    let y3 = _mm512_xor_si512(xor3(x1[3], x2[3], k3), x3[3]);
    let t0 = _mm512_gf2p8affineinv_epi64_epi8::<{ OUTPUT as i32 }>(y0, turned);
    let t1 = _mm512_gf2p8affineinv_epi64_epi8::<{ OUTPUT as i32 }>(y1, turned);
    let t2 = _mm512_gf2p8affineinv_epi64_epi8::<{ OUTPUT as i32 }>(y2, turned);
    let t3 = _mm512_gf2p8affineinv_epi64_epi8::<{ OUTPUT as i32 }>(y3, turned);
    let v0 = _mm512_gf2p8affineinv_epi64_epi8::<0>(y0, shifted);
    let v1 = _mm512_gf2p8affineinv_epi64_epi8::<0>(y1, shifted);
    let v2 = _mm512_gf2p8affineinv_epi64_epi8::<0>(y2, shifted);
    let v3 = _mm512_gf2p8affineinv_epi64_epi8::<0>(y3, shifted);
    let (low, high) = (_mm512_xor_si512(t2, t3), _mm512_xor_si512(t0, t1));
    [
        xor3(xor3(x0[0], t1, low), v0, v3),
        xor3(xor3(x0[1], t0, low), v1, v0),
        xor3(xor3(x0[2], t3, high), v2, v1),
        xor3(xor3(x0[3], t2, high), v3, v2),
    ]
}

#[target_feature(enable = "avx512f")]
#[inline]
fn xor3(a: __m512i, b: __m512i, c: __m512i) -> __m512i {
    _mm512_ternarylogic_epi64::<0x96>(a, b, c)
}

/// Byte `i` of 16-byte piece `j` of vector `k` becomes byte `k` of piece `j` of vector `i`; its own inverse.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn transposed(x: [__m512i; 16]) -> [__m512i; 16] {
    interleaved(interleaved(interleaved(interleaved(x))))
}

/// A quarter of the way to [`transposed`]: turns the bits of (vector, byte) numbers by one.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn interleaved([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]: [__m512i; 16]) -> [__m512i; 16] {
    [
        _mm512_unpacklo_epi8(a, i),
        _mm512_unpackhi_epi8(a, i),
        _mm512_unpacklo_epi8(b, j),
        _mm512_unpackhi_epi8(b, j),
        _mm512_unpacklo_epi8(c, k),
        _mm512_unpackhi_epi8(c, k),
        _mm512_unpacklo_epi8(d, l),
        _mm512_unpackhi_epi8(d, l),
        _mm512_unpacklo_epi8(e, m),
        _mm512_unpackhi_epi8(e, m),
        _mm512_unpacklo_epi8(f, n),
        _mm512_unpackhi_epi8(f, n),
        _mm512_unpacklo_epi8(g, o),
        _mm512_unpackhi_epi8(g, o),
        _mm512_unpacklo_epi8(h, p),
        _mm512_unpackhi_epi8(h, p),
    ]
}

#[target_feature(enable = "avx512f")]
#[inline]
fn load(batch: &[Block; 64]) -> [__m512i; 16] {
    let mut x = [_mm512_setzero_si512(); 16];
    for (x, four) in x.iter_mut().zip(batch.as_chunks::<4>().0) {
        // SAFETY: four blocks are 64 bytes; the load needs no alignment.
        *x = unsafe { _mm512_loadu_si512(four.as_ptr().cast()) };
    }
    x
}

#[target_feature(enable = "avx512f")]
#[inline]
fn store(x: [__m512i; 16], batch: &mut [Block; 64]) {
    for (x, four) in x.into_iter().zip(batch.as_chunks_mut::<4>().0) {
        // SAFETY: four blocks are 64 bytes; the store needs no alignment.
        unsafe { _mm512_storeu_si512(four.as_mut_ptr().cast(), x) };
    }
}
