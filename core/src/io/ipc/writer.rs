//! Arrow IPC as a sink.

use arrow_array::RecordBatch;
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{DictionaryHandling, FileWriter, IpcWriteOptions, StreamWriter};
use arrow_schema::{ArrowError, SchemaRef};

use super::dictionary::GrowingDictionary;
use crate::error::{Error, ErrorKind, Phrase, Result};
use crate::io::file_sink::Encoder;
use crate::io::output::{Output, cannot_write};
use crate::io::rechunk::Rechunk;
use crate::io::{Codec, IpcLayout};

/// Begins an Arrow IPC file.
pub(in crate::io) fn create_file(output: Output, layout: &IpcLayout, schema: &SchemaRef) -> Result<Box<dyn Encoder>> {
    let options = options_of(layout)?.with_dictionary_handling(DictionaryHandling::Delta);
    let writer = FileWriter::try_new_with_options(output, schema, options).map_err(|error| cannot_begin(&error))?;
    let dictionary = |suits: bool| suits.then(GrowingDictionary::default);
    let fields = schema.fields().iter();
    let dictionaries = fields.map(|field| dictionary(GrowingDictionary::suits(field.data_type()))).collect();
    let chunks = Rechunk::new(schema.clone());
    Ok(Box::new(IpcEncoder { writer: Writer::File(writer), chunks, schema: schema.clone(), dictionaries }))
}

/// Begins an Arrow IPC stream.
pub(in crate::io) fn create_stream(output: Output, layout: &IpcLayout, schema: &SchemaRef) -> Result<Box<dyn Encoder>> {
    let writer = StreamWriter::try_new_with_options(output, schema, options_of(layout)?);
    let writer = Writer::Stream(writer.map_err(|error| cannot_begin(&error))?);
    let chunks = Rechunk::new(schema.clone());
    Ok(Box::new(IpcEncoder { writer, chunks, schema: schema.clone(), dictionaries: Vec::new() }))
}

struct IpcEncoder {
    writer: Writer,
    chunks: Rechunk,
    schema: SchemaRef,
    /// Per column of a file, its dictionary if it has one.
    dictionaries: Vec<Option<GrowingDictionary>>,
}

enum Writer {
    File(FileWriter<Output>),
    Stream(StreamWriter<Output>),
}

impl Encoder for IpcEncoder {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.chunks.push(batch);
        while let Some(chunk) = self.chunks.next_full()? {
            self.write_chunk(&chunk)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Output> {
        if let Some(chunk) = self.chunks.rest()? {
            self.write_chunk(&chunk)?;
        }
        match self.writer {
            Writer::File(writer) => writer.into_inner(),
            Writer::Stream(writer) => writer.into_inner(),
        }
        .map_err(|error| cannot_encode(&error, &self.schema))
    }
}

impl IpcEncoder {
    fn write_chunk(&mut self, chunk: &RecordBatch) -> Result<()> {
        let chunk = self.with_grown_dictionaries(chunk)?;
        match &mut self.writer {
            Writer::File(writer) => writer.write(&chunk),
            Writer::Stream(writer) => writer.write(&chunk),
        }
        .map_err(|error| cannot_encode(&error, &self.schema))
    }

    fn with_grown_dictionaries(&mut self, chunk: &RecordBatch) -> Result<RecordBatch> {
        let mut columns = chunk.columns().to_vec();
        for (column, dictionary) in columns.iter_mut().zip(&mut self.dictionaries) {
            if let Some(dictionary) = dictionary {
                *column = dictionary.adopt(column)?;
            }
        }
        RecordBatch::try_new(self.schema.clone(), columns)
            .map_err(|_| ErrorKind::Internal { invariant: "a grown dictionary has the column's type" }.into())
    }
}

fn options_of(layout: &IpcLayout) -> Result<IpcWriteOptions> {
    let compression = match layout.codec {
        None | Some(Codec::Uncompressed) => None,
        Some(Codec::Zstd) => Some(CompressionType::ZSTD),
        Some(Codec::Lz4) => Some(CompressionType::LZ4_FRAME),
        Some(_) => {
            let reason = Phrase::new("Arrow IPC has Zstandard and LZ4 alone", "Arrow IPC 仅支持 Zstandard 与 LZ4");
            return Err(ErrorKind::Argument { argument: "codec".to_owned(), reason }.into());
        }
    };
    IpcWriteOptions::default().try_with_compression(compression).map_err(|error| cannot_begin(&error))
}

fn cannot_begin(error: &ArrowError) -> Error {
    match error {
        ArrowError::IoError(_, cause) => cannot_write(cause),
        _ => ErrorKind::Internal { invariant: "Arrow IPC can write every schema" }.into(),
    }
}

/// Beside I/O, the library refuses a file whose dictionaries are replaced: those inside nested types, or of other values
/// than text, are not grown here.
fn cannot_encode(error: &ArrowError, schema: &SchemaRef) -> Error {
    if let ArrowError::IoError(_, cause) = error {
        return cannot_write(cause);
    }
    let holds_dictionary = |data_type: &arrow_schema::DataType| data_type.to_string().contains("Dictionary");
    match schema.fields().iter().find(|field| holds_dictionary(field.data_type())) {
        Some(field) => {
            Error::from(ErrorKind::UnsupportedType { data_type: field.data_type().to_string() }).in_column(field.name())
        }
        None => ErrorKind::Internal { invariant: "Arrow IPC can write every batch" }.into(),
    }
}
