//! What each character may be in an address, in one table, so that a text is looked at once.
//!
//! A class is a superset: that a character may begin a suffix or a name says where to look, not what is there. The
//! pairs of characters that suffixes and names begin with narrow it down before any name is compared.

use std::sync::OnceLock;

use super::super::normalize::{is_han, narrow};
use super::super::organization::ENDINGS;
use super::gazetteer::Gazetteer;
use super::grammar::{ORGANIZATION, PEOPLE, SUFFIXES, is_address_char, is_function_char, joins_clauses};
use super::label::LABELS;
use super::numeral::{is_in_road_name, is_numeral};
use super::township;

/// A set of properties of one character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Class(u32);

impl Class {
    /// A suffix probably begins here.
    pub(super) const SUFFIX: Self = Self(1);
    /// A name of the gazetteer probably begins here.
    pub(super) const NAME: Self = Self(1 << 1);
    /// The name of a town without its suffix probably begins here.
    pub(super) const TOWN: Self = Self(1 << 2);
    /// The short name of a county probably begins here.
    pub(super) const COUNTY: Self = Self(1 << 3);
    /// A label probably begins here.
    pub(super) const LABEL: Self = Self(1 << 4);
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
    /// A parenthesis or a mark that separates parts.
    pub(super) const MARK: Self = Self(1 << 10);
    /// What masking puts in the place of a character.
    pub(super) const MASKED: Self = Self(1 << 11);
    /// A word for people or what they do begins with it.
    pub(super) const PEOPLE_FIRST: Self = Self(1 << 12);
    /// The letter X.
    pub(super) const CROSS: Self = Self(1 << 13);
    /// An address may go on with it.
    pub(super) const ADDRESS: Self = Self(1 << 14);
    /// Chinese, and some suffix begins with it.
    pub(super) const SUFFIX_FIRST: Self = Self(1 << 15);
    /// Chinese.
    pub(super) const HAN: Self = Self(1 << 16);
    /// It closes a parenthesis of any form.
    pub(super) const CLOSING: Self = Self(1 << 17);
    /// A county ends with it, or a zone.
    pub(super) const COUNTY_LAST: Self = Self(1 << 18);
    /// It stands between the name of a road and its suffix.
    pub(super) const ROAD_MIDDLE: Self = Self(1 << 19);
    /// The name of an organization ends with it.
    pub(super) const ORGANIZATION_LAST: Self = Self(1 << 20);
    /// Whether it has one of the properties of `other`.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What the character has by itself if it has this in front of the right one.
    const fn paired(self) -> Self {
        Self(self.0 << PAIRED)
    }

    /// The properties of both.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The classes of all characters.
pub(super) struct Classes {
    /// By code point below 0x10000.
    table: Box<[Letter; 0x10000]>,
    pairs: Pairs,
}

/// What is known of a character by itself.
#[derive(Clone, Copy, Default)]
pub(super) struct Letter {
    /// Its narrow form.
    pub narrow: char,
    /// The class of its narrow form.
    pub class: Class,
}

impl Letter {
    /// A character that is in no table.
    #[cold]
    fn beyond(point: usize) -> Self {
        let c = char::from_u32(point as u32).unwrap_or_default();
        let class = if is_han(c) { Class::ADDRESS.or(Class::HAN) } else { Class::default() };
        Self { narrow: c, class }
    }
}

impl Classes {
    pub(super) fn get() -> &'static Self {
        static CLASSES: OnceLock<Classes> = OnceLock::new();
        CLASSES.get_or_init(Self::build)
    }

    /// The first character of valid UTF-8, and the bytes behind it; nothing at the end.
    #[inline(always)]
    pub(super) fn first<'a>(&self, text: &'a [u8]) -> Option<(Letter, &'a [u8])> {
        let bits = |byte: u8| usize::from(byte & 0x3F);
        let (point, behind) = match text {
            [lead @ 0xE0..=0xEF, middle, last, behind @ ..] => {
                (usize::from(lead & 0xF) << 12 | bits(*middle) << 6 | bits(*last), behind)
            }
            [ascii @ ..0x80, behind @ ..] => (usize::from(*ascii), behind),
            [lead @ ..0xE0, last, behind @ ..] => (usize::from(lead & 0x1F) << 6 | bits(*last), behind),
            [lead, second, third, last, behind @ ..] => {
                (usize::from(lead & 0x7) << 18 | bits(*second) << 12 | bits(*third) << 6 | bits(*last), behind)
            }
            _ => return None,
        };
        let letter = self.table.get(point).copied().unwrap_or_else(|| Letter::beyond(point));
        Some((letter, behind))
    }

    /// The class of `letter` in front of `next`.
    #[inline(always)]
    pub(super) fn before(&self, letter: Letter, next: char) -> Class {
        let class = letter.class.0;
        // Without a branch: half of the characters of prose are paired, and which ones cannot be foreseen.
        Class(class | class >> PAIRED & self.pairs.of(letter.narrow, next))
    }

    fn build() -> Self {
        let mut classes = Self { table: Box::new([Letter::default(); 0x10000]), pairs: Pairs::new() };
        for point in 0..=u16::MAX {
            let Some((c, entry)) = char::from_u32(point.into()).zip(classes.table.get_mut(usize::from(point))) else {
                continue;
            };
            let properties = [
                (Class::ADDRESS, is_address_char(c)),
                (Class::MARK, matches!(c, '(' | '、' | ',' | ' ')),
                (Class::FUNCTION, is_function_char(c)),
                (Class::JOINS, joins_clauses(c)),
                (Class::NUMERAL, is_numeral(c)),
                (Class::MASKED, matches!(c, '*' | '●' | '○' | '■' | '□' | '█' | '×' | '✕')),
                (Class::DIGIT, c.is_ascii_digit() || c == '-'),
                (Class::CROSS, matches!(c, 'X' | 'x')),
                (Class::HAN, is_han(c)),
                (Class::CLOSING, matches!(c, ')' | ']' | '〕' | '】')),
                (Class::COUNTY_LAST, matches!(c, '区' | '县' | '市' | '旗')),
                (Class::ROAD_MIDDLE, is_in_road_name(c)),
            ];
            let has = properties.into_iter().filter(|(_, has)| *has);
            *entry = Letter { narrow: c, class: has.fold(Class::default(), |all, (one, _)| all.or(one)) };
        }
        for suffix in SUFFIXES {
            classes.enter_suffix(suffix.text);
        }
        ENDINGS.iter().for_each(|word| classes.mark(word.chars().next_back(), Class::ORGANIZATION_LAST));
        ORGANIZATION.iter().for_each(|word| classes.mark(word.chars().next(), Class::ORGANIZATION_FIRST));
        PEOPLE.iter().for_each(|word| classes.mark(word.chars().next(), Class::PEOPLE_FIRST));
        LABELS.iter().for_each(|label| classes.enter_label(label));
        Gazetteer::get().pairs().for_each(|pair| classes.enter_pair(pair, Class::NAME));
        Gazetteer::get().pairs_of_counties().for_each(|pair| classes.enter_pair(pair, Class::COUNTY));
        township::pairs().for_each(|pair| classes.enter_pair(pair, Class::TOWN));
        classes.widen();
        classes
    }

    /// Gives every wide character what its narrow form has.
    fn widen(&mut self) {
        for wide in (0..=u16::MAX).filter_map(|point| char::from_u32(point.into())) {
            let entry = self.table.get(narrow(wide) as usize).copied();
            if let Some((slot, entry)) = self.table.get_mut(wide as usize).zip(entry) {
                *slot = entry;
            }
        }
    }

    fn enter_suffix(&mut self, text: &str) {
        let mut chars = text.chars();
        let first = chars.next();
        if !text.is_ascii() {
            self.mark(first, Class::SUFFIX_FIRST);
        }
        match (first, chars.next()) {
            (Some(first), Some(second)) => {
                self.enter_pair((first, second), Class::SUFFIX);
            }
            _ => self.mark(first, Class::SUFFIX),
        }
    }

    /// Enters the first two characters, letters in either case.
    fn enter_label(&mut self, label: &str) {
        let mut chars = label.chars().map(|c| [c, c.to_ascii_uppercase()]);
        let Some((firsts, seconds)) = chars.next().zip(chars.next()) else { return };
        for first in firsts {
            seconds.into_iter().for_each(|second| self.enter_pair((first, second), Class::LABEL));
        }
    }

    fn enter_pair(&mut self, (first, second): (char, char), class: Class) {
        self.mark(Some(first), class.paired());
        self.pairs.enter(first, second, class);
    }

    fn mark(&mut self, c: Option<char>, class: Class) {
        if let Some(slot) = c.and_then(|c| self.table.get_mut(c as usize)) {
            slot.class = slot.class.or(class);
        }
    }
}

/// How many bits the properties of a pair lie below those that ask for it.
const PAIRED: u32 = 24;

/// What pairs of characters begin, by a hash of 16 bits: a pair outside is taken for a member once in a dozen times.
struct Pairs(Box<[u8; 0x10000]>);

impl Pairs {
    fn new() -> Self {
        Self(Box::new([0; 0x10000]))
    }

    #[inline(always)]
    fn slot(first: char, second: char) -> usize {
        let mixed = (first as u32).wrapping_mul(0x9E37_79B1) ^ (second as u32).wrapping_mul(0x85EB_CA6B);
        (mixed >> 13) as usize % 0x10000
    }

    #[inline(always)]
    fn of(&self, first: char, second: char) -> u32 {
        u32::from(self.0[Self::slot(first, second)])
    }

    fn enter(&mut self, first: char, second: char, class: Class) {
        self.0[Self::slot(first, second)] |= class.0 as u8;
    }
}
