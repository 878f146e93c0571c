//! Postal codes (STANDARDS B.11): six digits, the first 0 to 8, right behind 邮编, 邮政编码 or an English word for it.

use super::candidate::Candidates;
use super::context::Subjects;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind};

const KIND: EntityKind = EntityKind::Postcode;
pub(super) const WORDS: [&str; 5] = ["邮编", "邮政编码", "邮码", "postcode", "zip"];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        let six =
            row.tokens.starts(index).has(Starts::POSTCODE) && matches!(row.tokens.ascii(index), [b'0'..=b'8', ..]);
        if six && row.tokens.stands_alone(index, 1) && row.says(KIND, index, Subjects::POSTCODE) {
            out.accept(row.tokens.span(index, 1), KIND, Confidence::percent(85));
        }
    }
}
