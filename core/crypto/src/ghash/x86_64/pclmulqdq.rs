//! GHASH of one string after the other, with products of 16 bytes.
//!
//! The field is taken in the order of bits of POLYVAL, as on wider vectors. Products of up to [`POWERS`] blocks with powers of
//! the key are added before they are reduced once.
#![allow(unsafe_code, reason = "vector instructions behind a CPU token")]

use std::arch::x86_64::*;

use weimu_cpu::Pclmulqdq;
use zeroize::Zeroize;

use super::{REDUCTION, times_x};
use crate::cipher::Block;

/// GHASH under one key.
pub(in crate::ghash) struct Ghash {
    /// The powers 1, 2, … of the key, in POLYVAL's order of bits.
    powers: [u128; POWERS],
}

/// Blocks whose products are added before they are reduced.
const POWERS: usize = 8;

impl Ghash {
    /// GHASH under the hash key `key`.
    pub(in crate::ghash) fn new(key: &Block, _: Pclmulqdq) -> Self {
        let key = times_x(u128::from_be_bytes(*key));
        let mut powers = [key; POWERS];
        for index in 1..POWERS {
            // SAFETY: a token of PCLMULQDQ was given to this constructor.
            powers[index] = unsafe { product(powers[index - 1], key) };
        }
        Self { powers }
    }

    /// As [`crate::ghash::Ghash::digest_each`].
    pub(in crate::ghash) fn digest_each(&self, blocks: &[Block], counts: &[usize], out: &mut [Block]) {
        // SAFETY: a token of PCLMULQDQ, which comes with SSSE3, was given to the constructor.
        unsafe { digest_each(&self.powers, blocks, counts, out) }
    }
}

impl Drop for Ghash {
    fn drop(&mut self) {
        self.powers.zeroize();
    }
}

#[target_feature(enable = "pclmulqdq,ssse3")]
fn product(left: u128, right: u128) -> u128 {
    let mut sum = Unreduced::zero();
    sum.add_product(of_number(left), of_number(right));
    u128::from_be_bytes(block_of(sum.reduced()))
}

#[target_feature(enable = "pclmulqdq,ssse3")]
fn digest_each(powers: &[u128; POWERS], blocks: &[Block], counts: &[usize], out: &mut [Block]) {
    let mut rest = blocks;
    for (&count, out) in counts.iter().zip(out) {
        let (string, after) = rest.split_at(count);
        rest = after;
        let mut digest = _mm_setzero_si128();
        for part in string.chunks(POWERS) {
            let mut sum = Unreduced::zero();
            for (block, power) in part.iter().zip(powers[..part.len()].iter().rev()) {
                sum.add_product(_mm_xor_si128(of_block(block), digest), of_number(*power));
                digest = _mm_setzero_si128();
            }
            digest = sum.reduced();
        }
        *out = block_of(digest);
    }
}

/// A sum of products of 128 by 128 bits.
struct Unreduced {
    low: __m128i,
    middle: __m128i,
    high: __m128i,
}

impl Unreduced {
    #[target_feature(enable = "sse2")]
    fn zero() -> Self {
        let zero = _mm_setzero_si128();
        Self { low: zero, middle: zero, high: zero }
    }

    #[target_feature(enable = "pclmulqdq,sse2")]
    fn add_product(&mut self, left: __m128i, right: __m128i) {
        self.low = _mm_xor_si128(self.low, _mm_clmulepi64_si128::<0x00>(left, right));
        self.high = _mm_xor_si128(self.high, _mm_clmulepi64_si128::<0x11>(left, right));
        let middle =
            _mm_xor_si128(_mm_clmulepi64_si128::<0x01>(left, right), _mm_clmulepi64_si128::<0x10>(left, right));
        self.middle = _mm_xor_si128(self.middle, middle);
    }

    /// The sum times x^-128, modulo x^128 + x^127 + x^126 + x^121 + 1.
    #[target_feature(enable = "pclmulqdq,sse2")]
    fn reduced(&self) -> __m128i {
        let low = _mm_xor_si128(self.low, _mm_slli_si128::<8>(self.middle));
        let high = _mm_xor_si128(self.high, _mm_srli_si128::<8>(self.middle));
        let reduction = _mm_set1_epi64x(REDUCTION);
        let half = _mm_xor_si128(swapped(low), _mm_clmulepi64_si128::<0x00>(low, reduction));
        let rest = _mm_xor_si128(swapped(half), _mm_clmulepi64_si128::<0x00>(half, reduction));
        _mm_xor_si128(high, rest)
    }
}

#[target_feature(enable = "sse2")]
fn swapped(vector: __m128i) -> __m128i {
    _mm_shuffle_epi32::<0b01_00_11_10>(vector)
}

#[target_feature(enable = "sse2")]
fn of_number(number: u128) -> __m128i {
    _mm_set_epi64x((number >> 64) as i64, number as i64)
}

/// The block in POLYVAL's order of bits.
#[target_feature(enable = "ssse3")]
fn of_block(block: &Block) -> __m128i {
    // SAFETY: both are 16 bytes without padding, and every pattern of bits is valid for both.
    reversed(unsafe { std::mem::transmute::<Block, __m128i>(*block) })
}

#[target_feature(enable = "ssse3")]
fn block_of(vector: __m128i) -> Block {
    let block = reversed(vector);
    // SAFETY: both are 16 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(block) }
}

/// The bytes from last to first.
#[target_feature(enable = "ssse3")]
fn reversed(vector: __m128i) -> __m128i {
    _mm_shuffle_epi8(vector, _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
}
