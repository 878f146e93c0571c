//! GHASH of four strings side by side, one in each quarter of a 64-byte vector.
//!
//! The field is taken in the order of bits of POLYVAL (RFC 8452, appendix A), in which a product needs no shift. The mode that
//! has the strings adds products of their blocks with powers of the key before they are reduced once.
#![allow(unsafe_code, reason = "vector instructions behind a CPU token")]

use std::arch::x86_64::*;

use weimu_cpu::Vpclmulqdq;
use zeroize::Zeroize;

use super::{REDUCTION, times_x};
use crate::cipher::Block;

/// Strings side by side.
pub(crate) const LANES: usize = 4;

/// The powers 5 to 1 of a hash key, in POLYVAL's order of bits, and zeros.
pub(crate) struct Powers([u128; HIGHEST + LANES - 1]);

/// What the first of [`LANES`] blocks is multiplied by, if one more is to come.
const HIGHEST: usize = LANES + 1;

impl Powers {
    /// Those of the hash key `key`.
    pub(crate) fn new(key: &Block, _: Vpclmulqdq) -> Self {
        let key = times_x(u128::from_be_bytes(*key));
        let mut powers = [0; HIGHEST + LANES - 1];
        powers[HIGHEST - 1] = key;
        for index in (0..HIGHEST - 1).rev() {
            // SAFETY: a token of VPCLMULQDQ was given to this constructor.
            powers[index] = unsafe { product(powers[index + 1], key) };
        }
        Self(powers)
    }

    /// The power `first` and those below it, one in each lane.
    #[target_feature(enable = "avx512f")]
    #[inline]
    pub(crate) fn down_from(&self, first: usize) -> __m512i {
        of_numbers(*self.0[HIGHEST - first..].first_chunk().expect("no power is above the highest"))
    }

    /// The power `exponent` in every lane.
    #[target_feature(enable = "avx512f")]
    #[inline]
    pub(crate) fn everywhere(&self, exponent: usize) -> __m512i {
        of_numbers([self.0[HIGHEST - exponent]; LANES])
    }
}

impl Drop for Powers {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[target_feature(enable = "avx512f,avx512bw,vpclmulqdq")]
fn product(left: u128, right: u128) -> u128 {
    let mut sum = Unreduced::zero();
    sum.add_product(of_numbers([left, 0, 0, 0]), of_numbers([right; LANES]));
    let [product, ..] = numbers_of(sum.reduced());
    product
}

/// A sum of products of 128 by 128 bits in each lane.
#[derive(Clone, Copy)]
pub(crate) struct Unreduced {
    low: __m512i,
    middle: __m512i,
    high: __m512i,
}

impl Unreduced {
    #[target_feature(enable = "avx512f")]
    #[inline]
    pub(crate) fn zero() -> Self {
        let zero = _mm512_setzero_si512();
        Self { low: zero, middle: zero, high: zero }
    }

    #[target_feature(enable = "avx512f,vpclmulqdq")]
    #[inline]
    pub(crate) fn add_product(&mut self, left: __m512i, right: __m512i) {
        self.low = _mm512_xor_si512(self.low, _mm512_clmulepi64_epi128::<0x00>(left, right));
        self.high = _mm512_xor_si512(self.high, _mm512_clmulepi64_epi128::<0x11>(left, right));
        self.middle = xor3(
            self.middle,
            _mm512_clmulepi64_epi128::<0x01>(left, right),
            _mm512_clmulepi64_epi128::<0x10>(left, right),
        );
    }

    /// The sum times x^-128, modulo x^128 + x^127 + x^126 + x^121 + 1.
    #[target_feature(enable = "avx512f,avx512bw,vpclmulqdq")]
    #[inline]
    pub(crate) fn reduced(&self) -> __m512i {
        let low = _mm512_xor_si512(self.low, _mm512_bslli_epi128::<8>(self.middle));
        let high = _mm512_xor_si512(self.high, _mm512_bsrli_epi128::<8>(self.middle));
        let reduction = _mm512_set1_epi64(REDUCTION);
        let half = _mm512_xor_si512(swapped(low), _mm512_clmulepi64_epi128::<0x00>(low, reduction));
        xor3(high, swapped(half), _mm512_clmulepi64_epi128::<0x00>(half, reduction))
    }
}

/// The bytes of each lane from last to first: a block as a number, and back.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
pub(crate) fn reversed(lanes: __m512i) -> __m512i {
    let order = _mm512_broadcast_i32x4(_mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    _mm512_shuffle_epi8(lanes, order)
}

#[target_feature(enable = "avx512f")]
#[inline]
fn swapped(lanes: __m512i) -> __m512i {
    _mm512_shuffle_epi32::<0b01_00_11_10>(lanes)
}

#[target_feature(enable = "avx512f")]
#[inline]
fn xor3(a: __m512i, b: __m512i, c: __m512i) -> __m512i {
    _mm512_ternarylogic_epi64::<0x96>(a, b, c)
}

/// A number in each lane.
#[target_feature(enable = "avx512f")]
#[inline]
pub(crate) fn of_numbers(numbers: [u128; LANES]) -> __m512i {
    // SAFETY: both are 64 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(numbers) }
}

/// The number in each lane.
#[target_feature(enable = "avx512f")]
#[inline]
pub(crate) fn numbers_of(lanes: __m512i) -> [u128; LANES] {
    // SAFETY: both are 64 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(lanes) }
}
