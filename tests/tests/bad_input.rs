//! What is wrong with policy, keyring, schema or stream is said as such, by class, and gives no output.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, RecordBatchIterator, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use weimu::engine::{self, ApplyOptions};
use weimu::error::{Error, ErrorClass, ErrorKind};
use weimu::keys::{Keyring, Passphrase, Profile};
use weimu::policy::Policy;
use weimu_tests::table::{applied, revealed, stream};

fn people() -> RecordBatch {
    let schema =
        Schema::new(vec![Field::new("姓名", DataType::Utf8, true), Field::new("联系电话", DataType::Utf8, true)]);
    let names: ArrayRef = Arc::new(StringArray::from(vec!["张三", "李四"]));
    let phones: ArrayRef = Arc::new(StringArray::from(vec!["13800138000", "13900139000"]));
    RecordBatch::try_new(Arc::new(schema), vec![names, phones]).expect("two columns")
}

fn policy(rest: &str) -> Policy {
    let text = format!("weimu: 1\ndataset: d\nkeys: {{ k: {{ keyring: k }} }}\n{rest}");
    Policy::parse(&text).unwrap_or_else(|error| panic!("{error}"))
}

fn error_of(rest: &str, options: &ApplyOptions) -> Error {
    applied(&people(), 1, &policy(rest), options).map(|_| ()).expect_err("the run is refused")
}

const BOTH: &str =
    "scenarios: { s: {} }\ncolumns: { 姓名: { op: encrypt, key: k }, 联系电话: { op: tokenize, key: k } }\n";

fn keyring_with(name: &str) -> ApplyOptions {
    let mut keyring = Keyring::create(Profile::Gm).expect("a keyring");
    keyring.add(name).expect("a key");
    ApplyOptions::new().with_keyring(Arc::new(keyring))
}

#[test]
fn a_column_that_the_table_lacks_is_refused_with_the_one_that_was_meant() {
    let error =
        error_of("scenarios: { s: { unlisted: drop } }\ncolumns: { 联系电活: { op: mask } }\n", &ApplyOptions::new());
    assert_eq!(error.class(), ErrorClass::Refused);
    assert!(error.to_string().contains("联系电活") && error.to_string().contains("联系电话"), "{error}");
}

#[test]
fn a_column_that_no_rule_names_stops_the_run() {
    let error =
        error_of("scenarios: { s: { unlisted: deny } }\ncolumns: { 姓名: { op: mask } }\n", &ApplyOptions::new());
    assert_eq!(error.class(), ErrorClass::Refused);
    assert!(error.to_string().contains("联系电话"), "{error}");
}

#[test]
fn every_fault_is_told_at_once() {
    let text = "weimu: 1\nscenarios:\n  s:\n    types:\n      phne: { op: mask }\n      id_card: { op: masc }\ncolumns:\n  a: { op: hash }\n";
    let error = Policy::parse(text).expect_err("three faults");
    let ErrorKind::Policy(faults) = error.kind() else { panic!("{error}") };
    assert_eq!(faults.len(), 3, "{error}");
    for place in ["5:", "6:", "8:"] {
        assert!(error.to_string().contains(place), "{place} in {error}");
    }
}

#[test]
fn a_scenario_must_be_chosen_and_exist() {
    let rest = "scenarios: { a: { unlisted: drop }, b: { unlisted: drop } }\n";
    assert_eq!(error_of(rest, &ApplyOptions::new()).class(), ErrorClass::Refused);
    assert_eq!(error_of(rest, &ApplyOptions::new().with_scenario("c")).class(), ErrorClass::Refused);
    assert!(applied(&people(), 1, &policy(rest), &ApplyOptions::new().with_scenario("a")).is_ok());
}

#[test]
fn keys_that_are_missing_are_refused_before_the_first_row() {
    let without = error_of(BOTH, &ApplyOptions::new());
    assert!(matches!(without.kind(), ErrorKind::KeyringMissing), "{without}");
    let other = error_of(BOTH, &keyring_with("other"));
    assert!(matches!(other.kind(), ErrorKind::KeyMissing { .. }), "{other}");
    assert_eq!((without.class(), other.class()), (ErrorClass::Refused, ErrorClass::Refused));
}

#[test]
fn a_wrong_passphrase_and_a_damaged_keyring_are_told_apart() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("keyring.json");
    let mut keyring = Keyring::create(Profile::Gm).expect("a keyring");
    keyring.add("k").expect("a key");
    keyring.save_new(&path, &Passphrase::new("right".to_owned())).expect("a new file");
    let wrong = Keyring::open(&path, &Passphrase::new("wrong".to_owned())).expect_err("the wrong passphrase");
    assert!(matches!(wrong.kind(), ErrorKind::Passphrase), "{wrong}");
    std::fs::write(&path, "{}").expect("the file can be replaced");
    let damaged = Keyring::open(&path, &Passphrase::new("right".to_owned())).expect_err("no keyring");
    assert!(matches!(damaged.kind(), ErrorKind::KeyringFormat { .. }), "{damaged}");
}

#[test]
fn a_leak_is_a_gate_and_tells_column_kind_count_and_row() {
    let error = error_of(
        "scenarios: { s: {} }\ncolumns: { 姓名: { op: mask }, 联系电话: { type: none, op: keep } }\n",
        &ApplyOptions::new(),
    );
    assert_eq!(error.class(), ErrorClass::Gate);
    let text = error.to_string();
    assert!(text.contains("联系电话") && text.contains("mobile") && !text.contains("13800138000"), "{text}");
}

#[test]
fn a_stream_whose_schema_changes_ends_with_an_error() {
    let other =
        Schema::new(vec![Field::new("姓名", DataType::Int64, true), Field::new("联系电话", DataType::Utf8, true)]);
    let columns: Vec<ArrayRef> = vec![Arc::new(Int64Array::from(vec![1])), people().column(1).slice(0, 1)];
    let other = RecordBatch::try_new(Arc::new(other), columns).expect("two columns");
    let batches = RecordBatchIterator::new([Ok(people()), Ok(other)], people().schema());
    let masks = policy("scenarios: { s: {} }\ncolumns: { 姓名: { op: mask }, 联系电话: { op: mask } }\n");
    let mut stream = engine::apply(Box::new(batches), &masks, &ApplyOptions::new()).expect("the policy compiles");
    assert!(stream.next().is_some_and(|batch| batch.is_ok()));
    assert!(stream.next().is_some_and(|batch| batch.is_err()));
    assert!(stream.next().is_none(), "the stream goes on after an error");
}

#[test]
fn a_producer_that_fails_is_not_quoted() {
    let failure = Err(ArrowError::ComputeError("13800138000".to_owned()));
    let batches = RecordBatchIterator::new([failure], people().schema());
    let masks = policy("scenarios: { s: {} }\ncolumns: { 姓名: { op: mask }, 联系电话: { op: mask } }\n");
    let mut stream = engine::apply(Box::new(batches), &masks, &ApplyOptions::new()).expect("the policy compiles");
    let error = stream.next().expect("an answer").expect_err("a failure");
    assert!(!format!("{error} {error:?}").contains("13800138000"));
}

#[test]
fn what_was_never_sealed_is_not_opened() {
    let error = revealed(&people(), 1, &policy(BOTH), &keyring_with("k")).expect_err("nothing is sealed");
    assert!(matches!(error.kind(), ErrorKind::NotSealed), "{error}");
    assert_eq!((error.at().column.as_deref(), error.at().row), (Some("姓名"), Some(0)));
}

#[test]
fn a_table_without_rows_keeps_its_columns() {
    let empty = people().slice(0, 0);
    let masks = policy("scenarios: { s: {} }\ncolumns: { 姓名: { op: mask }, 联系电话: { op: drop } }\n");
    let (output, counts) = applied(&empty, 10, &masks, &ApplyOptions::new()).expect("no rows are no failure");
    assert_eq!((output.num_rows(), output.num_columns(), counts.rows), (0, 1, 0));
    assert_eq!(engine::scan(stream(&empty, 10)).expect("no rows are no failure").columns.len(), 2);
}
