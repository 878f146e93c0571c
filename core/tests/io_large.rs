//! Five million rows: memory and time of a copy in every format, beside a plain copy of Parquet by arrow-rs.
//!
//! Each copy runs in a process of its own, so that its peak is its own:
//! `cargo test --release -p weimu --test io_large -- --ignored --nocapture --exact a_copy_of_five_million_rows_is_bounded`
#![cfg(all(feature = "csv", feature = "ipc", feature = "jsonl", feature = "parquet", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "a test stops where its expectation fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use arrow_array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use weimu::io::{self, Existing, Format, ReadOptions};

const ROWS: u64 = 5_000_000;
const PEAK_MEBIBYTES: u64 = 600;

#[test]
#[ignore = "writes 6 GB and takes minutes"]
fn a_copy_of_five_million_rows_is_bounded() {
    let parent = std::env::var_os("WEIMU_LARGE").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(parent).unwrap();
    let run = |name: &str, from: &str, to: &str| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--ignored", "--nocapture", "--exact", name]);
        command.env("WEIMU_FROM", folder.path().join(from)).env("WEIMU_TO", folder.path().join(to));
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{text}");
        let figures = text.lines().find_map(|line| line.strip_prefix("figures ")).unwrap().to_owned();
        println!("{name} {from} {to}: {figures}");
        figures.split(' ').nth(1).unwrap().parse::<u64>().unwrap()
    };
    run("generates", "", "a.parquet");
    run("copies_plainly", "a.parquet", "plain.parquet");
    let mut peaks = vec![run("copies", "a.parquet", "copy.parquet")];
    for extension in ["csv", "jsonl", "arrow", "arrows"] {
        let (first, second) = (format!("a.{extension}"), format!("copy.{extension}"));
        peaks.push(run("copies", "a.parquet", &first));
        peaks.push(run("copies", &first, &second));
        assert!(fs::read(folder.path().join(first)).unwrap() == fs::read(folder.path().join(second)).unwrap());
    }
    assert!(peaks.iter().all(|peak| *peak < PEAK_MEBIBYTES), "{peaks:?}");
}

fn path(variable: &str) -> PathBuf {
    std::env::var_os(variable).expect("set by the test that runs this one").into()
}

fn figures(begin: Instant, path: &Path) {
    let seconds = begin.elapsed().as_secs_f64();
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    println!("figures {seconds:.2}s {} MiB peak, {} MiB file", peak >> 10, fs::metadata(path).unwrap().len() >> 20);
}

/// Five identifiers and texts that hardly repeat, one that does, a number and a date.
fn rows(from: u64, count: u64) -> RecordBatch {
    let mix = |row: u64, salt: u64| {
        let mixed = (row ^ (salt << 40)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 8
    };
    let text = |form: &dyn Fn(u64) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values((from..from + count).map(form)))
    };
    let columns: [(&str, ArrayRef); 8] = [
        ("姓名", text(&|row| format!("张{:04}", mix(row, 1) % 10_000))),
        ("身份证号", text(&|row| format!("11010519{:010}", mix(row, 2) % 10_000_000_000))),
        ("联系电话", text(&|row| format!("138{:08}", mix(row, 3) % 100_000_000))),
        ("地址", text(&|row| format!("北京市海淀区中关村大街{}号{}室", mix(row, 4) % 1000, mix(row, 5) % 5000))),
        ("统一社会信用代码", text(&|row| format!("91110108MA{:08}", mix(row, 6) % 100_000_000))),
        ("备注", text(&|row| format!("申请编号{},已审核", mix(row, 7) % 1_000_000))),
        (
            "金额",
            Arc::new(Int64Array::from_iter_values((from..from + count).map(|row| (mix(row, 8) % 100_000) as i64))),
        ),
        (
            "日期",
            Arc::new(Date32Array::from_iter_values((from..from + count).map(|row| (mix(row, 9) % 20_000) as i32))),
        ),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

fn properties() -> WriterProperties {
    WriterProperties::builder().set_compression(Compression::ZSTD(Default::default())).build()
}

#[test]
#[ignore = "run by another test"]
fn generates() {
    let (begin, to) = (Instant::now(), path("WEIMU_TO"));
    let file = fs::File::create(&to).unwrap();
    let mut writer = ArrowWriter::try_new(file, rows(0, 1).schema(), Some(properties())).unwrap();
    for from in (0..ROWS).step_by(50_000) {
        writer.write(&rows(from, 50_000)).unwrap();
    }
    writer.close().unwrap();
    figures(begin, &to);
}

#[test]
#[ignore = "run by another test"]
fn copies_plainly() {
    let (begin, to) = (Instant::now(), path("WEIMU_TO"));
    let source = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(path("WEIMU_FROM")).unwrap()).unwrap();
    let file = fs::File::create(&to).unwrap();
    let mut writer = ArrowWriter::try_new(file, source.schema().clone(), Some(properties())).unwrap();
    for batch in source.with_batch_size(16_384).build().unwrap() {
        writer.write(&batch.unwrap()).unwrap();
    }
    writer.close().unwrap();
    figures(begin, &to);
}

#[test]
#[ignore = "run by another test"]
fn copies() {
    let (begin, to) = (Instant::now(), path("WEIMU_TO"));
    let mut input = io::open(&path("WEIMU_FROM"), &ReadOptions::default()).unwrap();
    let layout = input.layout.for_format(Format::of(&to).unwrap());
    let mut sink = io::create(&to, &layout, &input.source.schema(), Existing::Refuse).unwrap();
    let mut rows = 0;
    while let Some(batch) = input.source.next().unwrap() {
        rows += batch.num_rows() as u64;
        sink.write(&batch).unwrap();
    }
    sink.finish().unwrap();
    assert_eq!(rows, ROWS);
    figures(begin, &to);
}
