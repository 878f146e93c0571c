//! An Arrow array as a Python object.

use arrow_array::cast::AsArray;
use arrow_array::ffi::FFI_ArrowSchema;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array as _, ArrayRef};
use arrow_schema::DataType;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};

use super::capsule::{array_capsule, schema_capsule};

/// The pair of capsules that describe an array.
type Capsules<'py> = (Bound<'py, PyCapsule>, Bound<'py, PyCapsule>);

/// An Arrow array: hand it to `pyarrow.array`, `polars.Series` or anything else with Arrow in it, or use it as a sequence.
#[pyclass(frozen, sequence, module = "weimu")]
pub(crate) struct Array(pub(crate) ArrayRef);

#[pymethods]
impl Array {
    /// Type and values, for a consumer; `requested_schema` is not honoured, as the interface allows.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Capsules<'py>> {
        let _ = requested_schema;
        Ok((self.__arrow_c_schema__(py)?, array_capsule(py, &self.0)?))
    }

    /// The type of the array.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.0.data_type());
        schema_capsule(py, schema.map_err(|_| PyValueError::new_err("the type cannot be exported"))?)
    }

    /// The values as Python objects.
    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        list(py, &self.0)
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: isize) -> PyResult<Bound<'py, PyAny>> {
        let index = if index < 0 { index.checked_add_unsigned(self.0.len()) } else { Some(index) };
        let index = index.and_then(|index| usize::try_from(index).ok()).filter(|index| *index < self.0.len());
        value(py, &self.0, index.ok_or_else(|| PyIndexError::new_err("index out of range"))?)
    }

    fn __repr__(&self) -> String {
        format!("<weimu.Array of {} values: {}>", self.0.len(), self.0.data_type())
    }
}

fn list<'py>(py: Python<'py>, array: &ArrayRef) -> PyResult<Bound<'py, PyList>> {
    let values: Vec<_> = (0..array.len()).map(|index| value(py, array, index)).collect::<PyResult<_>>()?;
    PyList::new(py, values)
}

/// One value, of the types that weimu's own results are made of.
fn value<'py>(py: Python<'py>, array: &ArrayRef, index: usize) -> PyResult<Bound<'py, PyAny>> {
    if array.is_null(index) {
        return Ok(py.None().into_bound(py));
    }
    match array.data_type() {
        DataType::Boolean => array.as_boolean().value(index).into_bound_py_any(py),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(index).into_bound_py_any(py),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(index).into_bound_py_any(py),
        DataType::Utf8 => array.as_string::<i32>().value(index).into_bound_py_any(py),
        DataType::List(_) => Ok(list(py, &array.as_list::<i32>().value(index))?.into_any()),
        DataType::Struct(fields) => {
            let row = PyDict::new(py);
            for (field, column) in fields.iter().zip(array.as_struct().columns()) {
                row.set_item(field.name(), value(py, column, index)?)?;
            }
            Ok(row.into_any())
        }
        other => Err(PyValueError::new_err(format!("no Python value for {other}"))),
    }
}
