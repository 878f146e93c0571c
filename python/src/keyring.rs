//! Keyrings.

use std::env;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use weimu::error::{ErrorKind, Result};
use weimu::keys::{KeyId, KeyState, Passphrase, Profile};
use weimu_boundary::guarded;

use super::error::exception;
use super::language::lang;

/// Keys by name, wrapped at rest under a passphrase.
///
/// The passphrase is an argument or the environment variable WEIMU_PASSPHRASE.
#[pyclass(frozen, module = "weimu")]
pub(crate) struct Keyring(Mutex<Arc<weimu::keys::Keyring>>);

impl Keyring {
    /// A keyring given as a `Keyring` or as a path.
    pub(crate) fn extract(given: &Bound<'_, PyAny>, passphrase: Option<String>) -> PyResult<Arc<weimu::keys::Keyring>> {
        if let Ok(keyring) = given.cast::<Self>() {
            return Ok(keyring.get().lock().clone());
        }
        let Ok(path) = given.extract::<PathBuf>() else {
            return Err(PyTypeError::new_err(
                lang().pick("keyring: a path or a weimu.Keyring", "keyring:路径或 weimu.Keyring"),
            ));
        };
        opened(given.py(), path, passphrase).map(Arc::new)
    }

    fn new(keyring: weimu::keys::Keyring) -> Self {
        Self(Mutex::new(Arc::new(keyring)))
    }

    fn lock(&self) -> MutexGuard<'_, Arc<weimu::keys::Keyring>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<R>(&self, py: Python<'_>, change: impl FnOnce(&mut weimu::keys::Keyring) -> Result<R>) -> PyResult<R> {
        // An exception is made by Python code, during which another thread may want the lock: it is free by then.
        let changed = Arc::get_mut(&mut self.lock()).map(change);
        match changed {
            Some(result) => result.map_err(|error| exception(py, &error)),
            None => Err(PyValueError::new_err(lang().pick("the keyring is in use", "密钥环正在使用中"))),
        }
    }
}

#[pymethods]
impl Keyring {
    /// A keyring without keys; `profile` is "gm" (SM3 and SM4) or "intl" (Argon2id and AES).
    #[staticmethod]
    #[pyo3(signature = (profile = "gm"))]
    fn create(py: Python<'_>, profile: &str) -> PyResult<Self> {
        let profile = match profile {
            "gm" => Profile::Gm,
            "intl" => Profile::Intl,
            _ => return Err(PyValueError::new_err("profile: \"gm\" or \"intl\"")),
        };
        weimu::keys::Keyring::create(profile).map(Self::new).map_err(|error| exception(py, &error))
    }

    /// Reads and unwraps a keyring file.
    #[staticmethod]
    #[pyo3(signature = (path, passphrase = None))]
    fn open(py: Python<'_>, path: PathBuf, passphrase: Option<String>) -> PyResult<Self> {
        opened(py, path, passphrase).map(Self::new)
    }

    /// Adds a key and returns the number of its first version.
    fn add(&self, py: Python<'_>, name: &str) -> PyResult<u32> {
        self.change(py, |keyring| keyring.add(name)).map(|id| id.0)
    }

    /// Adds a version to a key, which seals from now on, and returns its number.
    fn rotate(&self, py: Python<'_>, name: &str) -> PyResult<u32> {
        self.change(py, |keyring| keyring.rotate(name)).map(|id| id.0)
    }

    /// Puts a version into a state: "enabled", "disabled" or "destroyed", which is final.
    fn set_state(&self, py: Python<'_>, id: u32, state: &str) -> PyResult<()> {
        let Some(state) = STATES.into_iter().find(|known| state_name(*known) == state) else {
            return Err(PyValueError::new_err("state: \"enabled\", \"disabled\" or \"destroyed\""));
        };
        self.change(py, |keyring| keyring.set_state(KeyId(id), state))
    }

    /// Writes the file; with `replace`, in place of one that is there.
    #[pyo3(signature = (path, passphrase = None, *, replace = false))]
    fn save(&self, py: Python<'_>, path: PathBuf, passphrase: Option<String>, replace: bool) -> PyResult<()> {
        let keyring = self.lock().clone();
        let saved = py.detach(|| {
            guarded(|| {
                let passphrase = chosen(passphrase)?;
                if replace { keyring.save(&path, &passphrase) } else { keyring.save_new(&path, &passphrase) }
            })
        });
        saved.map_err(|error| exception(py, &error))
    }

    /// What the keyring holds, version by version; no key material.
    fn list<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let keyring = self.lock().clone();
        let infos = keyring.list().into_iter().map(|info| {
            let dict = PyDict::new(py);
            dict.set_item("name", &info.name)?;
            dict.set_item("id", info.id.0)?;
            dict.set_item("state", state_name(info.state))?;
            dict.set_item("primary", info.primary)?;
            dict.set_item("created", info.created.to_string())?;
            Ok(dict)
        });
        infos.collect()
    }

    /// The algorithms that it is wrapped with: "gm" or "intl".
    #[getter]
    fn profile(&self) -> &'static str {
        self.lock().profile().name()
    }

    fn __repr__(&self) -> String {
        format!("<weimu.Keyring of {} key versions>", self.lock().list().len())
    }
}

const STATES: [KeyState; 3] = [KeyState::Enabled, KeyState::Disabled, KeyState::Destroyed];

fn state_name(state: KeyState) -> &'static str {
    match state {
        KeyState::Enabled => "enabled",
        KeyState::Disabled => "disabled",
        _ => "destroyed",
    }
}

fn opened(py: Python<'_>, path: PathBuf, passphrase: Option<String>) -> PyResult<weimu::keys::Keyring> {
    let opened = py.detach(|| guarded(|| weimu::keys::Keyring::open(&path, &chosen(passphrase)?)));
    opened.map_err(|error| exception(py, &error))
}

fn chosen(passphrase: Option<String>) -> Result<Passphrase> {
    let passphrase = passphrase.or_else(|| env::var("WEIMU_PASSPHRASE").ok());
    Ok(Passphrase::new(passphrase.ok_or(ErrorKind::PassphraseMissing)?))
}
