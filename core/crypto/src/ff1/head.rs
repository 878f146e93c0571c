//! The part of the round function's input that no round changes (SP 800-38G algorithm 7, steps 5 and 6.i to 6.ii).
//!
//! The input of the CBC-MAC is `P || tweak || zeros || round || NUM(B)`, and `round || NUM(B)` lies in its last block. What
//! comes before is enciphered once: up to the context once per domain, the rest, if any, once per value. The head of a value is
//! what its last block is combined with in every round, so that a round enciphers one block.

use zeroize::Zeroizing;

use super::feistel::LANES;
use super::isa::{Isa, Limbs};
use crate::cipher::{Block, BlockCipher};

/// Where the tweak of a value comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tweak<'a> {
    /// These bytes and behind them the value's context.
    WithContext(&'a [u8]),
    /// These bytes for every value.
    #[cfg(test)]
    Whole(&'a [u8]),
}

impl<'a> Tweak<'a> {
    fn constant(self) -> &'a [u8] {
        match self {
            Self::WithContext(tweak) => tweak,
            #[cfg(test)]
            Self::Whole(tweak) => tweak,
        }
    }

    fn context_bytes(self) -> usize {
        match self {
            Self::WithContext(_) => 8,
            #[cfg(test)]
            Self::Whole(_) => 0,
        }
    }
}

/// The heads of one domain.
pub(super) struct Head {
    /// The chaining value of the blocks before the context, combined with the tweak's bytes in the context's block.
    start: Zeroizing<[u64; 2]>,
    /// Where the context starts in its block; from the ninth byte on it goes on in the next.
    context: Option<usize>,
    /// Blocks after the context's first, the last included: 0 in the layout that enciphers least.
    further_blocks: usize,
}

impl Head {
    /// The heads for values of `numerals` numerals, `half_bytes` being the standard's b.
    pub(super) fn new(cipher: &impl BlockCipher, radix: u32, numerals: u32, half_bytes: u32, tweak: Tweak<'_>) -> Self {
        let [_, radix @ ..] = radix.to_be_bytes();
        let length = tweak.constant().len() + tweak.context_bytes();
        let mut chain = Zeroizing::new([0u8; 16]);
        chain[..3].copy_from_slice(&[1, 2, 1]);
        chain[3..6].copy_from_slice(&radix);
        chain[6..8].copy_from_slice(&[10, (numerals / 2) as u8]);
        chain[8..12].copy_from_slice(&numerals.to_be_bytes());
        chain[12..].copy_from_slice(&(length as u32).to_be_bytes());
        *chain = cipher.encrypted(*chain);

        let mut message = tweak.constant().to_vec();
        message.resize((length + 1 + half_bytes as usize).next_multiple_of(16), 0);
        let (blocks, _) = message.as_chunks::<16>();
        let last = blocks.len() - 1;
        let (first, context) = match tweak {
            Tweak::WithContext(tweak) => (tweak.len() / 16, Some(tweak.len() % 16)),
            #[cfg(test)]
            Tweak::Whole(_) => (last, None),
        };
        for block in &blocks[..first] {
            *chain = cipher.encrypted(combined(*chain, *block));
        }
        Self { start: Zeroizing::new(halves(combined(*chain, blocks[first]))), context, further_blocks: last - first }
    }

    /// Writes the heads of values with these contexts. `blocks` is overwritten.
    #[inline(always)]
    pub(super) fn write<I: Isa>(
        &self,
        isa: I,
        cipher: &impl BlockCipher,
        contexts: &[u64],
        heads: &mut Limbs,
        blocks: &mut [Block; LANES],
    ) {
        heads.iter_mut().zip(&*self.start).for_each(|(heads, start)| heads.fill(*start));
        let Some(offset) = self.context else { return };
        for part in 0..=self.further_blocks {
            if part > 0 {
                isa.join(contexts.len(), heads, blocks);
                cipher.encrypt_blocks(&mut blocks[..contexts.len()]);
                isa.split(contexts.len(), blocks, heads);
            }
            let [high, low] = &mut *heads;
            for ((high, low), context) in high.iter_mut().zip(low).zip(contexts) {
                let [context_high, context_low] = placed(*context, offset, part);
                (*high, *low) = (*high ^ context_high, *low ^ context_low);
            }
        }
    }
}

/// What lies in a block of a context that starts at a byte of the first, as upper and lower half.
#[inline(always)]
fn placed(context: u64, offset: usize, block: usize) -> [u64; 2] {
    let bits = 8 * offset as u32;
    let left = |by: u32| context.checked_shl(by).unwrap_or(0);
    let right = |by: u32| context.checked_shr(by).unwrap_or(0);
    match (block, bits) {
        (0, ..64) => [right(bits), left(64 - bits)],
        (0, _) => [0, right(bits - 64)],
        (1, 65..) => [left(128 - bits), 0],
        _ => [0, 0],
    }
}

fn combined(a: Block, b: Block) -> Block {
    (u128::from_ne_bytes(a) ^ u128::from_ne_bytes(b)).to_ne_bytes()
}

fn halves(block: Block) -> [u64; 2] {
    let number = u128::from_be_bytes(block);
    [(number >> 64) as u64, number as u64]
}
