//! A table that comes in from another language.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, RecordBatchReader};
use arrow_schema::{ArrowError, DataType, Schema, SchemaRef};
use weimu::error::{ErrorKind, Phrase, Result};

use super::Arrays;

/// Arrays of structs, read as the batches of a table.
#[derive(Debug)]
pub struct Table {
    arrays: Arrays,
    schema: SchemaRef,
}

impl Table {
    /// Reads `arrays` as batches.
    ///
    /// # Errors
    /// They are a column rather than a table.
    pub fn try_new(arrays: Arrays) -> Result<Self> {
        let field = arrays.field();
        let DataType::Struct(fields) = field.data_type() else {
            let argument = "data".to_owned();
            return Err(ErrorKind::Argument { argument, reason: NOT_A_TABLE }.into());
        };
        let schema = Arc::new(Schema::new(fields.clone()).with_metadata(field.metadata().clone()));
        Ok(Self { arrays, schema })
    }

    fn batch(&self, array: &ArrayRef) -> Result<RecordBatch> {
        let refused = |reason| ErrorKind::ArrowInput { reason };
        let rows = array.as_struct_opt().ok_or_else(|| refused(NOT_ROWS))?;
        if rows.null_count() > 0 {
            return Err(refused(NULL_ROWS).into());
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        let batch = RecordBatch::try_new_with_options(self.schema.clone(), rows.columns().to_vec(), &options);
        batch.map_err(|_| refused(NOT_ROWS).into())
    }
}

const NOT_A_TABLE: Phrase = Phrase::new(
    "this is a single column; pass a table, such as a DataFrame, a Table or a RecordBatchReader",
    "这是单独一列;请传入表,例如 DataFrame、Table 或 RecordBatchReader",
);
const NOT_ROWS: Phrase = Phrase::new("a batch is not of its schema", "批次与结构不符");
const NULL_ROWS: Phrase = Phrase::new("a row is null as a whole", "存在整行为空的记录");

impl Iterator for Table {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.arrays.next()?.and_then(|array| self.batch(&array));
        Some(batch.map_err(|error| ArrowError::ExternalError(Box::new(error))))
    }
}

impl RecordBatchReader for Table {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}
