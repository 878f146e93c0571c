//! Policies.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use weimu::error::{Error, Phrase, Result};

use super::error::exception;
use super::language::lang;

/// What becomes of the columns of a table, by scenario.
#[pyclass(frozen, module = "weimu", from_py_object)]
#[derive(Clone)]
pub(crate) struct Policy(Arc<weimu::policy::Policy>);

impl Policy {
    pub(crate) fn get(&self) -> &weimu::policy::Policy {
        &self.0
    }

    /// A policy given as a `Policy`, the name of a built-in one, text of more than one line, or a path.
    pub(crate) fn extract(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(policy) = given.extract::<Self>() {
            return Ok(policy);
        }
        if let Ok(text) = given.extract::<String>() {
            if text.contains('\n') {
                return Self::parse(given.py(), &text);
            }
            if let Some(policy) = weimu::policy::Policy::builtin(&text) {
                return Ok(Self(Arc::new(policy)));
            }
        }
        let Ok(path) = given.extract::<PathBuf>() else {
            return Err(PyTypeError::new_err(lang().pick(
                "policy: a path, the name of a built-in policy, YAML text of more than one line, or a weimu.Policy",
                "policy:路径、内置策略名、多行 YAML 文本,或 weimu.Policy",
            )));
        };
        Self::load(given.py(), path)
    }
}

#[pymethods]
impl Policy {
    /// Reads a policy in YAML or JSON from text.
    #[staticmethod]
    fn parse(py: Python<'_>, text: &str) -> PyResult<Self> {
        wrapped(py, weimu::policy::Policy::parse(text))
    }

    /// Reads a policy from a file.
    #[staticmethod]
    #[expect(clippy::needless_pass_by_value, reason = "an argument that Python converts")]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        wrapped(py, read(&path))
    }

    /// A policy that ships with weimu: "open" (无条件开放) or "share" (有条件共享).
    #[staticmethod]
    fn builtin(name: &str) -> PyResult<Self> {
        let names = weimu::policy::Policy::builtin_names();
        let unknown = || PyValueError::new_err(format!("name: {}", names.join(", ")));
        Ok(Self(Arc::new(weimu::policy::Policy::builtin(name).ok_or_else(unknown)?)))
    }

    /// Names of the scenarios, in the order of the document.
    #[getter]
    fn scenarios(&self) -> Vec<String> {
        self.0.scenarios().into_iter().map(str::to_owned).collect()
    }

    /// Name of the dataset; empty if the policy gives none.
    #[getter]
    fn dataset(&self) -> &str {
        self.0.dataset()
    }

    /// What becomes of each type and column, for a person to read.
    #[pyo3(signature = (scenario = None))]
    fn explain(&self, py: Python<'_>, scenario: Option<&str>) -> PyResult<String> {
        let explanation = self.0.explain(scenario, lang());
        explanation.map(|explanation| explanation.to_string()).map_err(|error| exception(py, &error))
    }

    /// Checks every scenario as far as that goes without data.
    fn check(&self, py: Python<'_>) -> PyResult<()> {
        self.0.check().map_err(|error| exception(py, &error))
    }

    fn __repr__(&self) -> String {
        format!("<weimu.Policy of scenarios: {}>", self.0.scenarios().join(", "))
    }
}

fn read(path: &Path) -> Result<weimu::policy::Policy> {
    let operation = Phrase::new("read the policy", "读取策略");
    let text = fs::read_to_string(path).map_err(|error| Error::io(operation, &error));
    text.and_then(|text| weimu::policy::Policy::parse(&text)).map_err(|error| error.in_file(path.display().to_string()))
}

fn wrapped(py: Python<'_>, policy: Result<weimu::policy::Policy>) -> PyResult<Policy> {
    policy.map(|policy| Policy(Arc::new(policy))).map_err(|error| exception(py, &error))
}
