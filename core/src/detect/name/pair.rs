//! Pairs of characters that are words or begin longer ones.
//!
//! Nearly every character of a text is looked up here with the next one, so a look-up is one multiplication and one read, and
//! takes no branch: each first character has a part of one table to itself, and the second character's hash says in which group
//! of [`LANES`] slots it stands, if it does.

use super::lexicon::NO_WORD;

/// The pairs; those of a first character have a bucket of their own.
pub(super) struct Pairs(Vec<Group>);

/// Pairs whose second characters have the same hash.
type Group = [Slot; LANES];

/// Slots of a group: as many as are compared at once.
const LANES: usize = 4;

/// Where the pairs of a first character are: the place of the first group, and the logarithm of their number in the low bits.
#[derive(Clone, Copy)]
pub(super) struct Bucket(u32);

/// The second character's number, the cost in half nats as [`NO_WORD`] less that, and what follows; 0 for an empty slot, which
/// is no word either.
#[derive(Clone, Copy, Default)]
struct Slot(u32);

/// What is known of a pair.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    /// Its cost as a word, in half nats; [`NO_WORD`] if it is none.
    pub(super) cost: u8,
    /// What more there is to know, as bits.
    rest: u8,
}

impl Pair {
    pub(super) const NONE: Self = Self { cost: NO_WORD, rest: 0 };
    const SURNAME: u8 = 1 << 7;

    pub(super) fn mark_surname(&mut self) {
        self.rest |= Self::SURNAME;
    }

    /// Whether it is a surname of two characters.
    pub(super) fn is_surname(self) -> bool {
        self.rest & Self::SURNAME != 0
    }

    pub(super) fn mark_third(&mut self, third: u16) {
        self.rest |= Self::bit_of_third(third);
    }

    /// Whether it may begin a word that goes on with `third`; of others one in seven to one in three is told so, too.
    pub(super) fn may_go_on(self, third: u16) -> bool {
        self.rest & Self::bit_of_third(third) != 0
    }

    fn bit_of_third(third: u16) -> u8 {
        1 << (third % 7)
    }
}

impl Slot {
    fn new(second: u16, pair: Pair) -> Self {
        Self(u32::from(second) << 16 | u32::from(NO_WORD - pair.cost) << 8 | u32::from(pair.rest))
    }

    fn second(self) -> u16 {
        (self.0 >> 16) as u16
    }

    fn pair(self) -> Pair {
        Pair { cost: NO_WORD - (self.0 >> 8) as u8, rest: self.0 as u8 }
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
        let group = self.0.get_mut(bucket.group(second)).map(|group| group.iter_mut());
        let slot = group.and_then(|mut slots| slots.find(|slot| slot.second() == 0));
        slot.map(|slot| *slot = Slot::new(second, pair)).is_some()
    }

    /// What is known of `second` behind the character whose bucket it is.
    #[inline]
    pub(super) fn get(&self, bucket: Bucket, second: u16) -> Pair {
        let group = self.0.get(bucket.group(second)).copied().unwrap_or_default();
        let found = group.map(|slot| if slot.second() == second { slot.0 } else { 0 });
        Slot(found.into_iter().fold(0, |one, other| one | other)).pair()
    }
}
