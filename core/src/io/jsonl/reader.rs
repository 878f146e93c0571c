//! JSON Lines as a source.

use std::fs::File;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_json::ReaderBuilder;
use arrow_json::reader::Decoder;
use arrow_schema::{Schema, SchemaRef};

use super::line::{Lines, cannot_access, malformed};
use super::shape::Learned;
use crate::engine::Source;
use crate::error::{Error, Phrase, Result};
use crate::io::text_limit::BATCH_BYTES;
use crate::io::{Format, JsonLayout, Layout, ReadOptions};

/// Opens a JSON Lines file, and reads it through once for its schema.
pub(in crate::io) fn open(file: File, _: Format, options: &ReadOptions) -> Result<(Box<dyn Source>, Layout)> {
    let length = file.metadata().map_err(|error| cannot_access(&error))?.len();
    let mut learned = Learned::default();
    let mut lines = Lines::of(file)?;
    let mut rows = 0;
    while let Some(line) = lines.next().map_err(|error| error.in_row(rows))? {
        learned.line(line).map_err(|error| error.in_row(rows))?;
        rows += 1;
    }
    if rows == 0 {
        return Err(malformed(Phrase::new("it is empty", "文件为空")));
    }
    let batch_rows = options.batch_rows.max(1);
    let schema = Arc::new(Schema::new(learned.fields()));
    let decoder = ReaderBuilder::new(schema.clone()).with_batch_size(batch_rows).with_strict_mode(true);
    let decoder = decoder.build_decoder().map_err(|_| changed())?;
    let lines = Lines::of(lines.into_file())?;
    let layout = JsonLayout { explicit_nulls: learned.saw_null() };
    let source = JsonSource { lines, decoder, schema, batch_rows, rows, rows_read: 0, length };
    Ok((Box::new(source), Layout::JsonLines(layout)))
}

struct JsonSource {
    lines: Lines,
    decoder: Decoder,
    schema: SchemaRef,
    batch_rows: usize,
    rows: u64,
    rows_read: u64,
    length: u64,
}

impl Source for JsonSource {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next(&mut self) -> Result<Option<RecordBatch>> {
        let begin = self.lines.read();
        while self.decoder.len() < self.batch_rows && self.lines.read() - begin < BATCH_BYTES as u64 {
            let row = self.rows_read + self.decoder.len() as u64;
            let Some(line) = self.lines.next().map_err(|error| error.in_row(row))? else {
                break;
            };
            self.decoder.decode(line.as_bytes()).map_err(|_| changed().in_row(row))?;
        }
        let batch = self.decoder.flush().map_err(|_| changed().in_row(self.rows_read))?;
        self.rows_read += batch.as_ref().map_or(0, RecordBatch::num_rows) as u64;
        if batch.is_none() && self.rows_read != self.rows {
            return Err(changed().in_row(self.rows_read));
        }
        Ok(batch)
    }

    fn rows_hint(&self) -> Option<u64> {
        Some(self.rows)
    }

    fn progress(&self) -> Option<(u64, u64)> {
        Some((self.lines.read(), self.length))
    }
}

/// The first pass accepted every line, so that a line that is refused now is another.
fn changed() -> Error {
    malformed(Phrase::new("it changed while it was read", "文件在读取过程中被修改"))
}
