//! Arrow data in Python capsules (the Arrow PyCapsule Interface).

use std::ffi::CStr;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{ArrayRef, RecordBatchReader};
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyTuple};
use weimu::error::{Error, ErrorKind};
use weimu_boundary::{Arrays, Table};

use super::error::exception;
use super::language::lang;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// The table that `data` hands over.
pub(crate) fn table(data: &Bound<'_, PyAny>) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    refuse_pointers(data)?;
    let arrays = arrays(data)?.ok_or_else(|| not_a_table(data))?;
    let table = Table::try_new(arrays).map_err(|error| exception(data.py(), &error))?;
    Ok(Box::new(table))
}

/// What `data` hands over, if it hands over Arrow data.
pub(crate) fn arrays(data: &Bound<'_, PyAny>) -> PyResult<Option<Arrays>> {
    let py = data.py();
    let arrays = if data.hasattr(intern!(py, "__arrow_c_stream__"))? {
        let stream = moved_stream(&data.call_method0(intern!(py, "__arrow_c_stream__"))?)?;
        py.detach(|| Arrays::of_stream(stream))
    } else if data.hasattr(intern!(py, "__arrow_c_array__"))? {
        let pair = data.call_method0(intern!(py, "__arrow_c_array__"))?;
        let (schema, array): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.cast::<PyTuple>()?.extract()?;
        let (schema, array) = (moved_schema(&schema)?, moved_array(&array)?);
        Arrays::of_array(array, &schema)
    } else {
        return Ok(None);
    };
    arrays.map(Some).map_err(|error| exception(py, &error))
}

/// The type of an array or a table.
pub(crate) fn schema_capsule(py: Python<'_>, schema: FFI_ArrowSchema) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

/// A stream, moved out by whoever reads it.
pub(crate) fn stream_capsule(py: Python<'_>, stream: FFI_ArrowArrayStream) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, stream, STREAM)
}

/// An array, moved out by whoever reads it.
pub(crate) fn array_capsule<'py>(py: Python<'py>, array: &ArrayRef) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArray::new(&array.to_data()), ARRAY)
}

fn moved_stream(capsule: &Bound<'_, PyAny>) -> PyResult<FFI_ArrowArrayStream> {
    let pointer = capsule.cast::<PyCapsule>()?.pointer_checked(Some(STREAM))?.cast();
    // SAFETY: a capsule of this name holds a stream, which the PyCapsule Interface lets its reader move out.
    Ok(unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr()) })
}

fn moved_schema(capsule: &Bound<'_, PyAny>) -> PyResult<FFI_ArrowSchema> {
    let pointer = capsule.cast::<PyCapsule>()?.pointer_checked(Some(SCHEMA))?.cast();
    // SAFETY: a capsule of this name holds a schema, which the PyCapsule Interface lets its reader move out.
    Ok(unsafe { FFI_ArrowSchema::from_raw(pointer.as_ptr()) })
}

fn moved_array(capsule: &Bound<'_, PyAny>) -> PyResult<FFI_ArrowArray> {
    let pointer = capsule.cast::<PyCapsule>()?.pointer_checked(Some(ARRAY))?.cast();
    // SAFETY: a capsule of this name holds an array, which the PyCapsule Interface lets its reader move out.
    Ok(unsafe { FFI_ArrowArray::from_raw(pointer.as_ptr()) })
}

/// Refuses the columns of a Polars frame that Arrow shows as eight bytes a row and that are addresses in this process.
fn refuse_pointers(data: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = data.py();
    let class = data.get_type();
    if class.name()? != "DataFrame" || !class.module()?.to_cow()?.starts_with("polars") {
        return Ok(());
    }
    let schema = PyDict::from_sequence(&data.getattr(intern!(py, "schema"))?.call_method0(intern!(py, "items"))?)?;
    for (name, data_type) in schema {
        if data_type.str()?.to_cow()? == "Object" {
            let kind = ErrorKind::UnsupportedType { data_type: "Object (Polars)".to_owned() };
            return Err(exception(py, &Error::from(kind).in_column(&name.str()?.to_cow()?)));
        }
    }
    Ok(())
}

fn not_a_table(data: &Bound<'_, PyAny>) -> PyErr {
    let name = data.get_type().name().map(|name| name.to_string()).unwrap_or_default();
    let hint = match name.as_str() {
        "LazyFrame" => lang().pick(
            "pass `frame.collect_batches()`, which streams, or `frame.collect()`",
            "请传入 `frame.collect_batches()`(流式)或 `frame.collect()`",
        ),
        "Scanner" => lang().pick("pass `scanner.to_reader()`", "请传入 `scanner.to_reader()`"),
        "FileSystemDataset" | "InMemoryDataset" | "UnionDataset" | "Dataset" => {
            lang().pick("pass `dataset.scanner().to_reader()`", "请传入 `dataset.scanner().to_reader()`")
        }
        _ => lang().pick(
            "pass a Polars or pandas DataFrame, a PyArrow Table, RecordBatch or RecordBatchReader, a DuckDB relation, or anything \
             else with __arrow_c_stream__ or __arrow_c_array__",
            "请传入 Polars 或 pandas 的 DataFrame,PyArrow 的 Table、RecordBatch 或 RecordBatchReader,DuckDB 的 relation,\
             或其他带有 __arrow_c_stream__ 或 __arrow_c_array__ 的对象",
        ),
    };
    PyTypeError::new_err(format!("data: {name}: {hint}"))
}
