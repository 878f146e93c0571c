//! Travel permits between the mainland, Hong Kong, Macao and Taiwan (STANDARDS B.9).
//!
//! Finds permits of mainland residents to Hong Kong and Macao (C and eight digits, C, a letter but I and O, and seven digits,
//! the older W and eight) and to Taiwan (L or T and eight); permits of Hong Kong and Macao residents to the mainland (H or M
//! and eight digits, or ten with the number of the card); permits of Taiwan residents (eight digits, the older ten digits,
//! with a letter or (letter) behind them or without). Residence permits of 18 digits are identity card numbers (`id_card`).
//!
//! There is no check digit: a word such as 通行证 must stand near a form with a letter, and right in front of digits alone.
//! Missed: numbers without such a word.

use super::candidate::Candidates;
use super::context::Subjects;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::Permit;
pub(super) const WORDS: [&str; 9] =
    ["通行证", "台胞证", "回乡证", "港澳证", "来往大陆", "来往内地", "往来港澳", "往来台湾", "permit"];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        if !row.tokens.starts(index).has(Starts::PERMIT) {
            continue;
        }
        let lettered = is_lettered(row.tokens.ascii(index));
        let judgement = if lettered {
            if row.says(KIND, index, Subjects::PERMIT) {
                Ok(Confidence::percent(88))
            } else if row.names(index, Subjects::IDENTITY) {
                Ok(Confidence::percent(65))
            } else {
                Err(Reason::Context)
            }
        } else if is_of_taiwan(row.tokens.ascii(index)) && row.labels(KIND, index, Subjects::PERMIT) {
            Ok(Confidence::percent(75))
        } else {
            continue;
        };
        let judgement = if row.alone(index, 1) { judgement } else { Err(Reason::Boundary) };
        out.judge(row.tokens.span(index, 1).map(|span| with_letter(row, span, lettered)), KIND, judgement);
    }
}

fn is_lettered(ascii: &[u8]) -> bool {
    let digits = |rest: &[u8], lengths: &[usize]| lengths.contains(&rest.len()) && rest.iter().all(u8::is_ascii_digit);
    match ascii {
        [b'C' | b'W' | b'L' | b'T', rest @ ..] if digits(rest, &[8]) => true,
        [b'C', b'A'..=b'H' | b'J'..=b'N' | b'P'..=b'Z', rest @ ..] if digits(rest, &[7]) => true,
        [b'H' | b'M', rest @ ..] => digits(rest, &[8, 10]),
        _ => false,
    }
}

fn is_of_taiwan(ascii: &[u8]) -> bool {
    let (digits, rest) = ascii.split_at(ascii.iter().take_while(|c| c.is_ascii_digit()).count());
    matches!((digits.len(), rest), (8 | 10, []) | (10, [b'A'..=b'Z']))
}

/// The span with the letter in parentheses behind ten digits.
fn with_letter(row: &Row<'_>, span: Span, lettered: bool) -> Span {
    let mut behind = row.passage.after(span.end()).char_indices();
    let open = behind.next().filter(|&(_, c)| !lettered && matches!(c, '(' | '（'));
    let letter = behind.next().filter(|(_, c)| c.is_ascii_uppercase());
    let close = behind.next().filter(|&(_, c)| matches!(c, ')' | '）'));
    match (open, letter, close) {
        (Some(_), Some(_), Some((at, close))) if span.byte_len() == 10 => {
            Span::try_new(span.start(), span.end() + at + close.len_utf8()).unwrap_or(span)
        }
        _ => span,
    }
}
