//! JSON Lines as source and sink.
#![cfg(feature = "jsonl")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "a test stops where its expectation fails")]

mod io_support;

use std::fs;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Fields, Schema};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use io_support::{folder, write_all};
use weimu::error::{Error, ErrorKind, Lang};
use weimu::io::{self, Existing, Format, Layout, ReadOptions};

fn copied(text: &[u8], batch_rows: usize) -> Result<(String, Arc<Schema>), Error> {
    let folder = folder();
    let (from, to) = (folder.path().join("a.jsonl"), folder.path().join("b.jsonl"));
    fs::write(&from, text).unwrap();
    let mut input = io::open(&from, &ReadOptions { batch_rows, ..ReadOptions::default() })?;
    let schema = input.source.schema();
    let mut sink = io::create(&to, &input.layout, &schema, Existing::Refuse)?;
    let mut rows = 0;
    while let Some(batch) = input.source.next()? {
        assert!(batch.num_rows() <= batch_rows);
        rows += batch.num_rows() as u64;
        sink.write(&batch)?;
    }
    assert_eq!(input.source.rows_hint(), Some(rows));
    sink.finish()?;
    Ok((fs::read_to_string(to).unwrap(), schema))
}

fn schema_of(text: &str) -> Fields {
    copied(text.as_bytes(), 1000).unwrap().1.fields().clone()
}

/// The message in English, the key and the row of a refusal.
fn refusal(text: &[u8]) -> (String, Option<String>, Option<u64>) {
    let error = copied(text, 1000).unwrap_err();
    (error.kind().text(Lang::En), error.at().column.clone(), error.at().row)
}

#[test]
fn a_copy_is_the_same_file() {
    let inputs = [
        "{\"姓名\":\"张三\",\"n\":1}\n{\"姓名\":\"李四\",\"n\":-2}\n",
        "{\"z\":\"\",\"a\":\"\\\"\\\\\\n\\u0001𠮷\",\"m\":true}\n",
        "{\"a\":null,\"b\":1.5}\n{\"a\":\"x\",\"b\":null}\n",
        "{\"a\":1}\n{\"b\":2}\n{}\n",
        "{\"i\":-9223372036854775808,\"u\":18446744073709551615,\"f\":0.1}\n",
        "{\"f\":1.0e-7}\n{\"f\":123456.789}\n",
        "{\"p\":{\"名\":\"三\",\"q\":{\"r\":1}},\"l\":[\"a\",\"b\"],\"ll\":[[1],[]],\"s\":[{\"t\":\"u\"}]}\n",
    ];
    for input in inputs {
        for batch_rows in [1, 2, 1000] {
            assert_eq!(copied(input.as_bytes(), batch_rows).unwrap().0, input);
        }
    }
}

#[test]
fn types_are_learned_from_every_line() {
    let text = r#"{"a":null,"t":"x","b":true,"i":1,"f":2,"l":[],"e":[null],"o":{"x":1}}
{"a":null,"f":2.5,"l":["y"],"o":{"y":[1.5]},"late":18446744073709551615}
"#;
    let list = |item| DataType::new_list(item, true);
    let object = DataType::Struct(
        vec![Field::new("x", DataType::Int64, true), Field::new("y", list(DataType::Float64), true)].into(),
    );
    let expected: Fields = [
        ("a", DataType::Utf8),
        ("t", DataType::Utf8),
        ("b", DataType::Boolean),
        ("i", DataType::Int64),
        ("f", DataType::Float64),
        ("l", list(DataType::Utf8)),
        ("e", list(DataType::Utf8)),
        ("o", object),
        ("late", DataType::UInt64),
    ]
    .into_iter()
    .map(|(name, data_type)| Field::new(name, data_type, true))
    .collect();
    assert_eq!(schema_of(text), expected);
}

#[test]
fn nulls_are_written_where_the_input_writes_any() {
    assert_eq!(copied(b"{\"a\":null}\n{\"b\":1}\n", 9).unwrap().0, "{\"a\":null,\"b\":null}\n{\"a\":null,\"b\":1}\n");
    assert_eq!(copied(b"{\"a\":1}\n{\"b\":1}\n", 9).unwrap().0, "{\"a\":1}\n{\"b\":1}\n");
}

#[test]
fn keys_stand_in_the_order_of_first_appearance() {
    assert_eq!(
        copied(b"{\"b\":1,\"a\":2}\n{\"a\":3,\"b\":4}\n", 9).unwrap().0,
        "{\"b\":1,\"a\":2}\n{\"b\":4,\"a\":3}\n"
    );
}

#[test]
fn blank_lines_and_a_byte_order_mark_are_skipped() {
    assert_eq!(copied(b"\xef\xbb\xbf\n{\"a\":1}\r\n \n{\"a\":2}", 9).unwrap().0, "{\"a\":1}\n{\"a\":2}\n");
}

#[test]
fn two_types_under_one_key_are_refused_with_key_and_row() {
    let at = |text: &str| refusal(text.as_bytes());
    for second in ["\"x\"", "true", "[1]", "{\"c\":1}"] {
        let (message, key, row) = at(&format!("{{\"a\":{{\"b\":1}}}}\n\n{{\"a\":{{\"b\":{second}}}}}\n"));
        assert!(message.contains("another type"), "{message}");
        assert_eq!((key.as_deref(), row), (Some("a.b"), Some(1)));
    }
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let (message, key, row) = refusal(b"{\"a\":1}\n{\"a\":1,\"b\":{\"c\":2,\"c\":3}}\n");
    assert!(message.contains("twice"), "{message}");
    assert_eq!((key.as_deref(), row), (Some("b.c"), Some(1)));
    assert!(refusal(b"{\"a\":1,\"\\u0061\":2}\n").0.contains("twice"));
}

#[test]
fn numbers_that_would_be_rounded_are_refused() {
    let inputs: [&[u8]; 5] = [
        b"{\"a\":18446744073709551616}\n",
        b"{\"a\":-9223372036854775809}\n",
        b"{\"a\":-1}\n{\"a\":9223372036854775808}\n",
        b"{\"a\":0.5}\n{\"a\":9007199254740993}\n",
        b"{\"a\":9007199254740993}\n{\"a\":0.5}\n",
    ];
    for input in inputs {
        assert!(refusal(input).0.contains("exactly"), "{}", String::from_utf8_lossy(input));
    }
    assert!(copied(b"{\"a\":9007199254740992}\n{\"a\":0.5}\n", 9).is_ok());
}

#[test]
fn what_is_not_json_lines_is_malformed_with_its_row() {
    let inputs: [&[u8]; 9] = [
        b"{\"a\":1}\n{\"a\":\n2}\n",
        b"{\"a\":1}\n[1]\n",
        b"{\"a\":1}\nnull\n",
        b"{\"a\":1}\n{\"a\":1} {\"a\":2}\n",
        b"{\"a\":1}\n{\"a\":\"\\ud800\"}\n",
        b"{\"a\":1}\n{\"a\":NaN}\n",
        b"{\"a\":1}\n{\"a\":1e999}\n",
        b"{\"a\":1}\n{'a':1}\n",
        b"{\"a\":1}\n{\"a\":2,}\n",
    ];
    for input in inputs {
        let error = copied(input, 1000).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed { format: "JSON Lines", .. }), "{error}");
        assert_eq!(error.at().row, Some(1), "{}", String::from_utf8_lossy(input));
    }
    let error = copied(b"{\"a\":\"x\"}\n{\"a\":\"\xff\"}\n", 9).unwrap_err();
    assert_eq!((error.kind(), error.at().row), (&ErrorKind::Encoding { encoding: "UTF-8" }, Some(1)));
    for empty in [&b""[..], b"\n \n", b"{}\n", b"\xef\xbb\xbf"] {
        let error = copied(empty, 9).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{error}");
    }
}

#[test]
fn a_line_that_is_cut_short_is_malformed() {
    let whole = "{\"a\":\"张三\",\"b\":[{\"c\":\"x\"}]}";
    for cut in whole.char_indices().map(|(at, _)| at).skip(1) {
        let text = format!("{whole}\n{}", &whole[..cut]);
        assert_eq!(refusal(text.as_bytes()).2, Some(1), "{cut}");
    }
}

#[test]
fn no_error_repeats_a_value() {
    let secret = "13812345678";
    for line in [
        format!("{{\"a\":\"{secret}\""),
        format!("{{\"a\":\"{secret}\"}}\n{{\"a\":{secret}}}"),
        format!("{{\"a\":{secret}{secret}}}"),
        format!("\"{secret}\""),
        format!("{{\"a\":{secret}x}}"),
    ] {
        let error = copied(line.as_bytes(), 9).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(secret));
    }
}

#[test]
fn a_type_without_a_form_in_json_is_refused_by_column() {
    let folder = folder();
    let path = folder.path().join("a.jsonl");
    let union = DataType::Union(
        [(0, Arc::new(Field::new("u", DataType::Utf8, true)))].into_iter().collect(),
        arrow_schema::UnionMode::Sparse,
    );
    let schema = Arc::new(Schema::new(vec![Field::new("ok", DataType::Utf8, true), Field::new("状态", union, true)]));
    let error = io::create(&path, &Layout::new(Format::JsonLines), &schema, Existing::Refuse).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::UnsupportedType { .. }), "{error}");
    assert_eq!(error.at().column.as_deref(), Some("状态"));
}

fn any_value() -> impl Strategy<Value = Value> {
    let text = any::<String>().prop_map(Value::from);
    let list = prop::collection::vec(any::<String>(), 0..3).prop_map(Value::from);
    let number = any::<f64>().prop_filter("wide", |value| value.abs() < 1e15).prop_map(Value::from);
    (text, any::<i64>(), number, any::<bool>(), list, any::<Option<String>>()).prop_map(
        |(t, i, f, b, l, o)| json!({ "text": t, "int": i, "float": f, "bool": b, "list": l, "object": { "键": o } }),
    )
}

proptest! {
    #[test]
    fn any_rows_survive(rows in prop::collection::vec(any_value(), 1..10)) {
        let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
        let copy = copied(text.as_bytes(), 3).unwrap().0;
        let back: Vec<Value> = copy.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        // Both sides through one parser: serde_json rounds some doubles by their last bit.
        let rows = text.lines().map(|line| serde_json::from_str(line).unwrap());
        let expected: Vec<Value> = rows.map(without_nulls_unless_kept(&text)).collect();
        prop_assert_eq!(back, expected);
    }

    #[test]
    fn any_double_keeps_its_value(value in any::<f64>().prop_filter("an integer there", |value| {
        value.is_finite() && (value.fract() != 0.0 || value.abs() < 9e18)
    })) {
        let copy = copied(format!("{{\"f\":{value:e}}}\n{{\"f\":0.5}}\n").as_bytes(), 9).unwrap().0;
        let text = copy.lines().next().unwrap().trim_start_matches("{\"f\":").trim_end_matches('}');
        prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[{}\\[\\]\",:a0-9.e\\-\\\\u\n ]{0,60}") {
        let _ = copied(text.as_bytes(), 3);
    }
}

fn without_nulls_unless_kept(text: &str) -> impl Fn(Value) -> Value {
    let kept = text.contains("\"键\":null");
    move |mut row| {
        if !kept {
            row["object"].as_object_mut().unwrap().retain(|_, value| !value.is_null());
        }
        row
    }
}

#[test]
fn any_text_column_is_written_as_json() {
    let folder = folder();
    let path = folder.path().join("a.jsonl");
    let column: ArrayRef = Arc::new(StringArray::from(vec![Some("a\"b\n"), None]));
    let batch = RecordBatch::try_from_iter_with_nullable([("甲", column, true)]).unwrap();
    write_all(&path, &Layout::new(Format::JsonLines), &batch);
    let text = fs::read_to_string(path).unwrap();
    let rows: Vec<Map<String, Value>> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows[0]["甲"], "a\"b\n");
    assert_eq!(rows[1]["甲"], Value::Null);
    assert_eq!(batch.column(0).as_string::<i32>().len(), 2);
}
