//! Where batches come from.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use crate::error::Result;

/// A sequence of batches of one schema, read once from front to back.
///
/// The trait speaks of decoded batches alone. A source of Parquet could also hand over the encoded chunks of the columns
/// that a plan leaves as they are, for a [`Sink`](super::Sink) that takes them; such a pair would add one provided method
/// here and one there, whose defaults say "not offered", and change nothing for other sources.
pub trait Source: Send {
    /// The schema of every batch.
    fn schema(&self) -> SchemaRef;

    /// The next batch, or `None` after the last one.
    ///
    /// # Errors
    /// When the input cannot be read or contradicts its format. A failure ends the source: it gives no batch afterwards.
    fn next(&mut self) -> Result<Option<RecordBatch>>;

    /// How many rows there are in all, where that is known before they are read.
    fn rows_hint(&self) -> Option<u64> {
        None
    }

    /// How much was read, of how much; both in the source's own unit, bytes or rows, so that only their ratio has meaning.
    fn progress(&self) -> Option<(u64, u64)> {
        None
    }
}

impl<S: Source + ?Sized> Source for Box<S> {
    fn schema(&self) -> SchemaRef {
        (**self).schema()
    }

    fn next(&mut self) -> Result<Option<RecordBatch>> {
        (**self).next()
    }

    fn rows_hint(&self) -> Option<u64> {
        (**self).rows_hint()
    }

    fn progress(&self) -> Option<(u64, u64)> {
        (**self).progress()
    }
}
