//! How a file is read.

use super::Encoding;

/// How a file is read; the default tells everything from the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// Most rows in a batch; at least 1. A batch has fewer when its values are large.
    pub batch_rows: usize,
    /// Delimiter of CSV, an ASCII character; `None` to tell it from the first records.
    pub delimiter: Option<u8>,
    /// Encoding of CSV; `None` to tell it from the first bytes.
    pub encoding: Option<Encoding>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { batch_rows: BATCH_ROWS, delimiter: None, encoding: None }
    }
}

/// Rows in a batch unless another number is asked for.
const BATCH_ROWS: usize = 16_384;
