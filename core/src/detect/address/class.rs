//! What each character may be in an address, in one table, so that a text is looked at once.
//!
//! A class is a superset: that a character may begin a suffix or a name says where to look, not what is there. The
//! pairs of characters that suffixes and names begin with narrow it down before any name is compared.

use std::sync::OnceLock;

use super::gazetteer::Gazetteer;
use super::grammar::{ORGANIZATION, PEOPLE, SUFFIXES, is_address_char, is_function_char, is_numeral, joins_clauses};
use super::label::LABELS;

/// A set of properties of one character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Class(u16);

impl Class {
    /// A suffix probably begins here.
    pub(super) const SUFFIX: Self = Self(1);
    /// A name of the gazetteer probably begins here.
    pub(super) const NAME: Self = Self(1 << 1);
    /// An address may go on with it.
    pub(super) const ADDRESS: Self = Self(1 << 2);
    /// Chinese, and some suffix begins with it.
    pub(super) const SUFFIX_FIRST: Self = Self(1 << 3);
    /// A parenthesis or a mark that separates parts.
    pub(super) const MARK: Self = Self(1 << 4);
    /// Prose is made of it, names are not.
    pub(super) const FUNCTION: Self = Self(1 << 5);
    /// No short rest behind an address has it.
    pub(super) const JOINS: Self = Self(1 << 6);
    /// It numbers houses.
    pub(super) const NUMERAL: Self = Self(1 << 7);
    /// An ASCII digit or a dash.
    pub(super) const DIGIT: Self = Self(1 << 8);
    /// A word that names an organization begins with it.
    pub(super) const ORGANIZATION_FIRST: Self = Self(1 << 9);
    /// A label begins with it.
    pub(super) const LABEL_FIRST: Self = Self(1 << 10);
    /// What masking puts in the place of a character.
    pub(super) const MASKED: Self = Self(1 << 11);
    /// A word for people or what they do begins with it.
    pub(super) const PEOPLE_FIRST: Self = Self(1 << 12);
    /// It is `SUFFIX` in front of the right character.
    const PAIRED_SUFFIX: Self = Self(Self::SUFFIX.0 << PAIRED);
    /// It is `NAME` in front of the right character.
    const PAIRED_NAME: Self = Self(Self::NAME.0 << PAIRED);

    /// Whether it has one of the properties of `other`.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The properties of both.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The classes of all characters.
pub(super) struct Classes {
    /// By code point below 0x10000.
    table: Box<[Class; 0x10000]>,
    pairs: Pairs,
}

impl Classes {
    pub(super) fn get() -> &'static Self {
        static CLASSES: OnceLock<Classes> = OnceLock::new();
        CLASSES.get_or_init(Self::build)
    }

    /// The class of `c` by itself.
    pub(super) fn of(&self, c: char) -> Class {
        match self.table.get(c as usize) {
            Some(&class) => class,
            None if is_address_char(c) => Class::ADDRESS,
            None => Class::default(),
        }
    }

    /// The class of `c`, of class `class` by itself, in front of `next`.
    pub(super) fn before(&self, class: Class, c: char, next: char) -> Class {
        // Without a branch: half of the characters of prose are paired, and which ones cannot be foreseen.
        Class(class.0 | class.0 >> PAIRED & self.pairs.of(c, next))
    }

    fn build() -> Self {
        let mut classes = Self { table: Box::new([Class::default(); 0x10000]), pairs: Pairs::new() };
        for point in 0..0x10000 {
            let Some((c, class)) = char::from_u32(point).zip(classes.table.get_mut(point as usize)) else { continue };
            let properties = [
                (Class::ADDRESS, is_address_char(c)),
                (Class::MARK, matches!(c, '(' | '、' | ',' | ' ')),
                (Class::FUNCTION, is_function_char(c)),
                (Class::JOINS, joins_clauses(c)),
                (Class::NUMERAL, is_numeral(c)),
                (Class::MASKED, matches!(c, '*' | '●' | '○' | '■' | '□' | '█' | '×' | '✕')),
                (Class::DIGIT, c.is_ascii_digit() || c == '-'),
            ];
            *class = properties.into_iter().filter(|(_, has)| *has).fold(*class, |all, (one, _)| all.or(one));
        }
        for suffix in SUFFIXES {
            classes.enter_suffix(suffix.text);
        }
        ORGANIZATION.iter().for_each(|word| classes.mark(word.chars().next(), Class::ORGANIZATION_FIRST));
        PEOPLE.iter().for_each(|word| classes.mark(word.chars().next(), Class::PEOPLE_FIRST));
        LABELS.iter().for_each(|word| classes.mark(word.chars().next(), Class::LABEL_FIRST));
        LABELS.iter().for_each(|word| classes.mark(word.to_uppercase().chars().next(), Class::LABEL_FIRST));
        for (first, second) in Gazetteer::get().pairs() {
            classes.mark(Some(first), Class::PAIRED_NAME);
            classes.pairs.enter(first, second, Class::NAME);
        }
        classes
    }

    fn enter_suffix(&mut self, text: &str) {
        let mut chars = text.chars();
        let first = chars.next();
        if !text.is_ascii() {
            self.mark(first, Class::SUFFIX_FIRST);
        }
        match (first, chars.next()) {
            (Some(first), Some(second)) => {
                self.mark(Some(first), Class::PAIRED_SUFFIX);
                self.pairs.enter(first, second, Class::SUFFIX);
            }
            _ => self.mark(first, Class::SUFFIX),
        }
    }

    fn mark(&mut self, c: Option<char>, class: Class) {
        if let Some(slot) = c.and_then(|c| self.table.get_mut(c as usize)) {
            *slot = slot.or(class);
        }
    }
}

/// How many bits the properties of a pair lie below those that ask for it.
const PAIRED: u32 = 14;

/// What pairs of characters begin, two bits each, by a hash of 16 bits: a pair outside is taken for a member once in a
/// dozen times.
struct Pairs(Box<[u64; 2048]>);

impl Pairs {
    fn new() -> Self {
        Self(Box::new([0; 2048]))
    }

    fn slot(first: char, second: char) -> u16 {
        ((first as u32).wrapping_mul(0x9E37_79B1) ^ (second as u32).wrapping_mul(0x85EB_CA6B)).wrapping_shr(13) as u16
    }

    fn of(&self, first: char, second: char) -> u16 {
        let slot = Self::slot(first, second);
        (self.0[usize::from(slot >> 5)] >> (slot % 32 * 2) & 3) as u16
    }

    fn enter(&mut self, first: char, second: char, class: Class) {
        let slot = Self::slot(first, second);
        self.0[usize::from(slot >> 5)] |= u64::from(class.0) << (slot % 32 * 2);
    }
}
