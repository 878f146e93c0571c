//! The rounds of FF1 (SP 800-38G algorithms 7 and 8) over many values at a time.
//!
//! The halves of all values are two arrays, A and B. The standard swaps them after each round; here even rounds change A by
//! the round function of B, odd rounds B by that of A, which is the same. A round is one call of the cipher over all values
//! and one pass that adds (or subtracts) the numbers in its output and writes its next input.

use zeroize::optimization_barrier;

use super::half::{Folded, Half, Long, Medium, Modulus, Short};
use super::head::Head;
use super::isa::{GROUP, Isa, Limbs};
use super::reciprocal::Product;
use crate::cipher::{Block, BlockCipher};

/// Values in flight. What a round touches of each is 72 bytes: 18 KiB, which leaves room for the cipher in 32 KiB.
pub(super) const LANES: usize = 256;

const ROUNDS: usize = 10;

/// Encryption or decryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Encrypt,
    Decrypt,
}

/// A reduction modulo a power of the radix, for halves of at most 56 bits.
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
    heads: Limbs,
    /// The next blocks to be enciphered, as numbers. The upper halves are those of the heads unless [`Half::WIDE`].
    next: Limbs,
    /// The last blocks that were. The lower halves are there if a reduction takes them.
    last: Limbs,
    blocks: [Block; LANES],
}

/// Reductions for one type of half.
pub(super) trait Reduction<H> {
    /// Whether it takes the lower halves of blocks.
    fn long_y(&self) -> bool;

    /// Changes `halves` by the last blocks and makes the next ones.
    fn mix<P: Product>(&self, direction: Direction, halves: &mut [H], pass: Pass<'_>);
}

/// What a pass between two calls of the cipher works on.
pub(super) struct Pass<'a> {
    last: &'a Limbs,
    next: &'a mut Limbs,
    heads: &'a Limbs,
    /// The number of the round that follows, where the block has it.
    round: [u64; 2],
}

impl<H> Drop for Lanes<H> {
    fn drop(&mut self) {
        for limbs in [&mut self.heads, &mut self.next, &mut self.last] {
            limbs.as_flattened_mut().fill(0);
        }
        self.blocks.as_flattened_mut().fill(0);
        optimization_barrier(self);
    }
}

impl<H: Half> Lanes<H> {
    pub(super) fn new() -> Self {
        Self {
            a: [H::ZERO; LANES],
            b: [H::ZERO; LANES],
            heads: [[0; LANES]; 2],
            next: [[0; LANES]; 2],
            last: [[0; LANES]; 2],
            blocks: [[0; 16]; LANES],
        }
    }
}

impl<R> Rounds<R> {
    /// Runs all rounds on the first values of `lanes`, one for each of `contexts`.
    #[inline(always)]
    pub(super) fn run<I: Isa, H: Half>(
        &self,
        isa: I,
        cipher: &impl BlockCipher,
        direction: Direction,
        contexts: &[u64],
        lanes: &mut Lanes<H>,
    ) where
        R: Reduction<H>,
    {
        let Lanes { a, b, heads, next, last, blocks } = lanes;
        self.head.write(isa, cipher, contexts, heads, blocks);
        let heads = &*heads;
        let count = contexts.len();
        let whole_groups = count.next_multiple_of(GROUP);
        let (a, b) = (&mut a[..whole_groups], &mut b[..whole_groups]);
        let mut encrypt = |round: usize, next: &Limbs, last: &mut Limbs| {
            isa.join(count, if H::WIDE { &next[0] } else { &heads[0] }, &next[1], blocks);
            cipher.encrypt_blocks(&mut blocks[..count]);
            match self.reductions[round % 2].long_y() {
                true => isa.split(count, blocks, last),
                false => isa.split_high(count, blocks, &mut last[0]),
            }
        };
        match direction {
            Direction::Encrypt => {
                begin(b, Pass { last, next, heads, round: self.placed(0) });
                for round in 0..ROUNDS {
                    encrypt(round, next, last);
                    let pass = Pass { last, next, heads, round: self.placed(round + 1) };
                    self.mix::<I::Product, H>(round, direction, a, b, pass);
                }
            }
            Direction::Decrypt => {
                begin(a, Pass { last, next, heads, round: self.placed(ROUNDS - 1) });
                for round in (0..ROUNDS).rev() {
                    encrypt(round, next, last);
                    let pass = Pass { last, next, heads, round: self.placed(round.saturating_sub(1)) };
                    self.mix::<I::Product, H>(round, direction, a, b, pass);
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
    fn long_y(&self) -> bool {
        Self::LONG_Y
    }

    #[inline(always)]
    fn mix<P: Product>(&self, direction: Direction, halves: &mut [u64], pass: Pass<'_>) {
        mix::<P, _, _>(self, direction, halves, pass);
    }
}

impl Reduction<u64> for Narrow {
    fn long_y(&self) -> bool {
        match self {
            Self::Short(_) => Short::LONG_Y,
            Self::Medium(_) => Medium::LONG_Y,
            Self::Folded(_) => Folded::LONG_Y,
        }
    }

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
    fn long_y(&self) -> bool {
        Self::LONG_Y
    }

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
    Pass { last: [y_high, y_low], next: [high, low], heads: [head_high, head_low], round }: Pass<'_>,
) {
    let count = halves.len();
    let (y_high, y_low) = (&y_high[..count], &y_low[..count]);
    let (high, low) = (&mut high[..count], &mut low[..count]);
    let (head_high, head_low) = (&head_high[..count], &head_low[..count]);
    for lane in 0..count {
        let half = change(halves[lane], modulus.residue::<P>([y_high[lane], y_low[lane]]), modulus.modulus());
        let [half_high, half_low] = half.limbs();
        halves[lane] = half;
        low[lane] = head_low[lane] ^ half_low ^ round[1];
        if H::WIDE {
            high[lane] = head_high[lane] ^ half_high ^ round[0];
        }
    }
}

#[inline(always)]
fn begin<H: Half>(halves: &[H], Pass { next: [high, low], heads: [head_high, head_low], round, .. }: Pass<'_>) {
    for (lane, half) in halves.iter().enumerate() {
        let [half_high, half_low] = half.limbs();
        low[lane] = head_low[lane] ^ half_low ^ round[1];
        if H::WIDE {
            high[lane] = head_high[lane] ^ half_high ^ round[0];
        }
    }
}
