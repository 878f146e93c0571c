//! Apache Parquet.
//!
//! Batches are decoded page by page and encoded column by column, in parallel where the caller's thread pool has threads
//! to spare; the bytes do not depend on it. Row groups have the input's size unless their encoded pages would take more
//! memory than [`writer`] allows.

mod codec;
mod reader;
mod writer;

pub(super) use reader::open;
pub(super) use writer::create;
