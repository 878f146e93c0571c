//! Outputs: named last, or not at all.
#![cfg(all(feature = "csv", feature = "ipc", feature = "jsonl", feature = "parquet"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "a test stops where its expectation fails")]

mod io_support;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};

use io_support::{folder, read_all, write_all};
use weimu::error::ErrorKind;
use weimu::io::{self, Codec, Existing, Format, Layout, ParquetLayout, ReadOptions, same_file};

const FORMATS: [Format; 6] =
    [Format::Parquet, Format::Csv, Format::Tsv, Format::JsonLines, Format::ArrowFile, Format::ArrowStream];

/// A layout that leaves the values as large as they are.
fn plain(format: Format) -> Layout {
    match format {
        Format::Parquet => Layout::Parquet(ParquetLayout { codec: Codec::Uncompressed, ..ParquetLayout::default() }),
        other => Layout::new(other),
    }
}

fn batch(rows: usize) -> RecordBatch {
    let text: ArrayRef = Arc::new(StringArray::from_iter_values((0..rows).map(|row| format!("值{row}"))));
    let number: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows as i64));
    RecordBatch::try_from_iter_with_nullable([("文本", text, true), ("n", number, true)]).unwrap()
}

fn names_in(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn nothing_has_the_final_name_until_finish() {
    for format in FORMATS {
        let folder = folder();
        let path = folder.path().join(format!("a.{}", format.extension()));
        let mut sink = io::create(&path, &Layout::new(format), &batch(0).schema(), Existing::Refuse).unwrap();
        sink.write(&batch(50_000)).unwrap();
        let names = names_in(folder.path());
        assert!(
            matches!(names.as_slice(), [name] if name.starts_with(".weimu-") && name.ends_with(".tmp")),
            "{names:?}"
        );
        sink.finish().unwrap();
        assert_eq!(names_in(folder.path()), [path.file_name().unwrap().to_str().unwrap()]);
        assert_eq!(read_all(&path).num_rows(), 50_000);
    }
}

#[test]
fn a_sink_that_is_dropped_leaves_nothing() {
    for format in FORMATS {
        let folder = folder();
        let path = folder.path().join(format!("a.{}", format.extension()));
        let mut sink = io::create(&path, &Layout::new(format), &batch(0).schema(), Existing::Refuse).unwrap();
        sink.write(&batch(50_000)).unwrap();
        drop(sink);
        assert!(names_in(folder.path()).is_empty());
    }
}

#[test]
fn a_batch_of_another_schema_ends_the_sink() {
    for format in FORMATS {
        let folder = folder();
        let path = folder.path().join(format!("a.{}", format.extension()));
        let mut sink = io::create(&path, &Layout::new(format), &batch(0).schema(), Existing::Refuse).unwrap();
        let other = batch(3).project(&[1, 0]).unwrap();
        assert_eq!(sink.write(&other).unwrap_err().kind(), &ErrorKind::SchemaChanged);
        assert!(names_in(folder.path()).is_empty());
        assert!(matches!(sink.write(&batch(3)).unwrap_err().kind(), ErrorKind::Internal { .. }));
        assert!(sink.finish().is_err());
        assert!(names_in(folder.path()).is_empty());
    }
}

#[test]
fn a_table_without_rows_is_written_and_read() {
    for format in FORMATS.into_iter().filter(|format| *format != Format::JsonLines) {
        let folder = folder();
        let path = folder.path().join(format!("a.{}", format.extension()));
        write_all(&path, &Layout::new(format), &batch(0));
        let back = read_all(&path);
        let names: Vec<_> = back.schema().fields().iter().map(|field| field.name().clone()).collect();
        assert_eq!((back.num_rows(), names), (0, vec!["文本".to_owned(), "n".to_owned()]));
    }
}

#[test]
fn an_output_that_exists_is_refused_or_replaced_as_told() {
    let folder = folder();
    let path = folder.path().join("a.csv");
    fs::write(&path, "old").unwrap();
    let layout = Layout::new(Format::Csv);
    let error = io::create(&path, &layout, &batch(0).schema(), Existing::Refuse).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::OutputExists { .. }));
    let mut sink = io::create(&path, &layout, &batch(0).schema(), Existing::Replace).unwrap();
    sink.write(&batch(1)).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    sink.finish().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "文本,n\n值0,0\n");
}

#[test]
fn an_output_that_appears_in_the_meantime_is_not_overwritten() {
    let folder = folder();
    let path = folder.path().join("a.csv");
    let sink = io::create(&path, &Layout::new(Format::Csv), &batch(0).schema(), Existing::Refuse).unwrap();
    fs::write(&path, "theirs").unwrap();
    assert!(matches!(sink.finish().unwrap_err().kind(), ErrorKind::OutputExists { .. }));
    assert_eq!(names_in(folder.path()), ["a.csv"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error() {
    let folder = folder();
    let schema = batch(0).schema();
    let missing = folder.path().join("no/a.csv");
    let error = io::create(&missing, &Layout::new(Format::Csv), &schema, Existing::Refuse).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::Io { error: std::io::ErrorKind::NotFound, .. }), "{error}");
    let error = io::create(folder.path(), &Layout::new(Format::Csv), &schema, Existing::Replace).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::Io { error: std::io::ErrorKind::IsADirectory, .. }), "{error}");
    let error =
        io::create(Path::new("/proc/a.csv"), &Layout::new(Format::Csv), &schema, Existing::Refuse).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::Io { .. }), "{error}");
}

/// Runs the test of the next function again, alone, in a process whose files may not grow beyond 64 KiB: the write that
/// crosses the limit is refused by the system, as on a full disk.
#[test]
fn a_write_that_the_system_refuses_leaves_nothing() {
    let this = std::env::current_exe().unwrap();
    let script = "trap '' XFSZ; ulimit -f 128; exec \"$0\" --exact --ignored --nocapture writes_until_refused";
    let output = Command::new("sh").args(["-c", script]).arg(this).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
#[ignore = "needs a limit on the size of files, which the test above sets"]
fn writes_until_refused() {
    for format in FORMATS {
        let folder = folder();
        let path = folder.path().join(format!("a.{}", format.extension()));
        let mut sink = io::create(&path, &plain(format), &batch(0).schema(), Existing::Refuse).unwrap();
        let refused = (0..100).map(|_| sink.write(&batch(10_000))).find_map(Result::err);
        let error = match refused {
            Some(error) => error,
            // Parquet writes at the end of a row group.
            None => sink.finish().unwrap_err(),
        };
        assert!(
            matches!(error.kind(), ErrorKind::Io { error: std::io::ErrorKind::FileTooLarge, .. }),
            "{format:?} {error}"
        );
        assert_eq!(error.at().file.as_deref(), path.to_str());
        assert!(names_in(folder.path()).is_empty(), "{format:?}");
    }
}

#[test]
fn every_format_becomes_every_other() {
    let folder = folder();
    for from in FORMATS {
        let source = folder.path().join(format!("from.{}", from.extension()));
        write_all(&source, &Layout::new(from), &batch(100));
        for to in FORMATS {
            let target = folder.path().join(format!("{}.{}", from.name(), to.extension()));
            let mut input = io::open(&source, &ReadOptions::default()).unwrap();
            let layout = input.layout.for_format(to);
            let mut sink = io::create(&target, &layout, &input.source.schema(), Existing::Replace).unwrap();
            while let Some(batch) = input.source.next().unwrap() {
                sink.write(&batch).unwrap();
            }
            sink.finish().unwrap();
            let back = read_all(&target);
            assert_eq!((back.num_rows(), back.num_columns()), (100, 2), "{from:?} to {to:?}");
        }
    }
}

#[test]
fn an_empty_file_is_malformed_in_every_format() {
    let folder = folder();
    for format in FORMATS {
        let path = folder.path().join(format!("a.{}", format.extension()));
        fs::write(&path, "").unwrap();
        let error = io::open(&path, &ReadOptions::default()).err().unwrap();
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{format:?} {error}");
        assert_eq!(error.at().file.as_deref(), path.to_str());
    }
}

#[test]
fn a_file_of_no_known_format_is_refused() {
    let folder = folder();
    for name in ["a.csv.gz", "a.jsonl.zst", "a.xlsx", "a"] {
        let path = folder.path().join(name);
        fs::write(&path, b"\x1f\x8b\x08").unwrap();
        let error = io::open(&path, &ReadOptions::default()).err().unwrap();
        assert!(matches!(error.kind(), ErrorKind::UnknownFormat { .. }), "{error}");
    }
    let error = io::open(&folder.path().join("missing.csv"), &ReadOptions::default()).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::Io { error: std::io::ErrorKind::NotFound, .. }), "{error}");
    let error = io::open(folder.path(), &ReadOptions::default()).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::Io { error: std::io::ErrorKind::IsADirectory, .. }), "{error}");
}

#[test]
fn one_file_is_known_under_all_its_names() {
    let folder = folder();
    let path = folder.path().join("a.csv");
    fs::write(&path, "x").unwrap();
    fs::create_dir(folder.path().join("sub")).unwrap();
    assert!(same_file(&path, &folder.path().join("sub/../a.csv")));
    assert!(same_file(&folder.path().join("new.csv"), &folder.path().join("sub/../new.csv")));
    assert!(!same_file(&path, &folder.path().join("b.csv")));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&path, folder.path().join("link.csv")).unwrap();
        assert!(same_file(&path, &folder.path().join("link.csv")));
    }
}

#[cfg(unix)]
#[test]
fn an_output_may_be_read_as_any_new_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let (path, plain) = (folder.path().join("a.csv"), folder.path().join("plain"));
    write_all(&path, &Layout::new(Format::Csv), &batch(1));
    fs::write(&plain, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&path), mode(&plain));
}
