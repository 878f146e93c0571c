//! What the user wrote: every field read, nothing resolved.

use super::builtin;
use super::fault_list::FaultList;
use super::fields::{Fields, Item, Marked};
use super::kinds::Kinds;
use super::named::Named;
use super::node::{Mark, Node};
use super::plan::LeakCheck;
use super::rule::{Op, Rule};
use super::suggestion::{listed, nearest};
use super::suite::Suite;
use crate::error::{FaultKind, Phrase};
use crate::model::{AddressLevel, ColumnType, EntityKind, KindSet};

/// One policy document.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    pub(super) dataset: Option<String>,
    pub(super) suite: Option<Suite>,
    pub(super) kinds: Kinds,
    pub(super) keys: Named<KeySource>,
    pub(super) default: Option<Marked<String>>,
    pub(super) scenarios: Named<ScenarioEntry>,
    pub(super) columns: Named<ColumnEntry>,
    pub(super) leak: Option<LeakCheck>,
}

/// Where a key comes from.
#[derive(Clone, Debug)]
pub(super) enum KeySource {
    /// A key of the keyring, by its name there.
    Keyring(String),
    /// A random key for one run.
    Ephemeral,
}

/// What one scenario does with types.
#[derive(Clone, Debug, Default)]
pub(super) struct ScenarioEntry {
    pub(super) unlisted: Option<Unlisted>,
    /// Rule by the name of a type.
    pub(super) types: Named<Rule>,
    /// Columns that this scenario treats in its own way.
    pub(super) columns: Named<ColumnEntry>,
}

/// What becomes of a column that no rule names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unlisted {
    /// It stops the run.
    #[default]
    Deny,
    /// It is left out.
    Drop,
    /// It is treated as what it is found to hold.
    Inspect,
}

impl Unlisted {
    pub(super) const ALL: [(&'static str, Self); 3] =
        [("deny", Self::Deny), ("drop", Self::Drop), ("inspect", Self::Inspect)];
}

/// What the policy says about one column.
#[derive(Clone, Debug)]
pub(super) struct ColumnEntry {
    pub(super) mark: Mark,
    pub(super) path: String,
    pub(super) column_type: Option<ColumnType>,
    pub(super) treatment: Treatment,
    pub(super) allow: Allowance,
}

/// How a column is treated.
#[derive(Clone, Debug)]
pub(super) enum Treatment {
    /// By the rule of its type.
    ByType,
    /// By a rule of its own.
    Rule(Rule),
    /// Findings inside the text, each by the rule of its kind.
    Scan,
}

/// What may stand in the output on purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Allowance {
    pub(super) kinds: KindSet,
    pub(super) address: Option<AddressLevel>,
}

impl Allowance {
    /// Everything that values of `column_type` hold.
    pub(super) fn of_type(column_type: ColumnType) -> Self {
        let kinds = |kinds: &[EntityKind]| kinds.iter().copied().collect();
        match column_type {
            ColumnType::Entity(EntityKind::Address) => {
                // Roads and places are named for people.
                Self { kinds: kinds(&[EntityKind::Address, EntityKind::Name]), address: Some(AddressLevel::Room) }
            }
            ColumnType::Entity(kind) => Self { kinds: kinds(&[kind]), address: None },
            ColumnType::Phone => {
                Self { kinds: kinds(&[EntityKind::Mobile, EntityKind::Landline, EntityKind::Hotline]), address: None }
            }
            // An organization may be named for its road (解放路小学) or for a person; a region is a division, down to the
            // town, and may sound like a person (吴忠).
            ColumnType::Organization => {
                Self { kinds: kinds(&[EntityKind::Address, EntityKind::Name]), address: Some(AddressLevel::Room) }
            }
            ColumnType::Region => Self { kinds: kinds(&[EntityKind::Name]), address: Some(AddressLevel::Town) },
            ColumnType::Date | ColumnType::None => Self::default(),
        }
    }

    /// What values of `column_type` may show after `rule`.
    pub(super) fn after(rule: &Rule, column_type: Option<ColumnType>) -> Self {
        match (&rule.op, column_type) {
            (Op::Keep, Some(column_type)) => Self::of_type(column_type),
            // What stays are divisions, and one may sound like a person.
            (Op::Address(level), _) => Self { kinds: KindSet::EMPTY.with(EntityKind::Name), address: Some(*level) },
            (Op::Date(_), Some(ColumnType::Entity(EntityKind::BirthDate))) => {
                Self::of_type(ColumnType::Entity(EntityKind::BirthDate))
            }
            _ => Self::default(),
        }
    }

    /// Either.
    pub(super) fn or(self, other: Self) -> Self {
        Self { kinds: self.kinds.or(other.kinds), address: self.address.max(other.address) }
    }
}

const TOP: [&str; 10] =
    ["weimu", "dataset", "crypto", "kinds", "keys", "extends", "default", "scenarios", "columns", "checks"];
const LEAKS: [(&str, LeakCheck); 3] = [("deny", LeakCheck::Deny), ("warn", LeakCheck::Warn), ("off", LeakCheck::Off)];

impl Document {
    /// Reads a document, over the built-in one that it extends.
    pub(super) fn read(node: &Node, faults: &mut FaultList) -> Option<Self> {
        let fields = Item::root(node).fields(faults)?;
        read_version(&fields, faults);
        fields.refuse_others(&TOP, faults);
        let kinds = Kinds::read(&fields, faults);
        let own = Self {
            dataset: fields.get("dataset").and_then(|item| item.name(faults)).map(str::to_owned),
            suite: fields
                .get("crypto")
                .and_then(|item| item.one_of(Phrase::new("a family of algorithms", "算法族"), &Suite::ALL, faults)),
            // A key or scenario that is at fault still is declared: what names it has no fault of its own.
            keys: each(&fields, "keys", faults, |name, item, faults| {
                Some(read_key(item, faults).unwrap_or(KeySource::Keyring(name.to_owned())))
            }),
            default: fields.get("default").and_then(|item| item.name(faults).map(|name| item.marked(name.to_owned()))),
            scenarios: each(&fields, "scenarios", faults, |_, item, faults| {
                Some(read_scenario(item, &kinds, faults).unwrap_or_default())
            }),
            columns: each(&fields, "columns", faults, |_, item, faults| read_column(item, &kinds, faults)),
            kinds,
            leak: fields.get("checks").and_then(|item| read_leak(&item, faults)),
        };
        let base = fields.get("extends").and_then(|item| read_base(&item, faults));
        Some(own.over(base.unwrap_or_default()))
    }

    fn over(self, base: Self) -> Self {
        Self {
            dataset: self.dataset.or(base.dataset),
            suite: self.suite.or(base.suite),
            kinds: self.kinds.over(base.kinds),
            keys: self.keys.over(base.keys, |own, _| own),
            default: self.default.or(base.default),
            scenarios: self.scenarios.over(base.scenarios, ScenarioEntry::over),
            columns: self.columns.over(base.columns, |own, _| own),
            leak: self.leak.or(base.leak),
        }
    }
}

impl ScenarioEntry {
    fn over(self, base: Self) -> Self {
        Self {
            unlisted: self.unlisted.or(base.unlisted),
            types: self.types.over(base.types, |own, _| own),
            columns: self.columns.over(base.columns, |own, _| own),
        }
    }
}

/// Reads every entry of the mapping `name`; one that cannot be read is left out, its faults told.
fn each<T>(
    fields: &Fields<'_>,
    name: &str,
    faults: &mut FaultList,
    read: impl Fn(&str, &Item<'_>, &mut FaultList) -> Option<T>,
) -> Named<T> {
    let mut list = Named::default();
    let Some(entries) = fields.get(name).and_then(|item| item.fields(faults)) else { return list };
    for (key, item) in entries.iter() {
        if let Some(value) = read(key, &item, faults) {
            list.push(key, value);
        }
    }
    list
}

fn read_version(fields: &Fields<'_>, faults: &mut FaultList) {
    let Some(item) = fields.get("weimu") else {
        return fields.fault(FaultKind::VersionMissing, faults);
    };
    if item.count(faults).is_some_and(|version| version != 1) {
        item.fault(FaultKind::VersionUnknown, faults);
    }
}

fn read_base(item: &Item<'_>, faults: &mut FaultList) -> Option<Document> {
    let name = item.name(faults)?;
    let base = builtin::document(name);
    if base.is_none() {
        let (known, suggestion) = (listed(builtin::NAMES), nearest(name, builtin::NAMES));
        item.fault(FaultKind::BuiltinUnknown { name: super::fault_list::shown(name), known, suggestion }, faults);
    }
    base
}

fn read_key(item: &Item<'_>, faults: &mut FaultList) -> Option<KeySource> {
    const KNOWN: [&str; 2] = ["keyring", "ephemeral"];
    const WRITTEN: [&str; 12] = [
        "value",
        "secret",
        "material",
        "hex",
        "base64",
        "bytes",
        "password",
        "passphrase",
        "salt",
        "key",
        "plaintext",
        "literal",
    ];
    if let super::node::Value::Text(_) = item.node.value {
        item.fault(FaultKind::KeyWritten, faults);
        return None;
    }
    let fields = item.fields(faults)?;
    let mut others = KNOWN.to_vec();
    for field in WRITTEN.into_iter().filter(|field| fields.has(field)) {
        fields.get(field)?.fault(FaultKind::KeyWritten, faults);
        others.push(field);
    }
    fields.refuse_others(&others, faults);
    match (fields.get("keyring"), fields.get("ephemeral")) {
        (Some(name), None) => name.name(faults).map(|name| KeySource::Keyring(name.to_owned())),
        (None, Some(ephemeral)) if ephemeral.boolean(faults)? => Some(KeySource::Ephemeral),
        _ => {
            fields.fault(FaultKind::KeySource, faults);
            None
        }
    }
}

fn read_leak(item: &Item<'_>, faults: &mut FaultList) -> Option<LeakCheck> {
    let fields = item.fields(faults)?;
    fields.refuse_others(&["leak"], faults);
    fields.get("leak")?.one_of(Phrase::new("what to do about a leak", "泄漏处置方式"), &LEAKS, faults)
}

fn read_scenario(item: &Item<'_>, kinds: &Kinds, faults: &mut FaultList) -> Option<ScenarioEntry> {
    let fields = item.fields(faults)?;
    fields.refuse_others(&["unlisted", "types", "columns"], faults);
    let what = Phrase::new("what to do with unlisted columns", "未列出的列的处置方式");
    Some(ScenarioEntry {
        unlisted: fields.get("unlisted").and_then(|item| item.one_of(what, &Unlisted::ALL, faults)),
        types: each(&fields, "types", faults, |name, item, faults| read_type_rule(name, item, kinds, faults)),
        columns: each(&fields, "columns", faults, |_, item, faults| read_column(item, kinds, faults)),
    })
}

fn read_type_rule(name: &str, item: &Item<'_>, kinds: &Kinds, faults: &mut FaultList) -> Option<Rule> {
    let of = kinds.type_named(name).filter(|of| *of != ColumnType::None);
    if of.is_none() {
        item.unknown_key(TYPE, name, kinds.type_names().filter(|name| *name != "none"), faults);
    }
    let rule = Rule::read(&item.fields(faults)?, &[], of, faults)?;
    of.map(|_| rule)
}

/// How a message calls a type.
const TYPE: Phrase = Phrase::new("a type", "类型");

fn read_column(item: &Item<'_>, kinds: &Kinds, faults: &mut FaultList) -> Option<ColumnEntry> {
    const BESIDES: [&str; 3] = ["type", "scan", "allow"];
    let fields = item.fields(faults)?;
    let column_type = match fields.get("type") {
        Some(item) => Some(read_type(&item, kinds, faults)?),
        None => None,
    };
    let scan = match fields.get("scan") {
        Some(item) => Some(item.one_of(Phrase::new("a way to scan", "扫描方式"), &[("text", ())], faults)?),
        None => None,
    };
    let allow = fields.get("allow").map_or(Some(Allowance::default()), |item| read_allow(&item, kinds, faults));
    let treatment = match (fields.has("op"), scan, column_type) {
        (true, Some(()), _) => conflict(&fields, "op", faults)?,
        (_, Some(()), Some(_)) => conflict(&fields, "type", faults)?,
        (true, None, _) => Treatment::Rule(Rule::read(&fields, &BESIDES, column_type, faults)?),
        (false, scan, column_type) => {
            fields.refuse_others(&["op", "type", "scan", "allow"], faults);
            match (scan, column_type) {
                (Some(()), _) => Treatment::Scan,
                (None, Some(_)) => Treatment::ByType,
                (None, None) => {
                    fields.fault(FaultKind::EntryEmpty, faults);
                    return None;
                }
            }
        }
    };
    Some(ColumnEntry { mark: item.mark, path: item.path.clone(), column_type, treatment, allow: allow? })
}

fn conflict<T>(fields: &Fields<'_>, with: &str, faults: &mut FaultList) -> Option<T> {
    fields.fault(FaultKind::Conflict { one: "scan".to_owned(), other: with.to_owned() }, faults);
    None
}

fn read_type(item: &Item<'_>, kinds: &Kinds, faults: &mut FaultList) -> Option<ColumnType> {
    let word = match item.node.value {
        super::node::Value::Null => "none",
        _ => item.text(faults)?,
    };
    let known = kinds.type_named(word);
    if known.is_none() {
        item.unknown(TYPE, word, kinds.type_names(), faults);
    }
    known
}

fn read_allow(item: &Item<'_>, kinds: &Kinds, faults: &mut FaultList) -> Option<Allowance> {
    let mut allowed = Some(Allowance::default());
    for item in item.items(faults)? {
        let of = item.text(faults).and_then(|word| {
            let of = kinds.type_named(word).filter(|of| matches!(of, ColumnType::Entity(_) | ColumnType::Phone));
            if of.is_none() {
                item.unknown(
                    Phrase::new("a kind", "类别"),
                    word,
                    kinds.type_names().filter(|name| !COLUMN_ONLY.contains(name)),
                    faults,
                );
            }
            of
        });
        allowed = allowed.zip(of).map(|(allowed, of)| allowed.or(Allowance::of_type(of)));
    }
    allowed
}

/// Types that no finding has.
const COLUMN_ONLY: [&str; 4] = ["organization", "region", "date", "none"];
