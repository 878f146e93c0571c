//! AES-256 on 64-byte vectors: four blocks in each, eight vectors in flight.
#![allow(unsafe_code, reason = "vector instructions behind a CPU token")]

use std::arch::x86_64::*;

use weimu_cpu::Vaes;
use zeroize::Zeroize;

use crate::cipher::Block;

/// AES-256 under one key.
pub(in crate::aes) struct Aes256 {
    /// Every round key (FIPS 197, 5.2).
    keys: [Block; ROUND_KEYS],
}

const ROUND_KEYS: usize = 15;
const LANES: usize = 4;
/// Vectors in flight: what hides the latency of a round, and leaves registers for its key.
const VECTORS: usize = 8;

impl Aes256 {
    /// The cipher under `key`.
    pub(in crate::aes) fn new(key: &[u8; 32], _: Vaes) -> Self {
        // SAFETY: a token of VAES, which comes with AES-NI, was given to this constructor.
        Self { keys: unsafe { expanded(key) } }
    }

    /// Replaces every block by its ciphertext.
    pub(in crate::aes) fn encrypt_blocks(&self, blocks: &mut [Block]) {
        // SAFETY: a token of VAES was given to the constructor.
        unsafe { encrypt_blocks(&self.keys, blocks) }
    }
}

impl Drop for Aes256 {
    fn drop(&mut self) {
        self.keys.zeroize();
    }
}

#[target_feature(enable = "avx512f,vaes,aes")]
fn encrypt_blocks(keys: &[Block; ROUND_KEYS], blocks: &mut [Block]) {
    let keys = keys.map(|key| _mm512_broadcast_i32x4(of_block(key)));
    let (batches, rest) = blocks.as_chunks_mut::<{ LANES * VECTORS }>();
    for batch in batches {
        let (lanes, _) = batch.as_chunks_mut::<LANES>();
        let mut states = [_mm512_setzero_si512(); VECTORS];
        for (state, lane) in states.iter_mut().zip(&*lanes) {
            *state = of_lanes(*lane);
        }
        encrypt(&keys, &mut states);
        for (state, lane) in states.iter().zip(lanes) {
            *lane = lanes_of(*state);
        }
    }
    for few in rest.chunks_mut(LANES) {
        let mut lane = [[0; 16]; LANES];
        lane[..few.len()].copy_from_slice(few);
        let mut states = [of_lanes(lane)];
        encrypt(&keys, &mut states);
        few.copy_from_slice(&lanes_of(states[0])[..few.len()]);
    }
}

#[target_feature(enable = "avx512f,vaes")]
fn encrypt<const N: usize>(keys: &[__m512i; ROUND_KEYS], states: &mut [__m512i; N]) {
    let [first, middle @ .., last] = keys;
    for state in &mut *states {
        *state = _mm512_xor_si512(*state, *first);
    }
    for key in middle {
        for state in &mut *states {
            *state = _mm512_aesenc_epi128(*state, *key);
        }
    }
    for state in &mut *states {
        *state = _mm512_aesenclast_epi128(*state, *last);
    }
}

/// The key expansion (FIPS 197, 5.2) with 8 words of key.
#[target_feature(enable = "aes,sse2")]
fn expanded(key: &[u8; 32]) -> [Block; ROUND_KEYS] {
    let (halves, _) = key.as_chunks::<16>();
    let mut keys = [[0; 16]; ROUND_KEYS];
    keys[..2].copy_from_slice(halves);
    let (mut even, mut odd) = (of_block(keys[0]), of_block(keys[1]));
    macro_rules! even {
        ($index:literal $constant:literal) => {
            even = _mm_xor_si128(summed(even), _mm_shuffle_epi32::<0xff>(_mm_aeskeygenassist_si128::<$constant>(odd)));
            keys[$index] = block_of(even);
        };
    }
    macro_rules! both {
        ($($index:literal $constant:literal),*) => {$(
            even!($index $constant);
            odd = _mm_xor_si128(summed(odd), _mm_shuffle_epi32::<0xaa>(_mm_aeskeygenassist_si128::<0>(even)));
            keys[$index + 1] = block_of(odd);
        )*};
    }
    both!(2 0x01, 4 0x02, 6 0x04, 8 0x08, 10 0x10, 12 0x20);
    even!(14 0x40);
    keys
}

/// Each word and all before it, added.
#[target_feature(enable = "sse2")]
fn summed(words: __m128i) -> __m128i {
    let pairs = _mm_xor_si128(words, _mm_slli_si128::<4>(words));
    _mm_xor_si128(pairs, _mm_slli_si128::<8>(pairs))
}

fn of_block(block: Block) -> __m128i {
    // SAFETY: both are 16 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(block) }
}

fn block_of(vector: __m128i) -> Block {
    // SAFETY: both are 16 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(vector) }
}

#[target_feature(enable = "avx512f")]
fn of_lanes(blocks: [Block; LANES]) -> __m512i {
    // SAFETY: both are 64 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(blocks) }
}

#[target_feature(enable = "avx512f")]
fn lanes_of(vector: __m512i) -> [Block; LANES] {
    // SAFETY: both are 64 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(vector) }
}
