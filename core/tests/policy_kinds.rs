//! Kinds that a policy declares: read, refused, explained, applied and watched for.
#![expect(clippy::panic, reason = "a test that fails panics, and its data is made up")]

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, StringArray};
use weimu::engine::{self, ApplyOptions};
use weimu::error::{Error, ErrorKind, Lang};
use weimu::policy::Policy;

const POLICY: &str = "
weimu: 1
dataset: d
kinds:
  工号: { pattern: 'WM-[0-9]{6}', words: [工号, staff] }
  meter: { pattern: '[0-9]{11}', checksum: luhn }
scenarios:
  s:
    types:
      custom:工号: { op: mask, keep_first: 3 }
columns:
  备注: { scan: text }
  号: { type: 'custom:工号' }
";

fn applied(policy: &str, remarks: &[&str], numbers: &[&str]) -> Result<RecordBatch, Error> {
    let column = |values: &[&str]| Arc::new(StringArray::from(values.to_vec())) as ArrayRef;
    let batch = RecordBatch::try_from_iter([("备注", column(remarks)), ("号", column(numbers))]).expect("two columns");
    let schema = batch.schema();
    let input = Box::new(RecordBatchIterator::new([Ok(batch)], schema));
    let policy = Policy::parse(policy)?;
    let mut batches = engine::apply(input, &policy, &ApplyOptions::new())?;
    batches.next().expect("one batch").map_err(|error| match error {
        arrow_schema::ArrowError::ExternalError(error) => *error.downcast::<Error>().expect("an error of weimu"),
        other => panic!("{other}"),
    })
}

fn faults(kinds: &str, rest: &str) -> Vec<String> {
    let text = format!("weimu: 1\nkinds: {{ {kinds} }}\nscenarios: {{ s: {{ types: {{ {rest} }} }} }}\n");
    match Policy::parse(&text).map_err(|error| error.kind().clone()) {
        Ok(_) => Vec::new(),
        Err(ErrorKind::Policy(faults)) => faults.iter().map(|fault| fault.message(Lang::En)).collect(),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn findings_are_treated_by_their_rule_and_masked_whole_without_one() {
    let out = applied(POLICY, &["工号WM-201234,表79927398713", "型号WM-201234"], &["WM-201234", "x"]).expect("it fits");
    let text = |column: usize| out.column(column).as_string::<i32>().iter().flatten().collect::<Vec<_>>();
    assert_eq!(text(0), ["工号WM-******,表***********", "型号WM-201234"]);
    assert_eq!(text(1), ["WM-******", "*"]);
}

#[test]
fn what_is_left_in_the_output_is_a_leak() {
    let kept = POLICY.replace("{ scan: text }", "{ op: keep }");
    let error = applied(&kept, &["工号WM-201234"], &["WM-201234"]).expect_err("a leak");
    let ErrorKind::Leak(leaks) = error.kind() else { panic!("{error:?}") };
    assert_eq!((leaks[0].column.as_str(), leaks[0].kind.name()), ("备注", "custom:工号"));
    let allowed = POLICY.replace("{ scan: text }", "{ op: keep, allow: ['custom:工号'] }");
    applied(&allowed, &["工号WM-201234"], &["WM-201234"]).expect("it is allowed");
}

#[test]
fn a_kind_that_is_not_declared_here_is_unknown() {
    assert_eq!(faults("a: { pattern: 'A[0-9]+' }", "custom:a: { op: 'null' }"), [""; 0]);
    let said = faults("b: { pattern: 'B[0-9]+' }", "custom:a: { op: 'null' }");
    assert!(
        said.len() == 1 && said[0].contains("`custom:a` is not a type") && said[0].contains("custom:b"),
        "{said:?}"
    );
}

#[test]
fn each_fault_of_a_kind_is_told_with_its_place() {
    let said = faults(
        "'a b': { pattern: x }, c: { pattern: 'x(' }, d: { pattern: 'x*' }, e: { checksum: luhn }, f: { pattern: x, checksum: crc }",
        "custom:c: { op: 'null' }",
    );
    let expected = ["letters, digits", "character 2", "matches nothing", "`pattern` is missing", "`crc` is not"];
    assert_eq!(said.len(), expected.len(), "{said:?}");
    for part in expected {
        assert!(said.iter().any(|said| said.contains(part) && said.contains("kinds.")), "{part}: {said:?}");
    }
}

#[test]
fn explain_says_what_slows_the_scan() {
    let explanations = Policy::parse(POLICY).expect("it is right").explain(Some("s"), Lang::En).expect("a scenario");
    let text = explanations.to_string();
    assert!(text.contains("custom:meter  slow: no match begins with fixed characters"), "{text}");
    assert!(text.contains("custom:工号   text without what it begins with"), "{text}");
}
