//! How far around a place detectors look.
//!
//! What a detector says of a token depends on the tokens that it is linked to, on those that these are linked to, and on
//! the words around. Tokens with something between them that can never be a link do not know of each other, so only the
//! neighbourhood of a place is read, however long the text is. A detector that reads on over other characters than
//! [`may_link`] lets through adds them to [`passes`].

use std::ops::Range;

use weimu_scan::Run;

use super::boundary::{LONGEST_GAP, may_link};
use super::context::{REACH, ends_clause};
use super::email;
use super::id_card::are_digits;
use super::normalize::{is_blank, is_han, is_zero_width};
use super::tax_number;

/// The bytes around byte `at` of `text` that are read together with it; a place and its bytes are on character boundaries.
///
/// Texts with full-width or zero-width characters near are read whole.
pub(super) fn around(text: &str, at: usize) -> Near {
    let bytes = text.as_bytes();
    if !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
        return Near::Everything;
    }
    let run = run_around(bytes, at);
    match joined(text, run.start..run.end) {
        None => Near::Everything,
        Some(near) if near.len() == run.end - run.start => Near::Alone(run),
        Some(near) => Near::Linked(near),
    }
}

/// The run around byte `at`, if it is digits alone and more than any identifier has that no word announces.
///
/// Nothing is said of such a run, whatever it is linked to; what it is linked to has a place of its own, and so have characters
/// that make a longer token of it.
pub(super) fn overlong(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let behind = |by: usize| is_digit(at.checked_add(by));
    let before = |by: usize| is_digit(at.checked_sub(by));
    // Of twenty digits one of these holds wherever `at` is among them.
    const { assert!(tax_number::LONGEST == 20) };
    if !(before(15) || behind(10) || behind(5) && before(10)) {
        return None;
    }
    let (front, rest) = bytes.split_at_checked(at)?;
    let (start, end) = (at - digits_at_end(front), at + digits_at_start(rest));
    let run = bytes.get(start..end).filter(|run| run.len() >= tax_number::LONGEST)?;
    let is_letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic);
    if is_letter(start.checked_sub(1)) || is_letter(Some(end)) {
        return None;
    }
    let silent = run.len() > tax_number::LONGEST || !tax_number::may_be(run);
    silent.then_some(start..end)
}

/// What is read together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Near {
    /// A run of ASCII digits and letters that is linked to nothing; it may have no digit.
    Alone(Run),
    /// Runs of ASCII digits and letters, and what stands between them.
    Linked(Range<usize>),
    /// The whole text.
    Everything,
}

impl Near {
    pub(super) fn range(&self, text: &str) -> Range<usize> {
        match self {
            Self::Alone(run) => run.start..run.end,
            Self::Linked(range) => range.clone(),
            Self::Everything => 0..text.len(),
        }
    }
}

/// Replaces `runs` by those with a digit among the ASCII runs of `range`.
pub(super) fn list_runs(text: &str, range: Range<usize>, runs: &mut Vec<Run>) {
    runs.clear();
    let bytes = text.as_bytes().get(..range.end).unwrap_or_default();
    let mut at = range.start;
    while let Some(start) = bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_alphanumeric)) {
        let start = at + start;
        at = run_end(bytes, start);
        let digits =
            bytes.get(start..at).map_or(0, |run| run.iter().map(|byte| usize::from(byte.is_ascii_digit())).sum());
        if digits > 0 {
            runs.push(Run { start, end: at, digits });
        }
    }
}

/// The bytes that are read together because of the word of `length` bytes at byte `at`: as many characters as it may announce
/// something behind; nothing if no digit is among them.
pub(super) fn behind_word(text: &str, at: usize, length: usize, dates: Dates) -> Option<Near> {
    let bytes = text.as_bytes();
    let behind = text.get(at + length..)?;
    let clause = behind.char_indices().take(REACH).find(|&(_, c)| ends_clause(c));
    let within = clause.or_else(|| behind.char_indices().nth(REACH)).map_or(behind.len(), |(end, _)| end);
    let (mut start, mut end) = (at, run_end(bytes, at + length + within));
    if dates == Dates::Whole {
        start = text.get(..at)?.trim_end_matches(is_of_date).len();
        end += text.get(end..)?.find(|c| !is_of_date(c)).unwrap_or(text.len() - end);
    }
    has_digit(bytes, start..end).then(|| stretched(text, start..end))
}

/// Whether a date in front of a word and one behind it are read whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dates {
    /// They are.
    Whole,
    /// There is none that counts.
    Any,
}

/// The bytes that are read together because something that may be a date ends at byte `end`.
pub(super) fn around_date(text: &str, end: usize) -> Near {
    let before = text.get(..end).unwrap_or_default();
    stretched(text, before.trim_end_matches(is_of_date).len()..end)
}

/// All around byte `at`, a place among groups that addresses of devices and in networks, and positions, are written with.
pub(super) fn around_joint(text: &str, at: usize) -> Range<usize> {
    // The two numbers of a position may have a line end between them.
    let member = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '.' | '_' | ',' | '，') || c != ' ' && c.is_whitespace()
    };
    let start = text.get(..at).unwrap_or_default().trim_end_matches(member).len();
    let end = at + text.get(at..).and_then(|rest| rest.find(|c| !member(c))).unwrap_or(text.len() - at);
    start..end
}

/// A stretch, the runs that reach over its ends, and what is linked to it.
pub(super) fn stretched(text: &str, Range { start, end }: Range<usize>) -> Near {
    let bytes = text.as_bytes();
    joined(text, run_start(bytes, start)..run_end(bytes, end)).map_or(Near::Everything, Near::Linked)
}

/// Whether a character stands in a date, or beside its parts.
fn is_of_date(c: char) -> bool {
    c.is_ascii_digit() || c.is_whitespace() || matches!(c, '年' | '月' | '日' | '-' | '/' | '.' | '－')
}

/// The bytes around the `@` at byte `at` that are read together with it: those that an address is made of, and what is
/// linked to them.
pub(super) fn around_mark(text: &str, at: usize) -> Near {
    let start = text.get(..at).unwrap_or_default().trim_end_matches(email::is_local).len();
    let domain = text.get(at..).unwrap_or_default().trim_start_matches(email::MARKS);
    let end = domain.find(|c| !email::is_domain_character(c)).unwrap_or(domain.len());
    joined(text, start..text.len() - domain.len() + end).map_or(Near::Everything, Near::Linked)
}

/// A stretch and what is linked to it; nothing when that cannot be told without reading everything.
fn joined(text: &str, stretch: Range<usize>) -> Option<Range<usize>> {
    let (mut start, mut end) = (stretch.start, stretch.end);
    while let Some(next) = before(text, start)? {
        start = next;
    }
    while let Some(next) = behind(text, end)? {
        end = next;
    }
    Some(start..end)
}

/// The beginning of the run that is linked to one that begins at `start`, if there is one.
fn before(text: &str, start: usize) -> Option<Option<usize>> {
    let bytes = text.as_bytes();
    let mut at = start;
    while start - at <= LONGEST_GAP {
        let Some(last) = at.checked_sub(1).and_then(|last| bytes.get(last)) else { return Some(None) };
        if last.is_ascii_alphanumeric() {
            let run = run_start(bytes, at - 1);
            if has_digit(bytes, run..at) {
                return Some(Some(run));
            }
            // Letters belong to a token in front of them when only characters without width stand between.
            if let Some(c) = text.get(..run)?.chars().next_back() {
                passes(c)?;
            }
            if !is_link_word(bytes, run..at) {
                return Some(None);
            }
            at = run;
            continue;
        }
        if last.is_ascii() {
            if !may_link_ascii(*last) {
                return Some(None);
            }
            at -= 1;
            continue;
        }
        if let Some([0xE4..=0xE9, middle, end]) = at.checked_sub(3).and_then(|from| bytes.get(from..at))
            && !LINKING.contains(&[*middle, *end])
        {
            return Some(None);
        }
        match passes(text.get(..at)?.chars().next_back()?)? {
            0 => return Some(None),
            length => at -= length,
        }
    }
    Some(None)
}

/// The end of the run that is linked to one that ends at `end`, if there is one.
fn behind(text: &str, end: usize) -> Option<Option<usize>> {
    let bytes = text.as_bytes();
    let mut at = end;
    while at - end <= LONGEST_GAP {
        let Some(first) = bytes.get(at) else { return Some(None) };
        if first.is_ascii_alphanumeric() {
            let run = run_end(bytes, at);
            if has_digit(bytes, at..run) {
                return Some(Some(run));
            }
            // A full-width digit behind makes it a token.
            if let Some(c) = text.get(run..)?.chars().next() {
                passes(c)?;
            }
            if !is_link_word(bytes, at..run) {
                return Some(None);
            }
            at = run;
            continue;
        }
        if first.is_ascii() {
            if !may_link_ascii(*first) {
                return Some(None);
            }
            at += 1;
            continue;
        }
        if let Some([0xE4..=0xE9, middle, end]) = bytes.get(at..at + 3)
            && !LINKING.contains(&[*middle, *end])
        {
            return Some(None);
        }
        match passes(text.get(at..)?.chars().next()?)? {
            0 => return Some(None),
            length => at += length,
        }
    }
    Some(None)
}

/// Whether byte `at`, one of a spot, is not the third or fourth digit of a group that is linked to nothing in front of it.
///
/// The scanner knows separators by a few bits, and the brackets of document numbers are like them: 〔2024〕128号.
pub(super) fn may_link_groups(bytes: &[u8], at: usize) -> bool {
    let digits = bytes.iter().take(at + 1).rev().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let group = (at + 1).checked_sub(digits).filter(|_| matches!(digits, 3 | 4));
    let Some(before @ [.., last]) = group.and_then(|group| bytes.get(..group)) else { return true };
    if last.is_ascii() {
        return last.is_ascii_alphanumeric() || may_link_ascii(*last);
    }
    let later = before.iter().rev().take(3).take_while(|&&byte| matches!(byte, 0x80..=0xBF)).count();
    let last = before.get(before.len().saturating_sub(later + 1)..).unwrap_or_default();
    let character = std::str::from_utf8(last).ok().and_then(|last| last.chars().next());
    character.is_none_or(|c| passes(c) != Some(0))
}

/// The length of a character that may stand between linked tokens; 0 for one that may not, and nothing for one that may be
/// part of a token, or is `＠`.
fn passes(c: char) -> Option<usize> {
    match c {
        '\u{FF10}'..='\u{FF19}' | '\u{FF20}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => None,
        _ if is_zero_width(c) => None,
        _ if is_han(c) && !may_link(c) => Some(0),
        _ if may_link(c) || is_blank(c) => Some(c.len_utf8()),
        _ => Some(0),
    }
}

/// Whether a byte that is no digit or letter may stand between linked tokens: [`may_link`] and blanks.
fn may_link_ascii(byte: u8) -> bool {
    byte == b' ' || may_link(char::from(byte))
}

/// The last two bytes of the Chinese characters that [`may_link`] lets through; of others too, which are then looked at.
const LINKING: [[u8; 2]; 5] = [last_two("或"), last_two("转"), last_two("接"), last_two("分"), last_two("机")];

const fn last_two(c: &str) -> [u8; 2] {
    match c.as_bytes() {
        [_, middle, last] => [*middle, *last],
        _ => [0, 0],
    }
}

/// Whether all letters of a run are those of `ext`, or its only one is that of `x`.
fn is_link_word(bytes: &[u8], run: Range<usize>) -> bool {
    let link = |byte: &u8| matches!(byte.to_ascii_lowercase(), b'e' | b'x' | b't');
    run.len() <= LONGEST_GAP && bytes.get(run).is_some_and(|letters| letters.iter().all(link))
}

fn has_digit(bytes: &[u8], run: Range<usize>) -> bool {
    bytes.get(run).is_some_and(|run| run.iter().any(u8::is_ascii_digit))
}

/// The run of ASCII digits and letters that byte `at` belongs to.
fn run_around(bytes: &[u8], at: usize) -> Run {
    let (before, behind) = bytes.split_at_checked(at).unwrap_or((bytes, &[]));
    let mut run = Run { start: before.len(), end: before.len(), digits: 0 };
    for byte in before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()) {
        run.start -= 1;
        run.digits += usize::from(byte.is_ascii_digit());
    }
    for byte in behind.iter().take_while(|byte| byte.is_ascii_alphanumeric()) {
        run.end += 1;
        run.digits += usize::from(byte.is_ascii_digit());
    }
    run
}

fn digits_at_start(bytes: &[u8]) -> usize {
    let (eights, _) = bytes.as_chunks();
    let whole = eights.iter().take_while(|eight| are_digits(**eight)).count() * 8;
    whole + bytes.iter().skip(whole).take_while(|byte| byte.is_ascii_digit()).count()
}

fn digits_at_end(bytes: &[u8]) -> usize {
    let (_, eights) = bytes.as_rchunks();
    let whole = eights.iter().rev().take_while(|eight| are_digits(**eight)).count() * 8;
    whole + bytes.iter().rev().skip(whole).take_while(|byte| byte.is_ascii_digit()).count()
}

/// Where the run of ASCII digits and letters begins that byte `at` belongs to.
fn run_start(bytes: &[u8], at: usize) -> usize {
    let before = bytes.get(..at).unwrap_or_default();
    before.iter().rposition(|byte| !byte.is_ascii_alphanumeric()).map_or(0, |last| last + 1)
}

/// Where the run of ASCII digits and letters ends that byte `at` belongs to.
fn run_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::overlong;

    /// The run that every byte of `text` from `from` to `to` is told to lie in; the same for all.
    fn told(text: &str, from: usize, to: usize) -> Option<(usize, usize)> {
        let run = |at: usize| overlong(text.as_bytes(), at).map(|run| (run.start, run.end));
        let first = run(from);
        assert!((from..to).all(|at| run(at) == first), "{text}");
        first
    }

    #[test]
    fn more_digits_than_any_identifier_has_are_told_at_each() {
        assert_eq!(told("777777777777777777777", 0, 21), Some((0, 21)));
        assert_eq!(told("a-777777777777777777777，", 2, 23), Some((2, 23)));
        // No tax number begins with these.
        assert_eq!(told("77777777777777777777", 0, 20), Some((0, 20)));
    }

    #[test]
    fn what_may_be_an_identifier_is_not_overlong() {
        for text in ["7777777777777777777", "11010519491231002101", "a777777777777777777777", "777777777777777777777A"]
        {
            assert_eq!(told(text, 1, text.len() - 1), None, "{text}");
        }
    }
}
