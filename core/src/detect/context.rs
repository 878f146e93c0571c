//! Words in front of a candidate.
//!
//! The words of all kinds stand in one table, so that the characters in front of a token are read once for every detector.

use std::sync::OnceLock;

use super::passage::Passage;
use super::{bank_card, id_card, mobile, postcode};

/// A set of subjects that words announce.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Subjects(u16);

impl Subjects {
    pub(super) const IDENTITY: Self = Self(1);
    /// What has 15 digits and is no identity card.
    pub(super) const OTHER_15: Self = Self(1 << 1);
    pub(super) const RUNNING_NUMBER: Self = Self(1 << 2);
    pub(super) const BANK_CARD: Self = Self(1 << 3);
    /// Telephones of any kind.
    pub(super) const TELEPHONE: Self = Self(1 << 4);
    /// Data cards and things with a mobile number.
    pub(super) const THINGS: Self = Self(1 << 5);
    pub(super) const POSTCODE: Self = Self(1 << 6);

    /// Those of both.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it has one of `other`.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// How many characters in front of a candidate are read.
const REACH: usize = 14;

/// What the words say that stand close in front of `at`, in the same clause.
pub(super) fn subjects(passage: Passage<'_>, at: usize) -> Subjects {
    let mut clause = ['\0'; REACH];
    let mut length = 0;
    let before = passage.before(at).chars().rev().take_while(|c| !matches!(c, '。' | '；' | ';' | '\n' | '，'));
    for (slot, c) in clause.iter_mut().rev().zip(before) {
        *slot = c.to_ascii_lowercase();
        length += 1;
    }
    let mut clause = clause.get(REACH - length..).unwrap_or_default();
    let table = Table::get();
    let mut found = Subjects::default();
    while let Some((&first, rest)) = clause.split_first() {
        clause = rest;
        if !table.begins_word(first) {
            continue;
        }
        for word in table.group(first) {
            if word.first == first && rest.starts_with(&word.rest) {
                found.0 |= word.subject.0;
            }
        }
    }
    found
}

/// The words of every kind, ASCII ones in lower case.
const WORDS: [(Subjects, &[&str]); 7] = [
    (Subjects::IDENTITY, &id_card::WORDS),
    (Subjects::OTHER_15, &id_card::OTHER_15),
    (Subjects::RUNNING_NUMBER, &id_card::NUMBERED),
    (Subjects::BANK_CARD, &bank_card::WORDS),
    (Subjects::TELEPHONE, &mobile::WORDS),
    (Subjects::THINGS, &mobile::THINGS),
    (Subjects::POSTCODE, &postcode::WORDS),
];

struct Word {
    first: char,
    rest: Vec<char>,
    subject: Subjects,
}

/// The words by their first character, in more groups than there are such characters: most others fall into an empty one.
struct Table {
    groups: [Vec<Word>; GROUPS],
    /// Which groups are not empty, a bit for each.
    filled: [u64; GROUPS / 64],
}

const GROUPS: usize = 512;

impl Table {
    fn get() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(Self::build)
    }

    fn group(&self, first: char) -> &[Word] {
        self.groups.get(Self::number(first)).map_or(&[], Vec::as_slice)
    }

    fn begins_word(&self, first: char) -> bool {
        let number = Self::number(first);
        self.filled.get(number / 64).is_some_and(|filled| filled >> (number % 64) & 1 != 0)
    }

    fn number(first: char) -> usize {
        first as usize % GROUPS
    }

    fn build() -> Self {
        let mut groups = [const { Vec::new() }; GROUPS];
        for (subject, word) in WORDS.iter().flat_map(|(subject, words)| words.iter().map(move |word| (*subject, word)))
        {
            let mut chars = word.chars();
            let Some(first) = chars.next() else { continue };
            if let Some(group) = groups.get_mut(Self::number(first)) {
                group.push(Word { first, rest: chars.collect(), subject });
            }
        }
        let mut filled = [0; GROUPS / 64];
        for (filled, groups) in filled.iter_mut().zip(groups.chunks(64)) {
            *filled = groups.iter().rev().fold(0, |bits, group| bits << 1 | u64::from(!group.is_empty()));
        }
        Self { groups, filled }
    }
}
