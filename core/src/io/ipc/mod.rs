//! Arrow IPC, as a file with a footer and as a stream.
//!
//! A stream must have its end mark, and nothing after it: without the mark a stream that was cut between two batches looks
//! like a shorter one, and behind it a second stream would be lost. Dictionaries may be replaced or extended within a stream
//! and extended within a file, in reading and in writing.

mod check;
mod dictionary;
mod reader;
mod writer;

pub(super) use reader::open;
pub(super) use writer::{create_file, create_stream};

use super::Codec;

impl From<arrow_ipc::CompressionType> for Codec {
    fn from(compression: arrow_ipc::CompressionType) -> Self {
        match compression {
            arrow_ipc::CompressionType::LZ4_FRAME => Self::Lz4,
            _ => Self::Zstd,
        }
    }
}
