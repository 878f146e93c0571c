//! E-mail addresses (STANDARDS B.11).
//!
//! Finds a local part of up to 64 characters, `@`, and a domain of two labels or more whose last is of letters. Missed:
//! quoted local parts and addresses with characters outside ASCII.

use super::candidate::Candidates;
use super::passage::Passage;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::Email;

/// `marks` are the places of `@`, among others.
pub(super) fn detect(passage: Passage<'_>, marks: &[usize], out: &mut Candidates) {
    for &mark in marks.iter().filter(|&&mark| passage.after(mark).starts_with('@')) {
        let local = tail(passage.before(mark), |c| c.is_ascii_alphanumeric() || "._%+-".contains(c));
        let domain = head(passage.after(mark + 1));
        let start = mark - local.trim_start_matches(['.', '-', '+', '%']).len();
        let span = Span::try_new(start, mark + 1 + domain.len());
        match local.len() {
            0 => {}
            _ if domain.is_empty() => out.refuse(span, KIND, Reason::Shape),
            1..=64 if start < mark => out.accept(span, KIND, Confidence::percent(95)),
            _ => out.refuse(span, KIND, Reason::Length),
        }
    }
}

fn tail(text: &str, member: impl Fn(char) -> bool) -> &str {
    let start = text.char_indices().rev().take_while(|&(_, c)| member(c)).last().map_or(text.len(), |(at, _)| at);
    text.get(start..).unwrap_or_default()
}

/// The longest domain that `text` begins with; empty when there is none.
fn head(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-')).unwrap_or(text.len());
    let mut domain = text.get(..end).unwrap_or_default().trim_end_matches(['.', '-']);
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
