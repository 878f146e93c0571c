//! Rules to transforms: keys are looked up here, and nowhere else.

use std::collections::HashMap;
use std::sync::Arc;

use super::document::KeySource;
use super::fault_list::FaultList;
use super::policy::Policy;
use super::rule::{Keyed, Op, Rule};
use super::scenario::TypeRule;
use super::suite::Purpose;
use crate::detect;
use crate::error::{Error, ErrorKind, FaultKind, Result};
use crate::keys::{KeyHandle, KeyId, Keyring};
use crate::transform::{Encrypt, Fpe, Generalize, Hash, Mask, Place, Replace, Restore, Tokenize, Transform, Unseal};

/// Makes transforms; the first failure is kept, so that faults of the policy are told before it.
pub(super) struct Sealer<'a> {
    policy: &'a Policy,
    keyring: Option<&'a Keyring>,
    keys: HashMap<String, KeyHandle>,
    failure: Option<Error>,
}

impl<'a> Sealer<'a> {
    pub(super) fn new(policy: &'a Policy, keyring: Option<&'a Keyring>) -> Self {
        Self { policy, keyring, keys: HashMap::new(), failure: None }
    }

    /// The first thing that failed.
    pub(super) fn into_result(self) -> Result<()> {
        self.failure.map_or(Ok(()), Err)
    }

    /// The transform of a rule for the column at `path`.
    pub(super) fn transform(&mut self, rule: TypeRule<'_>, path: &str) -> Arc<Transform> {
        Arc::new(match &rule.rule.op {
            Op::Keep => Transform::Keep,
            Op::Drop | Op::Null => Transform::Null,
            Op::Replace(with) => Transform::Replace(Replace::new(with.clone())),
            Op::Mask { rule, replacement } => Transform::Mask(Mask::new(rule.clone(), *replacement)),
            Op::Address(level) => Transform::Generalize(Generalize::address(*level, detect::keep_address)),
            Op::Date(precision) => Transform::Generalize(Generalize::date(*precision)),
            Op::Number(width) => Transform::Generalize(Generalize::number(*width)),
            Op::Keyed(keyed) => {
                let made = self.keyed(rule.rule, keyed, rule.domain(), path);
                self.or_null(made)
            }
        })
    }

    /// The transform of a rule for findings in the text of the column at `path`: a result of `fpe` that could not be found there
    /// again is a token.
    pub(super) fn in_text(&mut self, rule: TypeRule<'_>, path: &str) -> Arc<Transform> {
        match rule.rule.fpe() {
            Some((keyed, format)) if !format.is_found_in_text() => {
                let made = self.tokens(rule.rule, keyed, rule.domain());
                Arc::new(self.or_null(made))
            }
            _ => self.transform(rule, path),
        }
    }

    /// The inverse of a rule for the column at `path`; nothing if the rule cannot be undone.
    pub(super) fn inverse(&mut self, rule: TypeRule<'_>, path: &str) -> Option<Arc<Transform>> {
        let keyed = rule.rule.keyed().filter(|_| self.is_reversible(rule.rule))?;
        let made = self.unsealed(rule.rule, keyed, rule.domain(), path);
        Some(Arc::new(self.or_null(made)))
    }

    /// Whether a rule can be undone with the keyring.
    pub(super) fn is_reversible(&self, rule: &Rule) -> bool {
        rule.keyed().is_some_and(|keyed| {
            keyed.purpose != Purpose::Hash && matches!(self.policy.source(keyed), Some(KeySource::Keyring(_)))
        })
    }

    fn keyed(&mut self, rule: &Rule, keyed: &Keyed, domain: &str, path: &str) -> Result<Transform> {
        let key = self.key(keyed)?;
        let algorithm = self.policy.algorithm(keyed);
        match keyed.purpose {
            Purpose::Hash => Hash::new(&key, algorithm.mac(), domain, keyed.length).map(Transform::Hash),
            Purpose::Tokenize => Tokenize::new(&key, algorithm.siv(), domain).map(Transform::Tokenize),
            Purpose::Encrypt => Encrypt::new(&key, algorithm.aead(), &self.place(path)).map(Transform::Encrypt),
            Purpose::Fpe => {
                let (id, format) = (self.version(rule, keyed, &key)?, keyed.format.as_deref().ok_or_else(no_format)?);
                Fpe::new(&key, id, algorithm.ff1(), format, domain).map(Transform::Fpe)
            }
        }
    }

    fn tokens(&mut self, rule: &Rule, keyed: &Keyed, domain: &str) -> Result<Transform> {
        let key = self.key(keyed)?;
        let id = self.version(rule, keyed, &key)?;
        Fpe::tokens(&key, id, self.policy.algorithm(keyed).ff1(), domain).map(Transform::Fpe)
    }

    fn unsealed(&mut self, rule: &Rule, keyed: &Keyed, domain: &str, path: &str) -> Result<Transform> {
        let key = self.key(keyed)?;
        match keyed.purpose {
            Purpose::Encrypt => Unseal::encrypted(&key, &self.place(path)).map(Transform::Unseal),
            Purpose::Tokenize | Purpose::Hash => Unseal::token(&key, domain).map(Transform::Unseal),
            Purpose::Fpe => {
                let (id, format) = (self.version(rule, keyed, &key)?, keyed.format.as_deref().ok_or_else(no_format)?);
                Restore::new(&key, id, self.policy.algorithm(keyed).ff1(), format, domain).map(Transform::Restore)
            }
        }
    }

    /// The version of the key for `fpe`, whose results do not name it: as soon as there was a second one, the rule must.
    fn version(&self, rule: &Rule, keyed: &Keyed, key: &KeyHandle) -> Result<KeyId> {
        if let Some(number) = keyed.version {
            return Ok(KeyId(number));
        }
        if let (Some(KeySource::Keyring(name)), Some(keyring)) = (self.policy.source(keyed), self.keyring)
            && keyring.list().iter().filter(|info| info.name == *name).count() > 1
        {
            let mut faults = FaultList::default();
            rule.fault(FaultKind::FpeVersionMissing { key: super::fault_list::shown(name) }, &mut faults);
            faults.into_result()?;
        }
        Ok(key.primary())
    }

    fn place(&self, path: &str) -> Place {
        Place::new(self.policy.dataset(), path)
    }

    /// The key of a rule: from the keyring, or one and the same random key for the whole plan.
    fn key(&mut self, keyed: &Keyed) -> Result<KeyHandle> {
        let name = &keyed.key.value;
        if let Some(key) = self.keys.get(name) {
            return Ok(key.clone());
        }
        let key = match self.policy.source(keyed) {
            Some(KeySource::Ephemeral) => self.policy.ephemeral_key(name)?,
            Some(KeySource::Keyring(in_keyring)) => self.keyring.ok_or(ErrorKind::KeyringMissing)?.key(in_keyring)?,
            None => return Err(ErrorKind::KeyMissing { name: super::fault_list::shown(name) }.into()),
        };
        self.keys.insert(name.clone(), key.clone());
        Ok(key)
    }

    /// What was made; if that failed, the plan will not be given out, and until then nothing is stricter than null.
    fn or_null(&mut self, made: Result<Transform>) -> Transform {
        made.unwrap_or_else(|error| {
            self.failure.get_or_insert(error);
            Transform::Null
        })
    }
}

fn no_format() -> Error {
    ErrorKind::Internal { invariant: "a rule of fpe has a format" }.into()
}
