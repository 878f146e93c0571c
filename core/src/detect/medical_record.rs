//! Numbers of medical records and of hospital stays (STANDARDS B.9).
//!
//! Each hospital numbers in its own way and without check: finds up to 24 letters and digits, four digits or more among
//! them, parts joined by dashes included, right behind a word such as 病历号, 住院号 or 门诊号.
//!
//! Missed: numbers without such a word.

use super::boundary::Link;
use super::candidate::Candidates;
use super::context::{self, Subjects};
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Span};

const KIND: EntityKind = EntityKind::MedicalRecord;
pub(super) const WORDS: [&str; 12] = [
    "病历",
    "病案",
    "住院号",
    "门诊号",
    "就诊号",
    "就诊卡",
    "住院编",
    "住院流水",
    "病人号",
    "患者编",
    "medicalrecord",
    "mrn",
];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    let mut index = 0;
    while index < row.tokens.len() {
        index += if row.tokens.starts(index).has(Starts::MEDICAL) { at(row, index, out) } else { 1 };
    }
}

/// Looks for a number that begins with token `index`; how many tokens it took.
fn at(row: &Row<'_>, index: usize, out: &mut Candidates) -> usize {
    let tokens = row.tokens;
    if tokens.link_before(index) == Link::Dash {
        return 1;
    }
    let count = 1 + (index..tokens.len()).take_while(|&place| tokens.link(place) == Link::Dash).count();
    let characters = tokens.ascii_of(index, count);
    let digits = characters.iter().filter(|c| c.is_ascii_digit()).count();
    if digits < 4 || characters.len() > 24 || !row.says(KIND, index, Subjects::MEDICAL) {
        return count;
    }
    let Some(span) = tokens.span(index, count).map(|span| with_letters(row, span)) else { return 1 };
    let labelled = context::subjects(row.passage, span.start()).has(Subjects::MEDICAL.as_labels());
    let counted = row.passage.after(span.end()).starts_with(['年', '元', '天', '月']);
    if !row.alone(index, count) || counted || is_day(row, index, count) {
        return count;
    }
    if labelled || row.assumed == Some(KIND) {
        out.accept(Some(span), KIND, Confidence::percent(80));
        return count;
    }
    1
}

/// Whether the parts are a day: the day of a stay stands behind the same words as its number.
fn is_day(row: &Row<'_>, index: usize, count: usize) -> bool {
    let year = matches!(row.tokens.ascii(index), [b'1', b'9', _, _] | [b'2', b'0', _, _]);
    year && (1..count).all(|part| matches!(row.tokens.digits(index + part), Some(1 | 2)))
}

/// The span with the letters and the dash in front of it: letters alone are no token.
fn with_letters(row: &Row<'_>, span: Span) -> Span {
    let before = row.passage.before(span.start());
    let letters = before.strip_suffix('-').map(|before| before.trim_end_matches(|c: char| c.is_ascii_alphabetic()));
    let start = letters.filter(|under| under.len() + 1 < before.len()).map_or(span.start(), str::len);
    Span::try_new(start, span.end()).unwrap_or(span)
}
