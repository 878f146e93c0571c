//! The sink that every format is written through.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::output::Output;
use crate::engine::Sink;
use crate::error::{ErrorKind, Result};

/// Turns batches into the bytes of one format.
pub(super) trait Encoder: Send {
    fn write(&mut self, batch: &RecordBatch) -> Result<()>;

    /// Writes what the format needs at its end.
    fn finish(self: Box<Self>) -> Result<Output>;
}

/// An encoder and the file it fills. After a failure the encoder is gone, and with it the temporary file.
pub(super) struct FileSink {
    encoder: Option<Box<dyn Encoder>>,
    schema: SchemaRef,
    name: String,
}

impl FileSink {
    pub(super) fn new(encoder: Box<dyn Encoder>, schema: SchemaRef, name: String) -> Self {
        Self { encoder: Some(encoder), schema, name }
    }

    fn try_write(&self, encoder: &mut dyn Encoder, batch: &RecordBatch) -> Result<()> {
        if batch.schema_ref().fields() != self.schema.fields() {
            return Err(ErrorKind::SchemaChanged.into());
        }
        encoder.write(batch)
    }
}

impl Sink for FileSink {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut encoder = self.encoder.take().ok_or(FAILED_BEFORE)?;
        self.try_write(encoder.as_mut(), batch).map_err(|error| error.in_file(&self.name))?;
        self.encoder = Some(encoder);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let Self { encoder, name, .. } = *self;
        let encoder = encoder.ok_or(FAILED_BEFORE)?;
        encoder.finish().and_then(Output::commit).map_err(|error| error.in_file(name))
    }
}

const FAILED_BEFORE: ErrorKind = ErrorKind::Internal { invariant: "a sink is not used after it failed" };
