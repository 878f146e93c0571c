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

/// What was read, whatever its place.
#[derive(Clone, Copy)]
pub(super) struct Contents {
    pub full: bool,
    pub short: bool,
    /// The finest level.
    pub level: AddressLevel,
    /// The parts, by a bit for each.
    strong: u16,
    weak: u16,
}

impl Contents {
    pub(super) fn of(reads: &[Read]) -> Self {
        let mut contents = Self { full: false, short: false, level: AddressLevel::Province, strong: 0, weak: 0 };
        for read in reads {
            contents.level = contents.level.max(read.level);
            match read.kind {
                ReadKind::Full => contents.full = true,
                ReadKind::Short => contents.short = true,
                ReadKind::Part(part, Strength::Strong) => contents.strong |= 1 << part as u16,
                ReadKind::Part(part, Strength::Weak) => contents.weak |= 1 << part as u16,
            }
        }
        contents
    }

    /// Whether `part` was read for sure.
    pub(super) fn has(self, part: Part) -> bool {
        self.strong >> part as u16 & 1 != 0
    }

    /// Whether `part` was read, but could be something else.
    pub(super) fn has_weak(self, part: Part) -> bool {
        self.weak >> part as u16 & 1 != 0
    }

    /// How many of `parts` were read.
    pub(super) fn count(self, parts: &[Part]) -> usize {
        parts.iter().filter(|&&part| self.has(part) || self.has_weak(part)).count()
    }
}
