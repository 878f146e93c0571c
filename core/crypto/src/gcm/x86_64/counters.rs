//! Counter blocks with AVX-512.
#![allow(unsafe_code, reason = "loads and stores")]

use std::arch::x86_64::*;

use crate::ahead::ask_ahead;
use crate::batch::{Batch, ROOM, blocks_of};
use crate::cipher::Block;
use crate::gcm::Nonce;
use crate::gcm::batch::{Nonces, alike, count_of, write_counters_of};
use crate::gcm::x86_64::quarters::of_quarters;
use crate::ghash::x86_64::vpclmulqdq::LANES;

/// Writes the counter blocks of a batch, once for the whole of which it checks that everything lies inside the slices.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
pub(super) fn write_counters(batch: Batch<'_>, nonces: Nonces<'_>, stream: &mut [Block]) {
    let overhead = nonces.overhead();
    assert!(batch.reads_inside(overhead, count_of, stream.len()));
    let nonce = match nonces {
        Nonces::Given(nonces) => {
            assert!(nonces.len() == batch.len());
            Addresses { first: nonces.as_ptr().cast(), offsets: None }
        }
        Nonces::Before => Addresses { first: batch.bytes().as_ptr(), offsets: Some(batch.offsets()) },
    };
    let alike = alike(batch, overhead, LANES);
    let (masks, mut rest) = stream.split_at_mut(batch.len());
    if alike > 0 {
        let count = blocks_of(batch.offsets()[1] - batch.offsets()[0] - overhead);
        let (own, after) = rest.split_at_mut(count * alike);
        let masks = &mut masks[..alike];
        match count {
            0 => write_counters_alike::<0>(&nonce, masks, own),
            1 => write_counters_alike::<1>(&nonce, masks, own),
            2 => write_counters_alike::<2>(&nonce, masks, own),
            3 => write_counters_alike::<3>(&nonce, masks, own),
            _ => write_counters_alike::<4>(&nonce, masks, own),
        }
        rest = after;
    }
    let [one, two, three, four, five] = COUNTS;
    let counts = _mm512_set_epi32(five, 0, 0, 0, four, 0, 0, 0, three, 0, 0, 0, two, 0, 0, 0);
    for (index, mask) in masks.iter_mut().enumerate().skip(alike) {
        // SAFETY: there is a nonce for every value.
        let nonce = unsafe { nonce.read(index) };
        let first = _mm_or_si128(nonce, _mm_set_epi32(one, 0, 0, 0));
        // SAFETY: a block is there.
        unsafe { _mm_storeu_si128(mask.as_mut_ptr().cast(), first) };
        let count = blocks_of(batch.offsets()[index + 1] - batch.offsets()[index] - overhead);
        if let (0..=ROOM, Some(text)) = (count, rest.first_chunk_mut::<ROOM>()) {
            let counters = _mm512_or_si512(_mm512_broadcast_i32x4(nonce), counts);
            // SAFETY: four blocks are there.
            unsafe { _mm512_storeu_si512(text.as_mut_ptr().cast(), counters) };
        } else {
            write_counters_of(&nonce_of(nonce), &mut rest[..count]);
        }
        rest = &mut rest[count..];
    }
}

/// The counts 1 to 5, big-endian: of a tag and of four blocks of text.
const COUNTS: [i32; 5] = [1_i32.to_be(), 2_i32.to_be(), 3_i32.to_be(), 4_i32.to_be(), 5_i32.to_be()];

/// As [`write_counters`], where every text takes `COUNT` blocks, no more than four.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
fn write_counters_alike<const COUNT: usize>(nonces: &Addresses<'_>, masks: &mut [Block], texts: &mut [Block]) {
    let one = _mm512_broadcast_i32x4(_mm_set_epi32(COUNTS[0], 0, 0, 0));
    let mut orders = [(_mm512_setzero_si512(), _mm512_setzero_si512()); COUNT];
    for (vector, order) in orders.iter_mut().enumerate() {
        let block = |lane: usize| LANES * vector + lane;
        let halves: [u64; 8] = std::array::from_fn(|half| (2 * (block(half / 2) / COUNT) + half % 2) as u64);
        let [a, b, c, d] = std::array::from_fn(|lane| COUNTS[1 + block(lane) % COUNT]);
        // SAFETY: 64 bytes are there.
        let halves = unsafe { _mm512_loadu_si512(halves.as_ptr().cast()) };
        *order = (halves, _mm512_set_epi32(d, 0, 0, 0, c, 0, 0, 0, b, 0, 0, 0, a, 0, 0, 0));
    }
    let mut texts = texts.as_chunks_mut::<LANES>().0.iter_mut();
    for (group, masks) in masks.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        let mut four = [_mm_setzero_si128(); LANES];
        for (lane, nonce) in four.iter_mut().enumerate() {
            // SAFETY: there is a nonce for every value.
            *nonce = unsafe { nonces.read(LANES * group + lane) };
        }
        let four = of_quarters(four);
        let first = _mm512_or_si512(four, one);
        // SAFETY: four blocks are there.
        unsafe { _mm512_storeu_si512(masks.as_mut_ptr().cast(), first) };
        for ((halves, counts), text) in orders.iter().zip(&mut texts) {
            let counters = _mm512_or_si512(_mm512_permutexvar_epi64(*halves, four), *counts);
            // SAFETY: four blocks are there.
            unsafe { _mm512_storeu_si512(text.as_mut_ptr().cast(), counters) };
        }
    }
}

/// Where the nonces of a batch are.
struct Addresses<'a> {
    first: *const u8,
    /// What lies between the first and each; nothing where they lie back to back.
    offsets: Option<&'a [usize]>,
}

impl Addresses<'_> {
    /// The nonce at `index`, and zeros.
    ///
    /// # Safety
    /// It is there.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    #[inline]
    unsafe fn read(&self, index: usize) -> __m128i {
        let offset = self.offsets.map_or(size_of::<Nonce>() * index, |offsets| offsets[index]);
        ask_ahead(self.first.wrapping_add(offset));
        // SAFETY: the mask lets 12 bytes be read, and the caller says that they are there.
        unsafe { _mm_maskz_loadu_epi8(0x0fff, self.first.wrapping_add(offset).cast()) }
    }
}

fn nonce_of(block: __m128i) -> Nonce {
    // SAFETY: both are 16 bytes without padding, and every pattern of bits is valid for both.
    let [nonce @ .., _, _, _, _] = unsafe { std::mem::transmute::<__m128i, Block>(block) };
    nonce
}
