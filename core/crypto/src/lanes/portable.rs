//! One message for any processor: the reference of the other backends.

use super::{Lanes, MOST_LANES, PaddedBlock, Work};
use crate::Digest;

/// One lane.
#[derive(Clone, Copy)]
pub(crate) struct Portable;

impl Lanes for Portable {
    type Word = u32;

    const COUNT: usize = 1;

    #[inline(always)]
    fn splat(self, word: u32) -> u32 {
        word
    }

    #[inline(always)]
    fn words(self, words: &[u32; MOST_LANES]) -> u32 {
        words[0]
    }

    #[inline(always)]
    fn add(self, a: u32, b: u32) -> u32 {
        a.wrapping_add(b)
    }

    #[inline(always)]
    fn xor(self, a: u32, b: u32) -> u32 {
        a ^ b
    }

    #[inline(always)]
    fn and(self, a: u32, b: u32) -> u32 {
        a & b
    }

    #[inline(always)]
    fn equal(self, a: u32, b: u32) -> u32 {
        u32::from(a == b).wrapping_neg()
    }

    #[inline(always)]
    fn rotl<const BITS: u32>(self, a: u32) -> u32 {
        a.rotate_left(BITS)
    }

    #[inline(always)]
    fn shr<const BITS: u32>(self, a: u32) -> u32 {
        a >> BITS
    }

    #[inline(always)]
    fn load(self, blocks: &[PaddedBlock<'_>; MOST_LANES]) -> [u32; 16] {
        words_of(&blocks[0].to_bytes())
    }

    #[inline(always)]
    fn store(self, state: [u32; 8], digests: &mut [Digest; MOST_LANES]) {
        digests[0].as_chunks_mut().0.iter_mut().zip(state).for_each(|(bytes, word)| *bytes = word.to_be_bytes());
    }

    #[inline(always)]
    fn within<W: Work>(self, work: W) -> W::Output {
        work.run(self)
    }
}

/// The words of a block, read as big-endian.
#[inline(always)]
pub(crate) fn words_of(block: &[u8; 64]) -> [u32; 16] {
    let mut words = [0; 16];
    words.iter_mut().zip(block.as_chunks().0).for_each(|(word, bytes)| *word = u32::from_be_bytes(*bytes));
    words
}
