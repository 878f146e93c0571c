//! Numbers of telephones and their cards: IMEI, IMSI and ICCID (STANDARDS B.11).
//!
//! Finds the 15 digits of an IMEI (Luhn), also in groups (2-6-6-1, 6-2-6-1, 8-6-1), the 15 digits of an IMSI of China (460 and a
//! network), and the 19 or 20 characters of an ICCID (8986), all three as `imei`, which stands for whatever identifies a device.
//! One in ten numbers passes Luhn, so a word such as IMEI or 串号 must stand near.
//!
//! Missed: numbers without such a word, and MEIDs.

use super::bank_card::luhn;
use super::candidate::Candidates;
use super::context::Subjects;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason};

const KIND: EntityKind = EntityKind::Imei;
pub(super) const WORDS: [&str; 8] = ["imei", "imsi", "iccid", "串号", "设备号", "设备识别", "移动设备", "sim卡"];

const GROUPS: [&[usize]; 6] = [&[15], &[19], &[20], &[2, 6, 6, 1], &[6, 2, 6, 1], &[8, 6, 1]];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    let mut index = 0;
    while index < row.tokens.len() {
        index += at(row, index, out);
    }
}

/// Looks for a number that begins with token `index`; how many tokens it took.
fn at(row: &Row<'_>, index: usize, out: &mut Candidates) -> usize {
    let tokens = row.tokens;
    let fits = |group: &&&[usize]| tokens.lengths(index, group) && tokens.joined(index, group.len());
    if !tokens.starts(index).has(Starts::DEVICE) || !row.says(KIND, index, Subjects::DEVICE) {
        return 1;
    }
    let Some(count) = GROUPS.iter().find(fits).map(|group| group.len()) else { return 1 };
    let judgement = if row.alone(index, count) { check(tokens.ascii_of(index, count)) } else { Err(Reason::Boundary) };
    out.judge(tokens.span(index, count), KIND, judgement);
    if judgement.is_ok() { count } else { 1 }
}

/// Judges the digits of an IMEI or IMSI, or the characters of an ICCID.
pub(super) fn check(ascii: &[u8]) -> Result<Confidence, Reason> {
    let digits = ascii.iter().all(u8::is_ascii_digit);
    match ascii {
        // The form of an ICCID ends with a check digit on some cards and goes without on others; a letter stands in its body.
        [b'8', b'9', b'8', b'6', rest @ ..] if matches!(rest.len(), 15 | 16) => {
            let letters = rest.iter().filter(|c| c.is_ascii_alphabetic()).count();
            if letters <= 1 { Ok(Confidence::percent(90)) } else { Err(Reason::Shape) }
        }
        _ if ascii.len() != 15 => Err(Reason::Length),
        _ if !digits => Err(Reason::Shape),
        // A first number of zeros is given to no device.
        [b'0', b'0', ..] => Err(Reason::Prefix),
        _ if luhn(ascii) => Ok(Confidence::percent(95)),
        [b'4', b'6', b'0', b'0' | b'1' | b'2', ..] => Ok(Confidence::percent(85)),
        _ => Err(Reason::Checksum),
    }
}
