//! Permanent residence cards of foreigners (STANDARDS B.2, B.12); an identity card number as a kind.
//!
//! Finds the 18-digit number of the cards since December 2023: 9, the province that took the application (2 digits), the
//! country (3 digits, ISO 3166-1), birth date 8, serial 3, check character by MOD 11-2. All of these are conditions. An
//! all-digit credit code of a division still in force that passes both checks is a credit code.
//!
//! Finds the 15 characters of the older cards: the letters of a country and twelve digits. Their inner check is not
//! published; behind a word such as 永久居留 or 证件 the form is enough, elsewhere the digits must begin with a province and
//! hold a date where published specimens have it. Missed: older numbers in lower case, and those of stateless people.

use super::candidate::Candidates;
use super::context::Subjects;
use super::date::Date;
use super::row::Row;
use super::start::Starts;
use super::{country, id_card, region_code};
use crate::model::{Confidence, EntityKind, Reason};

const KIND: EntityKind = EntityKind::IdCard;

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        if !row.tokens.starts(index).has(Starts::FOREIGNER) {
            continue;
        }
        let judgement = match row.tokens.ascii(index) {
            // Numbers that begin with 9 are credit codes far more often: one that fails is not refused as a card.
            ascii if ascii.len() == 18 => check(ascii, row.today).ok().map(|()| Ok(Confidence::percent(97))),
            ascii if is_old_shape(ascii) => Some(old_in_text(row, index)),
            _ => None,
        };
        if let Some(judgement) = judgement {
            let judgement = if row.alone(index, 1) { judgement } else { Err(Reason::Boundary) };
            out.judge(row.tokens.span(index, 1), KIND, judgement);
        }
    }
}

/// Judges the 18 characters.
pub(super) fn check(ascii: &[u8], today: Date) -> Result<(), Reason> {
    let Some((body, &[last])) = ascii.split_first_chunk::<17>() else { return Err(Reason::Length) };
    if !id_card::is_shape(ascii) {
        return Err(Reason::Shape);
    }
    if body.first() != Some(&b'9') {
        return Err(Reason::Prefix);
    }
    if !body.get(1..3).is_some_and(region_code::is_province) {
        return Err(Reason::Region);
    }
    let born = body.get(6..14).and_then(Date::from_eight_digits).ok_or(Reason::Date)?;
    if born < Date::EARLIEST_BIRTH || born > today {
        return Err(Reason::Date);
    }
    if !body.get(3..6).is_some_and(country::has_digits) {
        return Err(Reason::Prefix);
    }
    if id_card::check_character(body) == last.to_ascii_uppercase() { Ok(()) } else { Err(Reason::Checksum) }
}

fn old_in_text(row: &Row<'_>, index: usize) -> Result<Confidence, Reason> {
    let named = row.says(KIND, index, Subjects::IDENTITY);
    match check_old(row.tokens.ascii(index)) {
        Ok(()) => Ok(Confidence::percent(if named { 85 } else { 60 })),
        Err(Reason::Date | Reason::Region) if named => Ok(Confidence::percent(70)),
        Err(reason) => Err(reason),
    }
}

/// Judges the 15 characters of an older number; the date and the province are where specimens have them.
pub(super) fn check_old(ascii: &[u8]) -> Result<(), Reason> {
    if !is_old_shape(ascii) {
        return Err(Reason::Shape);
    }
    if !ascii.get(..3).is_some_and(country::has_letters) {
        return Err(Reason::Prefix);
    }
    if !ascii.get(3..5).is_some_and(region_code::is_province) {
        return Err(Reason::Region);
    }
    let dated = |century: &[u8]| {
        let digits = [century, ascii.get(7..13).unwrap_or_default()].concat();
        Date::from_eight_digits(&digits).is_some()
    };
    if dated(b"19") || dated(b"20") { Ok(()) } else { Err(Reason::Date) }
}

/// Three capital letters and twelve digits.
pub(super) fn is_old_shape(ascii: &[u8]) -> bool {
    ascii.len() == 15
        && ascii.iter().take(3).all(u8::is_ascii_uppercase)
        && ascii.iter().skip(3).all(u8::is_ascii_digit)
}
