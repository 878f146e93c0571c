//! SM4 with AVX2 and AES-NI, 32 blocks at a time.
//!
//! The last round of AES without its key is the permutation of rows, then inversion, then an affine map. The permutation
//! is undone beforehand; the maps before and after are sums of two look-ups of four bits each, in a register.
#![allow(unsafe_code, reason = "loads, stores and the call into the target feature")]

use core::arch::x86_64::*;

use weimu_cpu::{AesNi, Avx2 as Avx2Token};

use super::basis::{ENTER, LEAVE, OUTPUT, RoundKeys, SHIFTED, TURNED, product};
use super::kernel::kernel;
use crate::cipher::Block;
use crate::sm4::schedule::Schedule;

/// The cipher under a key. Having one proves that the machine has the instructions.
pub(in crate::sm4) struct Avx2(RoundKeys);

impl Avx2 {
    pub(in crate::sm4) fn new(schedule: &Schedule, _: Avx2Token, _: AesNi) -> Self {
        Self(RoundKeys::new(schedule))
    }

    pub(in crate::sm4) fn encrypt_blocks(&self, blocks: &mut [Block]) {
        // SAFETY: the tokens given to `new` prove AVX2 and AES-NI.
        unsafe { encrypt_blocks(&self.0, blocks) }
    }
}

kernel!("avx2,aes", __m256i, 32);

#[target_feature(enable = "avx2,aes")]
#[inline]
fn substituted(y: Word) -> (Word, Word) {
    const TURNED_LATER: Map = Map::after_aes(TURNED, OUTPUT);
    const SHIFTED_LATER: Map = Map::after_aes(SHIFTED, 0);
    let [s0, s1, s2, s3] = [aes_box(y[0]), aes_box(y[1]), aes_box(y[2]), aes_box(y[3])];
    let (t0, v0) = (TURNED_LATER.of(s0), SHIFTED_LATER.of(s0));
    let (t1, v1) = (TURNED_LATER.of(s1), SHIFTED_LATER.of(s1));
    let (t2, v2) = (TURNED_LATER.of(s2), SHIFTED_LATER.of(s2));
    let (t3, v3) = (TURNED_LATER.of(s3), SHIFTED_LATER.of(s3));
    ([t0, t1, t2, t3], [v0, v1, v2, v3])
}

/// The S-box of AES on every byte, as its two halves of four bits.
#[target_feature(enable = "avx2,aes")]
#[inline]
fn aes_box(y: __m256i) -> Nibbles {
    // InvShiftRows: place `n` takes byte `13 n mod 16`.
    let rows = _mm256_broadcastsi128_si256(_mm_set_epi64x(0x0306_090c_0f02_0508, 0x0b0e_0104_070a_0d00));
    let y = _mm256_shuffle_epi8(y, rows);
    let low = _mm_aesenclast_si128(_mm256_castsi256_si128(y), _mm_setzero_si128());
    let high = _mm_aesenclast_si128(_mm256_extracti128_si256::<1>(y), _mm_setzero_si128());
    Nibbles::of(_mm256_inserti128_si256::<1>(_mm256_castsi128_si256(low), high))
}

#[target_feature(enable = "avx2,aes")]
#[inline]
fn entered([a, b, c, d]: Word) -> Word {
    const MAP: Map = Map::linear(ENTER);
    [MAP.of(Nibbles::of(a)), MAP.of(Nibbles::of(b)), MAP.of(Nibbles::of(c)), MAP.of(Nibbles::of(d))]
}

#[target_feature(enable = "avx2,aes")]
#[inline]
fn left([a, b, c, d]: Word) -> Word {
    const MAP: Map = Map::linear(LEAVE);
    [MAP.of(Nibbles::of(a)), MAP.of(Nibbles::of(b)), MAP.of(Nibbles::of(c)), MAP.of(Nibbles::of(d))]
}

/// The lower and the upper four bits of every byte.
#[derive(Clone, Copy)]
struct Nibbles {
    low: __m256i,
    high: __m256i,
}

impl Nibbles {
    #[target_feature(enable = "avx2")]
    #[inline]
    fn of(bytes: __m256i) -> Self {
        let mask = _mm256_set1_epi8(0x0f);
        Self { low: _mm256_and_si256(bytes, mask), high: _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), mask) }
    }
}

/// An affine map of bytes: a table for their lower four bits plus one for the upper four, each the bytes of a number.
///
/// The tables are looked up in registers, by an instruction whose time does not depend on the index.
struct Map {
    low: u128,
    high: u128,
}

impl Map {
    /// `matrix` times the byte.
    const fn linear(matrix: u64) -> Self {
        let (mut low, mut high) = ([0; 16], [0; 16]);
        let mut nibble = 0;
        while nibble < 16 {
            low[nibble] = product(matrix, nibble as u8);
            high[nibble] = product(matrix, (nibble as u8) << 4);
            nibble += 1;
        }
        Self { low: u128::from_le_bytes(low), high: u128::from_le_bytes(high) }
    }

    /// `matrix` times the inverse plus `constant`, where the byte is what the S-box of AES made of the inverse.
    const fn after_aes(matrix: u64, constant: u8) -> Self {
        let (mut low, mut high) = ([0; 16], [0; 16]);
        let mut nibble = 0;
        while nibble < 16 {
            low[nibble] = product(matrix, before_aes_affine(nibble as u8)) ^ constant;
            high[nibble] = product(matrix, before_aes_affine((nibble as u8) << 4) ^ before_aes_affine(0));
            nibble += 1;
        }
        Self { low: u128::from_le_bytes(low), high: u128::from_le_bytes(high) }
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn of(&self, Nibbles { low, high }: Nibbles) -> __m256i {
        sum(_mm256_shuffle_epi8(table(self.low), low), _mm256_shuffle_epi8(table(self.high), high))
    }
}

/// The inverse of the affine map in the S-box of AES (FIPS 197, 5.3.2).
const fn before_aes_affine(byte: u8) -> u8 {
    byte.rotate_left(1) ^ byte.rotate_left(3) ^ byte.rotate_left(6) ^ 0x05
}

#[target_feature(enable = "avx2")]
#[inline]
fn table(bytes: u128) -> __m256i {
    _mm256_broadcastsi128_si256(_mm_set_epi64x((bytes >> 64) as i64, bytes as i64))
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
