//! What every detector of identifiers is given.

use super::context::{self, Subjects};
use super::date::Date;
use super::passage::Passage;
use super::token::Tokens;
use crate::model::EntityKind;

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

    /// Whether a word for one of `subjects` stands in front of token `index`.
    pub(super) fn names(&self, index: usize, subjects: Subjects) -> bool {
        self.tokens.subjects(index, |start| context::subjects(self.passage, start)).has(subjects)
    }
}
