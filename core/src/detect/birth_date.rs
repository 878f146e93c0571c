//! Dates of birth (STANDARDS B.11).
//!
//! Finds a day of the calendar, from 1850 to today, written as 1949-12-31, with points, strokes or 年月日, as eight digits, or in Han
//! numerals from 1900 on (一九四九年十二月三十一日), right behind a word such as 出生日期 or 生于, or in front of 出生 or 生.
//!
//! Missed: months and years alone, and dates without such a word. Days inside an identity card number are found with it.

use super::candidate::Candidates;
use super::context::{self, Subjects};
use super::date::Date;
use super::numeral;
use super::passage::Passage;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::BirthDate;
pub(super) const WORDS: [&str; 13] = [
    "出生日期",
    "出生年月日",
    "出生年月",
    "出生时间",
    "出生于",
    "出生",
    "生日",
    "生于",
    "birthday",
    "birthdate",
    "birth",
    "dob",
    "birth_date",
];

/// No one of whom records are kept was born before this year.
const EARLIEST: u16 = 1850;

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        if !row.tokens.starts(index).has(Starts::YEAR) {
            continue;
        }
        let Some((digits, span)) = written(row, index) else { continue };
        if is_of_birth(row.passage, span, || row.labels(KIND, index, Subjects::BIRTH)) {
            out.judge(Some(span), KIND, judge(Date::from_eight_digits(&digits), row.today));
        }
    }
}

/// Looks for dates in Han numerals: `places` are those of the beginnings of years, among others; `is_assumed` says that the value
/// is a date of birth.
pub(super) fn detect_numerals(
    passage: Passage<'_>,
    places: &[usize],
    today: Date,
    is_assumed: bool,
    out: &mut Candidates,
) {
    for &place in places {
        if passage.before(place).ends_with(numeral::is_numeral) {
            continue;
        }
        let Some((date, length)) = numeral::date(passage.after(place)) else { continue };
        let Some(span) = Span::try_new(place, place + length) else { continue };
        let labelled = || is_assumed || context::subjects(passage, place).has(Subjects::BIRTH.as_labels());
        if is_of_birth(passage, span, labelled) {
            out.judge(Some(span), KIND, judge(date, today));
        }
    }
}

/// Whether what stands beside a date says that someone was born then.
fn is_of_birth(passage: Passage<'_>, span: Span, is_labelled: impl Fn() -> bool) -> bool {
    let behind = passage.after(span.end()).trim_start();
    let stated = behind.starts_with(['出', '生']) && states_birth(behind);
    stated || !is_other_event(passage, span) && is_labelled()
}

fn judge(date: Option<Date>, today: Date) -> Result<Confidence, Reason> {
    let date = date.filter(|date| date.year() >= EARLIEST && *date <= today);
    date.map(|_| Confidence::percent(90)).ok_or(Reason::Date)
}

/// Whether 生于 in front is the end of another word: 发生于, 先生于.
fn is_other_event(passage: Passage<'_>, span: Span) -> bool {
    let before = passage.before(span.start()).trim_end().strip_suffix("生于");
    before.is_some_and(|before| before.ends_with(['发', '先', '学', '医', '产', '诞', '新', '派', '衍', '考', '师']))
}

fn states_birth(behind: &str) -> bool {
    behind.starts_with("出生")
        || behind
            .strip_prefix('生')
            .is_some_and(|rest| !rest.starts_with(['产', '效', '活', '成', '病', '物', '态', '意', '前', '还']))
}

/// The eight digits of the date that begins with token `index`, and where it stands.
fn written(row: &Row<'_>, index: usize) -> Option<([u8; 8], Span)> {
    let tokens = row.tokens;
    if tokens.digits(index) == Some(8) {
        let digits = tokens.ascii(index).first_chunk::<8>().copied()?;
        return Some((digits, tokens.span(index, 1)?)).filter(|_| row.alone(index, 1));
    }
    let (year, month, day) = (tokens.get(index)?, tokens.get(index + 1)?, tokens.get(index + 2)?);
    let mark = row.passage.between(year.end, month.start).trim();
    let second = row.passage.between(month.end, day.start).trim();
    let matched = matches!((mark, second), ("年", "月") | ("-", "-") | ("/", "/") | (".", ".") | ("－", "－"));
    let mut digits = *b"00000000";
    digits.get_mut(..4)?.copy_from_slice(tokens.ascii(index));
    for (part, place) in [(index + 1, 4), (index + 2, 6)] {
        let length = tokens.digits(part).filter(|length| matches!(length, 1 | 2))?;
        digits.get_mut(place + 2 - length..place + 2)?.copy_from_slice(tokens.ascii(part));
    }
    let behind = row.passage.after(day.end);
    let end = day.end + if mark == "年" && behind.starts_with('日') { '日'.len_utf8() } else { 0 };
    let bounded = !behind.starts_with(['-', '/']) && !row.passage.before(year.start).ends_with(['-', '/', '.']);
    Some((digits, Span::try_new(year.start, end)?)).filter(|_| matched && bounded)
}
