//! The words that are looked for in a whole column at once, by what they are for.
//!
//! Behind some words there may be a value that by itself is nothing: an account number, five digits of QQ. Such a value
//! is read because of the word, not because of its digits, which every text has. What is said here is a superset: whether a
//! word stands in the same clause, and close enough, the detectors judge (`context`).

use std::sync::OnceLock;

use weimu_scan::{Word, Words};

use super::announced;
use super::context::{self, Subjects};
use super::{plate, start};

/// What a word is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It announces what need not have a digit: see `announced`.
    Announced,
    /// It announces a value of one of these subjects that stands behind it.
    Context(Subjects),
    /// It is the end of a date and 生 behind it.
    Born,
    /// It is a province in front of an ASCII character, as on a plate.
    Province,
}

/// Words by number.
pub(super) struct WordSet {
    pub words: Words,
    roles: Vec<(Role, usize)>,
}

impl WordSet {
    pub(super) fn get() -> &'static Self {
        static SET: OnceLock<WordSet> = OnceLock::new();
        SET.get_or_init(Self::build)
    }

    /// What a word is for, and how many bytes it has.
    pub(super) fn role(&self, word: u16) -> Option<(Role, usize)> {
        self.roles.get(usize::from(word)).copied()
    }

    fn build() -> Self {
        let mut list: Vec<(Role, String)> = Vec::new();
        list.extend(announced::PHRASES.iter().map(|&phrase| (Role::Announced, phrase.to_owned())));
        let needed = context::words().filter(|(subjects, _)| start::announced().has(*subjects));
        list.extend(needed.map(|(subjects, word)| (Role::Context(subjects), word.to_owned())));
        // 出生 is a word of its own; 1949年12月31日生 is not.
        let blanks = (0..0x3001).filter_map(char::from_u32).filter(|c| c.is_whitespace());
        let dates = ('0'..='9').chain(['日']).chain(blanks);
        list.extend(dates.map(|end| (Role::Born, format!("{end}生"))));
        list.extend(plate::PROVINCES.chars().map(|province| (Role::Province, province.to_string())));
        let words = list.iter().map(|(role, text)| Word {
            text,
            in_either_case: matches!(role, Role::Context(_)),
            before_ascii: *role == Role::Province,
        });
        Self { words: Words::new(words), roles: list.iter().map(|(role, text)| (*role, text.len())).collect() }
    }
}
