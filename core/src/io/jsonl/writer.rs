//! JSON Lines as a sink.

use std::sync::Arc;

use arrow_array::{RecordBatch, StructArray};
use arrow_json::writer::{EncoderOptions, LineDelimited, Writer, WriterBuilder, make_encoder};
use arrow_schema::{ArrowError, Field, SchemaRef};

use crate::error::{Error, ErrorKind, Result};
use crate::io::JsonLayout;
use crate::io::file_sink::Encoder;
use crate::io::output::{Output, cannot_write};

/// Begins a JSON Lines file.
pub(in crate::io) fn create(output: Output, layout: &JsonLayout, schema: &SchemaRef) -> Result<Box<dyn Encoder>> {
    schema.fields().iter().try_for_each(check)?;
    let builder = WriterBuilder::new().with_explicit_nulls(layout.explicit_nulls);
    Ok(Box::new(JsonEncoder { writer: builder.build(output) }))
}

struct JsonEncoder {
    writer: Writer<Output, LineDelimited>,
}

impl Encoder for JsonEncoder {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.writer.write(batch).map_err(|error| cannot_encode(&error))
    }

    fn finish(mut self: Box<Self>) -> Result<Output> {
        self.writer.finish().map_err(|error| cannot_encode(&error))?;
        Ok(self.writer.into_inner())
    }
}

/// Refuses a field whose type has no form in JSON.
fn check(field: &Arc<Field>) -> Result<()> {
    let alone = Arc::new(Field::new_struct("", vec![field.clone()], false));
    let empty = StructArray::new_null(vec![field.clone()].into(), 0);
    match make_encoder(&alone, &empty, &EncoderOptions::default()) {
        Ok(_) => Ok(()),
        Err(_) => {
            let kind = ErrorKind::UnsupportedType { data_type: field.data_type().to_string() };
            Err(Error::from(kind).in_column(field.name()))
        }
    }
}

fn cannot_encode(error: &ArrowError) -> Error {
    match error {
        ArrowError::IoError(_, cause) => cannot_write(cause),
        _ => ErrorKind::Internal { invariant: "JSON can encode every batch of a schema it accepted" }.into(),
    }
}
