//! Names put together by middle dots: 买买提·吐尔逊, 约翰·史密斯.
//!
//! All segments are taken. The first segment begins, and the last ends, where the characters stop to be those of
//! transliterations or a word of the lexicon takes over.

use super::character::Character;
use super::context::{After, Before};
use super::lexicon::LONGEST;
use super::tables::Tables;
use super::transliteration::is_middle_dot;
use crate::detect::normalize::is_han;
use crate::detect::passage::Passage;
use crate::model::{Confidence, EntityKind, Finding, Span};

/// Adds the names with dots in `passage` to `found`; `dots` are the places of the dots between Han characters, in order.
pub(super) fn find(passage: Passage<'_>, dots: &[usize], found: &mut Vec<Finding>) {
    let mut from = 0;
    for &dot in dots {
        let width = passage.after(dot).chars().next().map_or(0, char::len_utf8);
        if dot < from {
            continue;
        }
        let end = end_of_segments(passage, dot + width);
        from = end.max(dot + width);
        let Some(name) = Name::around(passage, dot, end) else { continue };
        let confidence = Confidence::percent(if name.is_sure { 99 } else { 40 });
        let span = Span::try_new(name.start, name.end.min(passage.text().len()));
        found.extend(span.map(|span| Finding::new(span, EntityKind::Name, confidence)));
    }
}

/// Whether the character at `place` is a dot and Han characters stand on both sides, given that one stands in front.
pub(super) fn joins_behind_han(passage: Passage<'_>, place: usize) -> bool {
    let mut behind = passage.after(place).chars();
    behind.next().is_some_and(is_middle_dot) && behind.next().is_some_and(is_han)
}

/// Where the Han characters and dots from `start` on end, or those of a segment with more than a name in it.
fn end_of_segments(passage: Passage<'_>, start: usize) -> usize {
    let rest = passage.after(start);
    let mut begin = 0;
    let end = rest.char_indices().find(|&(at, c)| {
        let goes_on = || rest.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next()).is_some_and(is_han);
        let is_joined = is_middle_dot(c) && is_segment(rest.get(begin..at).unwrap_or_default()) && goes_on();
        begin = if is_joined { at + c.len_utf8() } else { begin };
        !(is_han(c) || is_joined)
    });
    start + end.map_or(rest.len(), |(at, _)| at)
}

/// Whether all of what stands between two dots can be of one name.
fn is_segment(text: &str) -> bool {
    text.chars().count() <= SHORT || tail_of(text).length == text.chars().count()
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
        let (head, last) = (head_of(&first), tail_of(passage.between(last_at, end)));
        let start = first.get(head.length.checked_sub(1)?).map(|&(place, _)| place)?;
        let length: usize = passage.after(last_at).chars().take(last.length).map(char::len_utf8).sum();
        let between = passage.between(dot, last_at);
        let (both, either) = (head.sounds && last.sounds, head.sounds || last.sounds);
        // A full stop joins only what sounds foreign on both sides.
        let is_joined = !between.contains(['.', '．']) || both;
        let is_known = head.is_known || last.is_known;
        (length > 0 && either && is_joined && !in_title(passage, start, end)).then_some(Self {
            start,
            end: last_at + length,
            is_sure: (both || is_known || is_titled(passage, start)) && !names_thing(passage, last_at + length),
        })
    }
}

/// Whether the word behind `end` is for an organization or a thing: 乔治·梅森大学.
fn names_thing(passage: Passage<'_>, end: usize) -> bool {
    let Tables { characters, around, .. } = Tables::get();
    let behind: Vec<Character> = passage.after(end).chars().take(LONGEST).map(|c| characters.of(c)).collect();
    around.is_organization(&behind) || around.after(&behind) == Some(After::Thing)
}

/// Whether a title stands in front of `start`.
fn is_titled(passage: Passage<'_>, start: usize) -> bool {
    let Tables { characters, around, .. } = Tables::get();
    let nearest_first = passage.before(start).chars().rev().take(LONGEST);
    let mut before: Vec<Character> = nearest_first.map(|c| characters.of(c)).collect();
    before.reverse();
    around.before(&before) == Some(Before::Title)
}

/// What of a segment and its surroundings is of the name.
struct Part {
    /// In characters.
    length: usize,
    /// Whether all sounds like a name with dots.
    sounds: bool,
    /// Whether it has a name in it that is known by itself.
    is_known: bool,
}

/// What of the characters in front of the first dot, the nearest first, is of the name.
fn head_of(nearest_first: &[(usize, char)]) -> Part {
    let Tables { characters, around, known, .. } = Tables::get();
    let all: Vec<Character> = nearest_first.iter().rev().map(|&(_, c)| characters.of(c)).collect();
    let in_front = |length: usize| all.get(..all.len().saturating_sub(length)).unwrap_or_default();
    let mut sure = 0;
    while known.at_end(in_front(sure)) > 0 {
        sure += known.at_end(in_front(sure));
    }
    let is_title = |part: &[Character]| around.before(part) == Some(Before::Title);
    let mut length = sure;
    while length < SEGMENT {
        let before = in_front(length);
        let is_end = length > 0 && (is_title(before) || ends_in_word(before) && !is_title(in_front(length + 1)));
        length += match before {
            _ if is_end => break,
            [.., last] if last.is_of_dotted() => 1,
            [.., inner, last] if inner.is_of_dotted() && !is_beside(&[*last]) && !is_beside(&[*inner, *last]) => 2,
            _ => break,
        };
    }
    if length < all.len() {
        let outermost = all
            .iter()
            .skip(all.len() - length)
            .take_while(|character| character.is_inner() || !character.is_of_dotted());
        length = sure.max(length - outermost.count().min(length));
    }
    // A segment of other characters is taken whole where nothing else, or a title, stands in front of it.
    let sounds = length > 0;
    let is_whole = all.len() <= 4 && (!sounds || !is_beside(in_front(length)));
    let behind_title = || (1..=all.len().min(4)).rev().find(|&length| is_title(in_front(length)));
    let length = match length {
        _ if is_whole => all.len(),
        0 => behind_title().unwrap_or(0),
        _ => length,
    };
    Part { length, sounds, is_known: sure > 0 }
}

/// Whether characters in front of a name are no part of it: words, and what links names.
fn is_beside(characters: &[Character]) -> bool {
    let Tables { around, lexicon, .. } = Tables::get();
    around.before(characters).is_some() || lexicon.is_word(characters) || characters.len() > 2
}

/// Whether the characters end in a word of the lexicon that does not sound like a name.
fn ends_in_word(characters: &[Character]) -> bool {
    (2..=3).any(|length| {
        let word = characters.len().checked_sub(length).and_then(|at| characters.get(at..)).unwrap_or_default();
        Tables::get().lexicon.is_word(word) && !word.iter().all(|character| character.is_of_dotted())
    })
}

fn begins_with_word(characters: &[Character]) -> bool {
    let words = Tables::get().lexicon.words(characters);
    (2..=4).any(|length| words.of(length).is_some())
}

/// What of the characters behind a dot is of the name.
fn tail_of(text: &str) -> Part {
    let Tables { characters, around, lexicon, known, .. } = Tables::get();
    let all: Vec<Character> = text.chars().map(|c| characters.of(c)).collect();
    let from = |at: usize| all.get(at..).unwrap_or_default();
    let stops = |at: usize| {
        let words = lexicon.words(from(at));
        words.two.min(words.three).min(words.four) < USUAL_WORD || around.after(from(at)) == Some(After::Person)
    };
    let mut sure = 0;
    while known.at_start(from(sure)) > 0 {
        sure += known.at_start(from(sure));
    }
    let mut length = sure;
    loop {
        let (rest, is_end) = (from(length), length > 0 && stops(length));
        length += match rest {
            _ if is_end => break,
            [next, ..] if next.is_of_dotted() => 1,
            [_, inner, ..] if inner.is_of_dotted() && around.after(rest).is_none() && !begins_with_word(rest) => 2,
            _ => break,
        };
    }
    if length < all.len() {
        let outermost =
            all.iter().take(length).rev().take_while(|character| character.is_inner() || !character.is_of_dotted());
        length = sure.max(length - outermost.count());
    }
    let sounds = length > 0;
    // One more character, or a short segment of other characters, is taken where nothing else follows.
    let rest = all.len() - length;
    let is_short = rest == 1 || !sounds && rest <= 3;
    if is_short && !stops(length) && around.after(from(length)).is_none() {
        length = all.len();
    }
    Part { length, sounds, is_known: sure > 0 }
}

fn in_title(passage: Passage<'_>, start: usize, end: usize) -> bool {
    let mark = |c: &char| matches!(c, '《' | '》' | '\n');
    passage.before(start).chars().rev().take(SEGMENT * 2).find(mark) == Some('《')
        && passage.after(end).chars().take(SEGMENT * 2).find(mark) == Some('》')
}

/// Characters of a segment between dots that is taken whatever they are.
const SHORT: usize = 6;
/// Characters of the longest segment.
const SEGMENT: usize = 12;
/// The cost in half nats below which a word ends a segment even though its characters could sound foreign.
const USUAL_WORD: u8 = 24;
