//! Taxpayer numbers (STANDARDS B.5).
//!
//! Since 2015 a taxpayer's number is the credit code or, for a person, the identity card number; those detectors find them.
//! This one finds the older forms: a division of six digits and an organization code (15 characters, reported as `uscc`),
//! and the identity card number of the owner with two more digits (17 or 20 characters, reported as `id_card`, because it
//! is one).
//!
//! 15 characters need a word such as 税号 in front, or a division in force and a letter in the code. 17 characters need the
//! word. Missed: numbers of tax offices without division.

use super::candidate::Candidates;
use super::context::Subjects;
use super::region_code::{self, Known};
use super::row::Row;
use super::start::Starts;
use super::{id_card, org_code};
use crate::model::{Confidence, EntityKind, Reason};

pub(super) const WORDS: [&str; 7] = ["税号", "纳税人", "税务登记", "纳税识别", "税务识别", "taxno", "taxid"];

/// Characters of the longest; of digits alone no identifier has more that no word announces.
pub(super) const LONGEST: usize = 20;

/// Whether so many digits may be such a number.
pub(super) fn may_be(digits: &[u8]) -> bool {
    digits.len() == LONGEST && region_code::is_province(digits)
}

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        if !row.tokens.starts(index).has(Starts::TAX) {
            continue;
        }
        if let Some((kind, judgement)) = judge(row, index) {
            let judgement = if row.alone(index, 1) { judgement } else { Err(Reason::Boundary) };
            out.judge(row.tokens.span(index, 1), kind, judgement);
        }
    }
}

fn judge(row: &Row<'_>, index: usize) -> Option<(EntityKind, Result<Confidence, Reason>)> {
    let ascii = row.tokens.ascii(index);
    let named = row.names(index, Subjects::TAX);
    match ascii.len() {
        15 => {
            let named = named || row.assumed == Some(EntityKind::Uscc);
            let judgement = match check(ascii) {
                Ok(_) if named => Ok(Confidence::percent(92)),
                Ok(Known::InForce) if ascii.iter().any(u8::is_ascii_uppercase) => Ok(Confidence::percent(60)),
                Err(reason) if named && reason != Reason::Shape => Err(reason),
                _ => return None,
            };
            Some((EntityKind::Uscc, judgement))
        }
        LONGEST => {
            let (card, rest) = ascii.split_at_checked(18)?;
            let known = id_card::check(card, row.today).ok()?;
            let sure = named || known >= Known::OtherTime;
            (sure && rest.iter().all(u8::is_ascii_digit)).then_some((EntityKind::IdCard, Ok(Confidence::percent(90))))
        }
        _ => {
            let card = ascii.get(..15).filter(|_| named && row.tokens.digits(index).is_some())?;
            id_card::check_old(card).ok().map(|_| (EntityKind::IdCard, Ok(Confidence::percent(75))))
        }
    }
}

/// Judges 15 characters as a division and an organization code; what is known of the division.
pub(super) fn check(ascii: &[u8]) -> Result<Known, Reason> {
    let (region, code) = ascii.split_at_checked(6).filter(|_| ascii.len() == 15).ok_or(Reason::Length)?;
    if !region.iter().all(u8::is_ascii_digit) {
        return Err(Reason::Shape);
    }
    if !region_code::is_province(region) {
        return Err(Reason::Region);
    }
    org_code::check(code).map(|()| region_code::known(region, None))
}
