//! Whether the results are right.

use std::collections::HashMap;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, RecordBatch, StringArray};
use weimu::engine::Source;
use weimu::io::{self, ReadOptions};

use crate::Failure;

/// Of so many rows one has its masked columns compared with a naive answer; everything else is compared in every row.
const SAMPLE: usize = 97;

/// Compares the results of both stages with the input, row by row; how many rows there are.
///
/// The copy is equal. In ours, kept columns are equal, masked ones are what a naive mask gives, hashed ones are equal exactly
/// where the input is, and remarks hold nothing of the identity card, telephone and address of their row.
///
/// # Errors
/// Something differs.
pub(super) fn compared(input: &Path, applied: &Path, copied: &Path) -> Result<u64, Failure> {
    let [mut input, mut applied, mut copied] = [open(input)?, open(applied)?, open(copied)?];
    let mut tokens = HashMap::new();
    let mut rows = 0;
    while let Some(before) = input.next()? {
        let (ours, theirs) = (exactly(&mut *applied, before.num_rows())?, exactly(&mut *copied, before.num_rows())?);
        if before.columns() != theirs.columns() {
            return Err(format!("the copy differs after row {rows}").into());
        }
        check_batch(&before, &ours, &mut tokens).map_err(|column| format!("{column} is wrong after row {rows}"))?;
        rows += before.num_rows() as u64;
    }
    if applied.next()?.is_some() || copied.next()?.is_some() {
        return Err("a result has more rows than the input".into());
    }
    Ok(rows)
}

fn open(path: &Path) -> Result<Box<dyn Source>, Failure> {
    Ok(io::open(path, &ReadOptions::default())?.source)
}

/// The next batch: files read in batches of one size give batches of the same rows.
fn exactly(source: &mut dyn Source, rows: usize) -> Result<RecordBatch, Failure> {
    source
        .next()?
        .filter(|batch| batch.num_rows() == rows)
        .ok_or_else(|| "a result has other rows than the input".into())
}

fn check_batch(
    before: &RecordBatch,
    after: &RecordBatch,
    tokens: &mut HashMap<String, String>,
) -> Result<(), &'static str> {
    let [old, new] = [before, after].map(|batch| move |name: &str| batch.column_by_name(name).cloned());
    let texts =
        |of: &dyn Fn(&str) -> Option<arrow_array::ArrayRef>, name: &'static str| -> Result<StringArray, &'static str> {
            of(name).and_then(|array| array.as_string_opt::<i32>().cloned()).ok_or(name)
        };
    for name in ["性别", "补贴金额"] {
        if old(name).is_none() || old(name).as_deref() != new(name).as_deref() {
            return Err(name);
        }
    }
    let (name, masked) = (texts(&old, "姓名")?, texts(&new, "姓名")?);
    let (id, hashed) = (texts(&old, "身份证号")?, texts(&new, "身份证号")?);
    let (phone, phone_after) = (texts(&old, "联系电话")?, texts(&new, "联系电话")?);
    let (address, general) = (texts(&old, "户籍地址")?, texts(&new, "户籍地址")?);
    let remark = texts(&new, "备注")?;
    for row in 0..before.num_rows() {
        if remark.is_valid(row)
            && [id.value(row), phone.value(row), address.value(row)]
                .iter()
                .any(|value| remark.value(row).contains(value))
        {
            return Err("备注");
        }
        if row % SAMPLE != 0 {
            continue;
        }
        let token = tokens.entry(id.value(row).to_owned()).or_insert_with(|| hashed.value(row).to_owned());
        if token != hashed.value(row) || token.len() != 32 {
            return Err("身份证号");
        }
        if masked.value(row) != keep_first_character(name.value(row)) {
            return Err("姓名");
        }
        if phone_after.value(row) == phone.value(row) {
            return Err("联系电话");
        }
        let kept = general.value(row).trim_end_matches('*');
        if kept.len() >= address.value(row).len()
            || !address.value(row).starts_with(kept)
            || kept.ends_with(['号', '室'])
        {
            return Err("户籍地址");
        }
    }
    let years = |of: &dyn Fn(&str) -> Option<arrow_array::ArrayRef>| {
        of("出生日期").and_then(|array| array.as_primitive_opt::<Date32Type>().cloned())
    };
    let same_year = years(&old).zip(years(&new)).is_some_and(|(old, new)| {
        old.values().iter().zip(new.values()).all(|(old, new)| new <= old && old - new < 366)
    });
    if same_year { Ok(()) } else { Err("出生日期") }
}

fn keep_first_character(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next();
    first.into_iter().chain(characters.map(|_| '*')).collect()
}
