//! Hardware addresses of network interfaces (EUI-48; STANDARDS B.11).
//!
//! Finds six groups of two hexadecimal digits with one and the same of `:` and `-` between, and three groups of four with
//! points. A group of decimal digits alone could be times or dates, so the address must hold a letter, or a word such as
//! MAC must stand in front; twelve digits written together need the word always.
//!
//! Addresses of all 0 and all F belong to no device. Missed: addresses without any digit.

use super::candidate::Candidates;
use super::context::Subjects;
use super::row::Row;
use super::start::Starts;
use super::token::Token;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::Mac;
pub(super) const WORDS: [&str; 5] = ["mac", "物理地址", "网卡", "硬件地址", "hwaddr"];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    let mut read_to = 0;
    for index in 0..row.tokens.len() {
        if !row.tokens.starts(index).has(Starts::HEXADECIMAL) {
            continue;
        }
        let Some(token) = row.tokens.get(index).filter(|token| token.start >= read_to) else { continue };
        if !may_begin(row, index, token) {
            continue;
        }
        let (reach, stretch) = stretch(row, token.start, token.end);
        read_to = stretch.map_or(reach, Span::end);
        let Some(stretch) = stretch else { continue };
        let text = row.passage.between(stretch.start(), stretch.end());
        let Some(form) = Form::of(text) else { continue };
        let named = row.says(KIND, index, Subjects::MAC);
        let judgement = match form {
            _ if is_nobody(text) => Err(Reason::Prefix),
            Form::Parted if named => Ok(Confidence::percent(97)),
            Form::Parted if text.contains(|c: char| c.is_ascii_alphabetic()) => Ok(Confidence::percent(85)),
            Form::Parted => Err(Reason::Context),
            Form::Together if row.labels(KIND, index, Subjects::MAC) => Ok(Confidence::percent(85)),
            Form::Together => continue,
        };
        out.judge(Some(stretch), KIND, judgement);
    }
}

/// Whether a mark of an address stands beside the token; times of day have fewer groups.
fn may_begin(row: &Row<'_>, index: usize, token: Token) -> bool {
    let beside = |marks: &[char]| {
        row.passage.after(token.end).starts_with(marks) || row.passage.before(token.start).ends_with(marks)
    };
    match row.tokens.ascii(index).len() {
        2 => beside(&[':', '-']),
        4 => beside(&['.']),
        length => length == 12,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Parted,
    Together,
}

impl Form {
    fn of(text: &str) -> Option<Self> {
        let groups = |mark: char, count: usize, digits: usize| {
            text.split(mark).count() == count
                && text.split(mark).all(|group| group.len() == digits && group.bytes().all(|c| c.is_ascii_hexdigit()))
        };
        if groups(':', 6, 2) || groups('-', 6, 2) || groups('.', 3, 4) {
            return Some(Self::Parted);
        }
        (text.len() == 12 && text.bytes().all(|c| c.is_ascii_hexdigit())).then_some(Self::Together)
    }
}

/// Where all that stands around a token and that an address may be written with ends, and the address in it; none if it is
/// something longer.
fn stretch(row: &Row<'_>, start: usize, end: usize) -> (usize, Option<Span>) {
    let member = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '.' | '_');
    let before = row.passage.before(start).trim_end_matches(member).len();
    let text = row.passage.after(end);
    let after = end + text.len() - text.trim_start_matches(member).len();
    // A sentence or a label may end beside it.
    let text = row.passage.between(before, after);
    let inner = text.trim_end_matches([':', '-', '.', '_']);
    let inner_start = inner.len() - inner.trim_start_matches([':', '-', '.', '_']).len();
    // `mac:00:1A:…`: the label touches the address.
    let label = inner.get(inner_start..).and_then(|inner| inner.find([':', '-']).map(|at| (inner, at)));
    let labelled = label.filter(|(inner, at)| inner.get(..*at).is_some_and(|word| word.eq_ignore_ascii_case("mac")));
    let begin = before + inner_start + labelled.map_or(0, |(_, at)| at + 1);
    // Full-width characters of the token itself part what is around the tokens behind it.
    let reach = if row.passage.between(start, end).is_ascii() { after } else { end };
    (reach, Span::try_new(begin, before + inner.len()).filter(|span| matches!(span.byte_len(), 12 | 14 | 17)))
}

/// All 0 or all F.
fn is_nobody(text: &str) -> bool {
    let digits = || text.bytes().filter(u8::is_ascii_hexdigit);
    digits().all(|c| c == b'0') || digits().all(|c| c.eq_ignore_ascii_case(&b'F'))
}
