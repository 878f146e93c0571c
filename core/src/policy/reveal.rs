//! The plan that undoes a plan.

use arrow_schema::{DataType, Field, Schema};

use super::compile::Compiler;
use super::document::{ColumnEntry, Treatment, Unlisted};
use super::fault_list::shown;
use super::fit::Class;
use super::plan::{Action, LeakCheck, Plan, PlannedColumn, TextInverses};
use super::scenario::{TypeRule, child_path, field_fault};
use super::suggestion::nearest;
use crate::error::{FaultKind, Phrase, Result};
use crate::model::{ColumnType, KindSet};

/// The inverse of the scenario for the schema of its output.
pub(super) fn plan(compiler: Compiler<'_>, schema: &Schema, columns: Option<&[String]>) -> Result<Plan> {
    let mut inverse = Inverse { compiler, chosen: columns, met: Vec::new(), undone: Vec::new() };
    let columns: Vec<_> = schema.fields().iter().map(|field| inverse.field(field.name().clone(), field)).collect();
    inverse.refuse_wrong_choices();
    let Compiler { faults, sealer, policy, scenario, .. } = inverse.compiler;
    faults.into_result()?;
    sealer.into_result()?;
    Ok(Plan {
        columns,
        custom: policy.document().kinds.rules().cloned().collect(),
        leak: LeakCheck::Off,
        scenario: scenario.name.to_owned(),
        dataset: policy.dataset().to_owned(),
    })
}

struct Inverse<'a> {
    compiler: Compiler<'a>,
    /// The columns asked for; all if nothing.
    chosen: Option<&'a [String]>,
    /// Paths of the fields that were met.
    met: Vec<String>,
    /// Paths of the fields that something is done to.
    undone: Vec<String>,
}

impl Inverse<'_> {
    fn field(&mut self, path: String, field: &Field) -> PlannedColumn {
        let entry = self.compiler.scenario.entry(&path);
        let column_type = entry.and_then(|entry| entry.column_type).unwrap_or(ColumnType::None);
        let action = match (entry, field.data_type()) {
            (None, data_type) => self.unnamed(&path, data_type),
            (Some(entry), data_type) => self.named(&path, data_type, entry),
        };
        self.met.push(path);
        PlannedColumn { name: field.name().clone(), column_type, action, allow: KindSet::EMPTY, allow_address: None }
    }

    fn named(&mut self, path: &str, data_type: &DataType, entry: &ColumnEntry) -> Action {
        let scenario = &self.compiler.scenario;
        let rule = match (&entry.treatment, entry.column_type) {
            (Treatment::Scan, _) => return self.text(path, data_type, entry.allow.kinds),
            (Treatment::Rule(rule), of) => Some(TypeRule { name: of.map_or(path, |of| of.name()), rule }),
            (Treatment::ByType, Some(of)) => scenario.rule_for(of),
            (Treatment::ByType, None) => None,
        };
        let inspected = scenario.unlisted == Unlisted::Inspect && rule.is_none();
        match (rule.filter(|rule| self.compiler.sealer.is_reversible(rule.rule)), entry.column_type) {
            (Some(rule), _) => self.values(path, data_type, rule),
            // Without a rule for the type, `inspect` looked into the text.
            (None, Some(ColumnType::Organization | ColumnType::Region | ColumnType::Date)) if inspected => {
                self.text(path, data_type, entry.allow.kinds)
            }
            (None, _) => Action::Keep,
        }
    }

    /// A column that held one kind of value: every value is opened.
    fn values(&mut self, path: &str, data_type: &DataType, rule: TypeRule<'_>) -> Action {
        if !self.is_chosen(path) {
            return Action::Keep;
        }
        match data_type {
            DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
                let action = self.values(path, item.data_type(), rule);
                return self.items(item, action);
            }
            _ if Class::of(data_type) == Class::Text => {}
            // Whoever read results that are digits alone may have taken them for numbers.
            _ if Class::of(data_type) == Class::Integer
                && rule.rule.fpe().is_some_and(|(_, format)| format.survives_as_numbers()) => {}
            _ => {
                let instead = Phrase::new(
                    "what was sealed is text; is this the output of `apply`?",
                    "密文应为文本;这是 `apply` 的输出吗?",
                );
                let kind = FaultKind::OpNotForColumn { op: "reveal", data_type: data_type.to_string(), instead };
                field_fault(path, kind, &mut self.compiler.faults);
                return Action::Keep;
            }
        }
        self.undone.push(path.to_owned());
        self.compiler.sealer.inverse(rule, path).map_or(Action::Keep, Action::Values)
    }

    /// A column that no entry names: under `inspect` it may hold sealed pieces of any kind.
    fn unnamed(&mut self, path: &str, data_type: &DataType) -> Action {
        match data_type {
            DataType::Struct(fields) => {
                Action::Struct(fields.iter().map(|child| self.field(child_path(path, child), child)).collect())
            }
            DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
                let action = self.unnamed(path, item.data_type());
                self.items(item, action)
            }
            _ if self.compiler.scenario.unlisted == Unlisted::Inspect => {
                let is_text = Class::of(data_type) == Class::Text && self.is_chosen(path);
                let sealer = &self.compiler.sealer;
                let in_format = |rule: TypeRule<'_>| rule.rule.fpe().is_some() && sealer.is_reversible(rule.rule);
                if is_text && self.compiler.scenario.types().any(in_format) {
                    field_fault(path, FaultKind::RevealUnnamed, &mut self.compiler.faults);
                    self.undone.push(path.to_owned());
                    return Action::Keep;
                }
                self.text(path, data_type, KindSet::EMPTY)
            }
            _ => Action::Keep,
        }
    }

    /// Sealed pieces inside text, and results of `fpe`, but of `allowed` kinds, which were left as they are.
    fn text(&mut self, path: &str, data_type: &DataType, allowed: KindSet) -> Action {
        if let DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) = data_type {
            let action = self.text(path, item.data_type(), allowed);
            return self.items(item, action);
        }
        if Class::of(data_type) != Class::Text || !self.is_chosen(path) {
            return Action::Keep;
        }
        let mut rules: Vec<TypeRule<'_>> = Vec::new();
        for rule in self.compiler.scenario.types() {
            if !rules.iter().any(|other| other.seals_like(rule)) {
                rules.push(rule);
            }
        }
        let inverses: Vec<_> = rules.into_iter().filter_map(|rule| self.compiler.sealer.inverse(rule, path)).collect();
        if inverses.is_empty() {
            return Action::Keep;
        }
        self.undone.push(path.to_owned());
        let rules: Vec<_> = self.compiler.scenario.kind_rules().collect();
        let in_place = rules.into_iter().filter(|(kind, rule)| {
            !allowed.contains(*kind) && rule.rule.fpe().is_some_and(|(_, format)| format.is_found_in_text())
        });
        let in_place = in_place.filter_map(|(kind, rule)| Some((kind, self.compiler.sealer.inverse(rule, path)?)));
        Action::RevealText(TextInverses { openers: inverses, in_place: in_place.collect() })
    }

    fn items(&self, item: &Field, action: Action) -> Action {
        if let Action::Keep = action {
            return action;
        }
        let name = item.name().clone();
        let items =
            PlannedColumn { name, column_type: ColumnType::None, action, allow: KindSet::EMPTY, allow_address: None };
        Action::List(Box::new(items))
    }

    /// Whether the field, or something it lies in, was asked for.
    fn is_chosen(&self, path: &str) -> bool {
        self.chosen.is_none_or(|chosen| chosen.iter().any(|name| lies_in(path, name)))
    }

    fn refuse_wrong_choices(&mut self) {
        for name in self.chosen.unwrap_or_default() {
            let kind = if !self.met.contains(name) {
                let suggestion = nearest(name, self.met.iter().map(String::as_str));
                FaultKind::ColumnUnknown { column: shown(name), suggestion }
            } else if !self.undone.iter().any(|path| lies_in(path, name)) {
                FaultKind::RevealIrreversible
            } else {
                continue;
            };
            field_fault(name, kind, &mut self.compiler.faults);
        }
    }
}

/// Whether `path` is `name` or a field of it.
fn lies_in(path: &str, name: &str) -> bool {
    path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
