//! CSV as a source.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::DecoderResult;

use super::check_delimiter;
use super::decode::{Decoded, END, decoder};
use super::sniff;
use crate::engine::Source;
use crate::error::{Error, ErrorKind, Phrase, Result};
use crate::io::text_limit::{BATCH_BYTES, RECORD_BYTES};
use crate::io::{Dialect, Encoding, Format, Layout, ReadOptions};

/// Opens a CSV file.
pub(in crate::io) fn open(mut file: File, format: Format, options: &ReadOptions) -> Result<(Box<dyn Source>, Layout)> {
    options.delimiter.map_or(Ok(()), check_delimiter)?;
    let length = file.metadata().map_err(|error| cannot_access(&error))?.len();
    let head = head_of(&mut file).map_err(|error| cannot_access(&error))?;
    if head.is_empty() {
        return Err(malformed(format, Phrase::new("it is empty", "文件为空")));
    }
    let whole = head.len() as u64 == length;
    let encoding = options.encoding.unwrap_or_else(|| sniff::encoding(&head));
    let begin = begin_of(&head, encoding);
    let sample = decoded_start(head.get(begin..).unwrap_or_default(), encoding);
    let (mut dialect, quoted) = sniff::dialect(&sample, whole, format, options.delimiter);
    dialect.encoding = encoding;
    dialect.terminated_at_end = ends_with_line_end(&mut file, encoding).map_err(|error| cannot_access(&error))?;

    file.seek(SeekFrom::Start(begin as u64)).map_err(|error| cannot_access(&error))?;
    let source = CsvSource::begin(file, format, &dialect, length, options.batch_rows.max(1))?;
    let names = source.schema.fields().iter().zip(quoted);
    dialect.quoted_columns = names.filter(|(_, quoted)| *quoted).map(|(field, _)| field.name().clone()).collect();
    Ok((Box::new(source), Layout::Csv(dialect)))
}

struct CsvSource {
    records: csv::Reader<Decoded<Counted>>,
    record: ByteRecord,
    schema: SchemaRef,
    columns: Vec<Texts>,
    format: Format,
    encoding: Encoding,
    batch_rows: usize,
    rows: u64,
    ended: bool,
    read: Arc<AtomicU64>,
    length: u64,
}

impl CsvSource {
    fn begin(file: File, format: Format, dialect: &Dialect, length: u64, batch_rows: usize) -> Result<Self> {
        let read = Arc::new(AtomicU64::new(0));
        let file = Counted { file, read: read.clone() };
        let records = ReaderBuilder::new()
            .delimiter(dialect.delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER_BYTES)
            .from_reader(Decoded::new(file, dialect.encoding));
        let mut source = Self {
            records,
            record: ByteRecord::new(),
            schema: Arc::new(Schema::empty()),
            columns: Vec::new(),
            format,
            encoding: dialect.encoding,
            batch_rows,
            rows: 0,
            ended: false,
            read,
            length,
        };
        source.read_header()?;
        Ok(source)
    }

    fn read_header(&mut self) -> Result<()> {
        if !self.read_record()? {
            return Err(malformed(self.format, Phrase::new("it has no header", "没有表头")));
        }
        let mut fields = Vec::with_capacity(self.record.len());
        for name in &self.record {
            let name = str::from_utf8(name).map_err(|_| self.wrong_encoding())?;
            if name.is_empty() {
                let reason = Phrase::new("a column has no name in the header", "表头中有未命名的列");
                return Err(malformed(self.format, reason));
            }
            fields.push(Field::new(name, DataType::Utf8, true));
        }
        self.columns = fields.iter().map(|_| Texts::default()).collect();
        self.schema = Arc::new(Schema::new(fields));
        Ok(())
    }

    /// Reads the next record, and says whether there was one.
    fn read_record(&mut self) -> Result<bool> {
        let place = self.records.position().byte();
        self.records.get_mut().limit_after(place, RECORD_BYTES as u64);
        let found = self.records.read_byte_record(&mut self.record).map_err(|error| self.cannot_parse(&error))?;
        let place = self.records.position().byte();
        if !self.records.get_ref().is_end(place) {
            return Ok(found);
        }
        // The last record, which the decoder adds, comes out whole unless a quote before it was left open.
        if self.record.len() == 1 && self.record.get(0) == Some(END) {
            return Ok(false);
        }
        Err(malformed(self.format, Phrase::new("a quote is opened and never closed", "引号未闭合")))
    }

    /// Reads the next row into the columns, and says whether there was one.
    fn read_row(&mut self) -> Result<bool> {
        if self.ended || !self.read_record()? {
            self.ended = true;
            return Ok(false);
        }
        if self.record.len() != self.columns.len() {
            return Err(ErrorKind::Ragged { expected: self.columns.len(), found: self.record.len() }.into());
        }
        self.columns.iter_mut().zip(&self.record).try_for_each(|(column, text)| column.push(text))?;
        self.rows += 1;
        Ok(true)
    }

    fn cannot_parse(&self, error: &csv::Error) -> Error {
        let csv::ErrorKind::Io(cause) = error.kind() else {
            return ErrorKind::Internal { invariant: "a CSV reader of bytes fails by I/O alone" }.into();
        };
        match cause.kind() {
            io::ErrorKind::InvalidData => self.wrong_encoding(),
            io::ErrorKind::FileTooLarge => malformed(self.format, TOO_LONG),
            _ => cannot_access(cause),
        }
    }

    fn wrong_encoding(&self) -> Error {
        ErrorKind::Encoding { encoding: self.encoding.name() }.into()
    }
}

impl Source for CsvSource {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next(&mut self) -> Result<Option<RecordBatch>> {
        let (mut rows, begin) = (0, self.records.position().byte());
        while rows < self.batch_rows && self.records.position().byte() - begin < BATCH_BYTES as u64 {
            if !self.read_row().map_err(|error| error.in_row(self.rows))? {
                break;
            }
            rows += 1;
        }
        if rows == 0 {
            return Ok(None);
        }
        let columns = self.columns.iter_mut().map(|column| column.finish(self.encoding)).collect::<Result<_>>()?;
        let batch = RecordBatch::try_new(self.schema.clone(), columns);
        batch.map(Some).map_err(|_| ErrorKind::Internal { invariant: "CSV columns have one length" }.into())
    }

    fn progress(&self) -> Option<(u64, u64)> {
        Some((self.read.load(Ordering::Relaxed), self.length))
    }
}

/// A file, counting what was read of it.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// The values of one column, end to end.
#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<i32>,
}

impl Texts {
    fn push(&mut self, text: &[u8]) -> Result<()> {
        self.bytes.extend_from_slice(text);
        self.ends.push(i32::try_from(self.bytes.len()).map_err(|_| ErrorKind::ColumnTooLarge)?);
        Ok(())
    }

    fn finish(&mut self, encoding: Encoding) -> Result<ArrayRef> {
        let (bytes, ends) = (self.bytes.len(), self.ends.len());
        let next = Self { bytes: Vec::with_capacity(bytes), ends: Vec::with_capacity(ends) };
        let Self { bytes, ends } = std::mem::replace(self, next);
        let offsets = std::iter::once(0).chain(ends).collect::<ScalarBuffer<i32>>();
        let texts = StringArray::try_new(OffsetBuffer::new(offsets), Buffer::from(bytes), None);
        texts.map(|texts| Arc::new(texts) as ArrayRef).map_err(|_| {
            // The decoder gives UTF-8; only a delimiter beyond ASCII could part a character.
            ErrorKind::Encoding { encoding: encoding.name() }.into()
        })
    }
}

fn head_of(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head)
}

/// Where the text begins: after a byte order mark, which a file may have even when the encoding was given.
fn begin_of(head: &[u8], encoding: Encoding) -> usize {
    let mark = match encoding {
        Encoding::Utf8 => Encoding::Utf8Bom.byte_order_mark(),
        other => other.byte_order_mark(),
    };
    if head.starts_with(mark) { mark.len() } else { 0 }
}

/// The text that `head` begins with, up to the first malformed sequence.
fn decoded_start(head: &[u8], encoding: Encoding) -> String {
    let mut decoder = decoder(encoding);
    let Some(room) = decoder.max_utf8_buffer_length_without_replacement(head.len()) else {
        return String::new();
    };
    let mut text = String::with_capacity(room);
    let (DecoderResult::InputEmpty | DecoderResult::OutputFull | DecoderResult::Malformed(..), _) =
        decoder.decode_to_string_without_replacement(head, &mut text, false);
    text
}

/// Whether the last character is a line end. In none of the encodings is its byte part of another character, except in
/// UTF-16, where both bytes are looked at.
fn ends_with_line_end(file: &mut File, encoding: Encoding) -> io::Result<bool> {
    let width = if matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be) { 2 } else { 1 };
    if file.metadata()?.len() < width {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-(width as i64)))?;
    let mut last = Vec::new();
    file.read_to_end(&mut last)?;
    Ok(match (encoding, last.as_slice()) {
        (Encoding::Utf16Le, [low, high]) => (*high, *low) == (0, b'\n') || (*high, *low) == (0, b'\r'),
        (Encoding::Utf16Be, [high, low]) => (*high, *low) == (0, b'\n') || (*high, *low) == (0, b'\r'),
        (_, [last]) => matches!(last, b'\n' | b'\r'),
        _ => false,
    })
}

fn cannot_access(error: &io::Error) -> Error {
    Error::io(Phrase::new("read the input", "读取输入"), error)
}

fn malformed(format: Format, reason: Phrase) -> Error {
    ErrorKind::Malformed { format: format.name(), reason }.into()
}

const TOO_LONG: Phrase = Phrase::new(
    "a record is longer than 256 MiB; is a quote opened and never closed?",
    "单条记录超过 256 MiB;是否有引号未闭合?",
);
const HEAD_BYTES: u64 = 1 << 20;
const BUFFER_BYTES: usize = 64 << 10;
