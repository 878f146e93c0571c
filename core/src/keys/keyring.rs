//! The keyring file.

use std::path::Path;

use super::{KeyHandle, KeyId, Passphrase};
use crate::error::Result;

/// State of one version of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyState {
    /// In use.
    Enabled,
    /// Not to be used, but kept.
    Disabled,
    /// The material is gone.
    Destroyed,
}

/// What may be told about one version of a key.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct KeyInfo {
    /// The key's name.
    pub name: String,
    /// The version's number.
    pub id: KeyId,
    /// Its state.
    pub state: KeyState,
    /// Whether this version seals.
    pub primary: bool,
}

/// Keys by name, wrapped at rest under a passphrase.
#[derive(Debug)]
pub struct Keyring {}

impl Keyring {
    /// Reads and unwraps a keyring file.
    ///
    /// # Errors
    /// The file cannot be read, is not a keyring, or the passphrase does not open it.
    pub fn open(_path: &Path, _passphrase: &Passphrase) -> Result<Self> {
        todo!()
    }

    /// The key of this name, with every enabled version.
    ///
    /// # Errors
    /// There is no such key, or its primary version is not enabled.
    pub fn key(&self, name: &str) -> Result<KeyHandle> {
        KeyHandle::ephemeral(name)
    }

    /// What the keyring holds, in order of key id.
    pub fn list(&self) -> Vec<KeyInfo> {
        todo!()
    }
}
