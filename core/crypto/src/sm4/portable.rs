//! SM4 on any machine: sliced by bit, sixteen blocks to a `u64`.

use core::array::from_fn;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::lanes::{Sliced, broadcast, sliced, unsliced};
use super::sbox;
use super::schedule::Schedule;
use crate::cipher::Block;

/// What the linear map L makes of four times [`sbox::OUTPUT`], in each byte: the constant of the S-box behind L.
const OUTPUT: u8 = sbox::OUTPUT.rotate_left(2);

/// The `u64`s of a long call.
const WIDE: usize = 4;

/// The round keys, sliced, with the constants of the S-box added.
///
/// A word of the state that the rounds computed an odd number of times lacks [`OUTPUT`]; the round keys make up for it.
/// Each word is computed eight times, so the ciphertext lacks nothing.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Portable {
    round_keys: Box<[Sliced; 32]>,
}

impl Portable {
    pub(super) fn new(schedule: &Schedule) -> Self {
        let mut round_keys = Box::new([[0; 8]; 32]);
        for ((round, sliced), key) in round_keys.iter_mut().enumerate().zip(schedule.round_keys()) {
            let odd = (round + 1..round + 4).filter(|word| word / 4 % 2 == 1).count() % 2 == 1;
            let constant = if odd { sbox::INPUT ^ OUTPUT } else { sbox::INPUT };
            *sliced = broadcast(key ^ u32::from_ne_bytes([constant; 4]));
        }
        Self { round_keys }
    }

    pub(super) fn encrypt_blocks(&self, blocks: &mut [Block]) {
        let mut wide = blocks.chunks_exact_mut(16 * WIDE);
        for batch in &mut wide {
            self.encrypt_batch::<WIDE>(batch);
        }
        for batch in wide.into_remainder().chunks_mut(16) {
            let mut padded = [[0; 16]; 16];
            padded[..batch.len()].copy_from_slice(batch);
            self.encrypt_batch::<1>(&mut padded);
            batch.copy_from_slice(&padded[..batch.len()]);
        }
    }

    /// Encrypts `16 N` blocks.
    fn encrypt_batch<const N: usize>(&self, batch: &mut [Block]) {
        let mut state = [[[0; N]; 8]; 4];
        for n in 0..N {
            for (word, wide) in state.iter_mut().enumerate() {
                let sliced = sliced(|block| {
                    let (words, _) = batch[16 * n + block].as_chunks::<4>();
                    u32::from_be_bytes(words[word])
                });
                for (wide, lanes) in wide.iter_mut().zip(sliced) {
                    wide[n] = lanes;
                }
            }
        }
        for keys in self.round_keys.as_chunks::<4>().0 {
            let [x0, x1, x2, x3] = &mut state;
            round(x0, x1, x2, x3, &keys[0]);
            round(x1, x2, x3, x0, &keys[1]);
            round(x2, x3, x0, x1, &keys[2]);
            round(x3, x0, x1, x2, &keys[3]);
        }
        for n in 0..N {
            // The standard's last step reverses the order of the words.
            for (word, wide) in state.iter().rev().enumerate() {
                unsliced(from_fn(|j| wide[j][n]), |block, value| {
                    let (words, _) = batch[16 * n + block].as_chunks_mut::<4>();
                    words[word] = value.to_be_bytes();
                });
            }
        }
    }
}

/// `16 N` sliced words: for each bit, `N` times what [`Sliced`] has of it.
type Wide<const N: usize> = [[u64; N]; 8];

/// One round: `x0 += L(S(x1 + x2 + x3 + key))`, but for the constants of the S-box.
///
/// The loop is what the compiler turns into vectors.
#[inline(always)]
fn round<const N: usize>(x0: &mut Wide<N>, x1: &Wide<N>, x2: &Wide<N>, x3: &Wide<N>, key: &Sliced) {
    for n in 0..N {
        let s = sbox::substituted(from_fn(|j| x1[j][n] ^ x2[j][n] ^ x3[j][n] ^ key[j]));
        // L(B) = B + (B <<< 2) + (B <<< 10) + (B <<< 18) + (B <<< 24). Turning by 2 takes bit j from bit j - 2 of the same
        // byte, or from bit j + 6 of the byte below; what L turns by 16 and 24 is turned by 16 in one go.
        let t = s.map(|lanes| lanes.rotate_left(16));
        for j in 0..8 {
            let (near, far) = if j < 2 {
                (s[j] ^ t[j + 6], s[j + 6] ^ t[j + 6] ^ t[j])
            } else {
                (s[j] ^ s[j - 2] ^ t[j - 2], s[j - 2] ^ t[j])
            };
            x0[j][n] ^= near ^ far.rotate_left(32);
        }
    }
}
