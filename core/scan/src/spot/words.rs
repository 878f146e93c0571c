//! Words that are found in the same pass as the forms.
//!
//! A word is told by four of its bytes. They are dealt to sixteen buckets, a bit each, eight to a bank; a place is a candidate
//! if its four bytes are those of words of one bucket. Which buckets a word may be in depends on whether its bytes are ASCII, since
//! the look-up of some backends sees six bits of a byte only. Tables tell which words a candidate is to be compared with.

use super::BLOCK;

/// Banks of eight buckets. All of the first are of words whose first byte and fourth are not ASCII.
pub(super) const BANKS: usize = 2;
/// Buckets of the second bank, of words whose first byte is ASCII.
pub(super) const IN_ASCII: u8 = 0b0111_0000;
/// Buckets of the second bank, of words whose first byte and fourth are not.
pub(super) const BEYOND_ASCII: u8 = 0b0000_1111;
/// Buckets of the second bank, of words whose first byte is not ASCII and whose fourth is, or what stands there behind the word.
pub(super) const BEFORE_ASCII: u8 = 0b1000_0000;

/// A word to be found.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// Two bytes or more.
    pub text: &'a str,
    /// Whether ASCII letters are the same in either case.
    pub in_either_case: bool,
    /// Whether a character of three bytes counts only in front of an ASCII character.
    pub before_ascii: bool,
}

/// A place of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordPlace {
    /// First byte.
    pub start: usize,
    /// The number of the word in the set.
    pub word: u16,
}

/// A set of words.
#[derive(Clone, Debug)]
pub struct Words {
    list: Vec<Entry>,
    /// By byte: the buckets of words that have it as the first to the fourth of their four.
    buckets: Box<[[[u8; 256]; 4]; BANKS]>,
    six_bits: Box<[[[u8; 64]; 4]; BANKS]>,
    four_bits: Box<[[[[u8; 16]; 2]; 4]; BANKS]>,
    /// By [`hash`] of the first three bytes, a bit each: whether a word begins so. It tells most candidates from words.
    beginnings: Box<[u64; 1 << (HASH_BITS - 6)]>,
    /// By six bits of the first two bytes: the number of the group plus one, 0 where no word is.
    groups: Box<[u16; 4096]>,
    members: Vec<Vec<Member>>,
}

/// A word of a group, and how its four bytes are compared at once: their letters in lower case where case does not count.
#[derive(Clone, Copy, Debug)]
struct Member {
    word: u16,
    /// The bits that are set in both.
    lower: u32,
    /// The bytes that are the word's own.
    own: u32,
    four: u32,
}

#[derive(Clone, Debug)]
struct Entry {
    text: Box<[u8]>,
    in_either_case: bool,
    before_ascii: bool,
    /// Where the four bytes lie by which the word is told.
    from: usize,
}

impl Words {
    /// The set of `words`, which are numbered in this order. Those of fewer than two bytes are never found.
    pub fn new<'a>(words: impl IntoIterator<Item = Word<'a>>) -> Self {
        let list: Vec<Entry> = words.into_iter().map(Entry::new).collect();
        let mut set = Self {
            list: Vec::new(),
            buckets: Box::new([[[0; 256]; 4]; BANKS]),
            six_bits: Box::new([[[0; 64]; 4]; BANKS]),
            four_bits: Box::new([[[[0; 16]; 2]; 4]; BANKS]),
            beginnings: Box::new([0; 1 << (HASH_BITS - 6)]),
            groups: Box::new([0; 4096]),
            members: Vec::new(),
        };
        for (first_bank, class) in [(0, IN_ASCII), (u8::MAX, BEYOND_ASCII), (0, BEFORE_ASCII)] {
            set.deal(&list, class, first_bank);
        }
        for (number, entry) in list.iter().enumerate() {
            set.group(number, entry);
        }
        set.list = list;
        set
    }

    /// Deals the words of a class to its buckets in the second bank and in the first: those with bytes in common to the same.
    fn deal(&mut self, list: &[Entry], class: u8, first_bank: u8) {
        let mut of_class: Vec<&Entry> = list.iter().filter(|entry| entry.classes() & class != 0).collect();
        // Those of fewer than four bytes, behind which anything may stand, stay among themselves.
        of_class.sort_by_key(|entry| (entry.text.len() > 3, entry.text.get(entry.from..).map(<[u8]>::to_vec)));
        let of_bank = |bank: usize, all: u8| {
            (0..8).map(|bit| 1 << bit).filter(move |bit| all & bit != 0).map(move |bit| (bank, bit))
        };
        let buckets: Vec<(usize, u8)> = of_bank(0, first_bank).chain(of_bank(1, class)).collect();
        for (number, entry) in of_class.iter().enumerate() {
            let (bank, bucket) = buckets[number * buckets.len() / of_class.len()];
            for place in 0..4 {
                for byte in (0..=u8::MAX).filter(|&byte| entry.allows(place, byte)) {
                    self.buckets[bank][place][usize::from(byte)] |= bucket;
                    self.six_bits[bank][place][usize::from(byte & 0x3F)] |= bucket;
                    self.four_bits[bank][place][0][usize::from(byte & 0xF)] |= bucket;
                    self.four_bits[bank][place][1][usize::from(byte >> 4)] |= bucket;
                }
            }
        }
    }

    /// Adds a word to the groups of the bytes that it may begin with.
    fn group(&mut self, number: usize, entry: &Entry) {
        for first in (0..=u8::MAX).filter(|&byte| entry.allows(0, byte)) {
            for second in (0..=u8::MAX).filter(|&byte| entry.allows(1, byte)) {
                for third in (0..=u8::MAX).filter(|&byte| entry.allows(2, byte)) {
                    let hash = hash(u32::from_le_bytes([first, second, third, 0]));
                    self.beginnings[hash >> 6] |= 1 << (hash & 63);
                }
                let group = &mut self.groups[pair(first, second)];
                if *group == 0 {
                    self.members.push(Vec::new());
                    *group = self.members.len() as u16;
                }
                let members = &mut self.members[usize::from(*group) - 1];
                if members.last().is_none_or(|member| member.word != number as u16) {
                    members.push(entry.member(number as u16));
                }
            }
        }
    }

    pub(super) fn may_begin(&self, [first, second, third, fourth]: [u8; 4]) -> bool {
        self.buckets.iter().any(|[by_first, by_second, by_third, by_fourth]| {
            by_first[usize::from(first)]
                & by_second[usize::from(second)]
                & by_third[usize::from(third)]
                & by_fourth[usize::from(fourth)]
                != 0
        })
    }

    pub(super) fn by_six_bits(&self) -> &[[[u8; 64]; 4]; BANKS] {
        &self.six_bits
    }

    pub(super) fn by_four_bits(&self) -> &[[[[u8; 16]; 2]; 4]; BANKS] {
        &self.four_bits
    }

    /// Adds the words whose four bytes stand at the places of `masks`, those of the blocks behind `base`.
    ///
    /// Candidates are listed without a branch for each, since how many a block has cannot be foreseen.
    pub(super) fn add(&self, bytes: &[u8], base: usize, masks: &[u64], places: &mut Vec<WordPlace>) {
        let mut candidates = [0; ROOM + USUAL];
        let mut count = 0;
        for (block, &mask) in masks.iter().enumerate() {
            let (base, mut mask) = (base + block * BLOCK, mask);
            let more = mask.count_ones() as usize;
            if count + more > ROOM {
                self.add_candidates(bytes, &mut candidates[..count], places);
                count = 0;
            }
            for slot in &mut candidates[count..count + USUAL] {
                *slot = base + mask.trailing_zeros() as usize;
                mask &= mask.wrapping_sub(1);
            }
            for slot in candidates.iter_mut().take(count + more).skip(count + USUAL) {
                *slot = base + mask.trailing_zeros() as usize;
                mask &= mask - 1;
            }
            count += more;
        }
        self.add_candidates(bytes, &mut candidates[..count], places);
    }

    /// Adds the words that stand at `candidates`, in whose place those are left that are likely.
    fn add_candidates(&self, bytes: &[u8], candidates: &mut [usize], places: &mut Vec<WordPlace>) {
        let mut likely = 0;
        for number in 0..candidates.len() {
            let at = candidates[number];
            let hash = hash(four_at(bytes, at));
            candidates[likely] = at;
            likely += (self.beginnings[hash >> 6] >> (hash & 63) & 1) as usize;
        }
        for &at in candidates.iter().take(likely) {
            self.add_words(bytes, at, four_at(bytes, at), places);
        }
    }

    /// Adds the words whose `four` bytes stand at `at`.
    fn add_words(&self, bytes: &[u8], at: usize, four: u32, places: &mut Vec<WordPlace>) {
        let [first, second, ..] = four.to_le_bytes();
        let group = usize::from(self.groups[pair(first, second)]);
        let Some(members) = group.checked_sub(1).and_then(|group| self.members.get(group)) else { return };
        for member in members.iter().filter(|member| (four | member.lower) & member.own == member.four) {
            let Some(entry) = self.list.get(usize::from(member.word)) else { continue };
            if let Some(start) = at.checked_sub(entry.from).filter(|&start| entry.stands_at(bytes, start)) {
                insert(WordPlace { start, word: member.word }, places);
            }
        }
    }
}

/// How many candidates are listed at least before they are looked at.
const ROOM: usize = 2 * BLOCK;
/// How many candidates a block seldom has more of.
const USUAL: usize = 4;
/// Bits of a [`hash`].
const HASH_BITS: u32 = 15;

/// A number for the first three of four bytes, the same for letters of either case.
#[inline(always)]
fn hash(four: u32) -> usize {
    ((four | 0x0020_2020) << 8).wrapping_mul(0x9E37_79B1) as usize >> (u32::BITS - HASH_BITS)
}

/// The four bytes at byte `at` of `bytes`, zeros behind its end.
#[inline(always)]
fn four_at(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk::<4>) {
        Some(four) => u32::from_le_bytes(*four),
        None => bytes.get(at..).unwrap_or_default().iter().rev().fold(0, |four, &byte| four << 8 | u32::from(byte)),
    }
}

/// Adds a place where it belongs: words that overlap are found in the order of their four bytes.
fn insert(place: WordPlace, places: &mut Vec<WordPlace>) {
    let behind = places.iter().rev().take_while(|other| (other.start, other.word) > (place.start, place.word)).count();
    places.insert(places.len() - behind, place);
}

fn pair(first: u8, second: u8) -> usize {
    usize::from(first & 0x3F) << 6 | usize::from(second & 0x3F)
}

impl Entry {
    fn new(word: Word<'_>) -> Self {
        let text: Box<[u8]> = word.text.as_bytes().into();
        // Of two Chinese characters the last byte of the first tells more than its first, which most of them share.
        let from =
            if text.first().is_some_and(|byte| !byte.is_ascii()) { text.len().saturating_sub(4).min(2) } else { 0 };
        Self { text, in_either_case: word.in_either_case, before_ascii: word.before_ascii, from }
    }

    fn member(&self, word: u16) -> Member {
        let [mut lower, mut own, mut four] = [[0; 4]; 3];
        for (place, &byte) in self.text.iter().skip(self.from).take(4).enumerate() {
            lower[place] = if self.in_either_case && byte.is_ascii_alphabetic() { 0x20 } else { 0 };
            (own[place], four[place]) = (0xFF, byte | lower[place]);
        }
        let [lower, own, four] = [lower, own, four].map(u32::from_le_bytes);
        Member { word, lower, own, four }
    }

    /// The buckets that the word may be in.
    fn classes(&self) -> u8 {
        let at = |place: usize| self.text.get(self.from + place).map(u8::is_ascii);
        match (at(0), at(3)) {
            _ if self.text.len() < 2 => 0,
            (Some(true), _) => IN_ASCII,
            (_, Some(false)) => BEYOND_ASCII,
            (_, Some(true)) => BEFORE_ASCII,
            _ if self.before_ascii => BEFORE_ASCII,
            _ => BEYOND_ASCII | BEFORE_ASCII,
        }
    }

    /// Whether `byte` may be the first to the fourth of the four.
    fn allows(&self, place: usize, byte: u8) -> bool {
        match self.text.get(self.from + place) {
            None => self.text.len() >= 2,
            Some(own) if self.in_either_case => own.eq_ignore_ascii_case(&byte),
            Some(own) => *own == byte,
        }
    }

    fn stands_at(&self, bytes: &[u8], start: usize) -> bool {
        let Some(here) = bytes.get(start..start + self.text.len()) else { return false };
        let same = if self.in_either_case { here.eq_ignore_ascii_case(&self.text) } else { *here == *self.text };
        same && (!self.before_ascii || bytes.get(start + self.text.len()).is_some_and(u8::is_ascii))
    }
}
