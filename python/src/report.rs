//! Counts and profiles as dictionaries, in the words of the command line's JSON.

use std::collections::BTreeMap;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use weimu::engine::{ColumnCounts, ColumnProfile, Counts, Profile};
use weimu::model::{EntityKind, Reason};

/// The counts of a run.
pub(crate) fn of_run<'py>(py: Python<'py>, counts: &Counts, complete: bool) -> PyResult<Bound<'py, PyDict>> {
    let report = PyDict::new(py);
    report.set_item("rows", counts.rows)?;
    report.set_item("complete", complete)?;
    let columns: Vec<_> = counts.columns.iter().map(|column| column_counts(py, column)).collect::<PyResult<_>>()?;
    report.set_item("columns", columns)?;
    Ok(report)
}

/// What a scan found.
pub(crate) fn of_profile<'py>(py: Python<'py>, profile: &Profile) -> PyResult<Bound<'py, PyDict>> {
    let report = PyDict::new(py);
    report.set_item("rows", profile.rows)?;
    let columns: Vec<_> = profile.columns.iter().map(|column| column_profile(py, column)).collect::<PyResult<_>>()?;
    report.set_item("columns", columns)?;
    Ok(report)
}

fn column_counts<'py>(py: Python<'py>, column: &ColumnCounts) -> PyResult<Bound<'py, PyDict>> {
    let entry = PyDict::new(py);
    entry.set_item("name", &column.name)?;
    entry.set_item("type", column.column_type.name())?;
    entry.set_item("level", column.column_type.level())?;
    entry.set_item("action", column.action)?;
    entry.set_item("rows", column.rows)?;
    entry.set_item("nulls", column.nulls)?;
    entry.set_item("values", column.values)?;
    entry.set_item("fallback", column.fallback)?;
    entry.set_item("findings", findings(py, &column.findings)?)?;
    entry.set_item("refused", refused(py, &column.refused)?)?;
    let unexplained = column.unexplained.iter().map(|(&kind, &(count, _))| (kind, count)).collect();
    entry.set_item("unexplained", findings(py, &unexplained)?)?;
    Ok(entry)
}

fn column_profile<'py>(py: Python<'py>, column: &ColumnProfile) -> PyResult<Bound<'py, PyDict>> {
    let entry = PyDict::new(py);
    entry.set_item("name", &column.name)?;
    entry.set_item("type", column.decision.column_type.name())?;
    entry.set_item("confidence", column.decision.confidence.as_f64())?;
    entry.set_item("level", column.decision.level)?;
    entry.set_item("text", column.decision.text)?;
    entry.set_item("nulls", column.nulls)?;
    entry.set_item("findings", findings(py, &column.findings)?)?;
    entry.set_item("refused", refused(py, &column.refused)?)?;
    Ok(entry)
}

fn findings<'py>(py: Python<'py>, findings: &BTreeMap<EntityKind, u64>) -> PyResult<Bound<'py, PyDict>> {
    let counts = PyDict::new(py);
    for (kind, count) in findings {
        counts.set_item(kind.name(), count)?;
    }
    Ok(counts)
}

/// Per kind, how many candidates were refused for which reason.
fn refused<'py>(py: Python<'py>, refused: &BTreeMap<(EntityKind, Reason), u64>) -> PyResult<Bound<'py, PyDict>> {
    let counts = PyDict::new(py);
    for ((kind, reason), count) in refused {
        let reasons = match counts.get_item(kind.name())? {
            Some(reasons) => reasons.cast_into::<PyDict>()?,
            None => PyDict::new(py),
        };
        reasons.set_item(reason.name(), count)?;
        counts.set_item(kind.name(), reasons)?;
    }
    Ok(counts)
}
