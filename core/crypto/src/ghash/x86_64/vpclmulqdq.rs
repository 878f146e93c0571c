//! GHASH of four strings side by side, one in each quarter of a 64-byte vector.
//!
//! The field is taken in the order of bits of POLYVAL (RFC 8452, appendix A), in which a product needs no shift. Products of up
//! to [`POWERS`] blocks with powers of the key are added before they are reduced once. Strings of different lengths are
//! aligned at their ends; a block before the beginning is zero, which leaves a digest of zero as it is.
#![allow(unsafe_code, reason = "vector instructions behind a CPU token")]

use std::arch::x86_64::*;

use weimu_cpu::Vpclmulqdq;
use zeroize::Zeroize;

use super::{REDUCTION, times_x};
use crate::cipher::Block;

/// GHASH under one key.
pub(in crate::ghash) struct Ghash {
    /// The powers 1, 2, … of the key, in POLYVAL's order of bits.
    powers: [u128; POWERS],
}

/// Blocks whose products are added before they are reduced.
const POWERS: usize = 16;
const LANES: usize = 4;
impl Ghash {
    /// GHASH under the hash key `key`.
    pub(in crate::ghash) fn new(key: &Block, _: Vpclmulqdq) -> Self {
        let key = times_x(u128::from_be_bytes(*key));
        let mut powers = [key; POWERS];
        for index in 1..POWERS {
            // SAFETY: a token of VPCLMULQDQ was given to this constructor.
            powers[index] = unsafe { product(powers[index - 1], key) };
        }
        Self { powers }
    }

    /// As [`crate::ghash::Ghash::digest_each`].
    pub(in crate::ghash) fn digest_each(&self, blocks: &[Block], counts: &[usize], out: &mut [Block]) {
        // SAFETY: a token of VPCLMULQDQ was given to the constructor.
        unsafe { digest_each(&self.powers, blocks, counts, out) }
    }
}

impl Drop for Ghash {
    fn drop(&mut self) {
        self.powers.zeroize();
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,vpclmulqdq,pclmulqdq")]
fn product(left: u128, right: u128) -> u128 {
    let mut sum = Unreduced::zero();
    sum.add_product(of_lanes([left, 0, 0, 0]), of_lanes([right; LANES]));
    let [product, ..] = lanes_of(sum.reduced());
    product
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,vpclmulqdq,pclmulqdq")]
fn digest_each(powers: &[u128; POWERS], blocks: &[Block], counts: &[usize], out: &mut [Block]) {
    let mut rest = blocks;
    let (fours, few) = counts.as_chunks::<LANES>();
    let (fours_out, few_out) = out.as_chunks_mut::<LANES>();
    for (counts, out) in fours.iter().zip(fours_out) {
        let [a, b, c, d] = *counts;
        let (strings, after) = rest.split_at(a + b + c + d);
        rest = after;
        let alike = a <= POWERS && a == b && a == c && a == d;
        *out = if alike { digests_alike(powers, strings, a) } else { digests(powers, strings, counts) };
    }
    let digests = digests(powers, rest, few);
    few_out.iter_mut().zip(digests).for_each(|(out, digest)| *out = digest);
}

/// Digests of four strings of `count` blocks each.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,vpclmulqdq,pclmulqdq")]
fn digests_alike(powers: &[u128; POWERS], strings: &[Block], count: usize) -> [Block; LANES] {
    let (a, rest) = strings.split_at(count);
    let (b, rest) = rest.split_at(count);
    let (c, d) = rest.split_at(count);
    let mut sum = Unreduced::zero();
    for ((((a, b), c), d), power) in a.iter().zip(b).zip(c).zip(d).zip(powers[..count].iter().rev()) {
        sum.add_product(of_blocks(a, b, c, d), broadcast(*power));
    }
    blocks_of(sum.reduced())
}

/// Digests of up to four strings.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,vpclmulqdq,pclmulqdq")]
fn digests(powers: &[u128; POWERS], strings: &[Block], counts: &[usize]) -> [Block; LANES] {
    let mut rest = strings;
    let mut lanes: [&[Block]; LANES] = [&[]; LANES];
    for (lane, &count) in lanes.iter_mut().zip(counts) {
        (*lane, rest) = rest.split_at(count);
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let mut digest = _mm512_setzero_si512();
    let mut next = 0;
    while next < most {
        let end = next + if (most - next).is_multiple_of(POWERS) { POWERS } else { (most - next) % POWERS };
        let mut sum = Unreduced::zero();
        for index in next..end {
            let mut block = blocks_before_end(&lanes, most - index);
            if index == next {
                block = _mm512_xor_si512(block, digest);
            }
            sum.add_product(block, broadcast(powers[end - index - 1]));
        }
        digest = sum.reduced();
        next = end;
    }
    blocks_of(digest)
}

/// The blocks that stand `distance` blocks before the ends of the strings, zero where a string has not as many.
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn blocks_before_end(lanes: &[&[Block]; LANES], distance: usize) -> __m512i {
    let [a, b, c, d] = lanes.map(|lane| lane.get(lane.len().wrapping_sub(distance)).unwrap_or(&[0; 16]));
    of_blocks(a, b, c, d)
}

/// A block in each lane, in POLYVAL's order of bits.
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn of_blocks(a: &Block, b: &Block, c: &Block, d: &Block) -> __m512i {
    let ab = _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(of_block(a)), of_block(b));
    let cd = _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(of_block(c)), of_block(d));
    reversed(_mm512_inserti64x4::<1>(_mm512_castsi256_si512(ab), cd))
}

/// The block in each lane.
#[target_feature(enable = "avx512f,avx512bw")]
fn blocks_of(lanes: __m512i) -> [Block; LANES] {
    let blocks = reversed(lanes);
    // SAFETY: both are 64 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(blocks) }
}

/// The bytes of each lane from last to first.
#[target_feature(enable = "avx512f,avx512bw")]
fn reversed(lanes: __m512i) -> __m512i {
    let order = _mm512_broadcast_i32x4(_mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    _mm512_shuffle_epi8(lanes, order)
}

/// A sum of products of 128 by 128 bits.
struct Unreduced {
    low: __m512i,
    middle: __m512i,
    high: __m512i,
}

impl Unreduced {
    #[target_feature(enable = "avx512f")]
    fn zero() -> Self {
        let zero = _mm512_setzero_si512();
        Self { low: zero, middle: zero, high: zero }
    }

    #[target_feature(enable = "avx512f,vpclmulqdq")]
    fn add_product(&mut self, left: __m512i, right: __m512i) {
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
    fn reduced(&self) -> __m512i {
        let low = _mm512_xor_si512(self.low, _mm512_bslli_epi128::<8>(self.middle));
        let high = _mm512_xor_si512(self.high, _mm512_bsrli_epi128::<8>(self.middle));
        let reduction = _mm512_set1_epi64(REDUCTION);
        let half = _mm512_xor_si512(swapped(low), _mm512_clmulepi64_epi128::<0x00>(low, reduction));
        xor3(high, swapped(half), _mm512_clmulepi64_epi128::<0x00>(half, reduction))
    }
}

#[target_feature(enable = "avx512f")]
fn swapped(lanes: __m512i) -> __m512i {
    _mm512_shuffle_epi32::<0b01_00_11_10>(lanes)
}

#[target_feature(enable = "avx512f")]
fn xor3(a: __m512i, b: __m512i, c: __m512i) -> __m512i {
    _mm512_ternarylogic_epi64::<0x96>(a, b, c)
}

#[target_feature(enable = "avx512f")]
fn broadcast(lane: u128) -> __m512i {
    _mm512_broadcast_i32x4(_mm_set_epi64x((lane >> 64) as i64, lane as i64))
}

fn of_block(block: &Block) -> __m128i {
    // SAFETY: both are 16 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(*block) }
}

#[target_feature(enable = "avx512f")]
fn of_lanes([a, b, c, d]: [u128; LANES]) -> __m512i {
    // SAFETY: both are 64 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute([a, b, c, d]) }
}

#[target_feature(enable = "avx512f")]
fn lanes_of(lanes: __m512i) -> [u128; LANES] {
    // SAFETY: both are 64 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(lanes) }
}
