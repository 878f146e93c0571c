//! Dictionary columns: each distinct value once, and only those that are used.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, StringArray, UInt64Array};
use arrow_schema::DataType;
use arrow_select::take::take;

use crate::error::{Error, ErrorKind, Result};

/// The values of a dictionary column that occur in it, with the number of rows each stands for.
///
/// A producer may hand over a slice whose dictionary holds values of rows that were cut away; those are blanked here, so
/// that no transform sees them and no output carries them.
pub(super) struct Distinct {
    /// The dictionary's values, unused ones null.
    pub(super) values: ArrayRef,
    /// Rows by value.
    pub(super) weights: Vec<u64>,
}

impl Distinct {
    /// The distinct values of `array`, which must be a dictionary.
    pub(super) fn of(array: &ArrayRef) -> Result<Self> {
        let dictionary = array.as_any_dictionary_opt().ok_or_else(not_a_dictionary)?;
        let values = dictionary.values();
        let mut weights = vec![0_u64; values.len()];
        if !values.is_empty() {
            let keys = dictionary.normalized_keys();
            for (row, key) in keys.into_iter().enumerate() {
                if let (true, Some(weight)) = (dictionary.keys().is_valid(row), weights.get_mut(key)) {
                    *weight += 1;
                }
            }
        }
        let values = if weights.contains(&0) { without_unused(values, &weights)? } else { values.clone() };
        Ok(Self { values, weights })
    }
}

/// The column with one text per row instead of keys.
pub(super) fn decoded(array: &ArrayRef) -> Result<ArrayRef> {
    let dictionary = array.as_any_dictionary_opt().ok_or_else(not_a_dictionary)?;
    if dictionary.values().is_empty() {
        return Ok(arrow_array::new_null_array(dictionary.values().data_type(), array.len()));
    }
    let keys = dictionary.normalized_keys().into_iter().enumerate();
    let keys: UInt64Array = keys.map(|(row, key)| dictionary.keys().is_valid(row).then_some(key as u64)).collect();
    take(dictionary.values(), &keys, None).map_err(|_| ErrorKind::ColumnTooLarge.into())
}

/// The same keys over other values.
pub(super) fn with_values(array: &ArrayRef, values: ArrayRef) -> Result<ArrayRef> {
    Ok(array.as_any_dictionary_opt().ok_or_else(not_a_dictionary)?.with_values(values))
}

/// The same keys over `Utf8` values: PyArrow cannot write a dictionary of `Utf8View`, which Polars exports, to Parquet.
pub(super) fn with_plain_values(array: &ArrayRef) -> Result<ArrayRef> {
    let dictionary = array.as_any_dictionary_opt().ok_or_else(not_a_dictionary)?;
    let Some(views) = dictionary.values().as_string_view_opt() else { return Ok(array.clone()) };
    let plain: StringArray = views.iter().collect();
    Ok(dictionary.with_values(Arc::new(plain)))
}

/// The type a dictionary column has in the output.
pub(super) fn output_type(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Dictionary(keys, values) if **values == DataType::Utf8View => {
            DataType::Dictionary(keys.clone(), Box::new(DataType::Utf8))
        }
        other => other.clone(),
    }
}

fn without_unused(values: &ArrayRef, weights: &[u64]) -> Result<ArrayRef> {
    let used = weights.iter().enumerate().map(|(index, &weight)| (weight > 0).then_some(index as u64));
    take(values, &used.collect::<UInt64Array>(), None).map_err(|_| ErrorKind::ColumnTooLarge.into())
}

fn not_a_dictionary() -> Error {
    ErrorKind::Internal { invariant: "the schema says dictionary and the array is none" }.into()
}
