//! The kinds that a policy declares for itself: the section `kinds`.

use super::fault_list::FaultList;
use super::fields::{Fields, Item};
use crate::detect::{Checksum, CustomRule, PatternFault};
use crate::error::{FaultKind, Phrase};
use crate::model::{ColumnType, CustomKind, EntityKind};

/// The declared kinds, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Kinds(Vec<(&'static str, Option<CustomRule>)>);

impl Kinds {
    /// Reads the section. A kind that is at fault still is declared: what names it has no fault of its own.
    pub(super) fn read(fields: &Fields<'_>, faults: &mut FaultList) -> Self {
        let Some(entries) = fields.get("kinds").and_then(|item| item.fields(faults)) else { return Self::default() };
        let declared = entries.iter().filter_map(|(name, item)| {
            let kind = read_name(name, &item, faults)?;
            Some((kind.name(), read_rule(kind, &item, faults)))
        });
        Self(declared.collect())
    }

    /// What is declared, without repetition of what `base` declares too.
    pub(super) fn over(self, base: Self) -> Self {
        let inherited = base.0.into_iter().filter(|(name, _)| !self.0.iter().any(|(own, _)| own == name));
        Self(inherited.collect::<Vec<_>>().into_iter().chain(self.0).collect())
    }

    /// The type with this name, if it is one of the catalogue or declared here.
    pub(super) fn type_named(&self, name: &str) -> Option<ColumnType> {
        let known = |of: &ColumnType| match of {
            ColumnType::Entity(EntityKind::Custom(kind)) => self.0.iter().any(|(own, _)| *own == kind.name()),
            _ => true,
        };
        ColumnType::from_name(name).filter(known)
    }

    /// The names of all types.
    pub(super) fn type_names(&self) -> impl Iterator<Item = &'static str> + Clone {
        let listed = EntityKind::ALL.iter().map(|kind| kind.name());
        listed.chain(["phone", "organization", "region", "date", "none"]).chain(self.0.iter().map(|(name, _)| *name))
    }

    /// How the declared kinds are found.
    pub(super) fn rules(&self) -> impl Iterator<Item = &CustomRule> {
        self.0.iter().filter_map(|(_, rule)| rule.as_ref())
    }
}

fn read_name(name: &str, item: &Item<'_>, faults: &mut FaultList) -> Option<CustomKind> {
    const LONGEST: usize = 40;
    let fits = !name.is_empty() && name.chars().count() <= LONGEST;
    if !fits || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
        item.fault(FaultKind::KindName, faults);
        return None;
    }
    let kind = CustomKind::declare(name);
    if kind.is_none() {
        item.fault(FaultKind::KindsTooMany { most: CustomKind::MOST }, faults);
    }
    kind
}

fn read_rule(kind: CustomKind, item: &Item<'_>, faults: &mut FaultList) -> Option<CustomRule> {
    let fields = item.fields(faults)?;
    fields.refuse_others(&["pattern", "checksum", "words"], faults);
    let Some(pattern) = fields.get("pattern") else {
        fields.fault(FaultKind::FieldMissing { field: "pattern" }, faults);
        return None;
    };
    let rule = CustomRule::try_new(kind, pattern.text(faults)?);
    let rule = rule.map_err(|fault| pattern.fault(pattern_fault(fault), faults)).ok();
    let what = Phrase::new("a check character", "校验方式");
    let checksum = fields.get("checksum").map(|item| item.one_of(what, &Checksum::ALL, faults));
    let words = fields.get("words").map(|item| read_words(&item, faults));
    let mut rule = rule?;
    if let Some(checksum) = checksum {
        rule = rule.with_checksum(checksum?);
    }
    if let Some(words) = words {
        rule = rule.with_words(words?);
    }
    Some(rule)
}

fn read_words<'n>(item: &Item<'n>, faults: &mut FaultList) -> Option<Vec<&'n str>> {
    item.items(faults)?.iter().map(|item| item.name(faults)).collect()
}

fn pattern_fault(fault: PatternFault) -> FaultKind {
    match fault {
        PatternFault::Syntax { what, at } => FaultKind::PatternSyntax { what, at },
        PatternFault::TooLarge => FaultKind::PatternTooLarge,
        PatternFault::MatchesNothing => FaultKind::PatternMatchesNothing,
    }
}
