//! What each column of a table seems to hold, from its name and its first rows.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};

use super::output::{TextArray, with_texts};
use super::{dictionary, number};
use crate::detect::{ColumnDecision, decide_column};
use crate::transform::Texts;

/// Rows that a decision rests on: the first of the input, however it is cut into batches.
pub const SAMPLE_ROWS: usize = 4096;

/// Decides what each field without children holds; nested fields are named by a dotted path.
pub fn inspect(schema: &Schema, sample: &[RecordBatch]) -> Vec<(String, ColumnDecision)> {
    let mut decisions = Vec::new();
    for (index, field) in schema.fields().iter().enumerate() {
        let arrays = sample.iter().map(|batch| batch.column(index).clone()).collect();
        leaves(field, field.name(), arrays, &mut |name, arrays| {
            decisions.push((name.to_owned(), decide(name, &arrays)))
        });
    }
    decisions
}

/// Calls `visit` for every field without children, with its path and its arrays.
pub(super) fn leaves(field: &Field, path: &str, arrays: Vec<ArrayRef>, visit: &mut impl FnMut(&str, Vec<ArrayRef>)) {
    match field.data_type() {
        DataType::Struct(children) => {
            for (index, child) in children.iter().enumerate() {
                let of_child = arrays.iter().filter_map(|array| array.as_struct_opt()?.columns().get(index).cloned());
                leaves(child, &format!("{path}.{}", child.name()), of_child.collect(), visit);
            }
        }
        DataType::List(item) => {
            let items = arrays.iter().filter_map(|array| Some(items(array.as_list_opt::<i32>()?)));
            leaves(item, path, items.collect(), visit);
        }
        DataType::LargeList(item) => {
            let items = arrays.iter().filter_map(|array| Some(items(array.as_list_opt::<i64>()?)));
            leaves(item, path, items.collect(), visit);
        }
        DataType::FixedSizeList(item, _) => {
            let items = arrays.iter().filter_map(|array| Some(array.as_fixed_size_list_opt()?.values().clone()));
            leaves(item, path, items.collect(), visit);
        }
        _ => visit(path, arrays),
    }
}

/// An array as text, if its values can be written as text.
pub(super) fn as_texts(array: &ArrayRef) -> Option<ArrayRef> {
    match array.data_type() {
        DataType::Dictionary(..) => dictionary::decoded(array).ok().filter(|array| TextArray::of(array).is_some()),
        other if number::has_text_form(other) => Some(Arc::new(number::to_text(array).ok()?)),
        _ => TextArray::of(array).is_some().then(|| array.clone()),
    }
}

fn items<O: arrow_array::OffsetSizeTrait>(list: &arrow_array::GenericListArray<O>) -> ArrayRef {
    let offsets = list.value_offsets();
    let start = offsets.first().map_or(0, |offset| offset.as_usize());
    let end = offsets.last().map_or(0, |offset| offset.as_usize());
    list.values().slice(start, end - start)
}

pub(super) fn decide(name: &str, arrays: &[ArrayRef]) -> ColumnDecision {
    let texts: Vec<ArrayRef> = arrays.iter().filter_map(as_texts).collect();
    let values = texts.iter().flat_map(|array| (0..array.len()).filter_map(move |row| text_at(array, row)));
    decide_column(name, values.filter(|value| !value.is_empty()))
}

pub(super) fn text_at(array: &ArrayRef, row: usize) -> Option<&str> {
    with_texts!(TextArray::of(array)?, texts => texts.get(row))
}
