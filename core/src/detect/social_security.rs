//! Numbers of social security cards (STANDARDS B.9).
//!
//! The number of a person's social security is the identity card number, which its detector finds. The number on a card is
//! of the issuing city's own form, without check: this detector finds nine characters of 0-9 and A-Z, or eight to twelve
//! digits, right behind a word such as 社保卡号.
//!
//! Missed: numbers without such a word.

use super::candidate::Candidates;
use super::context::Subjects;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason};

const KIND: EntityKind = EntityKind::SocialSecurity;
pub(super) const WORDS: [&str; 7] =
    ["社保", "社会保障", "社会保险", "医保", "医疗保险", "socialsecurity", "social_security"];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        if row.tokens.starts(index).has(Starts::SOCIAL_SECURITY)
            && is_shape(row.tokens.ascii(index))
            && row.labels(KIND, index, Subjects::SOCIAL_SECURITY)
        {
            let judgement = if row.alone(index, 1) { Ok(Confidence::percent(75)) } else { Err(Reason::Boundary) };
            out.judge(row.tokens.span(index, 1), KIND, judgement);
        }
    }
}

fn is_shape(ascii: &[u8]) -> bool {
    match ascii.len() {
        9 => ascii.iter().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase()),
        8..=12 => ascii.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}
