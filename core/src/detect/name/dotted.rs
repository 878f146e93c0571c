//! Names put together by middle dots: 买买提·吐尔逊, 约翰·史密斯.
//!
//! All segments are taken. The first segment begins, and the last ends, where the characters stop to be those of
//! transliterations or a word of the lexicon takes over.

use super::context::{After, Around, Before};
use super::lexicon::{Lexicon, number};
use super::transliteration::{Transliteration, is_middle_dot};
use crate::detect::normalize::is_han;
use crate::detect::passage::Passage;
use crate::model::{Confidence, EntityKind, Finding, Span};

/// Adds the names with dots in `passage` to `found`.
pub(super) fn find(passage: Passage<'_>, found: &mut Vec<Finding>) {
    let text = passage.text();
    let mut from = 0;
    while let Some((dot, width)) = next_dot(passage, from) {
        let end = end_of_segments(passage, dot + width);
        from = end.max(dot + width);
        let Some(name) = Name::around(passage, dot, end) else { continue };
        let confidence = Confidence::percent(if name.is_sure { 99 } else { 40 });
        let span = Span::try_new(name.start, name.end.min(text.len()));
        found.extend(span.map(|span| Finding::new(span, EntityKind::Name, confidence)));
    }
}

/// The first dot from `from` on that stands between Han characters: its place and width.
fn next_dot(passage: Passage<'_>, from: usize) -> Option<(usize, usize)> {
    let dots = passage.after(from).char_indices().filter(|&(_, c)| is_middle_dot(c));
    let mut dots = dots.map(|(place, c)| (from + place, c.len_utf8()));
    dots.find(|&(place, width)| {
        passage.before(place).chars().next_back().is_some_and(is_han)
            && passage.after(place + width).chars().next().is_some_and(is_han)
    })
}

/// Where the Han characters and dots from `start` on end.
fn end_of_segments(passage: Passage<'_>, start: usize) -> usize {
    let rest = passage.after(start);
    let end = rest.char_indices().find(|&(at, c)| {
        let goes_on = || rest.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next()).is_some_and(is_han);
        !(is_han(c) || is_middle_dot(c) && goes_on())
    });
    start + end.map_or(rest.len(), |(at, _)| at)
}

struct Name {
    start: usize,
    end: usize,
    is_sure: bool,
}

impl Name {
    /// The name around the first dot at `dot`, whose segments and what follows them end at `end`.
    fn around(passage: Passage<'_>, dot: usize, end: usize) -> Option<Self> {
        let first: Vec<(usize, char)> =
            passage.before(dot).char_indices().rev().take_while(|&(_, c)| is_han(c)).take(SEGMENT + 4).collect();
        let tail = passage.between(dot, end);
        let last_at = tail.char_indices().rfind(|&(_, c)| is_middle_dot(c)).map(|(at, c)| dot + at + c.len_utf8())?;
        let (head, first_sounds) = head_of(&first);
        let (length, last_sounds) = tail_of(passage.between(last_at, end));
        let start = first.get(head.checked_sub(1)?).map(|&(place, _)| place)?;
        let between = passage.between(dot, last_at);
        // A full stop joins only what sounds foreign on both sides.
        let is_joined = !between.contains(['.', '．']) || first_sounds && last_sounds;
        (length > 0 && (first_sounds || last_sounds) && is_joined && !in_title(passage, start, end)).then_some(Self {
            start,
            end: last_at + length,
            is_sure: (first_sounds && last_sounds || is_titled(passage, start))
                && !names_thing(passage, last_at + length),
        })
    }
}

/// Whether the word behind `end` is for an organization or a thing: 乔治·梅森大学.
fn names_thing(passage: Passage<'_>, end: usize) -> bool {
    let behind: Vec<u16> = passage.after(end).chars().take(4).map(number).collect();
    Around::get().is_organization(&behind) || Around::get().after(&behind) == Some(After::Thing)
}

/// Whether a title stands in front of `start`.
fn is_titled(passage: Passage<'_>, start: usize) -> bool {
    let mut before: Vec<u16> = passage.before(start).chars().rev().take(4).map(number).collect();
    before.reverse();
    Around::get().before(&before) == Some(Before::Title)
}

/// How many of the characters in front of the first dot, the nearest first, are of the name; whether all sound foreign.
fn head_of(nearest_first: &[(usize, char)]) -> (usize, bool) {
    let sounds = Transliteration::get();
    let numbers: Vec<u16> = nearest_first.iter().rev().map(|&(_, c)| number(c)).collect();
    let mut length = 0;
    while length < numbers.len().min(SEGMENT) {
        let at = numbers.len() - length;
        let before = numbers.get(..at).unwrap_or_default();
        let is_foreign = before.last().is_some_and(|&number| sounds.cost(number).is_some());
        let is_title = |numbers: &[u16]| Around::get().before(numbers) == Some(Before::Title);
        let ends =
            || is_title(before) || ends_in_word(before) && !before.split_last().is_some_and(|(_, rest)| is_title(rest));
        if !is_foreign || length > 0 && ends() {
            break;
        }
        length += 1;
    }
    // A segment of other characters is taken whole where nothing else stands in front of it.
    let whole = numbers.len() <= 4;
    match length {
        0 if whole => (numbers.len(), false),
        0 => (0, false),
        _ if whole && numbers.len() == length + 1 && !is_link_before(&numbers) => (numbers.len(), true),
        _ => (length, true),
    }
}

/// Whether the first character is a word that stands in front of names: 与, 的.
fn is_link_before(numbers: &[u16]) -> bool {
    Around::get().before(numbers.get(..1).unwrap_or_default()).is_some()
}

/// Whether the characters end in a word of the lexicon that does not sound foreign.
fn ends_in_word(numbers: &[u16]) -> bool {
    (2..=3).any(|length| {
        let word = numbers.len().checked_sub(length).and_then(|at| numbers.get(at..)).unwrap_or_default();
        Lexicon::get().cost(word).is_some() && word.iter().any(|&number| Transliteration::get().cost(number).is_none())
    })
}

/// How many bytes of the characters behind the last dot are of the name; whether all sound foreign.
fn tail_of(text: &str) -> (usize, bool) {
    let sounds = Transliteration::get();
    let numbers: Vec<u16> = text.chars().map(number).collect();
    let stops = |at: usize| {
        let rest = numbers.get(at..).unwrap_or_default();
        let mut usual = false;
        Lexicon::get().words(rest, |_, cost| usual |= cost < USUAL_WORD);
        usual || matches!(Around::get().after(rest), Some(After::Person))
    };
    let mut length = 0;
    while numbers.get(length).is_some_and(|&number| sounds.cost(number).is_some()) && !(length > 0 && stops(length)) {
        length += 1;
    }
    let is_foreign = length > 0;
    let rest = numbers.len() - length;
    // One more character, or a short segment of other characters, is taken where nothing else follows.
    if rest > 0
        && (rest == 1 || length == 0 && rest <= 3)
        && !stops(length)
        && !is_link(numbers.get(length..).unwrap_or_default())
    {
        length = numbers.len();
    }
    (text.chars().take(length).map(char::len_utf8).sum(), is_foreign)
}

fn is_link(numbers: &[u16]) -> bool {
    matches!(Around::get().after(numbers), Some(After::Link))
}

fn in_title(passage: Passage<'_>, start: usize, end: usize) -> bool {
    let mark = |c: &char| matches!(c, '《' | '》' | '\n');
    passage.before(start).chars().rev().take(SEGMENT * 2).find(mark) == Some('《')
        && passage.after(end).chars().take(SEGMENT * 2).find(mark) == Some('》')
}

/// Characters of the longest segment.
const SEGMENT: usize = 12;
/// The cost below which a word ends a segment even though its characters could sound foreign.
const USUAL_WORD: f64 = 12.0;
