//! Values that Arrow carries along without showing them do not reach the buffers of a result, and what a rule leaves in the
//! clear although it can be found is masked.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int8Type;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer};
use arrow_data::ArrayData;
use arrow_schema::{Field, Schema};
use weimu::engine::ApplyOptions;
use weimu::policy::Policy;
use weimu_tests::table::applied;

const HIDDEN: &str = "13912345678";

/// The column `phone` after `rule`, as one batch, with what was counted as treated more strictly.
fn ruled(array: ArrayRef, rule: &str) -> (ArrayRef, u64) {
    let schema = Schema::new(vec![Field::new("phone", array.data_type().clone(), true)]);
    let batch = RecordBatch::try_new(Arc::new(schema), vec![array]).expect("one column");
    let text = format!("{{ weimu: 1, scenarios: {{ s: {{}} }}, columns: {{ phone: {{ {rule} }} }} }}");
    let policy = Policy::parse(&text).expect("a policy");
    let (result, counts) = applied(&batch, usize::MAX, &policy, &ApplyOptions::new()).expect("it is applied");
    (result.column(0).clone(), counts.columns.iter().map(|column| column.fallback).sum())
}

/// Whether some buffer of the array, of its children or of its dictionary holds the hidden value or its end.
fn holds_hidden(data: &ArrayData) -> bool {
    let seen = |bytes: &[u8], value: &str| bytes.windows(value.len()).any(|window| window == value.as_bytes());
    let own = data.buffers().iter().any(|buffer| seen(buffer, HIDDEN) || seen(buffer, "5678"));
    own || data.child_data().iter().any(holds_hidden)
}

#[test]
fn bytes_under_a_null_do_not_reach_the_output() {
    let text = format!("13800138000{HIDDEN}13700137000");
    let offsets = OffsetBuffer::from_lengths([11, 11, 11]);
    let nulls = NullBuffer::from(vec![true, false, true]);
    let array = StringArray::new(offsets, Buffer::from(text.as_bytes()), Some(nulls));
    assert!(holds_hidden(&array.to_data()));
    let (masked, _) = ruled(Arc::new(array), "op: mask, keep_first: 3, keep_last: 4");
    assert!(!holds_hidden(&masked.to_data()));
    let texts: Vec<_> = masked.as_string::<i32>().iter().collect();
    assert_eq!(texts, [Some("138****8000"), None, Some("137****7000")]);
}

#[test]
fn values_of_a_dictionary_that_no_row_uses_do_not_reach_the_output() {
    let mut builder = StringDictionaryBuilder::<Int8Type>::new();
    ["13800138000", HIDDEN, "13700137000"].iter().for_each(|value| builder.append_value(value));
    let array = builder.finish().slice(2, 1);
    assert!(holds_hidden(&array.to_data()));
    let (masked, _) = ruled(Arc::new(array), "op: mask, keep_first: 3, keep_last: 4");
    assert!(!holds_hidden(&masked.to_data()));
}

#[test]
fn items_of_a_list_that_a_slice_cut_away_do_not_reach_the_output() {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for value in ["13800138000", HIDDEN, "13700137000"] {
        builder.values().append_value(value);
        builder.append(true);
    }
    let array = builder.finish().slice(0, 1);
    assert!(holds_hidden(&array.to_data()));
    let (masked, _) = ruled(Arc::new(array), "op: mask, keep_first: 3, keep_last: 4");
    assert!(!holds_hidden(&masked.to_data()));
}

#[test]
fn a_second_value_in_the_cell_that_the_rule_leaves_is_masked_too() {
    let two: ArrayRef = Arc::new(StringArray::from(vec!["13800138000、13912345678", "13800138000"]));
    let (masked, fallback) = ruled(two, "op: mask, range: [4, 11]");
    let texts: Vec<_> = masked.as_string::<i32>().iter().flatten().collect();
    assert_eq!(texts, ["*".repeat(23).as_str(), "138********"]);
    assert_eq!(fallback, 1);
}
