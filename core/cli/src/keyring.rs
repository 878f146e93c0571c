//! Opening the keyring that the arguments name.

use std::path::{Path, PathBuf};

use weimu::error::Result;
use weimu::keys::Keyring;

use crate::args::KeyringArgs;
use crate::passphrase;
use crate::speech::Speech;

impl KeyringArgs {
    /// The keyring file, if one is named.
    pub(crate) fn path(&self) -> Option<&PathBuf> {
        self.keyring.as_ref()
    }

    /// Opens the keyring at `path` with the passphrase of these arguments.
    ///
    /// # Errors
    /// There is no passphrase, or it does not open the file.
    pub(crate) fn open(&self, path: &Path, speech: Speech) -> Result<Keyring> {
        open(path, self.passphrase_file.as_deref(), speech)
    }
}

/// Opens the keyring at `path`.
///
/// # Errors
/// There is no passphrase, or it does not open the file.
pub(crate) fn open(path: &Path, passphrase_file: Option<&Path>, speech: Speech) -> Result<Keyring> {
    let passphrase = passphrase::of_existing(passphrase_file, speech)?;
    Keyring::open(path, &passphrase)
}

/// The name of a keyring in messages.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}
