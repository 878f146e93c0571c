//! QQ numbers (STANDARDS B.11).
//!
//! Finds five to eleven digits, the first not 0, right behind QQ, QQ号 or 扣扣. The number of a group (QQ群) is no person's and not
//! found, nor is the local part of an e-mail address.
//!
//! Missed: numbers without such a word.

use super::candidate::Candidates;
use super::context::Subjects;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason};

const KIND: EntityKind = EntityKind::Qq;
pub(super) const WORDS: [&str; 3] = ["qq", "扣扣", "企鹅号"];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        let tokens = row.tokens;
        if !tokens.starts(index).has(Starts::QQ) || !row.labels(KIND, index, Subjects::QQ) {
            continue;
        }
        // `QQ[10018]`, `QQ(10018)` and `QQ.10018` in logs name a process.
        let process = tokens
            .get(index)
            .is_some_and(|token| row.passage.before(token.start).ends_with(['[', '(', '.', '#', '-', '_']));
        if process {
            continue;
        }
        let local_part = tokens.get(index).is_some_and(|token| row.passage.after(token.end).starts_with('@'));
        let judgement = match tokens.ascii(index) {
            _ if !row.alone(index, 1) || local_part => Err(Reason::Boundary),
            [b'1'..=b'9', ..] => Ok(Confidence::percent(85)),
            _ => Err(Reason::Prefix),
        };
        out.judge(tokens.span(index, 1), KIND, judgement);
    }
}
