//! What every detector of identifiers is given.

use super::boundary::{Link, is_fraction};
use super::context::{self, REACH, Subjects};
use super::date::Date;
use super::normalize::is_mask;
use super::passage::Passage;
use super::start::Starts;
use super::token::Tokens;
use crate::model::EntityKind;

/// How many values of a list one label is taken for.
const LIST: usize = 16;

/// One value, its tokens, and what is known besides.
pub(super) struct Row<'a> {
    pub passage: Passage<'a>,
    pub tokens: &'a Tokens,
    /// No one is born after this day.
    pub today: Date,
    /// What the value is said to be by the one who asks; it counts as context.
    pub assumed: Option<EntityKind>,
}

impl Row<'_> {
    /// Whether the words in front of token `index`, or the one who asks, say that this is of `kind`.
    pub(super) fn says(&self, kind: EntityKind, index: usize, subjects: Subjects) -> bool {
        self.assumed == Some(kind) || self.names(index, subjects)
    }

    /// Whether a word for one of `subjects` is the label of token `index`, or of a list that it stands in, or the one who asks
    /// says that this is of `kind`.
    pub(super) fn labels(&self, kind: EntityKind, index: usize, subjects: Subjects) -> bool {
        let listed = |place: usize| self.tokens.link_before(place) == Link::List && self.is_alike(place);
        let first = (0..=index).rev().take(LIST).find(|&place| !listed(place)).unwrap_or(index);
        self.says(kind, first, subjects.as_labels())
    }

    /// Whether `count` tokens from `first` are parts of nothing longer: a coded reference, a decimal, a version, a masked value.
    pub(super) fn alone(&self, first: usize, count: usize) -> bool {
        let ends = self.tokens.get(first).zip(self.tokens.get((first + count).saturating_sub(1)));
        let fraction = ends.is_some_and(|(first, last)| is_fraction(self.passage, first, last));
        let masked = ends.is_some_and(|(first, last)| {
            self.passage.after(last.end).starts_with(is_mask) || self.passage.before(first.start).ends_with(is_mask)
        });
        self.tokens.stands_alone(first, count) && !fraction && !masked
    }

    /// Whether a token is as long as the one before it.
    fn is_alike(&self, index: usize) -> bool {
        index.checked_sub(1).is_some_and(|before| self.tokens.ascii(before).len() == self.tokens.ascii(index).len())
    }

    /// What some token may begin, but for what a word must announce that is not there.
    pub(super) fn starts(&self) -> Starts {
        let starts = self.tokens.all_starts();
        if self.assumed.is_some() || !starts.has(Starts::ANNOUNCED) {
            return starts;
        }
        if self.tokens.len() == 1 {
            return starts.announced(self.subjects(0));
        }
        let ends = self.tokens.get(0).zip(self.tokens.len().checked_sub(1).and_then(|last| self.tokens.get(last)));
        let words = ends.map_or("", |(first, last)| {
            let before = self.passage.before(first.start).char_indices().rev().nth(REACH - 1);
            self.passage.between(before.map_or(0, |(start, _)| start), last.start)
        });
        starts.announced(context::among(words))
    }

    fn subjects(&self, index: usize) -> Subjects {
        self.tokens.subjects(index, |start| context::subjects(self.passage, start))
    }

    /// Whether a word for one of `subjects` stands in front of token `index`.
    pub(super) fn names(&self, index: usize, subjects: Subjects) -> bool {
        self.subjects(index).has(subjects)
    }
}
