//! Batches of one size, whatever size they come in.

use std::collections::VecDeque;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use arrow_select::concat::concat_batches;

use crate::error::{ErrorKind, Result};

/// Cuts a sequence of batches anew, every [`CHUNK_ROWS`] rows, so that what is written does not depend on how the rows
/// arrived. A batch that has the size already passes through without a copy.
#[derive(Debug)]
pub(super) struct Rechunk {
    schema: SchemaRef,
    waiting: VecDeque<RecordBatch>,
    rows: usize,
}

/// Rows in a chunk. A multiple of Parquet's write batch of 1024, so that pages end where they would in one long write.
pub(super) const CHUNK_ROWS: usize = 16_384;

impl Rechunk {
    pub(super) fn new(schema: SchemaRef) -> Self {
        Self { schema, waiting: VecDeque::new(), rows: 0 }
    }

    pub(super) fn push(&mut self, batch: &RecordBatch) {
        if batch.num_rows() > 0 {
            self.rows += batch.num_rows();
            self.waiting.push_back(batch.clone());
        }
    }

    /// The next whole chunk, if there are rows enough.
    pub(super) fn next_full(&mut self) -> Result<Option<RecordBatch>> {
        if self.rows < CHUNK_ROWS { Ok(None) } else { self.take(CHUNK_ROWS) }
    }

    /// The rows that are left, fewer than a chunk.
    pub(super) fn rest(&mut self) -> Result<Option<RecordBatch>> {
        if self.rows == 0 { Ok(None) } else { self.take(self.rows) }
    }

    fn take(&mut self, rows: usize) -> Result<Option<RecordBatch>> {
        let mut pieces = Vec::new();
        let mut wanted = rows;
        while let Some(batch) = self.waiting.pop_front() {
            let taken = batch.num_rows().min(wanted);
            pieces.push(batch.slice(0, taken));
            wanted -= taken;
            if taken < batch.num_rows() {
                self.waiting.push_front(batch.slice(taken, batch.num_rows() - taken));
            }
            if wanted == 0 {
                break;
            }
        }
        self.rows -= rows;
        if let [piece] = pieces.as_slice() {
            return Ok(Some(piece.clone()));
        }
        // Joining fails when offsets or dictionary keys of the joined type overflow.
        concat_batches(&self.schema, &pieces).map(Some).map_err(|_| ErrorKind::ColumnTooLarge.into())
    }
}
