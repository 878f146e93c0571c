//! CSV as a sink.

use std::io::Write;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::SchemaRef;
use arrow_select::take::take;

use super::check_delimiter;
use super::encode::encode;
use super::text;
use crate::error::{Error, ErrorKind, Result};
use crate::io::Dialect;
use crate::io::file_sink::Encoder;
use crate::io::output::{Output, cannot_write};

/// Begins a CSV file with its header.
pub(in crate::io) fn create(output: Output, dialect: &Dialect, schema: &SchemaRef) -> Result<Box<dyn Encoder>> {
    check_delimiter(dialect.delimiter)?;
    for field in schema.fields() {
        if !text::is_plain(field.data_type()) {
            let kind = ErrorKind::UnsupportedType { data_type: field.data_type().to_string() };
            return Err(Error::from(kind).in_column(field.name()));
        }
    }
    let quoted = |name: &String| dialect.quoted_columns.contains(name);
    let mut encoder = CsvEncoder {
        output,
        quoted: schema.fields().iter().map(|field| quoted(field.name())).collect(),
        dialect: dialect.clone(),
        record: String::new(),
        field: String::new(),
        bytes: dialect.encoding.byte_order_mark().to_vec(),
        rows: 0,
    };
    encoder.write_header(schema)?;
    Ok(Box::new(encoder))
}

struct CsvEncoder {
    output: Output,
    dialect: Dialect,
    quoted: Vec<bool>,
    record: String,
    field: String,
    bytes: Vec<u8>,
    rows: u64,
}

impl Encoder for CsvEncoder {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let columns = batch.columns().iter().map(decoded).collect::<Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            self.write_row(&columns, row).map_err(|error| error.in_row(self.rows))?;
            self.rows += 1;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Output> {
        if self.dialect.terminated_at_end {
            self.record.push_str(self.dialect.terminator.text());
        }
        self.write_record()?;
        self.flush()?;
        Ok(self.output)
    }
}

impl CsvEncoder {
    fn write_header(&mut self, schema: &SchemaRef) -> Result<()> {
        for (at, field) in schema.fields().iter().enumerate() {
            self.delimit(at);
            self.field.clone_from(field.name());
            self.push_field(self.dialect.quoted_header);
        }
        self.write_record()
    }

    /// Writes a row, and before it the line end of the record before, so that the last one may do without.
    fn write_row(&mut self, columns: &[ArrayRef], row: usize) -> Result<()> {
        self.record.push_str(self.dialect.terminator.text());
        for (at, column) in columns.iter().enumerate() {
            self.delimit(at);
            self.field.clear();
            let is_value = text::append(column, row, &mut self.field)?;
            // A record of one empty field would be an empty line, which readers skip.
            let alone = columns.len() == 1 && self.field.is_empty();
            let quoted = self.quoted.get(at).copied().unwrap_or_default();
            self.push_field(alone || (quoted && is_value));
        }
        self.write_record()
    }

    fn delimit(&mut self, at: usize) {
        if at > 0 {
            self.record.push(char::from(self.dialect.delimiter));
        }
    }

    fn push_field(&mut self, quoted: bool) {
        if !quoted && !self.needs_quotes() {
            return self.record.push_str(&self.field);
        }
        self.record.push('"');
        for (at, piece) in self.field.split('"').enumerate() {
            if at > 0 {
                self.record.push_str("\"\"");
            }
            self.record.push_str(piece);
        }
        self.record.push('"');
    }

    fn needs_quotes(&self) -> bool {
        let delimiter = self.dialect.delimiter;
        self.field.bytes().any(|byte| byte == delimiter || matches!(byte, b'"' | b'\r' | b'\n'))
    }

    fn write_record(&mut self) -> Result<()> {
        encode(&self.record, self.dialect.encoding, &mut self.bytes)?;
        self.record.clear();
        if self.bytes.len() >= BUFFER_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        self.output.write_all(&self.bytes).map_err(|error| cannot_write(&error))?;
        self.bytes.clear();
        Ok(())
    }
}

/// The column without a dictionary.
fn decoded(array: &ArrayRef) -> Result<ArrayRef> {
    match array.as_any_dictionary_opt() {
        Some(dictionary) => {
            take(dictionary.values(), dictionary.keys(), None).map_err(|_| ErrorKind::ColumnTooLarge.into())
        }
        None => Ok(array.clone()),
    }
}

const BUFFER_BYTES: usize = 64 << 10;
