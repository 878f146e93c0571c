//! Parquet as a sink.

use std::io;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, new_empty_array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, ArrowWriterOptions, compute_leaves,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;

use crate::error::{Error, ErrorKind, Result};
use crate::io::file_sink::Encoder;
use crate::io::output::{Output, cannot_write};
use crate::io::rechunk::Rechunk;
use crate::io::{Codec, ParquetLayout};

/// Begins a Parquet file.
pub(in crate::io) fn create(output: Output, layout: &ParquetLayout, schema: &SchemaRef) -> Result<Box<dyn Encoder>> {
    let leaves = schema.fields().iter().map(|field| leaf_count(field)).collect::<Result<_>>()?;
    let options = ArrowWriterOptions::new().with_properties(properties(layout, schema));
    let (file, groups) = ArrowWriter::try_new_with_options(output, without_metadata_of(layout, schema), options)
        .and_then(ArrowWriter::into_serialized_writer)
        .map_err(|error| cannot_encode(&error))?;
    Ok(Box::new(ParquetEncoder {
        chunks: Rechunk::new(schema.clone()),
        schema: schema.clone(),
        file,
        groups,
        leaves,
        group: None,
        group_rows: layout.row_group_rows.max(1),
    }))
}

struct ParquetEncoder {
    chunks: Rechunk,
    schema: SchemaRef,
    file: SerializedFileWriter<Output>,
    groups: ArrowRowGroupWriterFactory,
    /// Leaf columns per field of the schema.
    leaves: Vec<usize>,
    group: Option<RowGroup>,
    group_rows: usize,
}

impl Encoder for ParquetEncoder {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.chunks.push(batch);
        while let Some(chunk) = self.chunks.next_full()? {
            self.write_chunk(chunk)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Output> {
        if let Some(chunk) = self.chunks.rest()? {
            self.write_chunk(chunk)?;
        }
        self.end_group()?;
        self.file.into_inner().map_err(|error| cannot_encode(&error))
    }
}

impl ParquetEncoder {
    fn write_chunk(&mut self, mut chunk: RecordBatch) -> Result<()> {
        while chunk.num_rows() > 0 {
            let mut group = match self.group.take() {
                Some(group) => group,
                None => self.begin_group()?,
            };
            let fits = chunk.num_rows().min(self.group_rows - group.rows);
            group.write(&self.schema, &chunk.slice(0, fits))?;
            let full = group.rows == self.group_rows || group.memory() >= GROUP_BYTES;
            self.group = Some(group);
            if full {
                self.end_group()?;
            }
            chunk = chunk.slice(fits, chunk.num_rows() - fits);
        }
        Ok(())
    }

    fn begin_group(&self) -> Result<RowGroup> {
        let index = self.file.flushed_row_groups().len();
        let writers = self.groups.create_column_writers(index).map_err(|error| cannot_encode(&error))?;
        let mut writers = writers.into_iter();
        let fields = self.leaves.iter().map(|leaves| writers.by_ref().take(*leaves).collect()).collect();
        Ok(RowGroup { fields, rows: 0 })
    }

    fn end_group(&mut self) -> Result<()> {
        let Some(group) = self.group.take() else {
            return Ok(());
        };
        let columns = group.close()?;
        let write = || {
            let mut writer = self.file.next_row_group()?;
            for column in columns {
                column.append_to_row_group(&mut writer)?;
            }
            writer.close().map(drop)
        };
        write().map_err(|error| cannot_encode(&error))
    }
}

/// The row group that is being filled: per field of the schema, the writers of its leaf columns.
struct RowGroup {
    fields: Vec<Vec<ArrowColumnWriter>>,
    rows: usize,
}

impl RowGroup {
    fn write(&mut self, schema: &SchemaRef, batch: &RecordBatch) -> Result<()> {
        let columns = schema.fields().par_iter().zip(batch.columns()).zip(&mut self.fields);
        columns
            .try_for_each(|((field, array), writers)| write_field(field, array, writers))
            .map_err(|error| cannot_encode(&error))?;
        self.rows += batch.num_rows();
        Ok(())
    }

    fn memory(&self) -> usize {
        self.fields.iter().flatten().map(ArrowColumnWriter::memory_size).sum()
    }

    fn close(self) -> Result<Vec<ArrowColumnChunk>> {
        let writers: Vec<_> = self.fields.into_iter().flatten().collect();
        writers.into_par_iter().map(ArrowColumnWriter::close).collect::<Result<_, _>>().map_err(|e| cannot_encode(&e))
    }
}

fn write_field(field: &Field, array: &ArrayRef, writers: &mut [ArrowColumnWriter]) -> Result<(), ParquetError> {
    let leaves = compute_leaves(field, array)?;
    writers.iter_mut().zip(&leaves).try_for_each(|(writer, leaf)| writer.write(leaf))
}

fn properties(layout: &ParquetLayout, schema: &SchemaRef) -> WriterProperties {
    let pairs = layout.metadata.iter().map(|(key, value)| KeyValue { key: key.clone(), value: value.clone() });
    let metadata: Vec<_> = pairs.collect();
    let begun = WriterProperties::builder()
        .set_compression(layout.codec.into())
        .set_key_value_metadata(Some(metadata).filter(|pairs| !pairs.is_empty()))
        // Row groups are ended here, by rows and by memory.
        .set_max_row_group_row_count(None);
    let present = |path: &str| schema.fields().iter().any(|field| is_inside(path, field.name()));
    let columns = layout.columns.iter().filter(|(path, _)| present(path));
    columns.fold(begun, with_codec).build()
}

fn is_inside(path: &str, name: &str) -> bool {
    path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn with_codec(properties: WriterPropertiesBuilder, column: &(String, Codec)) -> WriterPropertiesBuilder {
    let (path, codec) = column;
    let path = ColumnPath::new(path.split('.').map(str::to_owned).collect());
    properties.set_column_compression(path, (*codec).into())
}

/// How many leaf columns a field has in Parquet, if it can be written at all.
fn leaf_count(field: &Field) -> Result<usize> {
    let refused = || {
        let kind = ErrorKind::UnsupportedType { data_type: field.data_type().to_string() };
        Error::from(kind).in_column(field.name())
    };
    if holds_union(field.data_type()) {
        return Err(refused());
    }
    let alone = Schema::new(vec![field.clone()]);
    ArrowWriter::try_new(io::sink(), alone.into(), None).map_err(|_| refused())?;
    let leaves = compute_leaves(field, &new_empty_array(field.data_type())).map_err(|_| refused())?;
    Ok(leaves.len())
}

/// Whether a union is part of the type: the library panics on it where it refuses other types.
fn holds_union(data_type: &DataType) -> bool {
    match data_type {
        DataType::Union(..) => true,
        DataType::Struct(fields) => fields.iter().any(|field| holds_union(field.data_type())),
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _)
        | DataType::Map(item, _)
        | DataType::RunEndEncoded(_, item) => holds_union(item.data_type()),
        DataType::Dictionary(_, values) => holds_union(values),
        _ => false,
    }
}

/// The schema without the key-value metadata that the layout carries: the reader shows it in the schema too, and the Arrow
/// schema inside the file must not repeat it.
fn without_metadata_of(layout: &ParquetLayout, schema: &SchemaRef) -> SchemaRef {
    let carried = |key: &String| layout.metadata.iter().any(|(carried, _)| carried == key);
    let mut metadata = schema.metadata().clone();
    metadata.retain(|key, _| !carried(key));
    Arc::new(Schema::new_with_metadata(schema.fields().clone(), metadata))
}

fn cannot_encode(error: &ParquetError) -> Error {
    if let ParquetError::External(cause) = error
        && let Some(cause) = cause.downcast_ref::<io::Error>()
    {
        return cannot_write(cause);
    }
    ErrorKind::Internal { invariant: "Parquet can encode every batch of a schema it accepted" }.into()
}

/// A row group is ended early when its encoded pages and dictionaries take this much memory.
const GROUP_BYTES: usize = 128 << 20;
