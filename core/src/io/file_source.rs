//! The source that every format is read through.

use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::Format;
use crate::engine::Source;
use crate::error::{ErrorKind, Phrase, Result};

/// A source that knows its file's name and stays ended once it failed.
pub(super) struct FileSource {
    source: Option<Box<dyn Source>>,
    schema: SchemaRef,
    rows: Option<u64>,
    format: Format,
    name: String,
}

impl FileSource {
    pub(super) fn new(source: Box<dyn Source>, format: Format, name: String) -> Self {
        Self { schema: source.schema(), rows: source.rows_hint(), source: Some(source), format, name }
    }
}

impl Source for FileSource {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next(&mut self) -> Result<Option<RecordBatch>> {
        let mut source =
            self.source.take().ok_or(ErrorKind::Internal { invariant: "a source is not read after it failed" })?;
        let batch = guarded(self.format, || source.next()).map_err(|error| error.in_file(&self.name))?;
        self.source = Some(source);
        Ok(batch)
    }

    fn rows_hint(&self) -> Option<u64> {
        self.rows
    }

    fn progress(&self) -> Option<(u64, u64)> {
        self.source.as_ref()?.progress()
    }
}

/// Reads, and makes a panic of a decoding library an error of the file.
///
/// The decoders of Parquet and Arrow IPC check most of what they read, and panic on some of what they do not. Whatever the
/// closure borrows is dropped by the callers after a failure, so that no state that a panic left halfway is seen again.
pub(super) fn guarded<T>(format: Format, read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged(format).into()))
}

/// The kind of a file whose content contradicts itself.
pub(super) fn damaged(format: Format) -> ErrorKind {
    ErrorKind::Malformed {
        format: format.name(),
        reason: Phrase::new("its content is cut off or damaged", "内容不完整或已损坏"),
    }
}
