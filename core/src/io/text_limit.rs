//! How much text is held at a time.

/// A batch is closed early when its text reaches this many bytes, so that long values do not multiply with rows.
pub(super) const BATCH_BYTES: usize = 64 << 20;

/// The longest record of CSV and the longest line of JSON Lines, in bytes: a quote that is never closed must not take the
/// rest of a large file into memory.
pub(super) const RECORD_BYTES: usize = 256 << 20;
