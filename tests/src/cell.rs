//! Every value of a batch as text.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;

/// Every value of a column as text, nulls left out; of lists and structs, every value inside.
///
/// # Panics
/// The type is none that the tests use: a value must not be overlooked.
pub fn texts(array: &ArrayRef) -> Vec<String> {
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().flatten().map(str::to_owned).collect(),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().flatten().map(str::to_owned).collect(),
        DataType::Utf8View => array.as_string_view().iter().flatten().map(str::to_owned).collect(),
        DataType::Int64 => array.as_primitive::<Int64Type>().iter().flatten().map(|value| value.to_string()).collect(),
        DataType::Int32 => array.as_primitive::<Int32Type>().iter().flatten().map(|value| value.to_string()).collect(),
        DataType::Float64 => {
            array.as_primitive::<Float64Type>().iter().flatten().map(|value| value.to_string()).collect()
        }
        DataType::Date32 => {
            array.as_primitive::<Date32Type>().iter().flatten().map(|value| value.to_string()).collect()
        }
        DataType::Boolean | DataType::Null => Vec::new(),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            texts(
                &arrow_select::take::take(dictionary.values(), dictionary.keys(), None)
                    .expect("keys of the dictionary"),
            )
        }
        DataType::List(_) => array.as_list::<i32>().iter().flatten().flat_map(|items| texts(&items)).collect(),
        DataType::Struct(_) => array.as_struct().columns().iter().flat_map(texts).collect(),
        other => panic!("no text form is known here for {other}"),
    }
}

/// Every value of every column, with the column's name.
pub fn all(batch: &RecordBatch) -> impl Iterator<Item = (String, String)> {
    let schema = batch.schema();
    let columns =
        schema.fields().iter().zip(batch.columns()).map(|(field, array)| (field.name().clone(), texts(array)));
    columns
        .collect::<Vec<_>>()
        .into_iter()
        .flat_map(|(name, texts)| texts.into_iter().map(move |text| (name.clone(), text)))
}

/// The values of one column by name.
///
/// # Panics
/// There is no such column.
pub fn column(batch: &RecordBatch, name: &str) -> Vec<String> {
    texts(batch.column_by_name(name).unwrap_or_else(|| panic!("no column {name}")))
}

/// A column whose dictionaries are written out, so that equal rows are equal arrays.
pub fn rows(array: &ArrayRef) -> ArrayRef {
    match array.as_any_dictionary_opt() {
        Some(dictionary) => {
            arrow_select::take::take(dictionary.values(), dictionary.keys(), None).expect("keys of the dictionary")
        }
        None => array.clone(),
    }
}
