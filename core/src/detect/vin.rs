//! Vehicle identification numbers (ISO 3779, GB 16735; STANDARDS B.11).
//!
//! Finds 17 characters without I, O and Q. The ninth is a check character by MOD 11, which vehicles made for other markets do
//! not have: with it, a model year that is used and four digits last, a number in capitals is found by itself; without it
//! a word such as 车架号 must stand in front.
//!
//! Missed: numbers in lower case or of digits alone without such a word, and older numbers of fewer characters.

use super::candidate::Candidates;
use super::context::Subjects;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason};

const KIND: EntityKind = EntityKind::Vin;
pub(super) const WORDS: [&str; 5] = ["车架号", "识别代号", "识别代码", "车辆识别", "vin"];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        if !row.tokens.starts(index).has(Starts::VIN) {
            continue;
        }
        let ascii = row.tokens.ascii(index);
        let named = row.says(KIND, index, Subjects::VIN);
        let judgement = match check(ascii) {
            _ if !row.alone(index, 1) => Err(Reason::Boundary),
            Ok(()) if named => Ok(Confidence::percent(98)),
            Ok(()) if is_telling(ascii) => Ok(Confidence::percent(70)),
            Ok(()) => continue,
            Err(Reason::Checksum) if named => Ok(Confidence::percent(65)),
            Err(reason) if named => Err(reason),
            Err(_) => continue,
        };
        // A hash or an order number of 17 characters is nothing to report on.
        if judgement.is_ok() || named {
            out.judge(row.tokens.span(index, 1), KIND, judgement);
        }
    }
}

/// Whether the number says by itself what it is: capitals, one that is no hexadecimal digit, a model year, four digits last.
fn is_telling(ascii: &[u8]) -> bool {
    let capitals = ascii.iter().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
    let beyond = ascii.iter().any(|c| matches!(c, b'G'..=b'Z'));
    let letters = ascii.iter().filter(|c| c.is_ascii_uppercase()).count();
    let year = ascii.get(9).is_some_and(|c| !matches!(c, b'0' | b'U' | b'Z'));
    let serial = ascii.iter().rev().take(4).all(u8::is_ascii_digit);
    capitals && beyond && letters >= 3 && year && serial
}

/// Judges the 17 characters, letters in either case.
pub(super) fn check(ascii: &[u8]) -> Result<(), Reason> {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    if ascii.len() != 17 {
        return Err(Reason::Length);
    }
    let Some(sum) = ascii.iter().zip(WEIGHTS).map(|(&c, weight)| Some(value(c)? * weight)).sum::<Option<u32>>() else {
        return Err(Reason::Shape);
    };
    let expected = match sum % 11 {
        10 => b'X',
        digit => b'0' + digit as u8,
    };
    if ascii.get(8).is_some_and(|c| c.to_ascii_uppercase() == expected) { Ok(()) } else { Err(Reason::Checksum) }
}

/// What a character counts for; I, O and Q are not used.
fn value(c: u8) -> Option<u32> {
    let c = c.to_ascii_uppercase();
    Some(u32::from(match c {
        b'0'..=b'9' => c - b'0',
        b'A'..=b'H' => c - b'A' + 1,
        b'J'..=b'N' => c - b'J' + 1,
        b'P' => 7,
        b'R' => 9,
        b'S'..=b'Z' => c - b'S' + 2,
        _ => return None,
    }))
}
