//! Columns of text that a caller hands over.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, new_null_array};
use arrow_schema::DataType;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use weimu::error::{Error, ErrorKind, Phrase, Result};

use super::capsule::arrays;
use super::error::exception;
use super::language::lang;

/// The values as arrays of `Utf8` or `LargeUtf8`: Arrow data of any layout of text, or an iterable of `str` and `None`.
pub(crate) fn texts(values: &Bound<'_, PyAny>) -> PyResult<Vec<ArrayRef>> {
    let py = values.py();
    let Some(arrays) = arrays(values)? else { return Ok(vec![of_iterable(values)?]) };
    let texts: Result<Vec<ArrayRef>> = py.detach(|| arrays.map(|array| plain(&array?)).collect());
    texts.map_err(|error| exception(py, &error))
}

fn of_iterable(values: &Bound<'_, PyAny>) -> PyResult<ArrayRef> {
    if values.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(
            lang().pick("values: one str; pass a list of them", "values:这是单个 str;请传入列表"),
        ));
    }
    let mut builder = StringBuilder::new();
    for (index, value) in values.try_iter().map_err(|_| not_texts())?.enumerate() {
        let value = value?;
        if value.is_none() {
            builder.append_null();
        } else {
            let text = value.cast::<PyString>().map_err(|_| not_a_text(index))?;
            builder.append_value(text.to_str().map_err(|_| not_a_text(index))?);
        }
    }
    Ok(Arc::new(builder.finish()))
}

fn not_texts() -> PyErr {
    PyTypeError::new_err(lang().pick(
        "values: pass a column of text, such as a Polars or pandas Series or a PyArrow array, or an iterable of str and None",
        "values:请传入文本列(如 Polars 或 pandas 的 Series、PyArrow 数组),或由 str 与 None 组成的可迭代对象",
    ))
}

/// The value is not shown: it may be data.
fn not_a_text(index: usize) -> PyErr {
    PyTypeError::new_err(match lang() {
        weimu::error::Lang::En => format!("values: item {index} is neither None nor a str that UTF-8 can hold"),
        weimu::error::Lang::Zh => format!("values:第 {index} 项(从 0 计)既不是 None,也不是可用 UTF-8 表示的 str"),
    })
}

fn plain(array: &ArrayRef) -> Result<ArrayRef> {
    match array.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => Ok(array.clone()),
        DataType::Utf8View => Ok(Arc::new(array.as_string_view().iter().collect::<LargeStringArray>())),
        DataType::Null => Ok(new_null_array(&DataType::Utf8, array.len())),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let values = arrow_select::take::take(dictionary.values(), dictionary.keys(), None);
            plain(&values.map_err(|_| Error::from(ErrorKind::ColumnTooLarge))?)
        }
        _ => {
            let reason = Phrase::new(
                "this is not a column of text; pass one column, such as `table[\"name\"]`",
                "这不是文本列;请传入单独一列,例如 `table[\"name\"]`",
            );
            Err(ErrorKind::Argument { argument: "values".to_owned(), reason }.into())
        }
    }
}
