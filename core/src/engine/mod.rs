//! A plan over batches.
