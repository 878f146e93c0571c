//! Why a candidate was refused.

/// The condition that a candidate or a value failed.
///
/// It names the rule, never the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// Not of the kind's form at all: a wrong character, a wrong separator.
    Shape,
    /// Too short or too long.
    Length,
    /// Part of a longer run of its own class, or of a coded reference.
    Boundary,
    /// The check character does not agree.
    Checksum,
    /// The date does not exist, or lies in the future.
    Date,
    /// No such province or division.
    Region,
    /// The leading characters are not assigned: a class, a number segment, an area code, a BIN.
    Prefix,
    /// Nothing around it says what it is.
    Context,
    /// Another finding covers it with more evidence.
    Overlap,
    /// Issued in the pilot period with a check character that GB 32100 does not give.
    Pilot,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 10] = [
        Self::Shape,
        Self::Length,
        Self::Boundary,
        Self::Checksum,
        Self::Date,
        Self::Region,
        Self::Prefix,
        Self::Context,
        Self::Overlap,
        Self::Pilot,
    ];

    /// The word used in reports and bindings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::Length => "length",
            Self::Boundary => "boundary",
            Self::Checksum => "checksum",
            Self::Date => "date",
            Self::Region => "region",
            Self::Prefix => "prefix",
            Self::Context => "context",
            Self::Overlap => "overlap",
            Self::Pilot => "pilot",
        }
    }
}
