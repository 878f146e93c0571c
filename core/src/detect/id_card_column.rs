//! Identity card numbers one after another, as columns of them hold.
//!
//! The arithmetic is done by the scanner, of many values at a time. What a number is worth is looked up here, hardly ever with a
//! branch that goes both ways; what is valid in a rarer way is left to [`id_card::whole`](super::id_card::whole) and its
//! neighbours.

use std::sync::OnceLock;

use weimu_scan::IdCard;

use super::bank_card::luhn;
use super::date::Date;
use super::id_card::confidence_alone;
use super::region_code::{Divisions, Quick, is_province_of};
use super::uscc::issued_digits;
use crate::model::{Confidence, EntityKind, Reason};

/// Looks at what the scanner says of values.
pub(super) struct Looker {
    table: &'static Table,
    /// Years behind 1900 that are past: whoever was born in one of them was born before today.
    past: u16,
    /// What is less sure is not told from what is unclear.
    least: Confidence,
}

/// What a look at a value says.
pub(super) struct Look {
    /// How sure it is that it is an identity card number.
    pub sure: Confidence,
    /// What else it looks like that it is not.
    pub other: Other,
}

/// What an identity card number looks like that it is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Other {
    /// Nothing else.
    #[default]
    Nothing,
    /// A credit code, but for its first two characters.
    Prefix,
    /// A credit code, but for its division.
    Region,
    /// A credit code, but for its check character.
    Code,
    /// A bank card, but for its check digit.
    Card,
    /// It may be something else as well.
    Unclear,
}

impl Other {
    /// How many there are, in a power of two.
    pub(super) const COUNT: usize = 8;

    /// The kind that it is not, and why, of each that there is one of.
    pub(super) const REFUSED: [(Self, EntityKind, Reason); 4] = [
        (Self::Prefix, EntityKind::Uscc, Reason::Prefix),
        (Self::Region, EntityKind::Uscc, Reason::Region),
        (Self::Code, EntityKind::Uscc, Reason::Checksum),
        (Self::Card, EntityKind::BankCard, Reason::Checksum),
    ];
}

impl Looker {
    pub(super) fn new(today: Date, threshold: Confidence) -> Self {
        let past = today.year().clamp(1901, 2156) - 1901;
        Self { table: Table::get(), past, least: threshold.max(Confidence::percent(1)) }
    }

    /// Looks at one value; nothing where it must be looked at closely, or is less sure than is asked.
    ///
    /// Which numbers end in a letter cannot be foreseen, so that what they look like is looked up. Others that look like
    /// something else begin as few do.
    #[inline(always)]
    pub(super) fn look(&self, value: &[u8; 18], card: IdCard) -> Option<Look> {
        let block = &self.table.blocks[card.block()];
        let entry = &self.table.entries[(usize::from(block.first) + usize::from(card.division())) % ENTRIES];
        let years = card.year().wrapping_sub(1900);
        let in_force = (years as u8).wrapping_sub(entry.first) <= entry.more;
        let sure = entry.sure[usize::from(in_force)];
        let valid = (card.marks() & IdCard::CARD != 0) & (years.wrapping_sub(1) < self.past) & (sure >= self.least);
        let other = block.of_marks[usize::from(card.marks() >> 1) % 4];
        match (valid, other) {
            (false, _) => None,
            (true, Other::Unclear) => Some(Look { sure, other: closely(value, card)? }),
            (true, other) => Some(Look { sure, other }),
        }
    }
}

/// What a number looks like that ends in a digit and has the check character of a credit code, or begins as bank cards do;
/// nothing where it may be one.
#[cold]
fn closely(value: &[u8; 18], card: IdCard) -> Option<Other> {
    let ((first, _), marks) = (Block::digits(card.block()), card.marks());
    let may_be_code = marks & IdCard::LETTER != 0 || marks & IdCard::CODE != 0 && is_issued(first);
    (!may_be_code && !luhn(value)).then_some(Other::Card)
}

/// The first two digits of bank cards, and of numbers issued in Gansu.
const UNION_PAY: u8 = 62;

const UNCLEAR: Confidence = Confidence::percent(0);

/// What is said of every division, few enough bytes to stay in the cache.
struct Table {
    blocks: Box<[Block; IdCard::BLOCKS]>,
    /// Of a hundred codes of one block each. Nothing is said in the first of them, which is that of all blocks of no province.
    entries: Box<[Entry; ENTRIES]>,
}

/// Room for the codes of all blocks, in a power of two.
const ENTRIES: usize = 1 << 16;

/// The codes that begin with the same four digits.
#[derive(Clone, Copy, Default)]
struct Block {
    /// The first of its entries.
    first: u16,
    /// What a number looks like besides: one that ends in a digit, in a letter, and either with the check character of a credit
    /// code.
    of_marks: [Other; 4],
}

/// How sure a number of a division is, told by a comparison of years.
#[derive(Clone, Copy)]
struct Entry {
    /// The first year in which it was in force, counted from 1900, and how many more there were.
    first: u8,
    more: u8,
    /// For other years and for these, zero where it is unclear: looked up, since a branch would be guessed wrongly.
    sure: [Confidence; 2],
}

impl Table {
    fn get() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(Self::build)
    }

    fn build() -> Self {
        let divisions = Divisions::get();
        let mut blocks = Box::new([Block::default(); IdCard::BLOCKS]);
        for (at, block) in blocks.iter_mut().enumerate() {
            let (first, second) = Block::digits(at);
            let number = if is_province_of(first) { divisions.block(first, second) + 1 } else { 0 };
            *block = Block { first: number * 100, of_marks: Block::of_marks(first, second) };
        }
        let mut entries = Box::new([Entry::UNCLEAR; ENTRIES]);
        entries.iter_mut().skip(100).zip(divisions.quick()).for_each(|(entry, quick)| *entry = Entry::of(quick));
        Self { blocks, entries }
    }
}

impl Block {
    /// What the first and the second two of the digits make that a block has the number of.
    fn digits(block: usize) -> (u8, u8) {
        ((block / IdCard::block_of(1, 0)) as u8, (block % IdCard::block_of(1, 0)) as u8)
    }

    fn of_marks(first: u8, second: u8) -> [Other; 4] {
        const { assert!(IdCard::LETTER >> 1 == 1 && IdCard::CODE >> 1 == 2) };
        let digit = if first == UNION_PAY { Other::Unclear } else { Other::Nothing };
        let (letter, letter_of_code) = match () {
            () if !is_issued(first) => (Other::Prefix, Other::Prefix),
            // The central government's 10 0000 is none of them: here a year of birth follows, which does not begin with 00.
            () if !is_province_of(second) => (Other::Region, Other::Region),
            () => (Other::Code, Other::Unclear),
        };
        let digit_of_code = if is_issued(first) { Other::Unclear } else { digit };
        [digit, letter, digit_of_code, letter_of_code]
    }
}

impl Entry {
    const UNCLEAR: Self = Self { first: 0, more: 0, sure: [UNCLEAR; 2] };

    fn of(&Quick { first, last, known }: &Quick) -> Self {
        Self {
            first,
            more: last.saturating_sub(first),
            sure: known.map(|known| known.map_or(UNCLEAR, confidence_alone)),
        }
    }
}

/// Whether credit codes begin with two digits.
fn is_issued(pair: u8) -> bool {
    pair < 100 && issued_digits(pair / 10, pair % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_every_division() {
        assert!(Divisions::get().quick().len() + 100 <= ENTRIES);
    }
}
