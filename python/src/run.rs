//! Tables in, tables or a profile out.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use weimu::engine::{self, ApplyOptions};
use weimu_boundary::guarded;

use super::capsule::table;
use super::error::exception;
use super::keyring::Keyring;
use super::policy::Policy;
use super::report;
use super::stream::Stream;

/// Applies a policy to a table, lazily: rows are read and changed while the result is read.
///
/// data: a Polars or pandas DataFrame, a PyArrow Table, RecordBatch or RecordBatchReader, a DuckDB relation, or anything else
/// with `__arrow_c_stream__` or `__arrow_c_array__`.
/// policy: a path, the name of a built-in policy ("open", "share"), YAML text of more than one line, or a `Policy`.
/// scenario: its name, if the policy has several.
/// keyring: a path or a `Keyring`, if the scenario uses keys.
/// passphrase: opens a keyring given as a path; the environment variable WEIMU_PASSPHRASE otherwise.
#[pyfunction]
#[pyo3(signature = (data, policy, *, scenario = None, keyring = None, passphrase = None))]
pub(crate) fn apply(
    data: &Bound<'_, PyAny>,
    policy: &Bound<'_, PyAny>,
    scenario: Option<String>,
    keyring: Option<&Bound<'_, PyAny>>,
    passphrase: Option<String>,
) -> PyResult<Stream> {
    let policy = Policy::extract(policy)?;
    let options = options(scenario, keyring, passphrase)?;
    let input = table(data)?;
    let applied = data.py().detach(|| guarded(|| engine::apply(input, policy.get(), &options)));
    applied.map(Stream::new).map_err(|error| exception(data.py(), &error))
}

/// Opens what `apply` sealed under the same policy, lazily.
///
/// columns: reveals only these.
#[pyfunction]
#[pyo3(signature = (data, policy, *, keyring, scenario = None, columns = None, passphrase = None))]
pub(crate) fn reveal(
    data: &Bound<'_, PyAny>,
    policy: &Bound<'_, PyAny>,
    keyring: &Bound<'_, PyAny>,
    scenario: Option<String>,
    columns: Option<Vec<String>>,
    passphrase: Option<String>,
) -> PyResult<Stream> {
    let policy = Policy::extract(policy)?;
    let mut options = options(scenario, Some(keyring), passphrase)?;
    if let Some(columns) = columns {
        options = options.with_columns(columns);
    }
    let input = table(data)?;
    let revealed = data.py().detach(|| guarded(|| engine::reveal(input, policy.get(), &options)));
    revealed.map(Stream::new).map_err(|error| exception(data.py(), &error))
}

/// Looks through a table: what each column holds, and everything found in it, never a value.
#[pyfunction]
pub(crate) fn scan<'py>(data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    let input = table(data)?;
    let profile = data.py().detach(|| guarded(|| engine::scan(input)));
    report::of_profile(data.py(), &profile.map_err(|error| exception(data.py(), &error))?)
}

fn options(
    scenario: Option<String>,
    keyring: Option<&Bound<'_, PyAny>>,
    passphrase: Option<String>,
) -> PyResult<ApplyOptions> {
    let mut options = ApplyOptions::new();
    if let Some(scenario) = scenario {
        options = options.with_scenario(scenario);
    }
    if let Some(keyring) = keyring {
        options = options.with_keyring(Keyring::extract(keyring, passphrase)?);
    }
    Ok(options)
}
