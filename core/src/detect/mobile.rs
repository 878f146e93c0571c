//! Mobile telephone numbers (STANDARDS B.7).
//!
//! Finds 11 digits with a prefix in service, written together or in groups (3-4-4, 3-3-5, 3-8, 4-4-3, 4-3-4, 7-4) with blanks
//! or dashes, in full-width digits too, after +86, 0086, 86 or (+86) or not; a dash and three or four digits behind it are
//! the extension of a relay number and belong to it. The finding covers the country code.
//!
//! Among columns of eleven digits that are no such numbers one without a word in front is refused. Numbers of things have 13
//! digits that milliseconds since 1970 have too: they need a word in front. Missed: numbers parted by other marks, and numbers
//! inside references such as SN13800138000A, on purpose.

use super::boundary::{Link, char_before, is_fraction};
use super::candidate::Candidates;
use super::context::Subjects;
use super::mobile_prefix::{self, Prefix};
use super::passage::Passage;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::Mobile;

/// Words that announce a telephone number of any kind.
pub(super) const WORDS: [&str; 17] = [
    "手机", "电话", "联系", "移动", "致电", "拨打", "座机", "固话", "传真", "热线", "咨询", "tel", "phone", "mobile",
    "fax", "cell", "通讯",
];
pub(super) const THINGS: [&str; 4] = ["物联网", "卡号", "msisdn", "iot"];

const GROUPS: [&[usize]; 7] = [&[11], &[3, 4, 4], &[3, 3, 5], &[3, 8], &[4, 4, 3], &[4, 3, 4], &[7, 4]];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    let mut index = 0;
    while index < row.tokens.len() {
        index += at(row, index, out).max(1);
    }
}

/// Looks for a number that begins with token `index`; how many tokens it took.
fn at(row: &Row<'_>, index: usize, out: &mut Candidates) -> usize {
    let tokens = row.tokens;
    if !tokens.starts(index).has(Starts::MOBILE) {
        return 1;
    }
    let country = matches!(tokens.ascii(index), b"86" | b"0086")
        && matches!(tokens.link(index), Link::Blank | Link::Dash | Link::Closing);
    if country && let Some(count) = national(row, index + 1) {
        return number(row, index, 1 + count, out);
    }
    if let Some(count) = national(row, index) {
        return number(row, index, count, out);
    }
    let bare = bare(tokens.ascii(index));
    if tokens.digits(index).is_some() && bare.len() == 11 && bare.starts_with(b"1") {
        return number(row, index, 1, out);
    }
    if tokens.digits(index) == Some(13) && mobile_prefix::of(tokens.ascii(index)) == Some(Prefix::Things) {
        let named = row.says(KIND, index, Subjects::THINGS);
        let judgement =
            if named && tokens.stands_alone(index, 1) { Ok(Confidence::percent(70)) } else { Err(Reason::Context) };
        out.judge(tokens.span(index, 1), KIND, judgement);
    }
    1
}

/// How many tokens from `index` make 11 digits in a usual grouping.
fn national(row: &Row<'_>, index: usize) -> Option<usize> {
    let tokens = row.tokens;
    GROUPS.iter().map(|group| (group, group.len())).find_map(|(group, count)| {
        let fits = tokens.lengths(index, group) && tokens.joined(index, count);
        let digits = tokens.ascii_of(index, count);
        (fits && digits.starts_with(b"1") && digits.iter().all(u8::is_ascii_digit)).then_some(count)
    })
}

/// A number without its country code or trunk 0.
fn bare(ascii: &[u8]) -> &[u8] {
    [&b"0086"[..], b"86", b"0"]
        .iter()
        .find_map(|prefix| ascii.strip_prefix(*prefix).filter(|rest| rest.len() == 11 && rest.starts_with(b"1")))
        .unwrap_or(ascii)
}

fn number(row: &Row<'_>, first: usize, count: usize, out: &mut Candidates) -> usize {
    let extension = usize::from(count == 1 && has_extension(row, first));
    let span = row.tokens.span(first, count + extension).map(|span| with_plus(row, span));
    let judgement = judge(row, first, count, extension);
    let taken = if judgement.is_ok() { count + extension } else { 1 };
    out.judge(span, KIND, judgement);
    taken
}

fn judge(row: &Row<'_>, first: usize, count: usize, extension: usize) -> Result<Confidence, Reason> {
    let tokens = row.tokens;
    let bounded = tokens.stands_alone(first, count + extension) && !continues(row, first, count);
    let fraction = tokens
        .get(first)
        .zip(tokens.get(first + count - 1))
        .is_some_and(|(first, last)| is_fraction(row.passage, first, last));
    if !bounded || fraction {
        return Err(Reason::Boundary);
    }
    let digits = tokens.ascii_of(first, count);
    let bare = bare(digits);
    let prefix = mobile_prefix::of(bare).ok_or(Reason::Prefix)?;
    let named = row.says(KIND, first, Subjects::TELEPHONE);
    if !named && tokens.span(first, count).is_some_and(|span| is_of_table(row.passage, span)) {
        return Err(Reason::Context);
    }
    let with_country = digits.len() > 12;
    Ok(Confidence::percent(match prefix {
        _ if digits.len() == 12 && !named => 55,
        Prefix::Assigned if named => 98,
        Prefix::Assigned if with_country => 95,
        Prefix::Assigned => 90,
        _ if named => 85,
        _ => 65,
    }))
}

/// Whether groups parted by blanks go on as a longer number, such as that of a bank card.
fn continues(row: &Row<'_>, first: usize, count: usize) -> bool {
    let tokens = row.tokens;
    let group = |index: usize| tokens.digits(index).is_some_and(|length| (3..=5).contains(&length));
    let before = tokens.link_before(first) == Link::Blank && first.checked_sub(1).is_some_and(group);
    let behind = tokens.link(first + count - 1) == Link::Blank && group(first + count);
    count > 1 && (before || behind)
}

/// Whether two numbers of eleven digits stand beside it, parted by tabs, that cannot be telephone numbers: columns of numbers hold
/// some that look like one.
fn is_of_table(passage: Passage<'_>, span: Span) -> bool {
    const CELLS: usize = 8;
    let is_number = |cell: &&str| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    let other =
        |cell: &&str| cell.len() == 11 && !cell.starts_with('0') && mobile_prefix::of(cell.as_bytes()).is_none();
    let behind =
        passage.after(span.end()).strip_prefix('\t').into_iter().flat_map(|cells| cells.split('\t').take(CELLS));
    let before =
        passage.before(span.start()).strip_suffix('\t').into_iter().flat_map(|cells| cells.rsplit('\t').take(CELLS));
    behind.take_while(is_number).filter(other).count() + before.take_while(is_number).filter(other).count() > 1
}

fn has_extension(row: &Row<'_>, index: usize) -> bool {
    let short = matches!(row.tokens.digits(index + 1), Some(3 | 4));
    let linked = matches!(row.tokens.link(index), Link::Dash | Link::Extension);
    linked && short && row.tokens.link(index + 1) != Link::Dash
}

/// The span with the `+`, or the parenthesis and `+`, that stand in front of a country code.
pub(super) fn with_plus(row: &Row<'_>, span: Span) -> Span {
    let mut start = span.start();
    if !row.passage.after(start).starts_with(['8', '０', '8', '0', '８']) {
        return span;
    }
    if let Some(plus) = char_before(row.passage, start).filter(|c| matches!(c, '+' | '＋')) {
        start = start.saturating_sub(plus.len_utf8());
    }
    let closed = row.passage.between(span.start(), span.end()).contains([')', '）']);
    if closed && let Some(open) = row.passage.before(start).chars().next_back().filter(|c| matches!(c, '(' | '（')) {
        start = start.saturating_sub(open.len_utf8());
    }
    Span::try_new(start, span.end()).unwrap_or(span)
}
