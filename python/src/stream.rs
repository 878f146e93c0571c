//! The lazy result of a policy over a table.

use std::sync::{Mutex, PoisonError};

use arrow_array::RecordBatchReader;
use arrow_array::ffi::FFI_ArrowSchema;
use arrow_schema::SchemaRef;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use weimu::engine::Applied;
use weimu_boundary::{Ending, exported};

use super::capsule::{schema_capsule, stream_capsule};
use super::error::{consumed, exception};
use super::language::lang;
use super::report;

/// A table that is computed while it is read, and that can be read once.
///
/// Hand it to whatever takes Arrow streams: `pyarrow.table(stream)`, `polars.DataFrame(stream)`,
/// `pandas.DataFrame.from_arrow(stream)`, a DuckDB query that names it.
#[pyclass(frozen, module = "weimu")]
pub(crate) struct Stream {
    applied: Mutex<Option<Applied>>,
    schema: SchemaRef,
    ending: Ending,
}

impl Stream {
    pub(crate) fn new(applied: Applied) -> Self {
        Self { schema: applied.schema(), applied: Mutex::new(Some(applied)), ending: Ending::default() }
    }

    fn take(&self) -> Option<Applied> {
        self.applied.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[pymethods]
impl Stream {
    /// The stream, for a consumer; `requested_schema` is not honoured, as the interface allows.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let applied = self.take().ok_or_else(consumed)?;
        stream_capsule(py, exported(applied, lang(), self.ending.clone()))
    }

    /// The type of the table, without reading it.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema.as_ref());
        schema_capsule(py, schema.map_err(|_| PyValueError::new_err("the schema has a name that Arrow cannot export"))?)
    }

    /// What was counted while the stream was read: rows, and per column the values changed and the findings, never a value.
    ///
    /// `complete` is true once every row went through.
    fn report<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        report::of_run(py, &self.ending.counts(), self.ending.is_complete())
    }

    /// The error that ended the stream, if one did: consumers raise exceptions of their own, with its text.
    #[getter]
    fn error(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.ending.error().map(|error| exception(py, &error).into_value(py).into_any())
    }

    fn __repr__(&self) -> String {
        let names: Vec<&str> = self.schema.fields().iter().map(|field| field.name().as_str()).collect();
        format!("<weimu.Stream of {} columns: {}>", names.len(), names.join(", "))
    }
}
