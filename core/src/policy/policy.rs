//! A policy: a document whose names all resolve.

use std::collections::BTreeMap;

use arrow_schema::Schema;

use super::builtin;
use super::compile::{Compiler, Inspected};
use super::document::{Document, KeySource, Unlisted};
use super::explain::Explanation;
use super::fault_list::{FaultList, shown};
use super::node::{Mark, Node};
use super::plan::Plan;
use super::reveal;
use super::rule::{Keyed, Rule};
use super::scenario::Scenario;
use super::suggestion::{listed, nearest};
use super::suite::{Algorithm, Purpose, Suite};
use crate::error::{FaultKind, Lang, Result};
use crate::keys::{KeyHandle, Keyring};

/// What becomes of the columns of a table, by scenario.
///
/// A policy knows no data: it is compiled against a schema into a [`Plan`].
///
/// ```
/// use weimu::policy::Policy;
///
/// let policy = Policy::parse("
/// weimu: 1
/// extends: open
/// columns:
///   金额: { op: keep }
/// ")?;
/// assert_eq!(policy.scenarios(), ["open"]);
/// # Ok::<(), weimu::error::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    document: Document,
    ephemeral: BTreeMap<String, KeyHandle>,
}

impl Policy {
    /// Reads a policy in YAML or JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Policy`](crate::error::ErrorKind::Policy) with every fault of the document that can be known without data.
    pub fn parse(text: &str) -> Result<Self> {
        let mut faults = FaultList::default();
        let node = Node::parse(text, &mut faults);
        let document = node.and_then(|node| Document::read(&node, &mut faults)).unwrap_or_default();
        check_names(&document, &mut faults);
        check_dataset(&document, &mut faults);
        faults.into_result()?;
        Ok(Self::of(document))
    }

    /// A policy that ships with weimu: `open` (无条件开放) or `share` (有条件共享).
    pub fn builtin(name: &str) -> Option<Self> {
        builtin::document(name).map(Self::of)
    }

    /// Names of the built-in policies.
    pub fn builtin_names() -> &'static [&'static str] {
        &builtin::NAMES
    }

    /// The text of a built-in policy, to read or to start from.
    pub fn builtin_text(name: &str) -> Option<&'static str> {
        builtin::text(name)
    }

    fn of(document: Document) -> Self {
        Self { document, ephemeral: BTreeMap::new() }
    }

    /// This policy with its ephemeral keys drawn, so that all tables it is compiled for share them: the files of one run join.
    /// Without this every compilation draws its own.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub fn for_one_run(&self) -> Result<Self> {
        let names = self.document.keys.iter().filter(|(_, source)| matches!(source, KeySource::Ephemeral));
        let keys = names.map(|(name, _)| Ok((name.to_owned(), KeyHandle::ephemeral(name)?)));
        Ok(Self { document: self.document.clone(), ephemeral: keys.collect::<Result<_>>()? })
    }

    /// The ephemeral key of this name: that of the run, or a new one.
    pub(super) fn ephemeral_key(&self, name: &str) -> Result<KeyHandle> {
        self.ephemeral.get(name).map_or_else(|| KeyHandle::ephemeral(name), |key| Ok(key.clone()))
    }

    /// Names of the scenarios, in the order of the document, inherited ones first.
    pub fn scenarios(&self) -> Vec<&str> {
        self.document.scenarios.names().collect()
    }

    /// Name of the dataset; empty if the policy gives none.
    pub fn dataset(&self) -> &str {
        self.document.dataset.as_deref().unwrap_or_default()
    }

    /// Whether some rule of the scenario uses a key of the keyring.
    ///
    /// # Errors
    /// There is no such scenario, or none is named and there are several.
    pub fn needs_keyring(&self, scenario: Option<&str>) -> Result<bool> {
        let scenario = self.scenario(scenario)?;
        Ok(scenario
            .rules()
            .filter_map(Rule::keyed)
            .any(|keyed| matches!(self.source(keyed), Some(KeySource::Keyring(_)))))
    }

    /// Whether some field of the schema has to be inspected before [`compile`](Self::compile): `unlisted: inspect` applies to it.
    ///
    /// # Errors
    /// As [`needs_keyring`](Self::needs_keyring).
    pub fn needs_profile(&self, scenario: Option<&str>, schema: &Schema) -> Result<bool> {
        let scenario = self.scenario(scenario)?;
        Ok(scenario.unlisted == Unlisted::Inspect && scenario.leaves_unnamed(schema))
    }

    /// Compiles the policy for a schema. `profile` says what the fields hold that were inspected, nested ones by their dotted path.
    ///
    /// # Errors
    /// Every fault of the fit to the schema at once; a keyring that is missing, or lacks a key that the plan uses.
    pub fn compile(
        &self,
        scenario: Option<&str>,
        schema: &Schema,
        profile: &[Inspected],
        keyring: Option<&Keyring>,
    ) -> Result<Plan> {
        Compiler::new(self, self.scenario(scenario)?, profile, keyring).plan(schema)
    }

    /// Compiles the inverse: what [`compile`](Self::compile) made reversible is opened, everything else stays as it is. `columns`
    /// restricts it to these columns, nested ones by their dotted path.
    ///
    /// # Errors
    /// A column asked for does not exist or cannot be undone; the keyring lacks a key.
    pub fn compile_reveal(
        &self,
        scenario: Option<&str>,
        schema: &Schema,
        columns: Option<&[String]>,
        keyring: &Keyring,
    ) -> Result<Plan> {
        reveal::plan(Compiler::new(self, self.scenario(scenario)?, &[], Some(keyring)), schema, columns)
    }

    /// What becomes of each type and column, for a person to read.
    ///
    /// # Errors
    /// As [`needs_keyring`](Self::needs_keyring).
    pub fn explain(&self, scenario: Option<&str>, lang: Lang) -> Result<Explanation> {
        Ok(Explanation::of(self, &self.scenario(scenario)?, lang))
    }

    /// Checks every scenario as far as that goes without data: rules for the types of named columns, and what `encrypt` needs.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn check(&self) -> Result<()> {
        let mut faults = FaultList::default();
        check_dataset(&self.document, &mut faults);
        for name in self.document.scenarios.names() {
            self.scenario(Some(name))?.check(&mut faults);
        }
        faults.into_result()
    }

    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    pub(super) fn source(&self, keyed: &Keyed) -> Option<&KeySource> {
        self.document.keys.get(&keyed.key.value)
    }

    /// The algorithm of a rule: its own, or the one of the policy's suite.
    pub(super) fn algorithm(&self, keyed: &Keyed) -> Algorithm {
        let suite = self.document.suite.unwrap_or_default();
        keyed.algorithm.as_ref().map_or_else(|| suite.default_for(keyed.purpose), |algorithm| algorithm.value)
    }

    fn scenario(&self, name: Option<&str>) -> Result<Scenario<'_>> {
        let scenarios = &self.document.scenarios;
        let names: Vec<&str> = scenarios.names().collect();
        let chosen = match (name, &self.document.default, names.as_slice()) {
            (Some(name), _, _) => Some(name),
            (None, Some(default), _) => Some(default.value.as_str()),
            (None, None, [only]) => Some(*only),
            (None, None, _) => None,
        };
        let known = listed(names.iter().copied());
        let fault = match chosen {
            Some(name) => match scenarios.iter().find(|(known, _)| *known == name) {
                Some((name, entry)) => return Ok(Scenario::new(name, entry, &self.document.columns)),
                None => FaultKind::ScenarioUnknown { name: shown(name), known, suggestion: nearest(name, names) },
            },
            None => FaultKind::ScenarioNotChosen { known },
        };
        let mut faults = FaultList::default();
        faults.push(Mark::default(), "", fault);
        faults
            .into_result()
            .and_then(|()| Err(crate::error::ErrorKind::Internal { invariant: "a fault is an error" }.into()))
    }
}

/// Every rule of the document, whatever the scenario.
fn rules(document: &Document) -> impl Iterator<Item = &Rule> {
    let scenarios = || document.scenarios.iter().map(|(_, entry)| entry);
    let types = scenarios().flat_map(|entry| entry.types.iter().map(|(_, rule)| rule));
    let own = scenarios().flat_map(|entry| entry.columns.iter());
    let columns = document.columns.iter().chain(own).filter_map(|(_, entry)| entry.rule());
    types.chain(columns)
}

fn check_names(document: &Document, faults: &mut FaultList) {
    // A scenario that could not be read has its own fault.
    if document.scenarios.is_empty() && faults.is_empty() {
        faults.push(Mark { line: 1, column: 1 }, "", FaultKind::ScenarioMissing);
    }
    if let Some(default) = &document.default
        && document.scenarios.get(&default.value).is_none()
    {
        let (known, suggestion) =
            (listed(document.scenarios.names()), nearest(&default.value, document.scenarios.names()));
        default.fault(FaultKind::ScenarioUnknown { name: shown(&default.value), known, suggestion }, faults);
    }
    for keyed in rules(document).filter_map(Rule::keyed) {
        check_key(document, keyed, faults);
        check_suite(document.suite.unwrap_or_default(), keyed, faults);
    }
}

fn check_key(document: &Document, keyed: &Keyed, faults: &mut FaultList) {
    let key = &keyed.key;
    match document.keys.get(&key.value) {
        None => {
            let suggestion = nearest(&key.value, document.keys.names());
            key.fault(FaultKind::KeyUndeclared { key: shown(&key.value), suggestion }, faults);
        }
        Some(KeySource::Ephemeral) if keyed.purpose == Purpose::Encrypt => {
            key.fault(FaultKind::EphemeralEncrypt { key: shown(&key.value) }, faults);
        }
        Some(_) => {}
    }
}

fn check_suite(suite: Suite, keyed: &Keyed, faults: &mut FaultList) {
    let Some(algorithm) = keyed.algorithm.as_ref().filter(|algorithm| !suite.allows(algorithm.value)) else { return };
    let instead = suite.default_for(keyed.purpose).name().to_owned();
    let kind = FaultKind::OutsideSuite { algorithm: algorithm.value.name().to_owned(), suite: suite.name(), instead };
    algorithm.fault(kind, faults);
}

fn check_dataset(document: &Document, faults: &mut FaultList) {
    if document.dataset.is_some() {
        return;
    }
    for rule in rules(document).filter(|rule| rule.keyed().is_some_and(|keyed| keyed.purpose == Purpose::Encrypt)) {
        rule.fault(FaultKind::DatasetMissing, faults);
    }
}
