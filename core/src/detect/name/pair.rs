//! Pairs of characters that are words or begin longer ones.
//!
//! Nearly every character of a text is looked up here with the next one, so a look-up is one multiplication and one read, and
//! takes no branch: each first character has a part of one table to itself, and the second character's hash says in which group
//! of [`LANES`] slots it stands, if it does.

use super::lexicon::{NO_WORD, Word};

/// The pairs; those of a first character have a bucket of their own.
pub(super) struct Pairs(Vec<Group>);

/// Pairs whose second characters have the same hash.
type Group = [Pair; LANES];

/// Slots of a group: as many as are compared at once.
const LANES: usize = 4;

/// Where the pairs of a first character are: the place of the first group, and the logarithm of their number in the low bits.
#[derive(Clone, Copy)]
pub(super) struct Bucket(u32);

/// The second character's number, the cost in half nats as [`NO_WORD`] less that, and whether longer words begin so; 0 for an
/// empty slot, which is no word either.
#[derive(Clone, Copy, Default)]
pub(super) struct Pair(u32);

impl Pair {
    fn new(second: u16, word: Word) -> Self {
        Self(u32::from(second) << 16 | u32::from(NO_WORD - word.cost) << 8 | u32::from(word.begins_longer))
    }

    fn second(self) -> u16 {
        (self.0 >> 16) as u16
    }

    fn word(self) -> Word {
        Word { cost: NO_WORD - (self.0 >> 8) as u8, begins_longer: self.0 & 1 != 0 }
    }
}

impl Bucket {
    /// The bucket of a character that begins no pair: the first group, which stays empty.
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

    /// The group in which a second character stands.
    fn group(self, second: u16) -> usize {
        let spread = u32::from(second).wrapping_mul(0x9E37_79B1);
        self.start() + (u64::from(spread) << self.log() >> 32) as usize
    }
}

impl Pairs {
    /// The table of pairs in which nothing is known.
    pub(super) fn new() -> Self {
        Self(vec![Group::default()])
    }

    /// Adds the pairs of one first character, given by their second, in as few groups as hold them.
    pub(super) fn add(&mut self, pairs: &[(u16, Word)]) -> Bucket {
        let start = self.0.len();
        let least = (pairs.len() / LANES).next_power_of_two().ilog2();
        for log in least..1 << Bucket::BITS {
            let bucket = Bucket::new(start, log);
            self.0.resize(start + bucket.size(), Group::default());
            if pairs.iter().all(|&(second, word)| self.set(bucket, second, word)) {
                return bucket;
            }
            self.0.truncate(start);
        }
        Bucket::NONE
    }

    /// Whether the pair found an empty slot in its group.
    fn set(&mut self, bucket: Bucket, second: u16, word: Word) -> bool {
        let group = self.0.get_mut(bucket.group(second)).map(|group| group.iter_mut());
        let slot = group.and_then(|mut slots| slots.find(|pair| pair.second() == 0));
        slot.map(|slot| *slot = Pair::new(second, word)).is_some()
    }

    /// What is known of `second` behind the character whose bucket it is.
    #[inline]
    pub(super) fn word(&self, bucket: Bucket, second: u16) -> Word {
        let group = self.0.get(bucket.group(second)).copied().unwrap_or_default();
        let found = group.map(|pair| if pair.second() == second { pair.0 } else { 0 });
        Pair(found.into_iter().fold(0, |one, other| one | other)).word()
    }
}
