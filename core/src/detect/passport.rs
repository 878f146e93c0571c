//! Passports of the People's Republic (STANDARDS B.9).
//!
//! Finds ordinary ones (E and eight digits; E, a letter but I and O, and seven digits; the older G and eight, 14 or 15 and
//! seven), and those for service and diplomats (PE, SE, DE and seven digits; S and seven or eight; D and seven or eight; P and
//! seven, also as P.1234567 and S.1234567).
//!
//! There is no check digit: a word such as 护照 must stand near, or for the forms that begin with E or G a word for
//! identity papers. Right behind such a word other numbers of up to two letters and six to nine digits are found at a
//! confidence of 60 %: passports of other countries, and ones with a slip.
//!
//! Missed: numbers without such a word.

use super::candidate::Candidates;
use super::context::Subjects;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::Passport;
pub(super) const WORDS: [&str; 2] = ["护照", "passport"];

/// How much a form says by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// E and G: used for little else with so many digits.
    Ordinary,
    /// Older forms, and those for service.
    Other,
    /// No form of the People's Republic.
    Foreign,
}

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        if !row.tokens.starts(index).has(Starts::PASSPORT) {
            continue;
        }
        let Some((form, span)) = form_at(row, index) else { continue };
        let labelled = row.assumed.is_none() && row.labels(KIND, index, Subjects::PASSPORT);
        if form == Form::Foreign && !labelled {
            continue;
        }
        let judgement = if !row.tokens.stands_alone(index, 1) {
            Err(Reason::Boundary)
        } else if form == Form::Foreign {
            Ok(Confidence::percent(60))
        } else if row.says(KIND, index, Subjects::PASSPORT) {
            Ok(Confidence::percent(90))
        } else if form == Form::Ordinary && row.names(index, Subjects::IDENTITY) {
            Ok(Confidence::percent(70))
        } else if form == Form::Ordinary {
            Err(Reason::Context)
        } else {
            continue;
        };
        out.judge(Some(span), KIND, judgement);
    }
}

fn form_at(row: &Row<'_>, index: usize) -> Option<(Form, Span)> {
    let span = row.tokens.span(index, 1)?;
    let ascii = row.tokens.ascii(index);
    if let Some(span) = pointed(row, span).filter(|_| row.tokens.digits(index) == Some(7)) {
        return Some((Form::Other, span));
    }
    let form = form(ascii).or_else(|| is_foreign(ascii).then_some(Form::Foreign))?;
    row.alone(index, 1).then_some((form, span))
}

fn form(ascii: &[u8]) -> Option<Form> {
    let digits = |rest: &[u8], lengths: &[usize]| lengths.contains(&rest.len()) && rest.iter().all(u8::is_ascii_digit);
    let (first, rest) = ascii.split_first()?;
    match (first, rest) {
        (b'E' | b'G', rest) if digits(rest, &[8]) => Some(Form::Ordinary),
        (b'E', [b'A'..=b'H' | b'J'..=b'N' | b'P'..=b'Z', rest @ ..]) if digits(rest, &[7]) => Some(Form::Ordinary),
        (b'P' | b'S' | b'D', [b'E', rest @ ..]) if digits(rest, &[7]) => Some(Form::Other),
        (b'S' | b'D', rest) if digits(rest, &[7, 8]) => Some(Form::Other),
        (b'P', rest) if digits(rest, &[7]) => Some(Form::Other),
        (b'1', [b'4' | b'5', rest @ ..]) if digits(rest, &[7]) => Some(Form::Other),
        _ => None,
    }
}

fn is_foreign(ascii: &[u8]) -> bool {
    let letters = ascii.iter().take_while(|c| c.is_ascii_uppercase()).count();
    let digits = ascii.iter().skip(letters).filter(|c| c.is_ascii_digit()).count();
    letters <= 2 && matches!(digits, 6..=9) && letters + digits == ascii.len()
}

/// The span with the `P.` or `S.` in front of its seven digits.
fn pointed(row: &Row<'_>, span: Span) -> Option<Span> {
    let before = row.passage.before(span.start()).strip_suffix('.')?;
    let before = before.strip_suffix(['P', 'S'])?;
    let bounded = !before.ends_with(|c: char| c.is_ascii_alphanumeric());
    Span::try_new(before.len(), span.end()).filter(|_| bounded)
}
