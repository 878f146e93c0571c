//! Input that carries a secrecy mark ends the run, whatever the rules are; the words alone do not.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

use std::sync::Arc;

use arrow_array::{ArrayRef, DictionaryArray, RecordBatch, RecordBatchIterator, StringArray, types::Int32Type};
use arrow_schema::ArrowError;
use weimu::engine::{self, ApplyOptions};
use weimu::error::{Error, ErrorClass, ErrorKind};
use weimu::policy::Policy;

const OPEN: &str = "weimu: 1\ndataset: notices\nextends: open\ndefault: open\n";

/// The outcome of a run over one column.
fn outcome(policy: &str, name: &str, array: ArrayRef) -> Result<usize, ErrorKind> {
    let batch = RecordBatch::try_from_iter([(name, array)]).expect("one column");
    let policy = Policy::parse(policy).expect("a policy");
    let input = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
    let stream = engine::apply(Box::new(input), &policy, &ApplyOptions::new()).map_err(|error| error.kind().clone())?;
    let rows = stream.map(|batch| batch.map(|batch| batch.num_rows()));
    rows.sum::<Result<usize, ArrowError>>().map_err(|error| match error {
        ArrowError::ExternalError(error) => {
            error.downcast::<Error>().expect("streams fail with errors of weimu").kind().clone()
        }
        other => panic!("not an error of weimu: {other}"),
    })
}

fn texts(rows: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(rows.to_vec()))
}

#[test]
fn a_mark_in_free_text_ends_the_run() {
    let scanned = format!("{OPEN}columns:\n  备注: {{ scan: text }}\n");
    for rows in [["绝密★30年\n关于某事的报告", "无"], ["无", "机密★"], ["密级：秘密", "无"]] {
        assert_eq!(outcome(&scanned, "备注", texts(&rows)), Err(ErrorKind::Secrecy), "{rows:?}");
        assert_eq!(outcome(OPEN, "备注", texts(&rows)), Err(ErrorKind::Secrecy), "{rows:?}");
    }
    assert_eq!(ErrorKind::Secrecy.class(), ErrorClass::Gate);
}

#[test]
fn a_mark_in_a_column_that_stays_ends_the_run() {
    let kept = format!("{OPEN}columns:\n  标题: {{ op: keep }}\n");
    assert_eq!(outcome(&kept, "标题", texts(&["机密★1年 通知"])), Err(ErrorKind::Secrecy));
}

#[test]
fn a_level_in_a_column_of_levels_ends_the_run() {
    assert_eq!(outcome(OPEN, "密级", texts(&["公开", "秘密"])), Err(ErrorKind::Secrecy));
    let dictionary: DictionaryArray<Int32Type> = ["公开", "机密"].into_iter().collect();
    assert_eq!(outcome(OPEN, "密级", Arc::new(dictionary)), Err(ErrorKind::Secrecy));
    assert_eq!(outcome(OPEN, "密级", texts(&["公开", "内部", ""])), Ok(3));
}

#[test]
fn words_of_prose_and_columns_that_allow_marks_go_through() {
    assert_eq!(outcome(OPEN, "备注", texts(&["保守国家秘密", "涉及商业机密的文件", "评分★★★★"])), Ok(3));
    let allowed = format!("{OPEN}columns:\n  备注: {{ scan: text, allow: [secrecy_mark] }}\n");
    assert_eq!(outcome(&allowed, "备注", texts(&["机密★1年"])), Ok(1));
}
