//! What a whole column holds.

use super::EntityKind;

/// The type of a column: an entity kind, or one of the types that only columns have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// Every value is meant to be of this kind.
    Entity(EntityKind),
    /// Telephone numbers of more than one kind.
    Phone,
    /// Names of organizations.
    Organization,
    /// Names or codes of administrative divisions, nothing finer.
    Region,
    /// Dates that are not birth dates.
    Date,
    /// Nothing that weimu protects.
    None,
}

impl ColumnType {
    /// The word used in policies and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entity(kind) => kind.name(),
            Self::Phone => "phone",
            Self::Organization => "organization",
            Self::Region => "region",
            Self::Date => "date",
            Self::None => "none",
        }
    }

    /// The type with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "phone" => Some(Self::Phone),
            "organization" => Some(Self::Organization),
            "region" => Some(Self::Region),
            "date" => Some(Self::Date),
            "none" => Some(Self::None),
            _ => EntityKind::from_name(name).map(Self::Entity),
        }
    }

    /// Proposed protection level, 1 (public) to 4 (most sensitive).
    pub fn level(self) -> u8 {
        match self {
            Self::Entity(kind) => kind.level(),
            Self::Phone => 2,
            Self::Organization | Self::Region | Self::Date | Self::None => 1,
        }
    }
}
