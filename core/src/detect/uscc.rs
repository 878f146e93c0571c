//! Unified social credit codes (GB 32100-2015 with amendment 1; STANDARDS B.3, B.12).
//!
//! Finds 18 characters of the alphabet without I, O, Z, S and V: department, category, region of six digits, organization
//! code of nine, check character by MOD 31. Lower-case letters count as upper-case. The pair of department and category must
//! be in the table, since one in thirty identity card numbers passes MOD 31; an identity card number wins over a code.
//!
//! Codes of Fujian's pilot before 2016, whose organization code begins with M000, were issued with check characters that
//! MOD 31 does not give; they are found at a confidence of 70 %. Missed: codes printed in groups.

use super::boundary::is_fraction;
use super::candidate::Candidates;
use super::foreigner_card;
use super::id_card::Beside;
use super::region_code::{self, Known};
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason};

const KIND: EntityKind = EntityKind::Uscc;

/// What a code that holds rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The check character agrees.
    Checked(Known),
    /// Issued in the pilot; the check character says nothing.
    Pilot,
}

impl Standing {
    pub(super) fn confidence(self) -> Confidence {
        Confidence::percent(match self {
            Self::Checked(Known::InForce | Known::OtherTime) => 99,
            Self::Checked(Known::Prefecture) => 90,
            Self::Checked(Known::Never) => 80,
            Self::Pilot => 70,
        })
    }
}

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    let tokens = row.tokens;
    for index in 0..tokens.len() {
        if !tokens.starts(index).has(Starts::USCC) {
            continue;
        }
        // Eighteen digits are an identity card number that failed, or a running number, unless all of the code holds.
        let plain = tokens.digits(index).is_some();
        if if plain { !is_issued(tokens.ascii(index)) } else { !is_shape(tokens.ascii(index)) } {
            continue;
        }
        if plain && is_foreigner(row, index) {
            continue;
        }
        let alone = tokens.stands_alone(index, 1)
            && tokens.get(index).is_some_and(|token| !is_fraction(row.passage, token, token));
        let judgement =
            if alone { check(tokens.ascii(index)).map(Standing::confidence) } else { Err(Reason::Boundary) };
        if judgement.is_ok() || !plain {
            out.judge(tokens.span(index, 1), KIND, judgement);
        }
    }
}

/// Whether all-digit codes are the card number of a foreigner: credit codes carry divisions that existed in 2015 or later.
fn is_foreigner(row: &Row<'_>, index: usize) -> bool {
    let ascii = row.tokens.ascii(index);
    let region = ascii.get(2..8).unwrap_or_default();
    let in_force = |year| region_code::known(region, Some(year)) == Known::InForce;
    foreigner_card::check(ascii, row.today).is_ok() && !in_force(2015) && !in_force(row.today.year())
}

/// What is said of the 18 characters of an identity card number that is a whole value: they may be a code as well, one that
/// ends in a letter is refused with a reason, and of digits alone nothing is said.
pub(super) fn beside_id_card(ascii: &[u8; 18]) -> Beside {
    let lettered = ascii.last().is_some_and(u8::is_ascii_alphabetic);
    if !(lettered || issued_digits(ascii[0], ascii[1]) && digits_hold(ascii)) {
        return Beside::Nothing;
    }
    match check(ascii) {
        Ok(standing) => Beside::Accepted(standing.confidence()),
        Err(reason) if lettered => Beside::Refused(reason),
        Err(_) => Beside::Nothing,
    }
}

/// Whether department and category, both digits, were given out: [`is_issued`] as bits of a number.
pub(super) const fn issued_digits(department: u8, category: u8) -> bool {
    const ISSUED: u128 = {
        let mut issued = 0;
        let mut pair = 0;
        while pair < 100 {
            let categories: &[u8] = match pair / 10 {
                1 | 5 => &[1, 2, 3, 9],
                2 | 4 | 8 => &[1, 9],
                3 => &[1, 2, 3, 4, 5, 9],
                6 | 7 => &[1, 2, 9],
                9 => &[1, 2, 3],
                _ => &[],
            };
            let mut index = 0;
            while index < categories.len() {
                if categories[index] == pair % 10 {
                    issued |= 1 << pair;
                }
                index += 1;
            }
            pair += 1;
        }
        issued
    };
    let pair = (department & 0xF) as u32 * 10 + (category & 0xF) as u32;
    pair < 100 && ISSUED >> pair & 1 != 0
}

/// [`checksum_holds`] for digits alone.
fn digits_hold(ascii: &[u8; 18]) -> bool {
    const WEIGHTS: [u16; 18] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1];
    let sum: u16 = ascii.iter().zip(WEIGHTS).map(|(&byte, weight)| u16::from(byte & 0xF) * weight).sum();
    sum.is_multiple_of(31)
}

fn is_shape(ascii: &[u8]) -> bool {
    ascii.len() == 18
        && ascii.iter().skip(2).take(6).all(u8::is_ascii_digit)
        && ascii.iter().all(|&c| value(c).is_some())
}

/// Judges the 18 characters.
pub(super) fn check(ascii: &[u8]) -> Result<Standing, Reason> {
    if ascii.len() != 18 {
        return Err(Reason::Length);
    }
    if !is_shape(ascii) {
        return Err(Reason::Shape);
    }
    if !is_issued(ascii) {
        return Err(Reason::Prefix);
    }
    let region = ascii.get(2..8).unwrap_or_default();
    // 10 0000 stands for bodies registered with the central government.
    if !region_code::is_province(region) && region != b"100000" {
        return Err(Reason::Region);
    }
    if checksum_holds(ascii) {
        let known = if region == b"100000" { Known::InForce } else { region_code::known(region, None) };
        return Ok(Standing::Checked(known));
    }
    let pilot = region.starts_with(b"35") && ascii.get(8..12).is_some_and(|code| code.eq_ignore_ascii_case(b"M000"));
    // Every pilot code that is known has letters here; a running number of the pilot with a slip has digits.
    let lettered = ascii.get(13..16).is_some_and(|serial| serial.iter().all(u8::is_ascii_alphabetic));
    if pilot && lettered { Ok(Standing::Pilot) } else { Err(Reason::Checksum) }
}

/// Departments and their categories (GB 32100-2015, table 1, and its amendment).
fn is_issued(ascii: &[u8]) -> bool {
    let Some((department, category)) = ascii.first().zip(ascii.get(1)) else { return false };
    let categories: &[u8] = match department.to_ascii_uppercase() {
        b'1' => b"1239",
        b'2' | b'4' | b'8' | b'A' => b"19",
        b'3' => b"123459",
        b'5' | b'N' => b"1239",
        b'6' | b'7' => b"129",
        b'9' => b"123",
        b'Y' => b"1",
        _ => b"",
    };
    categories.contains(category)
}

fn checksum_holds(ascii: &[u8]) -> bool {
    const WEIGHTS: [u32; 18] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1];
    let sum: u32 = ascii.iter().zip(WEIGHTS).map(|(&c, weight)| value(c).unwrap_or(0) * weight).sum();
    sum.is_multiple_of(31)
}

/// The value of a character among the 31.
fn value(c: u8) -> Option<u32> {
    VALUES.get(usize::from(c)).copied().flatten().map(u32::from)
}

/// The value of every byte, letters in either case.
const VALUES: [Option<u8>; 256] = {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut values = [None; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        let member = ALPHABET[value];
        values[member as usize] = Some(value as u8);
        values[member.to_ascii_lowercase() as usize] = Some(value as u8);
        value += 1;
    }
    values
};
