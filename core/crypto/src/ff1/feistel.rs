//! The rounds of FF1 (SP 800-38G algorithms 7 and 8) over many values at a time.
//!
//! The halves of all values are two arrays, A and B. The standard swaps them after each round; here even rounds change A by
//! the round function of B, odd rounds B by that of A, which is the same. A round is one call of the cipher over all values
//! and one pass that adds (or subtracts) the numbers in its output and writes its next input.

use super::half::{Folded, Half, Long, Medium, Modulus, Short};
use super::head::{Head, joined, limbs};
use super::reciprocal::Product;
use crate::cipher::{Block, BlockCipher};

/// Values in flight. What a round touches of each is 48 bytes: 12 KiB, which leaves room for the cipher in 32 KiB.
pub(super) const LANES: usize = 256;

const ROUNDS: usize = 10;

/// Encryption or decryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Encrypt,
    Decrypt,
}

/// A reduction modulo a power of the radix, for halves of at most 61 bits.
pub(super) enum Narrow {
    Short(Short),
    Medium(Medium),
    Folded(Folded),
}

/// The rounds of one domain.
pub(super) struct Rounds<R> {
    pub(super) head: Head,
    /// The standard's b.
    pub(super) half_bytes: u32,
    /// Of A, which even rounds change, and of B.
    pub(super) reductions: [R; 2],
}

/// Halves of values in flight, with what their rounds need.
pub(super) struct Lanes<H> {
    pub(super) a: [H; LANES],
    pub(super) b: [H; LANES],
    high: [u64; LANES],
    low: [u64; LANES],
    blocks: [Block; LANES],
}

/// Reductions for one type of half.
pub(super) trait Reduction<H> {
    /// Changes `halves` by the numbers in `blocks` and writes the next round's blocks.
    fn mix<P: Product>(&self, direction: Direction, halves: &mut [H], pass: Pass<'_>);
}

/// What a pass between two calls of the cipher works on.
pub(super) struct Pass<'a> {
    blocks: &'a mut [Block],
    high: &'a [u64],
    low: &'a [u64],
    /// The number of the round that follows, where the block has it.
    round: [u64; 2],
}

impl<H: Half> Lanes<H> {
    pub(super) fn new() -> Self {
        Self { a: [H::ZERO; LANES], b: [H::ZERO; LANES], high: [0; LANES], low: [0; LANES], blocks: [[0; 16]; LANES] }
    }
}

impl<R> Rounds<R> {
    /// Runs all rounds on the first values of `lanes`, one for each of `contexts`.
    #[inline(always)]
    pub(super) fn run<P: Product, H: Half>(
        &self,
        cipher: &impl BlockCipher,
        direction: Direction,
        contexts: &[u64],
        lanes: &mut Lanes<H>,
    ) where
        R: Reduction<H>,
    {
        let Lanes { a, b, high, low, blocks } = lanes;
        self.head.write(cipher, contexts, high, low, blocks);
        let count = contexts.len().min(LANES);
        let (a, b) = (&mut a[..count], &mut b[..count]);
        let (high, low, blocks) = (&high[..count], &low[..count], &mut blocks[..count]);
        match direction {
            Direction::Encrypt => {
                fill(b, blocks, high, low, self.placed(0));
                for round in 0..ROUNDS {
                    cipher.encrypt_blocks(blocks);
                    let pass = Pass { blocks, high, low, round: self.placed(round + 1) };
                    self.mix::<P, H>(round, direction, a, b, pass);
                }
            }
            Direction::Decrypt => {
                fill(a, blocks, high, low, self.placed(ROUNDS - 1));
                for round in (0..ROUNDS).rev() {
                    cipher.encrypt_blocks(blocks);
                    let pass = Pass { blocks, high, low, round: self.placed(round.saturating_sub(1)) };
                    self.mix::<P, H>(round, direction, a, b, pass);
                }
            }
        }
    }

    #[inline(always)]
    fn mix<P: Product, H: Half>(&self, round: usize, direction: Direction, a: &mut [H], b: &mut [H], pass: Pass<'_>)
    where
        R: Reduction<H>,
    {
        let [even, odd] = &self.reductions;
        match round % 2 {
            0 => even.mix::<P>(direction, a, pass),
            _ => odd.mix::<P>(direction, b, pass),
        }
    }

    /// The number of a round where the block has it: before NUM(B).
    #[inline(always)]
    fn placed(&self, round: usize) -> [u64; 2] {
        let placed = (round as u128) << (8 * self.half_bytes);
        [(placed >> 64) as u64, placed as u64]
    }
}

impl Reduction<u64> for Short {
    #[inline(always)]
    fn mix<P: Product>(&self, direction: Direction, halves: &mut [u64], pass: Pass<'_>) {
        mix::<P, _, _>(self, direction, halves, pass);
    }
}

impl Reduction<u64> for Narrow {
    #[inline(always)]
    fn mix<P: Product>(&self, direction: Direction, halves: &mut [u64], pass: Pass<'_>) {
        match self {
            Self::Short(modulus) => modulus.mix::<P>(direction, halves, pass),
            Self::Medium(modulus) => mix::<P, _, _>(modulus, direction, halves, pass),
            Self::Folded(modulus) => mix::<P, _, _>(modulus, direction, halves, pass),
        }
    }
}

impl Reduction<u128> for Long {
    #[inline(always)]
    fn mix<P: Product>(&self, direction: Direction, halves: &mut [u128], pass: Pass<'_>) {
        mix::<P, _, _>(self, direction, halves, pass);
    }
}

#[inline(always)]
fn mix<P: Product, H: Half, M: Modulus<H>>(modulus: &M, direction: Direction, halves: &mut [H], pass: Pass<'_>) {
    match direction {
        Direction::Encrypt => mix_by::<P, H, M>(H::plus, modulus, halves, pass),
        Direction::Decrypt => mix_by::<P, H, M>(H::minus, modulus, halves, pass),
    }
}

#[inline(always)]
fn mix_by<P: Product, H: Half, M: Modulus<H>>(
    change: impl Fn(H, H, H) -> H,
    modulus: &M,
    halves: &mut [H],
    Pass { blocks, high, low, round }: Pass<'_>,
) {
    for (((half, block), high), low) in halves.iter_mut().zip(blocks).zip(high).zip(low) {
        *half = change(*half, modulus.residue::<P>(limbs(*block)), modulus.modulus());
        *block = input(*half, *high, *low, round);
    }
}

#[inline(always)]
fn fill<H: Half>(halves: &[H], blocks: &mut [Block], high: &[u64], low: &[u64], round: [u64; 2]) {
    for (((half, block), high), low) in halves.iter().zip(blocks).zip(high).zip(low) {
        *block = input(*half, *high, *low, round);
    }
}

#[inline(always)]
fn input<H: Half>(half: H, high: u64, low: u64, round: [u64; 2]) -> Block {
    let [half_high, half_low] = half.limbs();
    joined([high ^ half_high ^ round[0], low ^ half_low ^ round[1]])
}
