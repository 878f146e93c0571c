//! Fixed telephone numbers (STANDARDS B.7).
//!
//! Finds an area code in the table, with 0, followed by a local number of the length that the area uses, whose first digit
//! is 2 to 8: together, or parted by a dash (U+2014 and its like included), a blank or a closing parenthesis, the local
//! number in one piece or two; after +86 or 86 the 0 may be missing. An extension of up to six digits after a dash, 转,
//! ext or # belongs to the number. A second local number behind 、 or / is found by the first.
//!
//! A local number without area code needs a word such as 电话 in front. Missed: numbers of areas outside the table.

use super::area_code;
use super::boundary::{Link, is_fraction};
use super::candidate::Candidates;
use super::context::Subjects;
use super::mobile::with_plus;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::Landline;

/// A number at some token: how many tokens, and how sure its form is.
struct Form {
    count: usize,
    confidence: u8,
    local_length: usize,
}

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    let mut index = 0;
    let mut last: Option<(usize, usize)> = None;
    while index < row.tokens.len() {
        if !row.tokens.starts(index).has(Starts::LANDLINE) {
            index += 1;
            continue;
        }
        index += match at(row, index) {
            Some(Ok(form)) => {
                let extension = extension(row, index + form.count);
                let count = form.count + extension;
                last = Some((index + count, form.local_length));
                let confidence =
                    if row.says(KIND, index, Subjects::TELEPHONE) { form.confidence.max(97) } else { form.confidence };
                out.accept(span(row, index, count), KIND, Confidence::percent(confidence));
                count
            }
            Some(Err(reason)) => {
                out.refuse(row.tokens.span(index, 1), KIND, reason);
                1
            }
            None => local(row, index, &mut last, out),
        };
    }
}

fn at(row: &Row<'_>, index: usize) -> Option<Result<Form, Reason>> {
    let tokens = row.tokens;
    let country = matches!(tokens.ascii(index), b"86" | b"0086")
        && matches!(tokens.link(index), Link::Blank | Link::Dash | Link::Closing);
    let (first, skipped) = if country { (index + 1, 1) } else { (index, 0) };
    tokens.digits(first)?;
    let result = apart(row, first, country).or_else(|| together(row, first))?;
    Some(result.and_then(|form| bounded(row, index, Form { count: form.count + skipped, ..form })))
}

/// The area code is a token of its own.
fn apart(row: &Row<'_>, first: usize, country: bool) -> Option<Result<Form, Reason>> {
    let tokens = row.tokens;
    let area = tokens.ascii(first);
    let with_zero;
    let area = if country && !area.starts_with(b"0") {
        with_zero = [b"0", area].concat();
        &with_zero
    } else {
        area
    };
    let confidence = match tokens.link(first) {
        Link::Dash | Link::Closing => 92,
        Link::Blank => 80,
        _ => return None,
    };
    let lengths = area_code::local_lengths(area)?;
    let whole = tokens.digits(first + 1)?;
    let second = tokens.digits(first + 2).filter(|_| matches!(tokens.link(first + 1), Link::Dash | Link::Blank));
    let split = matches!((whole, second), (3 | 4, Some(4))) && lengths.allow(whole + 4);
    let (pieces, length) = if split { (2, whole + 4) } else { (1, whole) };
    if !lengths.allow(length) {
        return Some(Err(Reason::Length)).filter(|_| matches!(length, 6..=9));
    }
    if !is_local(tokens.ascii(first + 1)) {
        return Some(Err(Reason::Prefix));
    }
    Some(Ok(Form { count: 1 + pieces, confidence, local_length: length }))
}

/// Area code and local number are one token.
fn together(row: &Row<'_>, first: usize) -> Option<Result<Form, Reason>> {
    let digits = row.tokens.ascii(first);
    if !matches!(digits.len(), 10..=12) || !digits.starts_with(b"0") {
        return None;
    }
    let local_length = [3, 4].into_iter().find_map(|split| {
        let (area, local) = digits.split_at_checked(split)?;
        let fits = area_code::local_lengths(area)?.allow(local.len()) && is_local(local);
        fits.then_some(local.len())
    });
    Some(local_length.map(|local_length| Form { count: 1, confidence: 75, local_length }).ok_or(Reason::Prefix))
}

fn bounded(row: &Row<'_>, index: usize, form: Form) -> Result<Form, Reason> {
    let tokens = row.tokens;
    let last = index + form.count - 1;
    let fraction =
        tokens.get(index).zip(tokens.get(last)).is_some_and(|(first, last)| is_fraction(row.passage, first, last));
    let closed = tokens.link(last) != Link::Dash || extension(row, last + 1) > 0;
    if tokens.link_before(index) != Link::Dash && closed && !fraction { Ok(form) } else { Err(Reason::Boundary) }
}

/// How many tokens from `index` are extensions, or further local numbers joined by a dash.
fn extension(row: &Row<'_>, index: usize) -> usize {
    let tokens = row.tokens;
    let end = tokens.link(index) != Link::Dash;
    match (tokens.link_before(index), tokens.digits(index)) {
        (Link::Extension, Some(1..=6)) => 1,
        (Link::Dash, Some(1..=8)) if end => 1,
        _ => 0,
    }
}

/// A number without area code, named by a word or by the number before it in a list.
fn local(row: &Row<'_>, index: usize, last: &mut Option<(usize, usize)>, out: &mut Candidates) -> usize {
    let tokens = row.tokens;
    let Some(length) = tokens.digits(index).filter(|length| matches!(length, 7 | 8)) else { return 1 };
    if !is_local(tokens.ascii(index)) {
        return 1;
    }
    let in_list = *last == Some((index, length)) && tokens.link_before(index) == Link::List;
    let extension = extension(row, index + 1);
    let closed = tokens.link_before(index) != Link::Dash && (tokens.link(index) != Link::Dash || extension > 0);
    let fraction = tokens.get(index).is_some_and(|token| is_fraction(row.passage, token, token));
    if !closed || fraction {
        return 1;
    }
    if in_list || row.says(KIND, index, Subjects::TELEPHONE) {
        out.accept(span(row, index, 1 + extension), KIND, Confidence::percent(70));
        *last = Some((index + 1 + extension, length));
        return 1 + extension;
    }
    1
}

fn is_local(digits: &[u8]) -> bool {
    matches!(digits, [b'2'..=b'8', ..])
}

/// The span with the sign or parenthesis in front of it.
fn span(row: &Row<'_>, first: usize, count: usize) -> Option<Span> {
    let span = with_plus(row, row.tokens.span(first, count)?);
    let inside = row.passage.between(span.start(), span.end());
    let open = row.passage.before(span.start()).chars().next_back().filter(|c| matches!(c, '(' | '（'));
    match open {
        Some(open) if inside.contains([')', '）']) => Span::try_new(span.start() - open.len_utf8(), span.end()),
        _ => Some(span),
    }
}
