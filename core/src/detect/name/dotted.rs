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

/// How many of the characters in front of the first dot, the nearest first, are of the name; whether all sound foreign.
fn head_of(nearest_first: &[(usize, char)]) -> (usize, bool) {
    let Tables { characters, around, .. } = Tables::get();
    let all: Vec<Character> = nearest_first.iter().rev().map(|&(_, c)| characters.of(c)).collect();
    let mut length = 0;
    while length < all.len().min(SEGMENT) {
        let at = all.len() - length;
        let before = all.get(..at).unwrap_or_default();
        let is_foreign = before.last().is_some_and(|character| character.sounds_foreign());
        let is_title = |part: &[Character]| around.before(part) == Some(Before::Title);
        let ends =
            || is_title(before) || ends_in_word(before) && !before.split_last().is_some_and(|(_, rest)| is_title(rest));
        if !is_foreign || length > 0 && ends() {
            break;
        }
        length += 1;
    }
    // A segment of other characters is taken whole where nothing else stands in front of it.
    let whole = all.len() <= 4;
    match length {
        0 if whole => (all.len(), false),
        0 => (0, false),
        _ if whole && all.len() == length + 1 && !is_link_before(&all) => (all.len(), true),
        _ => (length, true),
    }
}

/// Whether the first character is a word that stands in front of names: 与, 的.
fn is_link_before(characters: &[Character]) -> bool {
    Tables::get().around.before(characters.get(..1).unwrap_or_default()).is_some()
}

/// Whether the characters end in a word of the lexicon that does not sound foreign.
fn ends_in_word(characters: &[Character]) -> bool {
    (2..=3).any(|length| {
        let word = characters.len().checked_sub(length).and_then(|at| characters.get(at..)).unwrap_or_default();
        Tables::get().lexicon.is_word(word) && !word.iter().all(|character| character.sounds_foreign())
    })
}

/// How many bytes of the characters behind the last dot are of the name; whether all sound foreign.
fn tail_of(text: &str) -> (usize, bool) {
    let Tables { characters, around, lexicon, .. } = Tables::get();
    let all: Vec<Character> = text.chars().map(|c| characters.of(c)).collect();
    let stops = |at: usize| {
        let rest = all.get(at..).unwrap_or_default();
        let words = lexicon.words(rest);
        words.two.min(words.three).min(words.four) < USUAL_WORD || around.after(rest) == Some(After::Person)
    };
    let mut length = 0;
    while all.get(length).is_some_and(|character| character.sounds_foreign()) && !(length > 0 && stops(length)) {
        length += 1;
    }
    let is_foreign = length > 0;
    let rest = all.len() - length;
    // One more character, or a short segment of other characters, is taken where nothing else follows.
    if rest > 0
        && (rest == 1 || length == 0 && rest <= 3)
        && !stops(length)
        && !is_link(all.get(length..).unwrap_or_default())
    {
        length = all.len();
    }
    (text.chars().take(length).map(char::len_utf8).sum(), is_foreign)
}

fn is_link(characters: &[Character]) -> bool {
    Tables::get().around.after(characters) == Some(After::Link)
}

fn in_title(passage: Passage<'_>, start: usize, end: usize) -> bool {
    let mark = |c: &char| matches!(c, '《' | '》' | '\n');
    passage.before(start).chars().rev().take(SEGMENT * 2).find(mark) == Some('《')
        && passage.after(end).chars().take(SEGMENT * 2).find(mark) == Some('》')
}

/// Characters of the longest segment.
const SEGMENT: usize = 12;
/// The cost in half nats below which a word ends a segment even though its characters could sound foreign.
const USUAL_WORD: u8 = 24;
