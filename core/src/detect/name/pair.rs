//! Pairs of characters that are words or begin longer ones.
//!
//! Nearly every character of a text is looked up here with the next one, so a look-up is one multiplication and mostly one
//! read: each first character has a part of one table to itself, in which the second characters stand where a hash puts them
//! or behind that place.

use super::lexicon::Word;

/// The pairs; those of a first character have a bucket of their own.
pub(super) struct Pairs(Vec<Pair>);

/// Where the pairs of a first character are: the place of the first slot, and the logarithm of their number in the low bits.
#[derive(Clone, Copy)]
pub(super) struct Bucket(u32);

/// The second character's number, the cost in half nats and whether longer words begin so; 0 for an empty slot.
#[derive(Clone, Copy, Default)]
pub(super) struct Pair(u32);

impl Pair {
    fn new(second: u16, word: Word) -> Self {
        Self(u32::from(second) << 16 | u32::from(word.cost) << 8 | u32::from(word.begins_longer))
    }

    fn second(self) -> u16 {
        (self.0 >> 16) as u16
    }

    fn word(self) -> Word {
        Word { cost: (self.0 >> 8) as u8, begins_longer: self.0 & 1 != 0 }
    }
}

impl Bucket {
    /// The bucket of a character that begins no pair: the first slot, which stays empty.
    pub(super) const NONE: Self = Self(0);
    /// Bits for the logarithm.
    const BITS: u32 = 4;

    fn new(start: usize, log: u32) -> Self {
        Self((start as u32) << Self::BITS | log)
    }

    fn start(self) -> usize {
        (self.0 >> Self::BITS) as usize
    }

    fn size(self) -> usize {
        1 << self.log()
    }

    fn log(self) -> u32 {
        self.0 & ((1 << Self::BITS) - 1)
    }

    /// Where a second character is looked for first.
    fn home(self, second: u16) -> usize {
        let spread = u32::from(second).wrapping_mul(0x9E37_79B1);
        (u64::from(spread) << self.log() >> 32) as usize
    }
}

impl Pairs {
    /// The table of pairs in which nothing is known.
    pub(super) fn new() -> Self {
        Self(vec![Pair::default()])
    }

    /// Adds the pairs of one first character, given by their second, in so many slots that a third of them stay empty.
    pub(super) fn add(&mut self, pairs: impl ExactSizeIterator<Item = (u16, Word)>) -> Bucket {
        let log = (pairs.len() * 3 / 2 + 1).next_power_of_two().ilog2();
        let bucket = Bucket::new(self.0.len(), log);
        self.0.resize(self.0.len() + bucket.size(), Pair::default());
        for (second, word) in pairs {
            let slot = self.slot(bucket, second);
            if let Some(slot) = self.0.get_mut(slot) {
                *slot = Pair::new(second, word);
            }
        }
        bucket
    }

    /// What is known of `second` behind the character whose bucket it is.
    pub(super) fn word(&self, bucket: Bucket, second: u16) -> Word {
        let pair = self.0.get(self.slot(bucket, second)).copied().unwrap_or_default();
        if pair.second() == second { pair.word() } else { Word::default() }
    }

    /// The slot of `second` in `bucket`, or the empty one where it would be.
    fn slot(&self, bucket: Bucket, second: u16) -> usize {
        let slots = self.0.get(bucket.start()..).unwrap_or_default();
        let mut at = bucket.home(second);
        while slots.get(at).is_some_and(|pair| pair.second() != second && pair.second() != 0) {
            at = (at + 1) & (bucket.size() - 1);
        }
        bucket.start() + at
    }
}
