//! Whether values are what they are meant to be.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, BooleanArray, StringArray, StructArray};
use arrow_schema::{DataType, Field, Fields};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rayon::prelude::*;
use weimu::detect::{self, Verdict};
use weimu::error::{ErrorKind, Result};
use weimu::model::EntityKind;
use weimu_boundary::guarded;

use super::array::Array;
use super::error::exception;
use super::texts::texts;

/// Judges each value, as a whole, to be of a kind or not.
///
/// kind: an entity kind that has a validator, such as "id_card", "uscc" or "mobile".
/// values: a column of text as Arrow data (a Polars or pandas Series, a PyArrow array), or an iterable of str and None.
/// Returns an array of {"valid", "reason"}; the reason names the rule that failed, and both are null for a null.
#[pyfunction]
pub(crate) fn validate(kind: &str, values: &Bound<'_, PyAny>) -> PyResult<Array> {
    let py = values.py();
    let validated = |kind: &EntityKind| detect::validate(*kind, "").is_some();
    let Some(kind) = EntityKind::from_name(kind).filter(validated) else {
        let known: Vec<&str> = EntityKind::ALL.iter().filter(|kind| validated(kind)).map(|kind| kind.name()).collect();
        return Err(PyValueError::new_err(format!("kind: {}", known.join(", "))));
    };
    let arrays = texts(values)?;
    py.detach(|| guarded(|| verdicts(kind, &arrays))).map(Array).map_err(|error| exception(py, &error))
}

fn verdicts(kind: EntityKind, arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let values: Vec<Option<&str>> = arrays.iter().flat_map(values).collect();
    let verdict = |value: &Option<&str>| value.and_then(|value| detect::validate(kind, value));
    let verdicts: Vec<Option<Verdict>> = values.par_iter().with_min_len(1024).map(verdict).collect();
    let valid: BooleanArray = verdicts.iter().map(|verdict| verdict.map(|verdict| verdict.valid)).collect();
    let reasons: StringArray =
        verdicts.iter().map(|verdict| verdict.and_then(|verdict| verdict.reason).map(|reason| reason.name())).collect();
    let fields =
        Fields::from(vec![Field::new("valid", DataType::Boolean, true), Field::new("reason", DataType::Utf8, true)]);
    let unexpected = |_| ErrorKind::Internal { invariant: "columns of verdicts are of one length" };
    let rows = StructArray::try_new(fields, vec![Arc::new(valid), Arc::new(reasons)], None);
    Ok(Arc::new(rows.map_err(unexpected)?))
}

fn values(array: &ArrayRef) -> Vec<Option<&str>> {
    match array.as_string_opt::<i32>() {
        Some(texts) => texts.iter().collect(),
        None => array.as_string_opt::<i64>().map(|texts| texts.iter().collect()).unwrap_or_default(),
    }
}
