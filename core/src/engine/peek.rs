//! A source whose first rows were looked at before the run.

use std::collections::VecDeque;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::Source;
use crate::error::Result;

/// Hands out everything the source holds, and lets the first rows be seen beforehand.
pub(super) struct Peek<S> {
    source: S,
    head: VecDeque<RecordBatch>,
    ended: bool,
}

impl<S: Source> Peek<S> {
    /// Nothing is read yet.
    pub(super) fn new(source: S) -> Self {
        Self { source, head: VecDeque::new(), ended: false }
    }

    /// The first `rows` rows, or all there are; they stay in the source.
    ///
    /// # Errors
    /// The source fails.
    pub(super) fn sample(&mut self, rows: usize) -> Result<Vec<RecordBatch>> {
        while !self.ended && self.head.iter().map(RecordBatch::num_rows).sum::<usize>() < rows {
            match self.source.next()? {
                Some(batch) => self.head.push_back(batch),
                None => self.ended = true,
            }
        }
        let mut left = rows;
        let first = self.head.iter().map(|batch| {
            let taken = batch.num_rows().min(left);
            left -= taken;
            batch.slice(0, taken)
        });
        Ok(first.filter(|batch| batch.num_rows() > 0).collect())
    }
}

impl<S: Source> Source for Peek<S> {
    fn schema(&self) -> SchemaRef {
        self.source.schema()
    }

    fn next(&mut self) -> Result<Option<RecordBatch>> {
        match self.head.pop_front() {
            Some(batch) => Ok(Some(batch)),
            None if self.ended => Ok(None),
            None => self.source.next(),
        }
    }

    fn rows_hint(&self) -> Option<u64> {
        self.source.rows_hint()
    }

    fn progress(&self) -> Option<(u64, u64)> {
        self.source.progress()
    }
}
