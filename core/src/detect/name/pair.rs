//! Pairs of characters that are words or begin longer ones.
//!
//! Nearly every character of a text is looked up here with the next one, so a look-up is one multiplication and one read, and
//! takes no branch: each first character has a part of one table to itself, and the second character's hash says in which group
//! of [`LANES`] slots it stands, if it does.

use super::lexicon::NO_WORD;

/// The pairs; those of a first character have a bucket of their own.
pub(super) struct Pairs(Vec<Group>);

/// Pairs whose second characters have the same hash.
#[derive(Clone, Copy, Default)]
struct Group {
    /// The numbers of the second characters, the first in the lowest bits; 0 for an empty slot.
    seconds: u64,
    pairs: [Packed; LANES],
}

/// Slots of a group: as many as are compared at once.
const LANES: usize = 4;

/// Where the pairs of a first character are: the place of the first group, and the logarithm of their number in the low bits.
#[derive(Clone, Copy)]
pub(super) struct Bucket(u32);

/// A pair in a few bits: the set of thirds, whether it is a surname, and the cost as one more than that; 0 for no word.
#[derive(Clone, Copy, Default)]
struct Packed(u16);

/// What is known of a pair.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    /// Its cost as a word, in half nats; [`NO_WORD`] if it is none.
    pub(super) cost: u8,
    /// The last bits of the characters that words go on with, as a set.
    thirds: u8,
    is_surname: bool,
}

impl Pair {
    pub(super) const NONE: Self = Self { cost: NO_WORD, thirds: 0, is_surname: false };

    pub(super) fn mark_surname(&mut self) {
        self.is_surname = true;
    }

    /// Whether it is a surname of two characters.
    pub(super) fn is_surname(self) -> bool {
        self.is_surname
    }

    pub(super) fn mark_third(&mut self, third: u16) {
        self.thirds |= 1 << (third & 7);
    }

    /// Whether it may begin a word that goes on with `third`; of others one in eight or more is told so, too.
    pub(super) fn may_go_on(self, third: u16) -> bool {
        self.thirds >> (third & 7) & 1 != 0
    }
}

impl Packed {
    const SURNAME: u16 = 1 << 8;
    /// Bits in front of the cost's.
    const BEFORE_COST: u32 = 9;

    fn new(pair: Pair) -> Self {
        let surname = if pair.is_surname { Self::SURNAME } else { 0 };
        let cost = u16::from(pair.cost.wrapping_add(1)) << Self::BEFORE_COST;
        Self(u16::from(pair.thirds) | surname | cost)
    }

    fn pair(self) -> Pair {
        let cost = ((self.0 >> Self::BEFORE_COST) as u8).wrapping_sub(1);
        Pair { cost, thirds: self.0 as u8, is_surname: self.0 & Self::SURNAME != 0 }
    }
}

impl Group {
    const BITS: u32 = u64::BITS / LANES as u32;
    /// One in each lane, and the highest bit of each.
    const ONES: u64 = 0x0001_0001_0001_0001;
    const HIGHEST: u64 = Self::ONES << (Self::BITS - 1);

    /// The first slot with this number, 0 for an empty one; [`LANES`] if there is none.
    ///
    /// Of the lanes that differ from the number by nothing, the lowest is the lowest whose highest bit a borrow sets.
    fn slot(self, second: u16) -> usize {
        let differences = self.seconds ^ (u64::from(second) * Self::ONES);
        let equal = differences.wrapping_sub(Self::ONES) & !differences & Self::HIGHEST;
        (equal.trailing_zeros() / Self::BITS) as usize
    }

    /// Whether the pair found an empty slot.
    fn set(&mut self, second: u16, pair: Pair) -> bool {
        let slot = self.slot(0);
        self.pairs.get_mut(slot).is_some_and(|empty| {
            *empty = Packed::new(pair);
            self.seconds |= u64::from(second) << (slot as u32 * Self::BITS);
            true
        })
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
    pub(super) fn add(&mut self, pairs: &[(u16, Pair)]) -> Bucket {
        let start = self.0.len();
        let least = (pairs.len() / LANES).next_power_of_two().ilog2();
        for log in least..1 << Bucket::BITS {
            let bucket = Bucket::new(start, log);
            self.0.resize(start + bucket.size(), Group::default());
            if pairs.iter().all(|&(second, pair)| self.set(bucket, second, pair)) {
                return bucket;
            }
            self.0.truncate(start);
        }
        Bucket::NONE
    }

    /// Whether the pair found an empty slot in its group.
    fn set(&mut self, bucket: Bucket, second: u16, pair: Pair) -> bool {
        self.0.get_mut(bucket.group(second)).is_some_and(|group| group.set(second, pair))
    }

    /// What is known of `second` behind the character whose bucket it is.
    #[inline]
    pub(super) fn get(&self, bucket: Bucket, second: u16) -> Pair {
        let Some(group) = self.0.get(bucket.group(second)) else { return Pair::NONE };
        group.pairs.get(group.slot(second)).copied().unwrap_or_default().pair()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that follow no pattern which a hash could share.
    fn numbers() -> impl Iterator<Item = u16> {
        (1..=800_u32).map(|n| (n * n % 20_011 + 1) as u16)
    }

    #[test]
    fn finds_every_pair_and_no_other() {
        let mut seconds: Vec<u16> = numbers().collect();
        seconds.sort_unstable();
        seconds.dedup();
        let known: Vec<(u16, Pair)> =
            seconds.iter().map(|&second| (second, Pair { cost: (second % 41) as u8, ..Pair::NONE })).collect();
        let mut pairs = Pairs::new();
        let bucket = pairs.add(&known);
        for second in 0..20_992 {
            let expected = if seconds.contains(&second) { (second % 41) as u8 } else { NO_WORD };
            assert_eq!(pairs.get(bucket, second).cost, expected, "{second}");
            assert_eq!(pairs.get(Bucket::NONE, second).cost, NO_WORD, "{second}");
        }
    }

    #[test]
    fn keeps_what_else_is_known_of_a_pair() {
        let (mut surname, mut beginning) = (Pair::NONE, Pair { cost: 40, ..Pair::NONE });
        surname.mark_surname();
        beginning.mark_third(20_991);
        let mut pairs = Pairs::new();
        let bucket = pairs.add(&[(7, surname), (8, beginning)]);
        assert!(pairs.get(bucket, 7).is_surname() && !pairs.get(bucket, 8).is_surname());
        assert!(pairs.get(bucket, 8).may_go_on(20_991) && !pairs.get(bucket, 8).may_go_on(20_990));
        assert_eq!((pairs.get(bucket, 7).cost, pairs.get(bucket, 8).cost), (NO_WORD, 40));
    }
}
