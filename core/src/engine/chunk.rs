//! Splitting the rows of a column for threads, and putting the parts together.

use std::ops::Range;

use arrow_array::{Array, ArrayRef};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::error::{ErrorKind, Result};

/// Fewer rows than this are not worth a second thread.
const MIN_ROWS: usize = 4096;

/// The parts of `rows` rows, in order, for the threads of the current pool.
pub(super) fn parts(rows: usize) -> Vec<Range<usize>> {
    let parts = rayon::current_num_threads().min(rows / MIN_ROWS).max(1);
    let size = rows.div_ceil(parts);
    (0..parts).map(|part| (part * size).min(rows)..((part + 1) * size).min(rows)).collect()
}

/// Does `work` for every item, in parallel if there are several; the first error in order wins.
pub(super) fn in_parallel<I: Send, R: Send>(
    items: Vec<I>,
    work: impl Fn(I) -> Result<R> + Send + Sync,
) -> Result<Vec<R>> {
    if items.len() == 1 {
        return items.into_iter().map(work).collect();
    }
    let results: Vec<Result<R>> = items.into_par_iter().map(work).collect();
    results.into_iter().collect()
}

/// One array of the parts.
pub(super) fn joined(parts: Vec<ArrayRef>) -> Result<ArrayRef> {
    if let [only] = parts.as_slice() {
        return Ok(only.clone());
    }
    let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
    arrow_select::concat::concat(&parts).map_err(|_| ErrorKind::ColumnTooLarge.into())
}
