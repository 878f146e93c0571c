//! E-mail addresses (STANDARDS B.11).
//!
//! Finds a local part of up to 64 characters, `@`, and a domain of two labels or more whose last is of letters, in full-width
//! characters too. Missed: quoted local parts and addresses with other characters outside ASCII.

use std::borrow::Cow;

use super::candidate::Candidates;
use super::normalize::narrow_form;
use super::passage::Passage;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::Email;

/// The forms of `@`.
pub(super) const MARKS: [char; 2] = ['@', '＠'];

/// Whether a character stands in local parts.
pub(super) fn is_local(c: char) -> bool {
    narrow_form(c).is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-'))
}

/// Whether a character stands in domains.
pub(super) fn is_domain_character(c: char) -> bool {
    narrow_form(c).is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
}

/// `marks` are the places of `@`, among others.
pub(super) fn detect(passage: Passage<'_>, marks: &[usize], out: &mut Candidates) {
    for &mark in marks {
        let Some(domain) = passage.after(mark).strip_prefix(MARKS) else { continue };
        let before = passage.before(mark);
        let local = before.get(before.trim_end_matches(is_local).len()..).unwrap_or_default();
        let begun = local.trim_start_matches(|c| matches!(narrow_form(c), Some('.' | '-' | '+' | '%')));
        let domain_start = passage.text().len() - domain.len();
        let end = domain_start + domain_length(domain);
        let span = Span::try_new(mark - begun.len(), end);
        match local.chars().count() {
            0 => {}
            _ if end == domain_start => out.refuse(span, KIND, Reason::Shape),
            1..=64 if !begun.is_empty() => out.accept(span, KIND, Confidence::percent(95)),
            _ => out.refuse(span, KIND, Reason::Length),
        }
    }
}

/// Bytes of the longest domain that `text` begins with; 0 when there is none.
fn domain_length(text: &str) -> usize {
    let end = text.find(|c| !is_domain_character(c)).unwrap_or(text.len());
    let written = text.get(..end).unwrap_or_default();
    let narrow = match written.is_ascii() {
        true => Cow::Borrowed(written),
        false => written.chars().filter_map(narrow_form).collect(),
    };
    let characters = domain(&narrow).len();
    written.chars().take(characters).map(char::len_utf8).sum()
}

/// The longest domain that `text` begins with, which holds nothing else than domains do; empty when there is none.
fn domain(text: &str) -> &str {
    let mut domain = text.trim_end_matches(['.', '-']);
    while !is_domain(domain) {
        match domain.rfind('.') {
            Some(point) => domain = domain.get(..point).unwrap_or_default(),
            None => return "",
        }
    }
    domain
}

fn is_domain(text: &str) -> bool {
    let well_formed = |label: &str| matches!(label.len(), 1..=63) && !label.starts_with('-') && !label.ends_with('-');
    let top = text.rsplit('.').next().unwrap_or_default();
    text.contains('.')
        && text.split('.').all(well_formed)
        && matches!(top.len(), 2..=24)
        && top.bytes().all(|c| c.is_ascii_alphabetic())
}
