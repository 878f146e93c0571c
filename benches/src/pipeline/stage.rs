//! One stage, run in a process of its own, which tells what it spent.

use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use arrow_array::RecordBatchReader;
use clap::ValueEnum;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use weimu::engine::{ApplyOptions, Pipeline};
use weimu::io::{self, Existing, ReadOptions};
use weimu::policy::Policy;

use crate::Failure;

/// What a process does.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Stage {
    /// Reads, applies the open policy, writes.
    Apply,
    /// Reads and writes with arrow-rs alone.
    Copy,
}

/// What a stage took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spent {
    /// Wall time from opening the input to the complete output.
    pub(super) seconds: f64,
    /// The most memory that was resident at once (`VmHWM`), in 10^6 bytes.
    pub(super) peak_mb: f64,
}

impl Stage {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::Copy => "copy",
        }
    }

    /// Does it and prints what it took.
    ///
    /// # Errors
    /// The input cannot be read or the output not written.
    pub(crate) fn run(self, input: &Path, output: &Path) -> Result<(), Failure> {
        let start = Instant::now();
        match self {
            Self::Apply => apply(input, output)?,
            Self::Copy => copy(input, output)?,
        }
        let seconds = start.elapsed().as_secs_f64();
        println!("{seconds} {}", peak_mb()?);
        Ok(())
    }
}

impl Spent {
    pub(super) fn parse(line: &str) -> Result<Self, Failure> {
        let (seconds, peak) = line.trim().split_once(' ').ok_or("a stage said nothing")?;
        Ok(Self { seconds: seconds.parse()?, peak_mb: peak.parse()? })
    }
}

/// The policy of the measurement: the built-in one, and an amount that is kept.
const POLICY: &str = "weimu: 1\nextends: open\ncolumns:\n  备注: { scan: text }\n  补贴金额: { op: keep }\n";

fn apply(input: &Path, output: &Path) -> Result<(), Failure> {
    let opened = io::open(input, &ReadOptions::default())?;
    let pipeline = Pipeline::apply(opened.source, &Policy::parse(POLICY)?, &ApplyOptions::new())?;
    let mut sink = io::create(output, &opened.layout, pipeline.output_schema(), Existing::Refuse)?;
    pipeline.run(&mut *sink, &AtomicBool::new(false), &|_| {})?;
    Ok(sink.finish()?)
}

/// Batches of the size that ours reads, Zstandard at the level that ours writes, row groups as in the input.
fn copy(input: &Path, output: &Path) -> Result<(), Failure> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(input)?)?;
    let rows = builder.metadata().row_groups().iter().map(|group| group.num_rows()).max().unwrap_or(1);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(usize::try_from(rows)?))
        .build();
    let reader = builder.with_batch_size(ReadOptions::default().batch_rows).build()?;
    let mut writer = ArrowWriter::try_new(File::create_new(output)?, reader.schema(), Some(properties))?;
    for batch in reader {
        writer.write(&batch?)?;
    }
    writer.close()?;
    Ok(())
}

fn peak_mb() -> Result<f64, Failure> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM in /proc/self/status")?;
    let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kibibytes * 1024.0 / 1e6)
}
