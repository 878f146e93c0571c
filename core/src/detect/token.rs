//! Identifier characters of a row, normalized, and what stands between them.

use std::cell::Cell;

use weimu_scan::Run;

use super::boundary::Link;
use super::context::Subjects;
use super::normalize::{identifier, is_zero_width};
use super::passage::Passage;
use super::start::Starts;
use crate::model::Span;

/// A maximal stretch of identifier characters, read over zero-width characters, with at least one digit.
#[derive(Clone, Copy)]
pub(super) struct Token {
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    from: usize,
    to: usize,
    all_digits: bool,
    starts: Starts,
}

/// The tokens of one row. The buffers are reused from row to row.
#[derive(Default)]
pub(super) struct Tokens {
    list: Vec<Token>,
    ascii: Vec<u8>,
    starts: Starts,
    links: Vec<Link>,
    /// What the words in front of each token say, where it was asked for.
    subjects: Vec<Cell<Option<Subjects>>>,
}

impl Tokens {
    /// Reads the runs of `passage`, whose places begin with the text.
    pub(super) fn read(&mut self, passage: Passage<'_>, runs: &[Run]) {
        self.list.clear();
        self.ascii.clear();
        self.links.clear();
        self.starts = Starts::default();
        for run in runs {
            if self.list.last().is_none_or(|token| token.end <= run.start) {
                let token = self.read_plain(passage, *run).unwrap_or_else(|| self.read_one(passage, run.start));
                self.starts = self.starts.or(token.starts);
                self.list.push(token);
            }
        }
        let pairs = self.list.iter().zip(self.list.iter().skip(1));
        self.links.extend(pairs.map(|(left, right)| Link::between(passage.between(left.end, right.start))));
        self.subjects.clear();
        self.subjects.resize(self.list.len(), Cell::new(None));
    }

    /// The token of a run of ASCII characters that goes on behind no zero-width character, which is almost every one.
    fn read_plain(&mut self, passage: Passage<'_>, run: Run) -> Option<Token> {
        let bytes = passage.text().as_bytes();
        let characters = bytes.get(run.start..run.end).filter(|characters| characters.is_ascii())?;
        if matches!(bytes.get(run.end), Some(0xE2 | 0xEF)) {
            return None;
        }
        let (from, all_digits) = (self.ascii.len(), run.digits == characters.len());
        self.ascii.extend_from_slice(characters);
        let starts = Starts::of(characters, all_digits);
        Some(Token { start: run.start, end: run.end, from, to: self.ascii.len(), all_digits, starts })
    }

    fn read_one(&mut self, passage: Passage<'_>, start: usize) -> Token {
        let from = self.ascii.len();
        let mut end = start;
        for (at, c) in passage.after(start).char_indices() {
            match identifier(c) {
                Some(byte) => {
                    self.ascii.push(byte);
                    end = start + at + c.len_utf8();
                }
                None if is_zero_width(c) => {}
                None => break,
            }
        }
        let characters = self.ascii.get(from..).unwrap_or_default();
        let all_digits = characters.iter().all(u8::is_ascii_digit);
        let starts = Starts::of(characters, all_digits);
        Token { start, end, from, to: self.ascii.len(), all_digits, starts }
    }

    /// What some token may begin.
    pub(super) fn all_starts(&self) -> Starts {
        self.starts
    }

    /// What a token may begin.
    pub(super) fn starts(&self, index: usize) -> Starts {
        self.list.get(index).map(|token| token.starts).unwrap_or_default()
    }

    /// What the words in front of a token say; `read` is asked once, with the place of its first byte.
    pub(super) fn subjects(&self, index: usize, read: impl Fn(usize) -> Subjects) -> Subjects {
        let Some((token, known)) = self.list.get(index).zip(self.subjects.get(index)) else {
            return Subjects::default();
        };
        known.get().unwrap_or_else(|| {
            let subjects = read(token.start);
            known.set(Some(subjects));
            subjects
        })
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<Token> {
        self.list.get(index).copied()
    }

    /// The characters of a token; empty when there is none.
    pub(super) fn ascii(&self, index: usize) -> &[u8] {
        self.ascii_of(index, 1)
    }

    /// The characters of `count` tokens in a row, without what stands between them.
    pub(super) fn ascii_of(&self, first: usize, count: usize) -> &[u8] {
        let bounds = self.get(first).zip(self.get((first + count).saturating_sub(1)));
        bounds.and_then(|(first, last)| self.ascii.get(first.from..last.to)).unwrap_or_default()
    }

    /// How many digits a token has, if it has nothing else.
    pub(super) fn digits(&self, index: usize) -> Option<usize> {
        self.get(index).filter(|token| token.all_digits).map(|token| token.to - token.from)
    }

    /// What stands between a token and the one after it.
    pub(super) fn link(&self, index: usize) -> Link {
        self.links.get(index).copied().unwrap_or(Link::Apart)
    }

    /// What stands between a token and the one before it.
    pub(super) fn link_before(&self, index: usize) -> Link {
        index.checked_sub(1).map_or(Link::Apart, |before| self.link(before))
    }

    /// Whether the token and the `count - 1` after it have these lengths and are digits, except for the last character.
    pub(super) fn lengths(&self, first: usize, lengths: &[usize]) -> bool {
        lengths.iter().enumerate().all(|(offset, &length)| self.ascii(first + offset).len() == length)
    }

    /// The bytes from the first of `count` tokens to the last.
    pub(super) fn span(&self, first: usize, count: usize) -> Option<Span> {
        Span::try_new(self.get(first)?.start, self.get((first + count).checked_sub(1)?)?.end)
    }

    /// Whether tokens `first..first + count` are joined to no other by a dash: parts of a coded reference are nothing else.
    pub(super) fn stands_alone(&self, first: usize, count: usize) -> bool {
        self.link_before(first) != Link::Dash && self.link(first + count - 1) != Link::Dash
    }

    /// Whether every link inside tokens `first..first + count` is a blank or a dash.
    pub(super) fn joined(&self, first: usize, count: usize) -> bool {
        (first..first + count - 1).all(|index| matches!(self.link(index), Link::Blank | Link::Dash))
    }
}
