//! What is asked of single characters, in one place.
//!
//! A row is turned into these once; whatever looks at it then reads neighbours in memory instead of one table per question.

use super::lexicon::{RARE_ALONE, RARE_INSIDE};
use super::pair::Bucket;
use super::traits::Traits;

/// The number of a Han character of the basic block, from 1; 0 is every other.
pub(super) fn number(c: char) -> u16 {
    match c {
        FIRST..='\u{9FFF}' => c as u16 - BEFORE_FIRST,
        _ => 0,
    }
}

/// The numbers of the characters of a word.
pub(super) fn numbers(word: &str) -> Vec<u16> {
    word.chars().map(number).collect()
}

const FIRST: char = '\u{4E00}';
/// The code of the character in front of the first.
pub(super) const BEFORE_FIRST: u16 = FIRST as u16 - 1;
/// Numbers there are.
pub(super) const NUMBERS: usize = 0x9FFF - FIRST as usize + 2;

/// A Han character and what the tables say of it.
#[derive(Clone, Copy)]
pub(super) struct Character {
    pub(super) number: u16,
    pub(super) traits: Traits,
    /// The cost as a word of its own, in half nats.
    pub(super) alone: u8,
    /// The cost inside a word that is not known, in half nats.
    pub(super) inside: u8,
    /// How usual it is as the first of two characters of a given name, as [`Given`](super::given::Given) counts.
    pub(super) first: u8,
    /// The same as the last of two or the only one.
    pub(super) last: u8,
    /// How usual it is in transliterations, as [`Transliteration`](super::transliteration::Transliteration) counts.
    pub(super) sound: u8,
    /// Lengths of the words of context that end in it (low bits) or begin with it (high bits).
    pub(super) lengths: u8,
    /// Its place in the table of surnames; 0 is none.
    pub(super) surname: u16,
    /// Where the words that begin with it are.
    pub(super) pairs: Bucket,
}

/// All characters by their numbers.
pub(super) struct Characters(Vec<Character>);

impl Characters {
    /// Characters of which nothing is known yet.
    pub(super) fn new() -> Self {
        Self((0..NUMBERS as u16).map(Character::new).collect())
    }

    pub(super) fn of(&self, c: char) -> Character {
        self.numbered(number(c))
    }

    pub(super) fn numbered(&self, number: u16) -> Character {
        *self.0.get(usize::from(number)).unwrap_or(&UNKNOWN)
    }

    /// Says something of the characters of `text`.
    pub(super) fn describe(&mut self, text: &str, mut say: impl FnMut(&mut Character)) {
        text.chars().for_each(|c| self.describe_number(number(c), &mut say));
    }

    /// Says something of one character.
    pub(super) fn describe_number(&mut self, number: u16, say: impl FnOnce(&mut Character)) {
        if let Some(character) = self.0.get_mut(usize::from(number)) {
            say(character);
        }
    }
}

/// What stands for numbers that there are not.
const UNKNOWN: Character = Character::new(0);

impl Character {
    const fn new(number: u16) -> Self {
        Self {
            number,
            traits: Traits::NONE,
            alone: RARE_ALONE,
            inside: RARE_INSIDE,
            first: 0,
            last: 0,
            sound: 0,
            lengths: 0,
            surname: 0,
            pairs: Bucket::NONE,
        }
    }
}
