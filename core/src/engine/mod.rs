//! A plan over batches.

mod sink;
mod source;

pub use sink::Sink;
pub use source::Source;
