//! What was done to one column.

use serde::Serialize;

use super::word::{self, ByKind, ByReason};
use crate::model::ColumnType;

/// What was done to one column, in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnReport {
    /// Name; nested fields are joined by a dot.
    pub name: String,
    /// What the column holds.
    #[serde(rename = "type", serialize_with = "word::column_type")]
    pub column_type: ColumnType,
    /// Proposed protection level of the type, 1 (public) to 4 (most sensitive).
    pub level: u8,
    /// The name of a transform, or `scan`, `drop`.
    pub action: String,
    /// Rows, nulls included; items for a list.
    pub rows: u64,
    /// Nulls.
    pub nulls: u64,
    /// Values that a rule was applied to: whole values, or findings inside text.
    pub values: u64,
    /// Values that the rule did not fit, which were treated more strictly.
    pub fallback: u64,
    /// Findings inside text.
    #[serde(serialize_with = "word::by_kind")]
    pub findings: ByKind,
    /// Candidates inside text that were refused.
    #[serde(serialize_with = "word::by_reason")]
    pub refused: ByReason,
    /// Findings in the output that no rule explains.
    #[serde(serialize_with = "word::by_kind")]
    pub unexplained: ByKind,
}

impl ColumnReport {
    /// A column of which nothing was counted yet.
    pub fn new(name: impl Into<String>, column_type: ColumnType, action: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            column_type,
            level: column_type.level(),
            action: action.into(),
            rows: 0,
            nulls: 0,
            values: 0,
            fallback: 0,
            findings: ByKind::new(),
            refused: ByReason::new(),
            unexplained: ByKind::new(),
        }
    }

    /// Findings in the output that no rule explains, of all kinds.
    pub fn unexplained_count(&self) -> u64 {
        self.unexplained.values().sum()
    }
}
