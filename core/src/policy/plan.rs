//! What happens to each column of one schema.

use std::sync::Arc;

use crate::detect::CustomRule;
use crate::model::{AddressLevel, ColumnType, EntityKind, KindSet};
use crate::transform::{DatePrecision, Transform};

/// A policy, compiled for one scenario and one schema.
#[derive(Debug)]
#[non_exhaustive]
pub struct Plan {
    /// One entry per field of the input schema, in its order.
    pub columns: Vec<PlannedColumn>,
    /// How the kinds that the policy declares are found.
    pub custom: Vec<CustomRule>,
    /// What to do about unexplained findings in the output.
    pub leak: LeakCheck,
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the dataset.
    pub dataset: String,
}

/// What happens to one field.
#[derive(Debug)]
#[non_exhaustive]
pub struct PlannedColumn {
    /// Name of the field.
    pub name: String,
    /// What the field holds.
    pub column_type: ColumnType,
    /// What is done.
    pub action: Action,
    /// Kinds whose findings in the output are there on purpose.
    pub allow: KindSet,
    /// Addresses no finer than this in the output are there on purpose.
    pub allow_address: Option<AddressLevel>,
}

/// What is done to the values of a field.
#[derive(Debug)]
#[non_exhaustive]
pub enum Action {
    /// Left as they are.
    Keep,
    /// The field is not in the output.
    Drop,
    /// Each value becomes what the transform makes of it. Values that are not text are written as text first.
    Values(Arc<Transform>),
    /// Dates and timestamps are cut down and keep their type.
    Truncate(DatePrecision),
    /// Numbers are moved down to a multiple of the width and keep their type.
    Bucket(f64),
    /// Findings inside each value become what their kind's rule makes of them.
    Text(TextRules),
    /// What the rules put into each value is undone.
    RevealText(TextInverses),
    /// A struct: one entry per child field.
    Struct(Vec<PlannedColumn>),
    /// A list: what is done to its items.
    List(Box<PlannedColumn>),
}

/// The rules for findings inside text.
#[derive(Debug)]
#[non_exhaustive]
pub struct TextRules {
    /// Rule by kind.
    pub by_kind: Vec<(EntityKind, Arc<Transform>)>,
    /// Rule for kinds that have none: stricter than any of them.
    pub otherwise: Arc<Transform>,
}

impl TextRules {
    /// The rule for findings of `kind`.
    pub fn rule(&self, kind: EntityKind) -> &Arc<Transform> {
        self.by_kind.iter().find(|(of, _)| *of == kind).map_or(&self.otherwise, |(_, rule)| rule)
    }
}

/// The inverses of the rules for findings inside text.
#[derive(Debug)]
#[non_exhaustive]
pub struct TextInverses {
    /// Sealed pieces are opened by the first of these that authenticates them.
    pub openers: Vec<Arc<Transform>>,
    /// Findings of these kinds are results of `fpe`.
    pub in_place: Vec<(EntityKind, Arc<Transform>)>,
}

/// What to do about findings in the output that no rule explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeakCheck {
    /// They fail the run.
    Deny,
    /// They are counted in the report.
    Warn,
    /// The output is not scanned.
    Off,
}
