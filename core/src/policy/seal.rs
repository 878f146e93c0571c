//! Rules to transforms: keys are looked up here, and nowhere else.

use std::collections::HashMap;
use std::sync::Arc;

use super::document::KeySource;
use super::policy::Policy;
use super::rule::{Keyed, Op, Rule};
use super::scenario::TypeRule;
use super::suite::Purpose;
use crate::detect;
use crate::error::{Error, ErrorKind, Result};
use crate::keys::{KeyHandle, Keyring};
use crate::transform::{Encrypt, Generalize, Hash, Mask, Place, Replace, Tokenize, Transform, Unseal};

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
                let made = self.keyed(keyed, rule.domain(), path);
                self.or_null(made)
            }
        })
    }

    /// The inverse of a rule for the column at `path`; nothing if the rule cannot be undone.
    pub(super) fn inverse(&mut self, rule: TypeRule<'_>, path: &str) -> Option<Arc<Transform>> {
        let keyed = rule.rule.keyed().filter(|_| self.is_reversible(rule.rule))?;
        let made = self.unsealed(keyed, rule.domain(), path);
        Some(Arc::new(self.or_null(made)))
    }

    /// Whether a rule can be undone with the keyring.
    pub(super) fn is_reversible(&self, rule: &Rule) -> bool {
        rule.keyed().is_some_and(|keyed| {
            keyed.purpose != Purpose::Hash && matches!(self.policy.source(keyed), Some(KeySource::Keyring(_)))
        })
    }

    fn keyed(&mut self, keyed: &Keyed, domain: &str, path: &str) -> Result<Transform> {
        let key = self.key(keyed)?;
        let algorithm = self.policy.algorithm(keyed);
        match keyed.purpose {
            Purpose::Hash => Hash::new(&key, algorithm.mac(), domain, keyed.length).map(Transform::Hash),
            Purpose::Tokenize => Tokenize::new(&key, algorithm.siv(), domain).map(Transform::Tokenize),
            Purpose::Encrypt => Encrypt::new(&key, algorithm.aead(), &self.place(path)).map(Transform::Encrypt),
        }
    }

    fn unsealed(&mut self, keyed: &Keyed, domain: &str, path: &str) -> Result<Transform> {
        let key = self.key(keyed)?;
        let unseal = match keyed.purpose {
            Purpose::Encrypt => Unseal::encrypted(&key, &self.place(path)),
            Purpose::Tokenize | Purpose::Hash => Unseal::token(&key, domain),
        };
        unseal.map(Transform::Unseal)
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
