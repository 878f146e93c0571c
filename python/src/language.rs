//! The language of messages.

use std::env;
use std::sync::atomic::{AtomicU8, Ordering};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use weimu::error::Lang;

const UNSET: u8 = 0;
const EN: u8 = 1;
const ZH: u8 = 2;

static CHOSEN: AtomicU8 = AtomicU8::new(UNSET);

/// Chooses the language of messages: "en" or "zh". Without it, the locale of the environment decides.
#[pyfunction]
pub(crate) fn set_language(language: &str) -> PyResult<()> {
    let chosen = match language {
        "en" => EN,
        "zh" => ZH,
        _ => return Err(PyValueError::new_err("language: \"en\" or \"zh\"")),
    };
    CHOSEN.store(chosen, Ordering::Relaxed);
    Ok(())
}

/// The language chosen, or that of the locale.
pub(crate) fn lang() -> Lang {
    match CHOSEN.load(Ordering::Relaxed) {
        EN => Lang::En,
        ZH => Lang::Zh,
        _ => of_locale(),
    }
}

fn of_locale() -> Lang {
    let set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find(|name| set(name)).and_then(env::var_os);
    if locale.is_some_and(|locale| locale.to_string_lossy().starts_with("zh")) { Lang::Zh } else { Lang::En }
}
