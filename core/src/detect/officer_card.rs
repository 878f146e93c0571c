//! Cards of officers, soldiers and civilian cadres (STANDARDS B.9; its shape is known from examples only).
//!
//! Finds seven or eight digits behind one of 军 士 文 兵 武, or behind the older character of a command or service (南字第…号),
//! with 字 and 第 between and 号 behind them or without. Behind a word such as 军官证 every form is found; without one, the full
//! 军字第1234567号 only, at the beginning of a word.
//!
//! Missed: cards of the police, and numbers without their characters.

use super::candidate::Candidates;
use super::context::Subjects;
use super::normalize::is_han;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::OfficerCard;
pub(super) const WORDS: [&str; 8] = ["军官", "士兵证", "士官", "文职", "义务兵", "警官证", "军人", "军证"];

const RANKS: [char; 5] = ['军', '士', '文', '兵', '武'];
const COMMANDS: &str = "南北沈兰成济广海空参政后装京东西中联火战";

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        if !row.tokens.starts(index).has(Starts::OFFICER) {
            continue;
        }
        let Some(written) = row.tokens.span(index, 1).and_then(|span| Written::around(row, span)) else { continue };
        let judgement = if !row.alone(index, 1) {
            Err(Reason::Boundary)
        } else if row.says(KIND, index, Subjects::OFFICER) {
            Ok(Confidence::percent(if written.worded { 92 } else { 80 }))
        } else if written.worded && written.ranked && written.closed && written.begins {
            Ok(Confidence::percent(70))
        } else if written.worded && written.closed {
            Err(Reason::Context)
        } else {
            continue;
        };
        out.judge(Some(written.span), KIND, judgement);
    }
}

/// How the characters around the digits are written.
struct Written {
    span: Span,
    /// 字 or 第 stands in front of the digits.
    worded: bool,
    /// A character of rank stands in front, not only one of a command.
    ranked: bool,
    /// 号 stands behind.
    closed: bool,
    /// No Chinese character stands in front of all.
    begins: bool,
}

impl Written {
    fn around(row: &Row<'_>, digits: Span) -> Option<Self> {
        let mut before = row.passage.before(digits.start());
        let whole = before.len();
        for word in ['第', '字'] {
            before = before.strip_suffix(word).unwrap_or(before);
        }
        let worded = before.len() < whole;
        let under_rank = before.strip_suffix(RANKS);
        let ranked = under_rank.is_some();
        let under_rank = under_rank.unwrap_or(before);
        let under_command = under_rank.strip_suffix(|c| COMMANDS.contains(c));
        let start = under_command.unwrap_or(under_rank);
        (ranked || under_command.is_some()).then_some(())?;
        let closed = row.passage.after(digits.end()).starts_with('号');
        let end = digits.end() + if closed { '号'.len_utf8() } else { 0 };
        let begins = !start.ends_with(is_han);
        Some(Self { span: Span::try_new(start.len(), end)?, worded, ranked, closed, begins })
    }
}
