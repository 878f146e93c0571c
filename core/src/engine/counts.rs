//! What a run counted.

use std::collections::BTreeMap;

use crate::error::LeakCount;
use crate::model::{ColumnType, EntityKind, Reason};
use crate::transform::Tally;

/// The counts of a whole run.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Counts {
    /// Rows that went through.
    pub rows: u64,
    /// One entry per field without children, in the order of the input schema.
    pub columns: Vec<ColumnCounts>,
}

/// The counts of one field.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ColumnCounts {
    /// Name of the field; nested fields are joined by a dot.
    pub name: String,
    /// What the field holds.
    pub column_type: ColumnType,
    /// What was done: the name of a transform, or `scan`, `drop`.
    pub action: &'static str,
    /// Rows, nulls included; items for a list.
    pub rows: u64,
    /// Nulls.
    pub nulls: u64,
    /// Values a rule was applied to: whole values, or findings inside text.
    pub values: u64,
    /// Values the rule did not fit, which were treated more strictly.
    pub fallback: u64,
    /// Findings inside text, by kind.
    pub findings: BTreeMap<EntityKind, u64>,
    /// Candidates inside text that were refused, by kind and reason.
    pub refused: BTreeMap<(EntityKind, Reason), u64>,
    /// Findings in the output that no rule explains: how many, and the first row.
    pub unexplained: BTreeMap<EntityKind, (u64, u64)>,
}

impl ColumnCounts {
    pub(super) fn new(name: &str, column_type: ColumnType, action: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            column_type,
            action,
            rows: 0,
            nulls: 0,
            values: 0,
            fallback: 0,
            findings: BTreeMap::new(),
            refused: BTreeMap::new(),
            unexplained: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, tally: Tally) {
        self.values += tally.values;
        self.fallback += tally.fallback;
    }

    pub(super) fn leaks(&self) -> impl Iterator<Item = LeakCount> {
        self.unexplained.iter().map(|(&kind, &(count, first_row))| LeakCount::new(&self.name, kind, count, first_row))
    }
}
