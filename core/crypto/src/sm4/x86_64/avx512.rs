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
    let mut x = load(batch);
    let enter = _mm512_set1_epi64(ENTER as i64);
    let leave = _mm512_set1_epi64(LEAVE as i64);
    x = transposed(x);
    for plane in &mut x {
        *plane = _mm512_gf2p8affine_epi64_epi8::<0>(*plane, enter);
    }
    for quarter in keys.quarters() {
        round(&mut x, [0, 4, 8, 12], &quarter[0]);
        round(&mut x, [4, 8, 12, 0], &quarter[1]);
        round(&mut x, [8, 12, 0, 4], &quarter[2]);
        round(&mut x, [12, 0, 4, 8], &quarter[3]);
    }
    for plane in &mut x {
        *plane = _mm512_gf2p8affine_epi64_epi8::<0>(*plane, leave);
    }
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = x;
    store(transposed([m, n, o, p, i, j, k, l, e, f, g, h, a, b, c, d]), batch);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,gfni")]
#[inline]
fn round(x: &mut [__m512i; 16], [x0, x1, x2, x3]: [usize; 4], key: &[u32; 4]) {
    let turned = _mm512_set1_epi64(TURNED as i64);
    let shifted = _mm512_set1_epi64(SHIFTED as i64);
    let mut y = [_mm512_setzero_si512(); 4];
    for b in 0..4 {
        y[b] = _mm512_xor_si512(xor3(x[x1 + b], x[x2 + b], _mm512_set1_epi32(key[b] as i32)), x[x3 + b]);
    }
    let t = y.map(|y| _mm512_gf2p8affineinv_epi64_epi8::<{ OUTPUT as i32 }>(y, turned));
    let v = y.map(|y| _mm512_gf2p8affineinv_epi64_epi8::<0>(y, shifted));
    let p = _mm512_xor_si512(t[0], t[1]);
    let q = _mm512_xor_si512(t[2], t[3]);
    for (b, (one, two)) in [(t[1], q), (t[0], q), (t[3], p), (t[2], p)].into_iter().enumerate() {
        x[x0 + b] = xor3(xor3(x[x0 + b], one, two), v[b], v[(b + 3) % 4]);
    }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn xor3(a: __m512i, b: __m512i, c: __m512i) -> __m512i {
    _mm512_ternarylogic_epi64::<0x96>(a, b, c)
}

/// Byte `i` of 16-byte piece `j` of vector `k` becomes byte `k` of piece `j` of vector `i`; its own inverse.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn transposed(mut x: [__m512i; 16]) -> [__m512i; 16] {
    for _ in 0..4 {
        let mut next = x;
        for i in 0..8 {
            next[2 * i] = _mm512_unpacklo_epi8(x[i], x[i + 8]);
            next[2 * i + 1] = _mm512_unpackhi_epi8(x[i], x[i + 8]);
        }
        x = next;
    }
    x
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
