//! Where batches go.

use arrow_array::RecordBatch;

use crate::error::Result;

/// A destination of batches of one schema, in order.
///
/// Nothing stands under the final name until [`finish`](Self::finish) has succeeded. Dropping a sink before that abandons
/// the output and removes what was written so far.
///
/// The trait speaks of decoded batches alone; [`Source`](super::Source) says how encoded Parquet column chunks could pass
/// from a source to a sink without being decoded.
pub trait Sink: Send {
    /// Appends the rows of `batch`.
    ///
    /// # Errors
    /// When the batch has another schema than the sink, or cannot be written. A failure ends the sink and removes what it
    /// had written.
    fn write(&mut self, batch: &RecordBatch) -> Result<()>;

    /// Completes the output and gives it its final name.
    ///
    /// # Errors
    /// When the output cannot be completed; nothing is left then.
    fn finish(self: Box<Self>) -> Result<()>;
}
