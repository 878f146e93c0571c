//! Bank card numbers (STANDARDS B.8, B.12).
//!
//! Finds 15 to 19 digits beginning with 62 that pass Luhn, together or in groups of four; other issuers' numbers (3, 4, 5,
//! 9558, 955x, 60) pass only behind a word such as 卡号. An identity card number wins over an 18-digit card.
//!
//! Missed: cards outside 62 without a word in front, and account numbers, which have no check.

use super::boundary::{Link, is_fraction};
use super::candidate::Candidates;
use super::context::Subjects;
use super::id_card::Beside;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason};

const KIND: EntityKind = EntityKind::BankCard;
/// How sure a card is that no word announces, in per cent.
const UNNAMED: u8 = 75;
pub(super) const WORDS: [&str; 9] = ["卡号", "银行卡", "账号", "帐号", "账户", "汇至", "bankcard", "储蓄卡", "信用卡"];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    let mut index = 0;
    while index < row.tokens.len() {
        index += at(row, index, out);
    }
}

fn at(row: &Row<'_>, index: usize, out: &mut Candidates) -> usize {
    let tokens = row.tokens;
    if !tokens.starts(index).has(Starts::BANK_CARD) {
        return 1;
    }
    let count = group_count(row, index);
    let digits = tokens.ascii_of(index, count);
    if !matches!(digits.len(), 15..=19) || !matches!(digits, [b'3'..=b'6' | b'9', ..]) {
        return 1;
    }
    let union_pay = digits.starts_with(b"62");
    let named = row.says(KIND, index, Subjects::BANK_CARD);
    if !union_pay && !named {
        return 1;
    }
    let fraction = tokens
        .get(index)
        .zip(tokens.get(index + count - 1))
        .is_some_and(|(first, last)| is_fraction(row.passage, first, last));
    let judgement = if !tokens.stands_alone(index, count) || fraction {
        Err(Reason::Boundary)
    } else if !luhn(digits) {
        Err(Reason::Checksum)
    } else {
        Ok(Confidence::percent(if named { 95 } else { UNNAMED }))
    };
    let taken = if judgement.is_ok() { count } else { 1 };
    out.judge(tokens.span(index, count), KIND, judgement);
    taken
}

/// What is said of the 18 characters of an identity card number that is a whole value and has no words in front.
pub(super) fn beside_id_card(ascii: &[u8; 18]) -> Beside {
    if !ascii.starts_with(b"62") || ascii.last().is_some_and(u8::is_ascii_alphabetic) {
        Beside::Nothing
    } else if luhn(ascii) {
        Beside::Accepted(Confidence::percent(UNNAMED))
    } else {
        Beside::Refused(Reason::Checksum)
    }
}

/// How many tokens from `index` are groups of four digits and a shorter rest.
fn group_count(row: &Row<'_>, index: usize) -> usize {
    let tokens = row.tokens;
    let mut count = 1;
    while tokens.digits(index + count - 1) == Some(4)
        && matches!(tokens.link(index + count - 1), Link::Blank | Link::Dash)
        && matches!(tokens.digits(index + count), Some(1..=4))
        && count < 5
    {
        count += 1;
    }
    count
}

pub(super) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| {
            let value = u32::from(digit.wrapping_sub(b'0'));
            match place % 2 {
                0 => value,
                _ if value > 4 => value * 2 - 9,
                _ => value * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}
