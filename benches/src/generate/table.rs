//! A table written to a file.

use std::path::Path;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use weimu::error::Result;
use weimu::io::{self, Existing, Format, Layout};

use super::enterprise::Enterprises;
use super::resident::Residents;

/// Rows made at a time.
const BATCH_ROWS: u64 = 65_536;

/// A table that is generated.
#[derive(Debug)]
pub(crate) enum Table {
    Residents(Residents),
    Enterprises(Enterprises),
}

impl Table {
    fn schema(&self) -> SchemaRef {
        match self {
            Self::Residents(table) => table.schema(),
            Self::Enterprises(table) => table.schema(),
        }
    }

    /// The rows of `range`.
    pub(crate) fn batch(&self, range: std::ops::Range<u64>) -> RecordBatch {
        match self {
            Self::Residents(table) => table.batch(range),
            Self::Enterprises(table) => table.batch(range),
        }
    }
}

/// Writes the first `rows` rows of `table` to `path`, in the format of its extension; a file that is there is replaced.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn write(table: &Table, rows: u64, path: &Path) -> Result<()> {
    let layout = Layout::new(Format::of(path)?);
    let mut sink = io::create(path, &layout, &table.schema(), Existing::Replace)?;
    for start in (0..rows).step_by(BATCH_ROWS as usize) {
        sink.write(&table.batch(start..rows.min(start + BATCH_ROWS)))?;
    }
    sink.finish()
}
