//! Arrow IPC files and streams as sources and sinks.
#![cfg(feature = "ipc")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "a test stops where its expectation fails")]

mod io_support;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::types::{Int8Type, Int32Type};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray, StringViewArray, StructArray};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use arrow_schema::{DataType, Field};

use io_support::{cut_short, flip_bytes, folder, read_all, rows_of, write_all};
use weimu::error::ErrorKind;
use weimu::io::{self, Codec, Existing, Format, IpcLayout, Layout, ReadOptions};

fn table(rows: usize, salt: &str) -> RecordBatch {
    let text = |row: usize| (!row.is_multiple_of(5)).then(|| format!("值{salt}{row}"));
    let mut tags = ListBuilder::new(StringBuilder::new());
    let mut kinds = StringDictionaryBuilder::<Int32Type>::new();
    for row in 0..rows {
        for tag in 0..row % 3 {
            tags.values().append_value(format!("t{tag}"));
        }
        tags.append(row % 7 != 0);
        kinds.append_option((row % 4 != 0).then(|| format!("{salt}{}", row % 11)));
    }
    let inner: ArrayRef = Arc::new((0..rows).map(text).collect::<StringArray>());
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("utf8", Arc::new((0..rows).map(text).collect::<StringArray>())),
        ("view", Arc::new((0..rows).map(text).collect::<StringViewArray>())),
        ("kind", Arc::new(kinds.finish())),
        ("i64", Arc::new((0..rows).map(|row| (row % 3 != 0).then_some(row as i64)).collect::<Int64Array>())),
        ("tags", Arc::new(tags.finish())),
        ("person", Arc::new(StructArray::from(vec![(Arc::new(Field::new("name", DataType::Utf8, true)), inner)]))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

fn copied(from: &Path, to: &Path, batch_rows: usize) -> Layout {
    let mut input = io::open(from, &ReadOptions { batch_rows, ..ReadOptions::default() }).unwrap();
    let mut sink = io::create(to, &input.layout, &input.source.schema(), Existing::Refuse).unwrap();
    while let Some(batch) = input.source.next().unwrap() {
        assert!(batch.num_rows() <= batch_rows);
        sink.write(&batch).unwrap();
    }
    sink.finish().unwrap();
    input.layout
}

fn written_by_arrow_rs(path: &Path, batches: &[RecordBatch], compression: Option<CompressionType>) {
    let options = IpcWriteOptions::default().try_with_compression(compression).unwrap();
    let file = fs::File::create(path).unwrap();
    let schema = batches[0].schema();
    if path.extension().unwrap() == "arrow" {
        let mut writer = FileWriter::try_new_with_options(file, &schema, options).unwrap();
        batches.iter().for_each(|batch| writer.write(batch).unwrap());
        writer.finish().unwrap();
    } else {
        let mut writer = StreamWriter::try_new_with_options(file, &schema, options).unwrap();
        batches.iter().for_each(|batch| writer.write(batch).unwrap());
        writer.finish().unwrap();
    }
}

#[test]
fn every_type_and_the_compression_return_as_they_were() {
    let batch = table(3000, "");
    for name in ["a.arrow", "a.arrows"] {
        for (compression, codec) in [
            (None, None),
            (Some(CompressionType::ZSTD), Some(Codec::Zstd)),
            (Some(CompressionType::LZ4_FRAME), Some(Codec::Lz4)),
        ] {
            let folder = folder();
            let (from, to) = (folder.path().join(name), folder.path().join(format!("copy-{name}")));
            written_by_arrow_rs(&from, std::slice::from_ref(&batch), compression);
            for path in [&from, &to] {
                let layout = if path == &from {
                    copied(&from, &to, 700)
                } else {
                    io::open(&to, &ReadOptions::default()).unwrap().layout
                };
                let expected = IpcLayout { codec };
                assert!(matches!(layout, Layout::ArrowFile(kept) | Layout::ArrowStream(kept) if kept == expected));
            }
            let copy = read_all(&to);
            assert_eq!(copy.schema(), batch.schema());
            assert_eq!(rows_of(&copy), rows_of(&batch));
        }
    }
}

#[test]
fn output_bytes_do_not_depend_on_the_batches() {
    for name in ["a.arrow", "a.arrows"] {
        let folder = folder();
        let from = folder.path().join(name);
        written_by_arrow_rs(&from, &[table(40_000, "")], None);
        let outputs = [7, 1000, 16_384, 40_000].map(|batch_rows| {
            let to = folder.path().join(format!("{batch_rows}-{name}"));
            copied(&from, &to, batch_rows);
            fs::read(to).unwrap()
        });
        assert!(outputs.iter().all(|bytes| *bytes == outputs[0]));
    }
}

#[test]
fn dictionaries_may_change_from_batch_to_batch() {
    let batches: Vec<_> = ["a", "b", "a", "c"].into_iter().map(|salt| table(20_000, salt)).collect();
    let expected: Vec<_> = batches.iter().map(rows_of).collect();
    for format in [Format::ArrowFile, Format::ArrowStream] {
        let folder = folder();
        let path = folder.path().join(format!("a.{}", format.extension()));
        let mut sink = io::create(&path, &Layout::new(format), &batches[0].schema(), Existing::Refuse).unwrap();
        batches.iter().for_each(|batch| sink.write(batch).unwrap());
        sink.finish().unwrap();
        let copy = read_all(&path);
        let at = |part: usize| rows_of(&copy.slice(part * 20_000, 20_000));
        assert!((0..4).all(|part| at(part) == expected[part]));
    }
}

#[test]
fn a_stream_whose_dictionary_is_replaced_is_read() {
    let folder = folder();
    let path = folder.path().join("a.arrows");
    let batches = [table(100, "a"), table(100, "b")];
    written_by_arrow_rs(&path, &batches, None);
    let copy = read_all(&path);
    assert_eq!(rows_of(&copy.slice(0, 100)), rows_of(&batches[0]));
    assert_eq!(rows_of(&copy.slice(100, 100)), rows_of(&batches[1]));
}

#[test]
fn more_distinct_values_than_the_keys_can_count_are_an_error() {
    let folder = folder();
    let path = folder.path().join("a.arrow");
    let batch = |from: usize| {
        let mut kinds = StringDictionaryBuilder::<Int8Type>::new();
        (0..20_000).for_each(|row| kinds.append_value(format!("{}", from + row % 100)));
        RecordBatch::try_from_iter([("kind", Arc::new(kinds.finish()) as ArrayRef)]).unwrap()
    };
    let mut sink = io::create(&path, &Layout::new(Format::ArrowFile), &batch(0).schema(), Existing::Refuse).unwrap();
    sink.write(&batch(0)).unwrap();
    let result = sink.write(&batch(100)).and_then(|()| sink.finish());
    assert_eq!(result.unwrap_err().kind(), &ErrorKind::ColumnTooLarge);
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

#[test]
fn a_file_that_is_cut_short_is_malformed() {
    for name in ["a.arrow", "a.arrows"] {
        let folder = folder();
        let path = folder.path().join(name);
        written_by_arrow_rs(&path, &vec![table(100, ""); 20], None);
        cut_short(&path, |result| {
            assert!(matches!(result.unwrap_err().kind(), ErrorKind::Malformed { .. }));
        });
    }
}

#[test]
fn a_stream_without_its_end_mark_is_malformed() {
    let folder = folder();
    let path = folder.path().join("a.arrows");
    written_by_arrow_rs(&path, &[table(100, "")], None);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 8]).unwrap();
    assert!(matches!(io::open(&path, &ReadOptions::default()).err().unwrap().kind(), ErrorKind::Malformed { .. }));
}

#[test]
fn two_streams_in_one_file_are_malformed() {
    let folder = folder();
    let path = folder.path().join("a.arrows");
    written_by_arrow_rs(&path, &[table(100, "")], None);
    let twice = fs::read(&path).unwrap().repeat(2);
    fs::write(&path, twice).unwrap();
    assert!(matches!(io::open(&path, &ReadOptions::default()).err().unwrap().kind(), ErrorKind::Malformed { .. }));
}

#[test]
fn a_damaged_file_is_refused_or_reads_whole() {
    for name in ["a.arrow", "a.arrows"] {
        for compression in [None, Some(CompressionType::ZSTD), Some(CompressionType::LZ4_FRAME)] {
            let folder = folder();
            let path = folder.path().join(name);
            written_by_arrow_rs(&path, &[table(50, ""), table(50, "")], compression);
            flip_bytes(&path, |result| {
                if let Err(error) = result {
                    assert!(
                        matches!(
                            error.kind(),
                            ErrorKind::Malformed { .. } | ErrorKind::DuplicateColumn | ErrorKind::UnknownFormat { .. }
                        ),
                        "{error}"
                    );
                }
            });
        }
    }
}

#[test]
fn the_first_bytes_tell_a_file_from_a_stream() {
    let folder = folder();
    let (stream, file) = (folder.path().join("a.arrows"), folder.path().join("b.arrow"));
    write_all(&stream, &Layout::new(Format::ArrowStream), &table(10, ""));
    write_all(&file, &Layout::new(Format::ArrowFile), &table(10, ""));
    for (path, format) in [(&stream, Format::ArrowStream), (&file, Format::ArrowFile)] {
        for name in ["x.arrow", "x.feather", "x.ipc", "x.arrows", "x", "x.bin"] {
            let path_as = folder.path().join(name);
            fs::copy(path, &path_as).unwrap();
            assert_eq!(io::open(&path_as, &ReadOptions::default()).unwrap().format, format, "{name}");
        }
    }
}
