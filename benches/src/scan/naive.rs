//! Regular expressions over a buffer, and a check of what they find that shares nothing with the product.

use regex_automata::meta::Regex;
use weimu::model::{Confidence, EntityKind, Finding, Span};

use super::text::Text;

/// Four expressions and the checks behind them.
pub(super) struct Naive(Regex);

const PATTERNS: [&str; 4] = [
    r"[0-9]{17}[0-9Xx]",
    r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}",
    r"1[3-9][0-9]{9}",
    r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}",
];
const KINDS: [EntityKind; 4] = [EntityKind::IdCard, EntityKind::Uscc, EntityKind::Mobile, EntityKind::Email];

impl Naive {
    pub(super) fn new() -> Self {
        let syntax = regex_automata::util::syntax::Config::new().unicode(false).utf8(false);
        Self(Regex::builder().syntax(syntax).build_many(&PATTERNS).expect("four expressions"))
    }

    /// The findings with their rows; their confidence says nothing.
    pub(super) fn find(&self, text: &Text) -> Vec<(usize, Finding)> {
        if text.is_cut() {
            return self.find_by_row(text);
        }
        let bytes = text.bytes();
        let mut row = 0;
        let mut found = Vec::new();
        for place in self.0.find_iter(bytes) {
            while text.offset(row + 1) <= place.start() {
                row += 1;
            }
            let (start, end) = (text.offset(row), text.offset(row + 1));
            let outside = |at: usize| at < start || at >= end || !bytes[at].is_ascii_alphanumeric();
            let alone = place.end() <= end && outside(place.start().wrapping_sub(1)) && outside(place.end());
            let kind = KINDS[place.pattern().as_usize()];
            if alone && holds(kind, &bytes[place.range()]) {
                let span = Span::try_new(place.start() - start, place.end() - start).expect("no match is empty");
                found.push((row, Finding::new(span, kind, Confidence::CERTAIN)));
            }
        }
        found
    }
}

impl Naive {
    /// Row by row, where e-mail addresses may have been cut in two.
    fn find_by_row(&self, text: &Text) -> Vec<(usize, Finding)> {
        let mut found = Vec::new();
        for row in 0..text.rows() {
            let bytes = &text.bytes()[text.offset(row)..text.offset(row + 1)];
            let outside = |at: usize| bytes.get(at).is_none_or(|byte| !byte.is_ascii_alphanumeric());
            for place in self.0.find_iter(bytes) {
                let kind = KINDS[place.pattern().as_usize()];
                let alone = outside(place.start().wrapping_sub(1)) && outside(place.end());
                if alone && holds(kind, &bytes[place.range()]) {
                    let span = Span::try_new(place.start(), place.end()).expect("no match is empty");
                    found.push((row, Finding::new(span, kind, Confidence::CERTAIN)));
                }
            }
        }
        found
    }
}

fn holds(kind: EntityKind, value: &[u8]) -> bool {
    match kind {
        EntityKind::IdCard => is_id_card(value),
        EntityKind::Uscc => is_code(value),
        EntityKind::Mobile => has_prefix(value),
        _ => true,
    }
}

/// The prefixes that were put into service.
fn has_prefix(value: &[u8]) -> bool {
    const OTHERS: [&[u8]; 6] = [b"1410", b"1440", b"1441", b"1740", b"1741", b"1749"];
    let of_four = OTHERS.iter().any(|prefix| value.starts_with(prefix));
    of_four
        || match value {
            [b'1', b'3' | b'8', ..] => true,
            [b'1', b'4', third, ..] => matches!(third, b'5'..=b'9'),
            [b'1', b'5' | b'9', third, ..] => *third != b'4',
            [b'1', b'6', third, ..] => matches!(third, b'2' | b'5'..=b'7'),
            [b'1', b'7', third, ..] => !matches!(third, b'4' | b'9'),
            _ => false,
        }
}

/// GB 11643: the remainder of the weighted sum with its check character is 1, weights being powers of 2 modulo 11.
fn is_id_card(value: &[u8]) -> bool {
    let sum = value.iter().fold(0, |sum, &byte| {
        let digit = if byte.eq_ignore_ascii_case(&b'X') { 10 } else { usize::from(byte - b'0') };
        (sum * 2 + digit) % 11
    });
    let number =
        |range: std::ops::Range<usize>| value[range].iter().fold(0, |sum, byte| sum * 10 + usize::from(byte - b'0'));
    let (year, month, day) = (number(6..10), number(10..12), number(12..14));
    sum == 1 && (1800..2026).contains(&year) && (1..=12).contains(&month) && (1..=28).contains(&day)
}

fn is_code(value: &[u8]) -> bool {
    value.starts_with(b"9") && passes_as_code(value)
}

/// GB 32100: the sum of seventeen characters weighted with powers of 3, and of the last, is a multiple of 31.
pub(super) fn passes_as_code(value: &[u8]) -> bool {
    const CHARACTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let place = |byte: u8| CHARACTERS.iter().position(|&known| known == byte).unwrap_or(0);
    let [body @ .., last] = value else { return false };
    let (sum, _) = body.iter().fold((0, 1), |(sum, weight), &byte| (sum + place(byte) * weight, weight * 3 % 31));
    (sum + place(*last)).is_multiple_of(31)
}
