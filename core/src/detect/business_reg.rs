//! Business registration numbers of before 2015 (GS 15-2006; STANDARDS B.6, B.12).
//!
//! Finds 15 digits: division 6, serial 8, check digit by MOD 11,10 (ISO 7064). One in ten numbers passes, old identity card
//! numbers too. Behind a word such as 注册号 or 营业执照 the number is certain; without one the division must be known, and
//! a number that is also an old identity card number is taken for that, the stricter of the two.
//!
//! The variants with a letter in place of a digit need the word, and have no check. Missed: numbers of 13 digits from
//! before 2006.

use super::candidate::Candidates;
use super::context::Subjects;
use super::region_code::{self, Known};
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason};

const KIND: EntityKind = EntityKind::BusinessReg;
pub(super) const WORDS: [&str; 7] = ["注册号", "营业执照", "工商登记", "工商注册", "执照号", "登记注册", "regno"];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        if !row.tokens.starts(index).has(Starts::FIFTEEN) {
            continue;
        }
        let ascii = row.tokens.ascii(index);
        let judgement = if row.says(KIND, index, Subjects::REGISTRATION) {
            judge_announced(ascii)
        } else if matches!(check(ascii), Ok(Known::InForce | Known::OtherTime)) && is_unnamed(row, index) {
            Ok(Confidence::percent(60))
        } else {
            continue;
        };
        let judgement = if row.alone(index, 1) { judgement } else { Err(Reason::Boundary) };
        out.judge(row.tokens.span(index, 1), KIND, judgement);
    }
}

/// Judges 15 characters that are said to be a registration number.
pub(super) fn judge_announced(ascii: &[u8]) -> Result<Confidence, Reason> {
    match check(ascii) {
        Ok(Known::Never) => Ok(Confidence::percent(75)),
        Ok(_) => Ok(Confidence::percent(95)),
        Err(reason) => lettered(ascii).ok_or(reason),
    }
}

/// Whether no word in front says that the number is something else.
fn is_unnamed(row: &Row<'_>, index: usize) -> bool {
    ![Subjects::RUNNING_NUMBER, Subjects::OTHER_15, Subjects::DEVICE, Subjects::TAX, Subjects::BANK_CARD]
        .into_iter()
        .any(|subject| row.names(index, subject))
}

/// How sure a variant is: the division and a letter behind it.
fn lettered(ascii: &[u8]) -> Option<Confidence> {
    let (region, rest) = ascii.split_at_checked(6)?;
    let letters = rest.iter().filter(|c| matches!(c, b'A'..=b'H' | b'J'..=b'N' | b'P'..=b'Z')).count();
    let digits = rest.iter().filter(|c| c.is_ascii_digit()).count();
    let fits = ascii.len() == 15 && letters == 1 && digits == 8 && region_code::is_province(region);
    (fits && region.iter().all(u8::is_ascii_digit)).then_some(Confidence::percent(65))
}

/// Judges the 15 digits; what is known of their division.
pub(super) fn check(ascii: &[u8]) -> Result<Known, Reason> {
    if ascii.len() != 15 {
        return Err(Reason::Length);
    }
    if !ascii.iter().all(u8::is_ascii_digit) {
        return Err(Reason::Shape);
    }
    if !region_code::is_province(ascii) && !ascii.starts_with(b"100000") {
        return Err(Reason::Region);
    }
    // ISO 7064 MOD 11,10: the whole number, its check digit included, leaves 1.
    let product = ascii.iter().take(14).fold(10, |product, &digit| {
        let sum = (product + u32::from(digit - b'0')) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    let last = ascii.last().map_or(0, |&digit| u32::from(digit - b'0'));
    if (product + last) % 10 == 1 {
        Ok(region_code::known(ascii.get(..6).unwrap_or_default(), None))
    } else {
        Err(Reason::Checksum)
    }
}
