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
    /// What else it looks like, and why it is not.
    pub other: Option<(EntityKind, Reason)>,
}

impl Looker {
    pub(super) fn new(today: Date, threshold: Confidence) -> Self {
        let past = today.year().clamp(1901, 2156) - 1901;
        Self { table: Table::get(), past, least: threshold.max(Confidence::percent(1)) }
    }

    /// Looks at one value; nothing where it must be looked at closely, or is less sure than is asked.
    #[inline(always)]
    pub(super) fn look(&self, value: &[u8; 18], card: IdCard) -> Option<Look> {
        let block = self.table.blocks[card.block()];
        let entry = self.table.entries.get(usize::from(block.number) * 100 + usize::from(card.division()))?;
        let years = card.year().wrapping_sub(1900);
        let in_force = (entry.first <= years as u8) & (years as u8 <= entry.last);
        let sure = entry.sure[usize::from(in_force)];
        let valid = (card.marks() & IdCard::CARD != 0) & (years.wrapping_sub(1) < self.past) & (sure >= self.least);
        match card.marks() & block.others {
            _ if !valid => None,
            0 => Some(Look { sure, other: None }),
            _ => Some(Look { sure, other: Some(other(value, card)?) }),
        }
    }
}

/// What a number looks like that ends in a letter or begins as other numbers do, and why it is none; nothing where it may be one.
fn other(value: &[u8; 18], card: IdCard) -> Option<(EntityKind, Reason)> {
    let ((first, second), may_be_code) = (Block::digits(card.block()), card.marks() & IdCard::CODE != 0);
    let not_a_code = |reason: Reason| Some((EntityKind::Uscc, reason));
    match card.marks() & IdCard::LETTER != 0 {
        true if !is_issued(first) => not_a_code(Reason::Prefix),
        true if second == CENTRAL => None,
        true if !is_province_of(second) => not_a_code(Reason::Region),
        true if !may_be_code => not_a_code(Reason::Checksum),
        false if !(is_issued(first) && may_be_code || luhn(value)) => Some((EntityKind::BankCard, Reason::Checksum)),
        _ => None,
    }
}

/// The first two digits of bank cards, and of numbers issued in Gansu.
const UNION_PAY: u8 = 62;
/// The beginning of the code that stands for the central government in credit codes.
const CENTRAL: u8 = 10;

const UNCLEAR: Confidence = Confidence::percent(0);

/// What is said of every division, few enough bytes to stay in the cache.
struct Table {
    blocks: Box<[Block; IdCard::BLOCKS]>,
    /// Of a hundred codes of one block each. Nothing is said in the first of them, which is that of all blocks of no province.
    entries: Vec<Entry>,
}

/// The codes that begin with the same four digits.
#[derive(Clone, Copy, Default)]
struct Block {
    number: u16,
    /// Marks of a number that may look like something else.
    others: u8,
}

/// How sure a number of a division is, told by a comparison of years.
#[derive(Clone, Copy)]
struct Entry {
    /// Years in which it was in force, counted from 1900.
    first: u8,
    last: u8,
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
            let code = if is_issued(first) { IdCard::CODE } else { 0 };
            let card = if first == UNION_PAY { IdCard::CARD } else { 0 };
            *block = Block {
                number: if is_province_of(first) { divisions.block(first, second) + 1 } else { 0 },
                others: IdCard::LETTER | code | card,
            };
        }
        let entries = std::iter::repeat_n(Entry::UNCLEAR, 100).chain(divisions.quick().iter().map(Entry::of)).collect();
        Self { blocks, entries }
    }
}

impl Block {
    /// What the first and the second two of the digits make that a block has the number of.
    fn digits(block: usize) -> (u8, u8) {
        ((block / IdCard::block_of(1, 0)) as u8, (block % IdCard::block_of(1, 0)) as u8)
    }
}

impl Entry {
    const UNCLEAR: Self = Self { first: 1, last: 0, sure: [UNCLEAR; 2] };

    fn of(&Quick { first, last, known }: &Quick) -> Self {
        Self { first, last, sure: known.map(|known| known.map_or(UNCLEAR, confidence_alone)) }
    }
}

/// Whether credit codes begin with two digits.
fn is_issued(pair: u8) -> bool {
    pair < 100 && issued_digits(pair / 10, pair % 10)
}
