//! The key schedule of SM4 (GB/T 32907-2016, 7.3), computed on sliced words so that no table is read.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::lanes::{Sliced, broadcast, first};
use super::sbox;

/// The family key FK.
const FAMILY: [u32; 4] = [0xa3b1_bac6, 0x56aa_3350, 0x677d_9197, 0xb270_22dc];

/// What [`mixed`] makes of four times [`sbox::OUTPUT`]: the constant of the S-box behind the linear map L'.
const OUTPUT: u32 = 0x4040_4040;

/// The round keys rk of one key.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Schedule([u32; 32]);

impl Schedule {
    /// Expands `key`.
    pub(super) fn new(key: &[u8; 16]) -> Self {
        let (words, _) = key.as_chunks::<4>();
        let mut state = [[0; 8]; 4];
        for ((sliced, word), family) in state.iter_mut().zip(words).zip(FAMILY) {
            *sliced = broadcast(u32::from_be_bytes(*word) ^ family);
        }
        let mut schedule = Self([0; 32]);
        for (round, key) in schedule.0.iter_mut().enumerate() {
            let [k0, k1, k2, k3] = state;
            let constants = broadcast(constant(round) ^ u32::from_ne_bytes([sbox::INPUT; 4]));
            let inner = sum(sum(k1, k2), sum(k3, constants));
            let next = sum(sum(k0, mixed(sbox::substituted(inner))), broadcast(OUTPUT));
            *key = first(&next);
            state = [k1, k2, k3, next];
        }
        schedule
    }

    /// The round keys in the order of encryption.
    pub(super) fn round_keys(&self) -> &[u32; 32] {
        &self.0
    }
}

/// The fixed parameter CK of a round: its byte `j`, the most significant being 0, is `7 (4 round + j) mod 256`.
fn constant(round: usize) -> u32 {
    u32::from_be_bytes(core::array::from_fn(|byte| (7 * (4 * round + byte)) as u8))
}

/// The linear map L': `B + (B <<< 13) + (B <<< 23)`.
#[inline(always)]
fn mixed(b: Sliced) -> Sliced {
    core::array::from_fn(|j| {
        let by_13 = if j < 5 { b[j + 3].rotate_left(32) } else { b[j - 5].rotate_left(16) };
        let by_23 = if j < 7 { b[j + 1].rotate_left(48) } else { b[0].rotate_left(32) };
        b[j] ^ by_13 ^ by_23
    })
}

#[inline(always)]
fn sum(a: Sliced, b: Sliced) -> Sliced {
    core::array::from_fn(|j| a[j] ^ b[j])
}
