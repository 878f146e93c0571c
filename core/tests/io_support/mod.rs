//! What the tests of files share.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::fs;
use std::path::Path;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_select::concat::concat_batches;
use tempfile::TempDir;
use weimu::error::Error;
use weimu::io::{self, Existing, Layout, ReadOptions};

/// A folder that goes with the test.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The whole file as one batch.
pub(crate) fn read_all(path: &Path) -> RecordBatch {
    let mut source = io::open(path, &ReadOptions::default()).unwrap().source;
    let mut batches = Vec::new();
    while let Some(batch) = source.next().unwrap() {
        batches.push(batch);
    }
    concat_batches(&source.schema(), &batches).unwrap()
}

/// Writes one batch as a whole file.
pub(crate) fn write_all(path: &Path, layout: &Layout, batch: &RecordBatch) {
    let mut sink = io::create(path, layout, &batch.schema(), Existing::Refuse).unwrap();
    sink.write(batch).unwrap();
    sink.finish().unwrap();
}

/// Reads to the end, counting rows.
pub(crate) fn count_rows(path: &Path) -> Result<usize, Error> {
    let mut source = io::open(path, &ReadOptions { batch_rows: 100, ..ReadOptions::default() })?.source;
    let mut rows = 0;
    while let Some(batch) = source.next()? {
        rows += batch.num_rows();
    }
    Ok(rows)
}

/// Reads the file cut off at every 50th of its length, and one byte short.
pub(crate) fn cut_short(path: &Path, mut check: impl FnMut(Result<usize, Error>)) {
    let whole = fs::read(path).unwrap();
    let cuts = (0..50).map(|part| whole.len() * part / 50).chain([whole.len() - 1]);
    let cut = path.with_file_name(format!("cut.{}", path.extension().unwrap().to_str().unwrap()));
    for length in cuts {
        fs::write(&cut, &whole[..length]).unwrap();
        check(count_rows(&cut));
    }
}

/// Reads the file with one byte changed, at 400 places.
pub(crate) fn flip_bytes(path: &Path, mut check: impl FnMut(Result<usize, Error>)) {
    let whole = fs::read(path).unwrap();
    let damaged = path.with_file_name(format!("damaged.{}", path.extension().unwrap().to_str().unwrap()));
    for place in 0..400 {
        let mut bytes = whole.clone();
        bytes[whole.len() * place / 400] ^= 1 << (place % 8);
        fs::write(&damaged, &bytes).unwrap();
        check(count_rows(&damaged));
    }
}

/// The rows, comparable across dictionaries and offsets: arrays compare by value, except that dictionaries compare by key.
pub(crate) fn rows_of(batch: &RecordBatch) -> Vec<arrow_array::ArrayRef> {
    let plain = |array: &arrow_array::ArrayRef| match array.as_any_dictionary_opt() {
        Some(dictionary) => arrow_select::take::take(dictionary.values(), dictionary.keys(), None).unwrap(),
        None => array.clone(),
    };
    batch.columns().iter().map(plain).collect()
}
