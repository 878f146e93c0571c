//! The loops for AVX-512 with VPCLMULQDQ, four values side by side: texts are ciphered, digested and written in one pass.
//!
//! A text's last 64 bytes or fewer are one vector, read under a mask; what is before them, its front, is ciphered and digested
//! by itself. Each loop checks first, for the whole batch, that everything lies inside the slices; then it works on addresses.
#![allow(unsafe_code, reason = "loads, stores and calls into the target features")]

use std::arch::x86_64::*;

use weimu_cpu::{Avx512Vbmi, Vpclmulqdq};

use crate::AeadKey;
use crate::batch::{Batch, CHUNK, ROOM, blocks_of, mask};
use crate::cipher::Block;
use crate::column::Appended;
use crate::gcm::Nonce;
use crate::gcm::batch::{Absorbed, Passes, count_of, counter, write_counters_of};
use crate::ghash::x86_64::vpclmulqdq::{LANES, Powers, Unreduced, of_numbers, reversed};

/// The loops under a hash key.
pub(in crate::gcm) struct Avx512(Powers);

impl Avx512 {
    /// Those under the hash key `key`.
    pub(in crate::gcm) fn new(key: &Block, _: Avx512Vbmi, token: Vpclmulqdq) -> Self {
        Self(Powers::new(key, token))
    }
}

impl Passes for &Avx512 {
    fn write_counters(
        &self,
        nonces: impl Iterator<Item = Nonce>,
        batch: Batch<'_>,
        overhead: usize,
        stream: &mut [Block],
    ) {
        // SAFETY: tokens of AVX-512 F, DQ, BW, VL and VPCLMULQDQ were given to the constructor.
        unsafe { write_counters(nonces, batch, overhead, stream) }
    }

    fn seal(&mut self, batch: Batch<'_>, aad: &Absorbed, nonces: &[Nonce], stream: &[Block], out: Appended<'_>) {
        // SAFETY: tokens of AVX-512 F, DQ, BW, VL and VPCLMULQDQ were given to the constructor.
        unsafe { seal(&self.0, batch, aad, nonces, stream, out) }
    }

    fn open(&mut self, batch: Batch<'_>, aad: &Absorbed, stream: &[Block], out: Appended<'_>) -> Result<(), usize> {
        // SAFETY: tokens of AVX-512 F, DQ, BW, VL and VPCLMULQDQ were given to the constructor.
        unsafe { open(&self.0, batch, aad, stream, out) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
fn write_counters(nonces: impl Iterator<Item = Nonce>, batch: Batch<'_>, overhead: usize, stream: &mut [Block]) {
    let counts = _mm512_broadcast_i32x4(_mm_set1_epi32(0));
    let [two, three, four, five] = [2, 3, 4, 5].map(|count: i32| count.swap_bytes());
    let counts = _mm512_or_si512(counts, _mm512_set_epi32(five, 0, 0, 0, four, 0, 0, 0, three, 0, 0, 0, two, 0, 0, 0));
    let (masks, mut rest) = stream.split_at_mut(batch.len());
    for ((nonce, length), mask) in nonces.zip(batch.lengths()).zip(masks) {
        let count = blocks_of(length.wrapping_sub(overhead));
        *mask = counter(&nonce, 1);
        if let (0..=ROOM, Some(text)) = (count, rest.first_chunk_mut::<ROOM>()) {
            let counters = _mm512_or_si512(_mm512_broadcast_i32x4(of_block(counter(&nonce, 0))), counts);
            // SAFETY: four blocks are there.
            unsafe { _mm512_storeu_si512(text.as_mut_ptr().cast(), counters) };
        } else {
            write_counters_of(&nonce, &mut rest[..count]);
        }
        rest = &mut rest[count..];
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
fn seal(
    powers: &Powers,
    batch: Batch<'_>,
    aad: &Absorbed,
    nonces: &[Nonce],
    stream: &[Block],
    out: Appended<'_>,
) {
    assert!(batch.reads_inside(0, count_of, stream.len()) && batch.writes_inside(0, AeadKey::OVERHEAD, &out));
    assert!(nonces.len() == batch.len());
    let (masks, keys) = stream.split_at(batch.len());
    let mut key = keys.as_ptr().cast::<u8>();
    let mut shape = Shape::new(powers, aad, [0; LANES]);
    for first in (0..batch.len()).step_by(LANES) {
        let group = Group::new(batch, first, 0, &out);
        if group.lengths != shape.lengths {
            shape = Shape::new(powers, aad, group.lengths);
        }
        let mut digests = shape.aad;
        let mut pieces = [_mm512_setzero_si512(); LANES];
        for lane in 0..LANES {
            if lane < group.count {
                let text = batch.bytes.as_ptr().wrapping_add(group.starts[lane]);
                let value = out.bytes.as_mut_ptr().wrapping_add(group.places[lane]);
                // SAFETY: there is a nonce for every value.
                let nonce = unsafe { nonces.as_ptr().wrapping_add(first + lane).read() };
                // SAFETY: the place of the value has more than the 12 bytes of a nonce.
                unsafe { value.cast::<Nonce>().write_unaligned(nonce) };
                let sealed = value.wrapping_add(AeadKey::NONCE_LEN);
                let front = shape.fronts[lane];
                if front > 0 {
                    // SAFETY: the front of the text, its stream and its place are there.
                    unsafe { cipher_front(text, key, sealed, front) };
                    // SAFETY: the front was written.
                    digests[lane] = unsafe { digest_front(powers, aad, sealed, front) };
                }
                let kept = shape.kept[lane];
                // SAFETY: the mask ends with the text.
                let text = unsafe { _mm512_maskz_loadu_epi8(kept, text.wrapping_add(front).cast()) };
                // SAFETY: the text's blocks and `ROOM` behind them are there.
                let stream = unsafe { _mm512_loadu_si512(key.wrapping_add(front).cast()) };
                pieces[lane] = _mm512_maskz_mov_epi8(kept, _mm512_xor_si512(text, stream));
                // SAFETY: the place of the value, and a piece behind it, are there.
                unsafe { _mm512_storeu_si512(sealed.wrapping_add(front).cast(), pieces[lane]) };
                key = key.wrapping_add(16 * shape.blocks[lane]);
            }
        }
        // SAFETY: there is a mask for every value, and `ROOM` behind them.
        let masks = unsafe { _mm512_loadu_si512(masks.as_ptr().wrapping_add(first).cast()) };
        let tags = blocks_of_lanes(_mm512_xor_si512(masks, shape.digested(digests, pieces)));
        for lane in 0..LANES {
            if lane < group.count {
                let place = group.places[lane] + AeadKey::NONCE_LEN + group.lengths[lane];
                let place = out.bytes.as_mut_ptr().wrapping_add(place);
                // SAFETY: the place of the value ends with room for its tag.
                unsafe { place.cast::<Block>().write_unaligned(tags[lane]) };
            }
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
fn open(
    powers: &Powers,
    batch: Batch<'_>,
    aad: &Absorbed,
    stream: &[Block],
    out: Appended<'_>,
) -> Result<(), usize> {
    assert!(
        batch.reads_inside(AeadKey::OVERHEAD, count_of, stream.len())
            && batch.writes_inside(AeadKey::OVERHEAD, 0, &out)
    );
    let (masks, keys) = stream.split_at(batch.len());
    let mut key = keys.as_ptr().cast::<u8>();
    let mut shape = Shape::new(powers, aad, [0; LANES]);
    for first in (0..batch.len()).step_by(LANES) {
        let group = Group::new(batch, first, AeadKey::OVERHEAD, &out);
        if group.lengths != shape.lengths {
            shape = Shape::new(powers, aad, group.lengths);
        }
        let mut digests = shape.aad;
        let mut pieces = [_mm512_setzero_si512(); LANES];
        let mut claimed = [[0; 16]; LANES];
        for lane in 0..LANES {
            if lane < group.count {
                let text = batch.bytes.as_ptr().wrapping_add(group.starts[lane] + AeadKey::NONCE_LEN);
                let front = shape.fronts[lane];
                if front > 0 {
                    // SAFETY: the front of the text is there.
                    digests[lane] = unsafe { digest_front(powers, aad, text, front) };
                }
                // SAFETY: the mask ends with the text.
                pieces[lane] = unsafe { _mm512_maskz_loadu_epi8(shape.kept[lane], text.wrapping_add(front).cast()) };
                // SAFETY: behind the text is a tag.
                claimed[lane] = unsafe { text.wrapping_add(group.lengths[lane]).cast::<Block>().read() };
            }
        }
        // SAFETY: there is a mask for every value, and `ROOM` behind them.
        let masks = unsafe { _mm512_loadu_si512(masks.as_ptr().wrapping_add(first).cast()) };
        let tags = _mm512_xor_si512(masks, shape.digested(digests, pieces));
        let forged = _mm512_cmpneq_epi64_mask(tags, of_blocks(claimed)) & ((1_u16 << (2 * group.count)) - 1) as u8;
        if forged != 0 {
            return Err(first + forged.trailing_zeros() as usize / 2);
        }
        for lane in 0..LANES {
            if lane < group.count {
                let place = out.bytes.as_mut_ptr().wrapping_add(group.places[lane]);
                let front = shape.fronts[lane];
                if front > 0 {
                    let text = batch.bytes.as_ptr().wrapping_add(group.starts[lane] + AeadKey::NONCE_LEN);
                    // SAFETY: the front of the text, its stream and its place are there.
                    unsafe { cipher_front(text, key, place, front) };
                }
                // SAFETY: the text's blocks and `ROOM` behind them are there.
                let stream = unsafe { _mm512_loadu_si512(key.wrapping_add(front).cast()) };
                let opened = _mm512_maskz_mov_epi8(shape.kept[lane], _mm512_xor_si512(pieces[lane], stream));
                // SAFETY: the place of the text, and a piece behind it, are there.
                unsafe { _mm512_storeu_si512(place.wrapping_add(front).cast(), opened) };
                key = key.wrapping_add(16 * shape.blocks[lane]);
            }
        }
    }
    Ok(())
}

/// Up to four values of a batch.
struct Group {
    count: usize,
    /// Where they begin.
    starts: [usize; LANES],
    /// How long their texts are; zero for a value that is not there.
    lengths: [usize; LANES],
    /// Where what is written of them begins.
    places: [usize; LANES],
}

impl Group {
    #[inline(always)]
    fn new(batch: Batch<'_>, first: usize, overhead: usize, out: &Appended<'_>) -> Self {
        let [a, b, c, d, e] = ends_from(batch.offsets, first);
        let [p, q, r, s, _] = ends_from(out.starts, first);
        let lengths = [b - a, c - b, d - c, e - d].map(|length| length.saturating_sub(overhead));
        Self { count: LANES.min(batch.len() - first), starts: [a, b, c, d], lengths, places: [p, q, r, s] }
    }
}

/// The ends from `first` on; the last again where there are not as many.
#[inline(always)]
fn ends_from(ends: &[usize], first: usize) -> [usize; LANES + 1] {
    match ends[first..].first_chunk() {
        Some(ends) => *ends,
        None => std::array::from_fn(|index| ends[(first + index).min(ends.len() - 1)]),
    }
}

/// What depends on nothing of four values but the lengths of their texts.
struct Shape {
    lengths: [usize; LANES],
    /// Bytes before the last vector.
    fronts: [usize; LANES],
    /// Which bytes of the last vector are the text's.
    kept: [u64; LANES],
    /// Blocks of the whole text.
    blocks: [usize; LANES],
    /// The most blocks of a last vector.
    most: usize,
    /// What each block of the last vectors is multiplied by, and the products of the blocks of lengths.
    powers: [__m512i; LANES],
    ends: Unreduced,
    /// The digest of the associated data, as a number.
    aad: [u128; LANES],
}

impl Shape {
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
    fn new(powers: &Powers, aad: &Absorbed, lengths: [usize; LANES]) -> Self {
        let fronts = lengths.map(|length| length.saturating_sub(1) / CHUNK * CHUNK);
        let rests: [usize; LANES] = std::array::from_fn(|lane| lengths[lane] - fronts[lane]);
        let [a, b, c, d] = rests.map(|rest| powers.down_from(count_of(rest)));
        let mut ends = Unreduced::zero();
        ends.add_product(of_numbers(lengths.map(|length| aad.lengths(length))), powers.everywhere(1));
        Self {
            lengths,
            fronts,
            kept: rests.map(mask),
            blocks: lengths.map(blocks_of),
            most: rests.map(blocks_of).into_iter().fold(0, usize::max),
            powers: transposed([a, b, c, d]),
            ends,
            aad: [u128::from_be_bytes(aad.digest); LANES],
        }
    }

    /// The digests of values of which `pieces` are the last vectors and `before` what was digested before.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
    #[inline]
    fn digested(&self, before: [u128; LANES], pieces: [__m512i; LANES]) -> __m512i {
        let [p0, p1, p2, p3] = self.powers;
        let [b0, b1, b2, b3] = transposed(pieces);
        let mut sum = self.ends;
        sum.add_product(_mm512_xor_si512(reversed(b0), of_numbers(before)), p0);
        if self.most > 1 {
            sum.add_product(reversed(b1), p1);
        }
        if self.most > 2 {
            sum.add_product(reversed(b2), p2);
            sum.add_product(reversed(b3), p3);
        }
        reversed(sum.reduced())
    }
}

/// Writes the sum of `count` bytes of text and key stream.
///
/// # Safety
/// They are there, and `count` is a multiple of 64.
#[target_feature(enable = "avx512f")]
unsafe fn cipher_front(text: *const u8, key: *const u8, place: *mut u8, count: usize) {
    for done in (0..count).step_by(CHUNK) {
        // SAFETY: the caller says that it is there.
        let piece = unsafe { _mm512_loadu_si512(text.wrapping_add(done).cast()) };
        // SAFETY: the caller says that it is there.
        let stream = unsafe { _mm512_loadu_si512(key.wrapping_add(done).cast()) };
        // SAFETY: the caller says that it is there.
        unsafe { _mm512_storeu_si512(place.wrapping_add(done).cast(), _mm512_xor_si512(piece, stream)) };
    }
}

/// The digest of associated data and `count` bytes, as a number.
///
/// # Safety
/// They are there, and `count` is a multiple of 64 and not zero.
#[target_feature(enable = "avx512f,avx512bw,vpclmulqdq")]
unsafe fn digest_front(powers: &Powers, aad: &Absorbed, bytes: *const u8, count: usize) -> u128 {
    let mut digest = of_numbers([u128::from_be_bytes(aad.digest), 0, 0, 0]);
    let last = count - CHUNK;
    for done in (0..count).step_by(CHUNK) {
        // SAFETY: the caller says that it is there.
        let piece = reversed(unsafe { _mm512_loadu_si512(bytes.wrapping_add(done).cast()) });
        let power = if done < last { powers.everywhere(LANES) } else { powers.down_from(LANES) };
        let mut sum = Unreduced::zero();
        sum.add_product(_mm512_xor_si512(piece, digest), power);
        digest = sum.reduced();
    }
    let [a, b, c, d] = crate::ghash::x86_64::vpclmulqdq::numbers_of(digest);
    a ^ b ^ c ^ d
}

/// Block `j` of vector `i` becomes block `i` of vector `j`.
#[target_feature(enable = "avx512f")]
#[inline]
fn transposed([a, b, c, d]: [__m512i; LANES]) -> [__m512i; LANES] {
    let (ab, cd) = (_mm512_shuffle_i64x2::<0b01_00_01_00>(a, b), _mm512_shuffle_i64x2::<0b01_00_01_00>(c, d));
    let (ab_high, cd_high) = (_mm512_shuffle_i64x2::<0b11_10_11_10>(a, b), _mm512_shuffle_i64x2::<0b11_10_11_10>(c, d));
    [
        _mm512_shuffle_i64x2::<0b10_00_10_00>(ab, cd),
        _mm512_shuffle_i64x2::<0b11_01_11_01>(ab, cd),
        _mm512_shuffle_i64x2::<0b10_00_10_00>(ab_high, cd_high),
        _mm512_shuffle_i64x2::<0b11_01_11_01>(ab_high, cd_high),
    ]
}

fn of_block(block: Block) -> __m128i {
    // SAFETY: both are 16 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(block) }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn of_blocks(blocks: [Block; LANES]) -> __m512i {
    // SAFETY: both are 64 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(blocks) }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn blocks_of_lanes(lanes: __m512i) -> [Block; LANES] {
    // SAFETY: both are 64 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(lanes) }
}
