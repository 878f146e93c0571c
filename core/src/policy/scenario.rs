//! One scenario of a policy, with the columns that hold for all.

use arrow_schema::{DataType, Field, Schema};

use super::document::{Allowance, ColumnEntry, ScenarioEntry, Treatment, Unlisted};
use super::fault_list::FaultList;
use super::named::Named;
use super::node::{Mark, joined};
use super::rule::Rule;
use super::suite::Purpose;
use crate::error::FaultKind;
use crate::model::{ColumnType, EntityKind};

/// What holds in one scenario.
#[derive(Clone)]
pub(super) struct Scenario<'p> {
    pub(super) name: &'p str,
    pub(super) unlisted: Unlisted,
    types: &'p Named<Rule>,
    own_columns: &'p Named<ColumnEntry>,
    columns: &'p Named<ColumnEntry>,
}

/// A rule for a type, with the name under which it was given: that name is the domain of its tokens unless it says another.
#[derive(Clone, Copy)]
pub(super) struct TypeRule<'p> {
    pub(super) name: &'p str,
    pub(super) rule: &'p Rule,
}

impl TypeRule<'_> {
    /// The domain of the rule's results: its own, or the name it was given under.
    pub(super) fn domain(&self) -> &str {
        self.rule.keyed().and_then(|keyed| keyed.domain.as_deref()).unwrap_or(self.name)
    }

    /// Whether what one has sealed, the other opens.
    pub(super) fn seals_like(&self, other: TypeRule<'_>) -> bool {
        match (self.rule.keyed(), other.rule.keyed()) {
            (Some(one), Some(two)) => {
                let same_domain = one.purpose == Purpose::Encrypt || self.domain() == other.domain();
                one.purpose == two.purpose && one.key.value == two.key.value && same_domain
            }
            _ => false,
        }
    }
}

impl<'p> Scenario<'p> {
    pub(super) fn new(name: &'p str, entry: &'p ScenarioEntry, columns: &'p Named<ColumnEntry>) -> Self {
        Self {
            name,
            unlisted: entry.unlisted.unwrap_or_default(),
            types: &entry.types,
            own_columns: &entry.columns,
            columns,
        }
    }

    /// The entry for a column: the scenario's own before the policy's.
    pub(super) fn entry(&self, path: &str) -> Option<&'p ColumnEntry> {
        self.own_columns.get(path).or_else(|| self.columns.get(path))
    }

    /// Every column that is named, once.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'p str, &'p ColumnEntry)> {
        let (own, shared) = (self.own_columns, self.columns);
        own.iter().chain(shared.iter().filter(move |(path, _)| own.get(path).is_none()))
    }

    /// The rules of types, in the order of the document.
    pub(super) fn types(&self) -> impl Iterator<Item = TypeRule<'p>> {
        self.types.iter().map(|(name, rule)| TypeRule { name, rule })
    }

    /// The rule for a type: its own, or that of its group.
    pub(super) fn rule_for(&self, column_type: ColumnType) -> Option<TypeRule<'p>> {
        let group = match column_type {
            ColumnType::Entity(kind) => kind.group(),
            _ => None,
        };
        let named = |name: &str| {
            self.types.iter().find(|(known, _)| *known == name).map(|(name, rule)| TypeRule { name, rule })
        };
        named(column_type.name()).or_else(|| group.and_then(named))
    }

    /// The rule for findings of every kind that has one.
    pub(super) fn kind_rules(&self) -> impl Iterator<Item = (EntityKind, TypeRule<'p>)> {
        let kinds = (0..EntityKind::MOST).filter_map(EntityKind::of_index);
        kinds.filter_map(|kind| Some((kind, self.rule_for(ColumnType::Entity(kind))?)))
    }

    /// Every rule that could be used in this scenario.
    pub(super) fn rules(&self) -> impl Iterator<Item = &'p Rule> {
        self.types.iter().map(|(_, rule)| rule).chain(self.entries().filter_map(|(_, entry)| entry.rule()))
    }

    /// The fault of a named column whose type has no rule, unless something else decides: `drop` leaves it out, `inspect` masks it whole.
    pub(super) fn check(&self, faults: &mut FaultList) {
        for (_, entry) in self.entries() {
            self.check_entry(entry, faults);
        }
    }

    pub(super) fn check_entry(&self, entry: &ColumnEntry, faults: &mut FaultList) {
        let Some(column_type) = entry.column_type.filter(|of| *of != ColumnType::None) else { return };
        let by_type = matches!(entry.treatment, Treatment::ByType);
        if by_type && self.unlisted == Unlisted::Deny && self.rule_for(column_type).is_none() {
            let kind = FaultKind::TypeWithoutRule { name: column_type.name(), scenario: self.name.to_owned() };
            entry.fault(kind, faults);
        }
    }

    /// Whether some field is named neither itself nor by what it lies in.
    pub(super) fn leaves_unnamed(&self, schema: &Schema) -> bool {
        schema.fields().iter().any(|field| self.leaves_field_unnamed(field.name().clone(), field))
    }

    fn leaves_field_unnamed(&self, path: String, field: &Field) -> bool {
        if self.entry(&path).is_some() {
            return false;
        }
        match children(field.data_type()) {
            Some(fields) => fields.iter().any(|child| self.leaves_field_unnamed(child_path(&path, child), child)),
            None => true,
        }
    }
}

/// The fields of a struct, or of the structs in a list.
pub(super) fn children(data_type: &DataType) -> Option<&arrow_schema::Fields> {
    match data_type {
        DataType::Struct(fields) => Some(fields),
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            children(item.data_type())
        }
        _ => None,
    }
}

/// The path of a field of a struct.
pub(super) fn child_path(path: &str, child: &Field) -> String {
    format!("{path}.{}", child.name())
}

impl ColumnEntry {
    /// The rule of its own.
    pub(super) fn rule(&self) -> Option<&Rule> {
        match &self.treatment {
            Treatment::Rule(rule) => Some(rule),
            Treatment::ByType | Treatment::Scan => None,
        }
    }

    pub(super) fn fault(&self, kind: FaultKind, faults: &mut FaultList) {
        faults.push(self.mark, &self.path, kind);
    }

    /// What the output may show: what the rule leaves and what is allowed by name.
    pub(super) fn allowance(&self, rule: Option<&Rule>, column_type: Option<ColumnType>) -> Allowance {
        rule.map(|rule| Allowance::after(rule, column_type)).unwrap_or_default().or(self.allow)
    }
}

/// The fault of a field of the data.
pub(super) fn field_fault(path: &str, kind: FaultKind, faults: &mut FaultList) {
    faults.push(Mark::default(), &joined("", path), kind);
}
