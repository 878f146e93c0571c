//! Files as sources and sinks of batches: Parquet, CSV, JSON Lines, Arrow IPC.
//!
//! For whoever reads a file, has an engine change its batches, and writes a file: [`open`] tells the format, reads the
//! schema and how the file is laid out ([`Layout`]), and gives a [`Source`]; [`create`] gives a [`Sink`] that writes the
//! same layout, or that of another format ([`Layout::for_format`]).
//!
//! What holds for every format:
//! - Memory is bounded by the batch, not by the file. (An Arrow IPC file is read record batch by record batch, in the size
//!   its writer chose, and its dictionaries are held whole.)
//! - The bytes of an output depend on the rows and the layout, not on how the rows were split into batches.
//! - Nothing stands under the final name of an output until its sink has finished; a dropped sink leaves no file.
//! - A file that is cut off or damaged is an error, with the row where the format has one, and never a value of the data.
//! - Two columns of one name are refused ([`ErrorKind::DuplicateColumn`]), because a rule could protect one and miss the other.
//!
//! A format whose Cargo feature is off is still recognized, and refused with a message that says so.

mod existing;
mod file_sink;
mod file_source;
mod format;
mod layout;
mod output;
mod read_options;
mod same_file;
mod signature;

#[cfg(feature = "csv")]
mod csv;
#[cfg(not(all(feature = "csv", feature = "ipc", feature = "jsonl", feature = "parquet")))]
mod disabled;
#[cfg(feature = "ipc")]
mod ipc;
#[cfg(feature = "jsonl")]
mod jsonl;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(unix))]
#[path = "permission_default.rs"]
mod permission;
#[cfg(unix)]
#[path = "permission_unix.rs"]
mod permission;
#[cfg(any(feature = "ipc", feature = "parquet"))]
mod rechunk;
#[cfg(any(feature = "ipc", feature = "parquet"))]
mod system_error;
#[cfg(any(feature = "csv", feature = "jsonl"))]
mod text_limit;

#[cfg(not(feature = "csv"))]
use disabled as csv;
#[cfg(not(feature = "ipc"))]
mod ipc {
    pub(super) use super::disabled::{create as create_file, create as create_stream, open};
}
#[cfg(not(feature = "jsonl"))]
use disabled as jsonl;
#[cfg(not(feature = "parquet"))]
use disabled as parquet;

use std::fs::File;
use std::io;
use std::path::Path;

use arrow_schema::SchemaRef;

use crate::engine::{Sink, Source};
use crate::error::{Error, ErrorKind, Phrase, Result};

pub use existing::Existing;
pub use format::Format;
pub use layout::{Codec, Dialect, Encoding, IpcLayout, JsonLayout, Layout, ParquetLayout, Terminator};
pub use read_options::ReadOptions;
pub use same_file::same_file;

use file_sink::FileSink;
use file_source::FileSource;
use output::Output;

/// A file that is open for reading.
#[non_exhaustive]
pub struct Opened {
    /// Its batches.
    pub source: Box<dyn Source>,
    /// What an output of the same format keeps.
    pub layout: Layout,
    /// Its format.
    pub format: Format,
}

/// Opens the file at `path`, of whatever format it is ([`Format::of`]).
///
/// # Errors
/// When the file cannot be opened, is of no known format, is empty, or contradicts its format at the start.
///
/// # Example
/// ```no_run
/// # fn main() -> weimu::error::Result<()> {
/// use std::path::Path;
/// use weimu::io::{self, Existing, ReadOptions};
///
/// let mut input = io::open(Path::new("residents.parquet"), &ReadOptions::default())?;
/// let schema = input.source.schema();
/// let mut copy = io::create(Path::new("copy.parquet"), &input.layout, &schema, Existing::Refuse)?;
/// while let Some(batch) = input.source.next()? {
///     copy.write(&batch)?;
/// }
/// copy.finish()
/// # }
/// ```
pub fn open(path: &Path, options: &ReadOptions) -> Result<Opened> {
    let name = path.display().to_string();
    open_named(path, options).map_err(|error| error.in_file(name))
}

fn open_named(path: &Path, options: &ReadOptions) -> Result<Opened> {
    let file = open_file(path)?;
    let format = Format::of(path)?;
    let name = path.display().to_string();
    let (source, layout) = file_source::guarded(format, || match format {
        Format::Parquet => parquet::open(file, format, options),
        Format::Csv | Format::Tsv => csv::open(file, format, options),
        Format::JsonLines => jsonl::open(file, format, options),
        Format::ArrowFile | Format::ArrowStream => ipc::open(file, format, options),
    })?;
    signature::check(&source.schema(), format)?;
    Ok(Opened { source: Box::new(FileSource::new(source, format, name)), layout, format })
}

fn open_file(path: &Path) -> Result<File> {
    let cannot = |error| Error::io(Phrase::new("open the input", "打开输入"), &error);
    let file = File::open(path).map_err(cannot)?;
    let metadata = file.metadata().map_err(cannot)?;
    if metadata.is_dir() {
        return Err(cannot(io::ErrorKind::IsADirectory.into()));
    }
    if !metadata.is_file() {
        return Err(ErrorKind::Argument {
            argument: path.display().to_string(),
            reason: Phrase::new(
                "the input is read more than once, so it must be a regular file",
                "输入需要多次读取,必须是普通文件",
            ),
        }
        .into());
    }
    Ok(file)
}

/// Begins a file of the given layout at `path`.
///
/// # Errors
/// When the file exists and `existing` refuses it, the folder cannot be written, or the layout has no way to write a type
/// of the schema.
pub fn create(path: &Path, layout: &Layout, schema: &SchemaRef, existing: Existing) -> Result<Box<dyn Sink>> {
    let name = path.display().to_string();
    create_named(path, layout, schema, existing).map_err(|error| error.in_file(name))
}

fn create_named(path: &Path, layout: &Layout, schema: &SchemaRef, existing: Existing) -> Result<Box<dyn Sink>> {
    let output = Output::create(path, existing)?;
    let encoder = match layout {
        Layout::Parquet(layout) => parquet::create(output, layout, schema),
        Layout::Csv(dialect) => csv::create(output, dialect, schema),
        Layout::JsonLines(layout) => jsonl::create(output, layout, schema),
        Layout::ArrowFile(layout) => ipc::create_file(output, layout, schema),
        Layout::ArrowStream(layout) => ipc::create_stream(output, layout, schema),
    }?;
    Ok(Box::new(FileSink::new(encoder, schema.clone(), path.display().to_string())))
}
