//! Service numbers 400 and 800 (STANDARDS B.7).
//!
//! Finds 400 or 800 and seven digits in the usual groupings. Short numbers (95xxx, 12345, 110) are no personal information
//! and are not looked for. Ten digits written together need a word such as 电话 in front unless they begin with 400.

use super::boundary::is_fraction;
use super::candidate::Candidates;
use super::context::Subjects;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason};

const KIND: EntityKind = EntityKind::Hotline;
const GROUPS: [&[usize]; 6] = [&[10], &[3, 3, 4], &[3, 4, 3], &[3, 7], &[4, 3, 3], &[4, 6]];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    let mut index = 0;
    while index < row.tokens.len() {
        index += at(row, index, out);
    }
}

fn at(row: &Row<'_>, index: usize, out: &mut Candidates) -> usize {
    let tokens = row.tokens;
    if !tokens.starts(index).has(Starts::HOTLINE) {
        return 1;
    }
    let count = GROUPS.iter().find_map(|group| {
        let digits = tokens.ascii_of(index, group.len());
        let fits = tokens.lengths(index, group)
            && tokens.joined(index, group.len())
            && (digits.starts_with(b"400") || digits.starts_with(b"800"))
            && digits.iter().all(u8::is_ascii_digit);
        fits.then_some(group.len())
    });
    let Some(count) = count else { return 1 };
    let judgement = judge(row, index, count);
    let taken = if judgement.is_ok() { count } else { 1 };
    out.judge(tokens.span(index, count), KIND, judgement);
    taken
}

fn judge(row: &Row<'_>, index: usize, count: usize) -> Result<Confidence, Reason> {
    let tokens = row.tokens;
    let fraction = tokens
        .get(index)
        .zip(tokens.get(index + count - 1))
        .is_some_and(|(first, last)| is_fraction(row.passage, first, last));
    if !tokens.stands_alone(index, count) || fraction {
        return Err(Reason::Boundary);
    }
    let digits = tokens.ascii_of(index, count);
    match (row.says(KIND, index, Subjects::TELEPHONE), count) {
        (true, _) => Ok(Confidence::percent(97)),
        (false, 2..) => Ok(Confidence::percent(85)),
        (false, _) if matches!(digits, [b'4', b'0', b'0', b'0' | b'1' | b'6'..=b'9', ..]) => {
            Ok(Confidence::percent(60))
        }
        (false, _) => Err(Reason::Context),
    }
}
