//! What a whole value is, to decide on a column.

use super::finder::AddressFinder;
use super::grammar::ORGANIZATION;
use super::read::Read;
use crate::model::AddressLevel;

/// What a whole value is, to decide on a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Shape {
    /// Divisions alone.
    Region,
    /// Something finer, or names of places.
    Address,
    /// Neither.
    Other,
}

impl AddressFinder {
    /// What the whole of `text` is.
    fn shape(&mut self, text: &str) -> Shape {
        self.letters.load(text.trim());
        let to = self.letters.len();
        self.parse(0, to);
        let Some(last) = self.reads.last().copied() else { return Shape::Other };
        let leads = self.reads.first().is_some_and(Read::is_division);
        let fine = self.reads.iter().filter(|read| read.level >= AddressLevel::Town).count();
        match () {
            () if leads && last.end == to && fine == 0 => Shape::Region,
            () if ORGANIZATION.iter().any(|word| text.ends_with(word)) => Shape::Other,
            () if leads && self.is_named_alone() && self.ends_as_organization(0, to, to) => Shape::Other,
            () if leads && (fine > 0 || to - last.end > 1) && to >= 5 => Shape::Address,
            () if fine >= 2 => Shape::Address,
            () => Shape::Other,
        }
    }
}

/// What a whole value is, by the grammar alone.
pub(in super::super) fn shape_of(text: &str) -> Shape {
    AddressFinder::default().shape(text)
}
