//! Arrow IPC as a source.

use std::fs::File;
use std::io::{self, BufReader, Seek};

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, SchemaRef};

use super::check;
use crate::engine::Source;
use crate::error::{Error, ErrorKind, Phrase, Result};
use crate::io::file_source::damaged;
use crate::io::system_error::is_of_system;
use crate::io::{Format, IpcLayout, Layout, ReadOptions};

/// Opens an Arrow IPC file or stream.
pub(in crate::io) fn open(mut file: File, format: Format, options: &ReadOptions) -> Result<(Box<dyn Source>, Layout)> {
    if file.metadata().map_err(|error| cannot_access(&error))?.len() == 0 {
        let reason = Phrase::new("it is empty", "文件为空");
        return Err(ErrorKind::Malformed { format: format.name(), reason }.into());
    }
    let checked = if format == Format::ArrowFile { check::file(&mut file) } else { check::stream(&mut file) };
    let checked = checked.map_err(|error| cannot_access(&error))?.ok_or_else(|| damaged(format))?;
    file.rewind().map_err(|error| cannot_access(&error))?;

    let cannot_begin = |error| cannot_decode(&error, format);
    let layout = IpcLayout { codec: checked.codec };
    let batch_rows = options.batch_rows.max(1);
    if format == Format::ArrowFile {
        let batches = FileReader::try_new_buffered(file, None).map_err(cannot_begin)?;
        let count = batches.num_batches() as u64;
        let source =
            IpcSource { schema: batches.schema(), batches, format, batch_rows, rest: None, rows: 0, done: 0, count };
        return Ok((Box::new(source), Layout::ArrowFile(layout)));
    }
    let batches = StreamReader::try_new(BufReader::new(file), None).map_err(cannot_begin)?;
    let source =
        IpcSource { schema: batches.schema(), batches, format, batch_rows, rest: None, rows: 0, done: 0, count: 0 };
    Ok((Box::new(source), Layout::ArrowStream(layout)))
}

struct IpcSource<B> {
    batches: B,
    schema: SchemaRef,
    format: Format,
    batch_rows: usize,
    /// What is left of a record batch that is longer than asked for.
    rest: Option<RecordBatch>,
    rows: u64,
    done: u64,
    /// Record batches of a file; 0 where the number is not known.
    count: u64,
}

impl<B: Iterator<Item = Result<RecordBatch, ArrowError>> + Send> Source for IpcSource<B> {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next(&mut self) -> Result<Option<RecordBatch>> {
        let Some(batch) = self.next_whole()? else {
            return Ok(None);
        };
        let rows = batch.num_rows().min(self.batch_rows);
        if rows < batch.num_rows() {
            self.rest = Some(batch.slice(rows, batch.num_rows() - rows));
        }
        self.rows += rows as u64;
        Ok(Some(batch.slice(0, rows)))
    }

    fn progress(&self) -> Option<(u64, u64)> {
        (self.count > 0).then_some((self.done, self.count))
    }
}

impl<B: Iterator<Item = Result<RecordBatch, ArrowError>>> IpcSource<B> {
    fn next_whole(&mut self) -> Result<Option<RecordBatch>> {
        if let Some(rest) = self.rest.take() {
            return Ok(Some(rest));
        }
        let batch = self.batches.next().transpose();
        self.done += 1;
        batch.map_err(|error| cannot_decode(&error, self.format).in_row(self.rows))
    }
}

fn cannot_decode(error: &ArrowError, format: Format) -> Error {
    match error {
        ArrowError::IoError(_, cause) if is_of_system(cause) => cannot_access(cause),
        ArrowError::NotYetImplemented(_) => {
            let reason =
                Phrase::new("it uses a feature of the format that cannot be read here", "使用了此处无法读取的格式特性");
            ErrorKind::Malformed { format: format.name(), reason }.into()
        }
        _ => damaged(format).into(),
    }
}

fn cannot_access(error: &io::Error) -> Error {
    Error::io(Phrase::new("read the input", "读取输入"), error)
}
