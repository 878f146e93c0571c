//! What was read of an address, part by part.

use super::grammar::Part;
use crate::model::AddressLevel;

/// One part that was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read {
    pub level: AddressLevel,
    /// Its first character.
    pub begin: usize,
    /// Character after its last.
    pub end: usize,
    pub kind: ReadKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadKind {
    /// A full name of the gazetteer.
    Full,
    /// A short name of the gazetteer.
    Short,
    /// A part that the grammar read.
    Part(Part, Strength),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    Strong,
    Weak,
}

impl Read {
    /// Whether it is a division of the gazetteer.
    pub(super) fn is_division(&self) -> bool {
        matches!(self.kind, ReadKind::Full | ReadKind::Short)
    }

    /// Whether it is a part of this kind.
    pub(super) fn is(&self, wanted: Part) -> bool {
        matches!(self.kind, ReadKind::Part(part, _) if part == wanted)
    }

    /// Whether it numbers a house or something in one.
    pub(super) fn is_number(&self) -> bool {
        matches!(self.kind, ReadKind::Part(part, _) if part.is_number())
    }
}
