//! Parquet as a source.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek};

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};
use parquet::arrow::ARROW_SCHEMA_META_KEY;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;

use crate::engine::Source;
use crate::error::{Error, ErrorKind, Phrase, Result};
use crate::io::file_source::damaged;
use crate::io::system_error::is_of_system;
use crate::io::{Codec, Format, Layout, ParquetLayout, ReadOptions};

/// Opens a Parquet file.
pub(in crate::io) fn open(mut file: File, _: Format, options: &ReadOptions) -> Result<(Box<dyn Source>, Layout)> {
    check_magic(&mut file)?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| cannot_read(&error))?;
    let layout = layout_of(builder.metadata());
    let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).map_err(|_| damaged(Format::Parquet))?;
    let schema = builder.schema().clone();
    let batches = builder.with_batch_size(options.batch_rows.max(1)).build().map_err(|error| cannot_read(&error))?;
    Ok((Box::new(ParquetSource { batches, schema, rows, rows_read: 0 }), Layout::Parquet(layout)))
}

struct ParquetSource {
    batches: ParquetRecordBatchReader,
    schema: SchemaRef,
    rows: u64,
    rows_read: u64,
}

impl Source for ParquetSource {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next(&mut self) -> Result<Option<RecordBatch>> {
        let Some(batch) = self.batches.next() else {
            return if self.rows_read == self.rows { Ok(None) } else { Err(self.damaged_here()) };
        };
        // The reader's own schema carries no file metadata, which would tell batches of one source apart.
        let batch = batch
            .and_then(|batch| batch.with_schema(self.schema.clone()))
            .map_err(|error| cannot_decode(&error).in_row(self.rows_read))?;
        self.rows_read += batch.num_rows() as u64;
        Ok(Some(batch))
    }

    fn rows_hint(&self) -> Option<u64> {
        Some(self.rows)
    }

    fn progress(&self) -> Option<(u64, u64)> {
        Some((self.rows_read, self.rows))
    }
}

impl ParquetSource {
    fn damaged_here(&self) -> Error {
        Error::from(damaged(Format::Parquet)).in_row(self.rows_read)
    }
}

/// Tells an empty file and an encrypted one from a damaged one.
fn check_magic(file: &mut File) -> Result<()> {
    let mut magic = Vec::with_capacity(MAGIC.len());
    let mut read = || {
        file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut magic)?;
        file.rewind()
    };
    read().map_err(|error| cannot_access(&error))?;
    let reason = match magic.as_slice() {
        MAGIC => return Ok(()),
        b"" => Phrase::new("it is empty", "文件为空"),
        b"PARE" => ENCRYPTED,
        _ => Phrase::new("it does not begin as one", "文件开头不符"),
    };
    Err(malformed(reason))
}

fn layout_of(metadata: &ParquetMetaData) -> ParquetLayout {
    let groups = metadata.row_groups();
    let columns = groups.iter().flat_map(|group| group.columns());
    let columns: BTreeMap<String, Codec> =
        columns.map(|column| (column.column_path().string(), column.compression().into())).collect();
    let new = ParquetLayout::default();
    let longest = groups.iter().filter_map(|group| usize::try_from(group.num_rows()).ok()).max();
    ParquetLayout {
        codec: columns.values().next().copied().unwrap_or(new.codec),
        columns: columns.into_iter().collect(),
        row_group_rows: longest.filter(|rows| *rows > 0).unwrap_or(new.row_group_rows),
        metadata: key_values(metadata),
    }
}

fn key_values(metadata: &ParquetMetaData) -> Vec<(String, Option<String>)> {
    let pairs = metadata.file_metadata().key_value_metadata().map(Vec::as_slice).unwrap_or_default();
    let kept = pairs.iter().filter(|pair| pair.key != ARROW_SCHEMA_META_KEY);
    kept.map(|pair| (pair.key.clone(), pair.value.clone())).collect()
}

fn cannot_read(error: &ParquetError) -> Error {
    match error {
        ParquetError::External(cause) => match cause.downcast_ref::<io::Error>() {
            Some(cause) if is_of_system(cause) => cannot_access(cause),
            _ => damaged(Format::Parquet).into(),
        },
        ParquetError::NYI(_) => malformed(UNSUPPORTED),
        _ => damaged(Format::Parquet).into(),
    }
}

fn cannot_decode(error: &ArrowError) -> Error {
    match error {
        ArrowError::IoError(_, cause) if is_of_system(cause) => cannot_access(cause),
        ArrowError::NotYetImplemented(_) => malformed(UNSUPPORTED),
        _ => damaged(Format::Parquet).into(),
    }
}

fn cannot_access(error: &io::Error) -> Error {
    Error::io(Phrase::new("read the input", "读取输入"), error)
}

fn malformed(reason: Phrase) -> Error {
    ErrorKind::Malformed { format: Format::Parquet.name(), reason }.into()
}

const MAGIC: &[u8] = b"PAR1";
const ENCRYPTED: Phrase = Phrase::new("it is encrypted; decrypt it first", "文件已加密;请先解密");
const UNSUPPORTED: Phrase =
    Phrase::new("it uses a feature of the format that cannot be read here", "使用了此处无法读取的格式特性");
