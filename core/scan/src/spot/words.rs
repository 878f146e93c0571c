//! Words that are found in the same pass as the forms.
//!
//! A word is told by four of its bytes: the first four of ASCII, and of others the last two of the first character and, behind the
//! byte that nearly all Chinese characters begin with, two of the second. Words are dealt to buckets, a bit each, eight to a bank; a
//! place is a candidate if its four bytes are those of words of one bucket. Which buckets a word may be in depends on whether its
//! bytes are ASCII, since the look-up of some backends sees six bits of a byte only, or seven. Tables tell which words a candidate is to be
//! compared with.

use super::BLOCK;

/// Banks of eight buckets. All of the first are of [`BEYOND_ASCII`], all of the last of words whose first byte is ASCII.
pub(super) const BANKS: usize = 3;
/// Buckets of the second bank, of words of which neither the first of the four bytes nor the third from there is ASCII.
pub(super) const BEYOND_ASCII: u8 = 0b0011_1111;
/// Buckets of the second bank, of words of which the first of the four bytes is not ASCII, and is the third from there, which may
/// stand behind the word.
pub(super) const BEFORE_ASCII: u8 = 0b1100_0000;
/// How far the four bytes lie behind the first of them, by bank.
pub(super) const REACHES: [[usize; 4]; BANKS] = [AROUND_LEAD, AROUND_LEAD, TOGETHER];
const AROUND_LEAD: [usize; 4] = [0, 1, 3, 4];
const TOGETHER: [usize; 4] = [0, 1, 2, 3];

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
    six_bits: Box<[[[u8; 64]; 4]; 2]>,
    /// Of the last bank.
    seven_bits: Box<[[u8; 128]; 4]>,
    four_bits: Box<[[[[u8; 16]; 2]; 4]; BANKS]>,
    /// By [`hash`] of the first three of the four bytes, a bit each: whether a word begins so. It tells most candidates from words.
    beginnings: Box<[u64; 1 << (HASH_BITS - 6)]>,
    /// The same by the first two, of words behind which anything may stand.
    short_beginnings: Box<[u64; 1 << (HASH_BITS - 6)]>,
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
            six_bits: Box::new([[[0; 64]; 4]; 2]),
            seven_bits: Box::new([[0; 128]; 4]),
            four_bits: Box::new([[[[0; 16]; 2]; 4]; BANKS]),
            beginnings: Box::new([0; 1 << (HASH_BITS - 6)]),
            short_beginnings: Box::new([0; 1 << (HASH_BITS - 6)]),
            groups: Box::new([0; 4096]),
            members: Vec::new(),
        };
        set.deal(&list, Class::Within, [0, 0, u8::MAX]);
        set.deal(&list, Class::Beyond, [u8::MAX, BEYOND_ASCII, 0]);
        set.deal(&list, Class::Before, [0, BEFORE_ASCII, 0]);
        for (number, entry) in list.iter().enumerate() {
            set.group(number, entry);
        }
        set.list = list;
        set
    }

    /// Deals the words of a class to its buckets of each bank: those with bytes in common to the same.
    fn deal(&mut self, list: &[Entry], class: Class, of_bank: [u8; BANKS]) {
        let mut of_class: Vec<&Entry> = list.iter().filter(|entry| entry.is_of(class)).collect();
        // Those behind which anything may stand stay among themselves.
        of_class.sort_by_key(|entry| (entry.told_by(3).is_some(), entry.four()));
        let buckets: Vec<(usize, u8)> = (0..BANKS)
            .flat_map(|bank| (0..8).map(move |bit| (bank, 1 << bit)))
            .filter(|&(bank, bit)| of_bank[bank] & bit != 0)
            .collect();
        let (short, long) = of_class.split_at(of_class.partition_point(|entry| entry.told_by(3).is_none()));
        let of_short = match (short.len(), long.len()) {
            (0, _) => 0,
            (_, 0) => buckets.len(),
            _ => (short.len() * buckets.len() / of_class.len()).max(1),
        };
        let (of_short, of_long) = buckets.split_at(of_short);
        for (entries, buckets) in [(short, of_short), (long, of_long)] {
            for (number, entry) in entries.iter().enumerate() {
                self.put(entry, buckets[number * buckets.len() / entries.len()]);
            }
        }
    }

    fn put(&mut self, entry: &Entry, (bank, bucket): (usize, u8)) {
        for place in 0..4 {
            for byte in (0..=u8::MAX).filter(|&byte| entry.allows(place, byte)) {
                self.buckets[bank][place][usize::from(byte)] |= bucket;
                match self.six_bits.get_mut(bank) {
                    Some(bank) => bank[place][usize::from(byte & 0x3F)] |= bucket,
                    None => self.seven_bits[place][usize::from(byte & 0x7F)] |= bucket,
                }
                self.four_bits[bank][place][0][usize::from(byte & 0xF)] |= bucket;
                self.four_bits[bank][place][1][usize::from(byte >> 4)] |= bucket;
            }
        }
    }

    /// Adds a word to the groups of the bytes that it may begin with.
    fn group(&mut self, number: usize, entry: &Entry) {
        for first in (0..=u8::MAX).filter(|&byte| entry.allows(0, byte)) {
            for second in (0..=u8::MAX).filter(|&byte| entry.allows(1, byte)) {
                if entry.told_by(2).is_none() {
                    mark(&mut self.short_beginnings, u32::from_le_bytes([first, second, 0, 0]));
                }
                for third in (0..=u8::MAX).filter(|&byte| entry.told_by(2).is_some() && entry.allows(2, byte)) {
                    mark(&mut self.beginnings, u32::from_le_bytes([first, second, third, 0]));
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

    pub(super) fn may_begin(&self, five: [u8; 5]) -> bool {
        self.buckets.iter().zip(REACHES).any(|(bank, reaches)| {
            let of = |place: usize| bank[place][usize::from(five[reaches[place]])];
            of(0) & of(1) & of(2) & of(3) != 0
        })
    }

    pub(super) fn by_six_bits(&self) -> &[[[u8; 64]; 4]; 2] {
        &self.six_bits
    }

    pub(super) fn by_seven_bits(&self) -> &[[u8; 128]; 4] {
        &self.seven_bits
    }

    pub(super) fn by_four_bits(&self) -> &[[[[u8; 16]; 2]; 4]; BANKS] {
        &self.four_bits
    }

    /// Adds the words whose four bytes stand at the places of `masks`, those of the blocks behind `base`.
    pub(super) fn add(&self, bytes: &[u8], base: usize, masks: &[u64], places: &mut Vec<WordPlace>) {
        for (block, &mask) in masks.iter().enumerate() {
            let mut mask = mask;
            while mask != 0 {
                let at = base + block * BLOCK + mask.trailing_zeros() as usize;
                mask &= mask - 1;
                let four = four_at(bytes, at);
                if is_marked(&self.beginnings, four) | is_marked(&self.short_beginnings, four & 0xFFFF) {
                    self.add_words(bytes, at, four, places);
                }
            }
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

/// Bits of a [`hash`].
const HASH_BITS: u32 = 15;

fn mark(beginnings: &mut [u64; 1 << (HASH_BITS - 6)], four: u32) {
    let hash = hash(four);
    beginnings[hash >> 6] |= 1 << (hash & 63);
}

#[inline(always)]
fn is_marked(beginnings: &[u64; 1 << (HASH_BITS - 6)], four: u32) -> bool {
    let hash = hash(four);
    beginnings[hash >> 6] >> (hash & 63) & 1 != 0
}

/// A number for the first three of four bytes, the same for letters of either case.
#[inline(always)]
fn hash(four: u32) -> usize {
    ((four | 0x0020_2020) << 8).wrapping_mul(0x9E37_79B1) as usize >> (u32::BITS - HASH_BITS)
}

/// The four bytes by which a word is told that has the first of them at byte `at` of `bytes`, zeros behind its end.
#[inline(always)]
fn four_at(bytes: &[u8], at: usize) -> u32 {
    let rest = bytes.get(at..).unwrap_or_default();
    let eight = match rest.first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => rest.iter().rev().fold(0, |eight, &byte| eight << 8 | u64::from(byte)),
    };
    let past_lead = eight >> 7 & 1;
    (eight & 0xFFFF | (eight >> (16 + 8 * past_lead) & 0xFFFF) << 16) as u32
}

/// Adds a place where it belongs: words that overlap are found in the order of their four bytes.
fn insert(place: WordPlace, places: &mut Vec<WordPlace>) {
    let behind = places.iter().rev().take_while(|other| (other.start, other.word) > (place.start, place.word)).count();
    places.insert(places.len() - behind, place);
}

fn pair(first: u8, second: u8) -> usize {
    usize::from(first & 0x3F) << 6 | usize::from(second & 0x3F)
}

/// Where the bytes that tell a word stand to ASCII.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Within,
    Beyond,
    Before,
}

impl Entry {
    fn new(word: Word<'_>) -> Self {
        let first = word.text.chars().next().map_or(0, char::len_utf8);
        let text = word.text.as_bytes().into();
        Self {
            text,
            in_either_case: word.in_either_case,
            before_ascii: word.before_ascii,
            from: first.saturating_sub(2),
        }
    }

    /// One of the four bytes, unless it lies behind the word.
    fn told_by(&self, place: usize) -> Option<u8> {
        let reaches = if self.is_of(Class::Within) { TOGETHER } else { AROUND_LEAD };
        self.text.get(self.from + reaches[place]).copied()
    }

    fn four(&self) -> [Option<u8>; 4] {
        std::array::from_fn(|place| self.told_by(place))
    }

    fn member(&self, word: u16) -> Member {
        let [mut lower, mut own, mut four] = [[0; 4]; 3];
        for (place, byte) in self.four().into_iter().enumerate() {
            let Some(byte) = byte else { continue };
            lower[place] = if self.in_either_case && byte.is_ascii_alphabetic() { 0x20 } else { 0 };
            (own[place], four[place]) = (0xFF, byte | lower[place]);
        }
        let [lower, own, four] = [lower, own, four].map(u32::from_le_bytes);
        Member { word, lower, own, four }
    }

    /// Whether the bytes of the word may be so.
    fn is_of(&self, class: Class) -> bool {
        let is_ascii = |place: usize| self.text.get(self.from + place).map(u8::is_ascii);
        let fits = match (is_ascii(0), is_ascii(2)) {
            (Some(true), _) => class == Class::Within,
            (_, Some(false)) => class == Class::Beyond,
            (_, Some(true)) => class == Class::Before,
            (_, None) => class == Class::Before || class == Class::Beyond && !self.before_ascii,
        };
        fits && self.text.len() >= 2
    }

    /// Whether `byte` may be the first to the fourth of the four.
    fn allows(&self, place: usize, byte: u8) -> bool {
        match self.told_by(place) {
            None => self.text.len() >= 2,
            Some(own) if self.in_either_case => own.eq_ignore_ascii_case(&byte),
            Some(own) => own == byte,
        }
    }

    fn stands_at(&self, bytes: &[u8], start: usize) -> bool {
        let Some(here) = bytes.get(start..start + self.text.len()) else { return false };
        let same = if self.in_either_case { here.eq_ignore_ascii_case(&self.text) } else { *here == *self.text };
        same && (!self.before_ascii || bytes.get(start + self.text.len()).is_some_and(u8::is_ascii))
    }
}
