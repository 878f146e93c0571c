//! A policy and a schema to a plan.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};

use super::document::{Allowance, ColumnEntry, Treatment, Unlisted};
use super::fault_list::{FaultList, shown};
use super::fit::{Class, Way};
use super::node::Mark;
use super::plan::{Action, Plan, PlannedColumn, TextRules};
use super::policy::Policy;
use super::rule::{Op, Rule, kept};
use super::scenario::{Scenario, TypeRule, child_path, children, field_fault};
use super::seal::Sealer;
use super::suggestion::nearest;
use crate::error::FaultKind;
use crate::error::Result;
use crate::keys::Keyring;
use crate::model::{ColumnType, EntityKind};
use crate::transform::{DatePrecision, Mask, Replace, Transform};

/// What a field was found to hold when it was inspected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// Name of the field; nested fields are joined by a dot.
    pub name: String,
    /// What it holds.
    pub column_type: ColumnType,
}

impl Inspected {
    /// The field `name` holds `column_type`.
    pub fn new(name: impl Into<String>, column_type: ColumnType) -> Self {
        Self { name: name.into(), column_type }
    }
}

/// Compiles one scenario for one schema.
pub(super) struct Compiler<'a> {
    pub(super) policy: &'a Policy,
    pub(super) scenario: Scenario<'a>,
    pub(super) faults: FaultList,
    pub(super) sealer: Sealer<'a>,
    profile: HashMap<&'a str, ColumnType>,
    /// Paths of the fields that were met.
    seen: HashSet<String>,
    /// Paths of the fields that give a birth date more finely than the year.
    clear_birth_dates: Vec<String>,
    /// Rules that leave of an ID number everything but the birth date.
    id_masks: Vec<(Mark, String)>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(
        policy: &'a Policy,
        scenario: Scenario<'a>,
        profile: &'a [Inspected],
        keyring: Option<&'a Keyring>,
    ) -> Self {
        Self {
            policy,
            scenario,
            faults: FaultList::default(),
            sealer: Sealer::new(policy, keyring),
            profile: profile.iter().map(|field| (field.name.as_str(), field.column_type)).collect(),
            seen: HashSet::new(),
            clear_birth_dates: Vec::new(),
            id_masks: Vec::new(),
        }
    }

    pub(super) fn plan(mut self, schema: &Schema) -> Result<Plan> {
        let columns: Vec<_> = schema.fields().iter().map(|field| self.field(field.name().clone(), field)).collect();
        self.refuse_unknown_columns();
        self.refuse_id_mask_beside_birth_date();
        self.faults.into_result()?;
        self.sealer.into_result()?;
        Ok(Plan {
            columns,
            custom: self.policy.document().kinds.rules().cloned().collect(),
            leak: self.policy.document().leak.unwrap_or(super::plan::LeakCheck::Deny),
            scenario: self.scenario.name.to_owned(),
            dataset: self.policy.dataset().to_owned(),
        })
    }

    /// What happens to one field: by its entry, by those of its fields, or as `unlisted` says.
    fn field(&mut self, path: String, field: &Field) -> PlannedColumn {
        if !self.seen.insert(path.clone()) {
            field_fault(&path, FaultKind::ColumnTwice, &mut self.faults);
        }
        let data_type = field.data_type();
        if let Some(entry) = self.scenario.entry(&path) {
            self.scenario.check_entry(entry, &mut self.faults);
            self.refuse_entries_inside(&path, data_type, entry);
            return self.named(&path, field, entry);
        }
        if children(data_type).is_some() {
            return self.nested(&path, field);
        }
        self.unlisted(&path, field)
    }

    /// A struct, or a list of structs, whose fields are treated one by one.
    fn nested(&mut self, path: &str, field: &Field) -> PlannedColumn {
        let action = match field.data_type() {
            DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
                match self.nested(path, item) {
                    PlannedColumn { action: Action::Drop, .. } => Action::Drop,
                    items => Action::List(Box::new(items)),
                }
            }
            DataType::Struct(fields) => {
                let fields: Vec<_> = fields.iter().map(|child| self.field(child_path(path, child), child)).collect();
                if !fields.is_empty() && fields.iter().all(|field| matches!(field.action, Action::Drop)) {
                    Action::Drop
                } else {
                    Action::Struct(fields)
                }
            }
            _ => Action::Drop,
        };
        planned(field.name(), ColumnType::None, action, Allowance::default())
    }

    /// A field with an entry.
    fn named(&mut self, path: &str, field: &Field, entry: &ColumnEntry) -> PlannedColumn {
        let found = self.profile.get(path).copied();
        let column_type = entry.column_type.or(found).unwrap_or(ColumnType::None);
        let name = field.name();
        match &entry.treatment {
            Treatment::Rule(rule) => {
                let domain = entry.column_type.map_or(path, |of| of.name());
                let rule = TypeRule { name: domain, rule };
                let action = self.by_rule(path, field.data_type(), rule);
                self.note_birth_evidence(path, column_type, rule.rule);
                planned(name, column_type, action, entry.allowance(Some(rule.rule), entry.column_type))
            }
            Treatment::Scan => {
                let (action, allowed) = self.scan(path, field.data_type());
                planned(name, column_type, action, allowed.or(entry.allow))
            }
            Treatment::ByType if column_type == ColumnType::None => {
                planned(name, column_type, kept_as_is(field.data_type()), entry.allow)
            }
            Treatment::ByType => match self.scenario.rule_for(column_type) {
                Some(rule) => {
                    let action = self.by_rule(path, field.data_type(), rule);
                    self.note_birth_evidence(path, column_type, rule.rule);
                    planned(name, column_type, action, entry.allowance(Some(rule.rule), Some(column_type)))
                }
                None if self.scenario.unlisted == Unlisted::Inspect => {
                    let (action, allowed) = self.inspected(path, field.data_type(), column_type);
                    planned(name, column_type, action, allowed.or(entry.allow))
                }
                // Left out; under `deny` that there is no rule is a fault already.
                None => planned(name, column_type, Action::Drop, entry.allow),
            },
        }
    }

    /// A field that no entry names.
    fn unlisted(&mut self, path: &str, field: &Field) -> PlannedColumn {
        let column_type = self.profile.get(path).copied().unwrap_or(ColumnType::None);
        let none = Allowance::default();
        match self.scenario.unlisted {
            Unlisted::Deny => {
                field_fault(path, FaultKind::ColumnUnlisted, &mut self.faults);
                planned(field.name(), column_type, Action::Drop, none)
            }
            Unlisted::Drop => planned(field.name(), column_type, Action::Drop, none),
            Unlisted::Inspect => {
                let (action, allowed) = self.inspected(path, field.data_type(), column_type);
                planned(field.name(), column_type, action, allowed)
            }
        }
    }

    /// A field that is treated as what it was found to hold.
    fn inspected(&mut self, path: &str, data_type: &DataType, column_type: ColumnType) -> (Action, Allowance) {
        match data_type {
            DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
                let (action, allowed) = self.inspected(path, item.data_type(), column_type);
                return (items(item, action), allowed);
            }
            DataType::Struct(_) => {
                let field = Field::new(path, data_type.clone(), true);
                return (self.nested(path, &field).action, Allowance::default());
            }
            _ => {}
        }
        let class = Class::of(data_type);
        if class == Class::Opaque {
            field_fault(path, FaultKind::ColumnOpaque { data_type: data_type.to_string() }, &mut self.faults);
            return (Action::Drop, Allowance::default());
        }
        match (self.scenario.rule_for(column_type), column_type) {
            // Such columns are known by name alone: what else may stand in them is looked for.
            (Some(rule), ColumnType::Organization | ColumnType::Region)
                if class == Class::Text && matches!(rule.rule.op, Op::Keep) =>
            {
                let (action, allowed) = self.scan(path, data_type);
                (action, allowed.or(Allowance::after(rule.rule, Some(column_type))))
            }
            (Some(rule), _) if fits(class, &rule.rule.op) => {
                self.note_birth_evidence(path, column_type, rule.rule);
                (self.by_rule(path, data_type, rule), Allowance::after(rule.rule, Some(column_type)))
            }
            (Some(_), _) => (null(), Allowance::default()),
            (None, ColumnType::Entity(_) | ColumnType::Phone) => (strictest(class), Allowance::default()),
            (None, _) if class == Class::Text => self.scan(path, data_type),
            (None, _) => (Action::Keep, Allowance::default()),
        }
    }

    /// What a rule does to a column.
    fn by_rule(&mut self, path: &str, data_type: &DataType, rule: TypeRule<'_>) -> Action {
        let op = &rule.rule.op;
        match op {
            Op::Keep => return kept_as_is(data_type),
            Op::Drop => return Action::Drop,
            Op::Null => return null(),
            _ => {}
        }
        match (Class::of(data_type).way(op), op) {
            (Ok(Way::Truncate), Op::Date(precision)) => Action::Truncate(*precision),
            (Ok(Way::Bucket), Op::Number(width)) => Action::Bucket(*width),
            (Ok(Way::Items), _) => match data_type {
                DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
                    let action = self.by_rule(path, item.data_type(), rule);
                    items(item, action)
                }
                _ => Action::Drop,
            },
            (Ok(_), _) => Action::Values(self.sealer.transform(rule, path)),
            (Err(instead), _) => {
                let kind = FaultKind::OpNotForColumn { op: op.name(), data_type: data_type.to_string(), instead };
                field_fault(path, kind, &mut self.faults);
                Action::Drop
            }
        }
    }

    /// Findings inside the text of a column, each by the rule of its kind.
    fn scan(&mut self, path: &str, data_type: &DataType) -> (Action, Allowance) {
        if let DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) = data_type {
            let (action, allowed) = self.scan(path, item.data_type());
            return (items(item, action), allowed);
        }
        if Class::of(data_type) != Class::Text {
            let instead = crate::error::Phrase::new(
                "only text can be scanned; give the column a `type` or an `op`",
                "只有文本可以扫描;请为该列写明 `type` 或 `op`",
            );
            let kind = FaultKind::OpNotForColumn { op: "scan", data_type: data_type.to_string(), instead };
            field_fault(path, kind, &mut self.faults);
            return (Action::Drop, Allowance::default());
        }
        let rules: Vec<_> = self.scenario.kind_rules().collect();
        for (kind, rule) in rules.iter().filter(|(kind, _)| *kind == EntityKind::IdCard) {
            self.note_birth_evidence(path, ColumnType::Entity(*kind), rule.rule);
        }
        let allowed = rules.iter().fold(Allowance::default(), |allowed, (kind, rule)| {
            allowed.or(Allowance::after(rule.rule, Some(ColumnType::Entity(*kind))))
        });
        let by_kind = rules.into_iter().map(|(kind, rule)| (kind, self.inside_text(path, rule))).collect();
        (Action::Text(TextRules { by_kind, otherwise: Arc::new(Transform::Mask(Mask::whole())) }), allowed)
    }

    /// What a rule does to a finding inside text. A finding cannot be null or left out, so a fixed mark stands in its place: it tells
    /// nothing, not even a length.
    fn inside_text(&mut self, path: &str, rule: TypeRule<'_>) -> Arc<Transform> {
        const REMOVED: &str = "***";
        match rule.rule.op {
            Op::Drop | Op::Null => Arc::new(Transform::Replace(Replace::new(REMOVED.to_owned()))),
            _ => self.sealer.in_text(rule, path),
        }
    }

    /// Entries for fields inside a column that an entry decides as a whole.
    fn refuse_entries_inside(&mut self, path: &str, data_type: &DataType, entry: &ColumnEntry) {
        if children(data_type).is_none() {
            return;
        }
        let lies_inside = |other: &str| other.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
        let inside: Vec<_> =
            self.scenario.entries().map(|(other, _)| other).filter(|other| lies_inside(other)).collect();
        for other in inside {
            entry.fault(FaultKind::Conflict { one: shown(path), other: shown(other) }, &mut self.faults);
            self.seen.insert(other.to_owned());
        }
    }

    fn refuse_unknown_columns(&mut self) {
        for (path, entry) in self.scenario.entries().filter(|(path, _)| !self.seen.contains(*path)) {
            let suggestion = nearest(path, self.seen.iter().map(String::as_str));
            entry.fault(FaultKind::ColumnUnknown { column: shown(path), suggestion }, &mut self.faults);
        }
    }

    fn note_birth_evidence(&mut self, path: &str, column_type: ColumnType, rule: &Rule) {
        let clear = match &rule.op {
            Op::Keep => true,
            Op::Date(precision) => is_finer_than_year(*precision),
            _ => false,
        };
        match column_type {
            ColumnType::Entity(EntityKind::BirthDate) if clear => self.clear_birth_dates.push(path.to_owned()),
            ColumnType::Entity(EntityKind::IdCard) if leaves_only_birth_date(&rule.op) => {
                self.id_masks.push((rule.mark, rule.path.clone()));
            }
            _ => {}
        }
    }

    /// An ID number that keeps its first 6 and last 4 has 3312 candidates within a century, 2 when year and month are known, and with
    /// the birth date in another column the check character leaves one.
    fn refuse_id_mask_beside_birth_date(&mut self) {
        let Some(column) = self.clear_birth_dates.first().map(|path| shown(path)) else { return };
        for (mark, path) in &self.id_masks {
            self.faults.push(*mark, path, FaultKind::IdMaskBesideBirthDate { column: column.clone() });
        }
    }
}

fn planned(name: &str, column_type: ColumnType, mut action: Action, allowed: Allowance) -> PlannedColumn {
    spread(&mut action, column_type, allowed);
    PlannedColumn { name: name.to_owned(), column_type, action, allow: allowed.kinds, allow_address: allowed.address }
}

/// What holds of a column holds of what lies in it.
fn spread(action: &mut Action, column_type: ColumnType, allowed: Allowance) {
    let add = |inner: &mut PlannedColumn| {
        let both = allowed.or(Allowance { kinds: inner.allow, address: inner.allow_address });
        (inner.allow, inner.allow_address) = (both.kinds, both.address);
        spread(&mut inner.action, column_type, allowed);
    };
    match action {
        Action::List(item) => {
            item.column_type = column_type;
            add(item);
        }
        Action::Struct(fields) => fields.iter_mut().for_each(add),
        _ => {}
    }
}

/// A list whose items are treated; without items there is no list.
fn items(item: &Field, action: Action) -> Action {
    match action {
        Action::Drop => Action::Drop,
        action => Action::List(Box::new(planned(item.name(), ColumnType::None, action, Allowance::default()))),
    }
}

/// A column that stays as it is: lists and structs are spelled out, so that the leak check looks into them.
fn kept_as_is(data_type: &DataType) -> Action {
    match data_type {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            items(item, kept_as_is(item.data_type()))
        }
        DataType::Struct(fields) => {
            let kept = |child: &arrow_schema::FieldRef| {
                planned(child.name(), ColumnType::None, kept_as_is(child.data_type()), Allowance::default())
            };
            Action::Struct(fields.iter().map(kept).collect())
        }
        _ => Action::Keep,
    }
}

fn null() -> Action {
    Action::Values(Arc::new(Transform::Null))
}

/// What becomes of values of a kind that has no rule: nothing of them stays.
fn strictest(class: Class) -> Action {
    match class {
        Class::Text | Class::Integer | Class::Date => Action::Values(Arc::new(Transform::Mask(Mask::whole()))),
        _ => null(),
    }
}

fn fits(class: Class, op: &Op) -> bool {
    matches!(op, Op::Keep | Op::Drop | Op::Null) || class.way(op).is_ok()
}

fn is_finer_than_year(precision: DatePrecision) -> bool {
    matches!(precision, DatePrecision::Quarter | DatePrecision::Month | DatePrecision::Day)
}

/// Whether a mask of an 18-character ID number keeps the first 6 and the last 4 (GB 11643: region, sequence and check character).
fn leaves_only_birth_date(op: &Op) -> bool {
    const BIRTH_DATE: std::ops::Range<usize> = 6..14;
    const LENGTH: usize = 18;
    let Op::Mask { rule, .. } = op else { return false };
    let Some(kept) = kept(rule, LENGTH) else { return false };
    kept.iter().enumerate().all(|(index, kept)| *kept || BIRTH_DATE.contains(&index))
}
