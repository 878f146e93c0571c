//! A plan over batches.
//!
//! [`Engine`] is a plan compiled for the arrays of one schema; [`Run`] carries what must not repeat or be lost between the
//! batches of one run: nonces, row numbers and counts. Columns, and chunks of large columns, are done in parallel; what comes
//! out depends neither on how rows are split into batches nor on the number of threads.
//!
//! [`apply`], [`reveal`] and [`scan`] work on any Arrow stream; [`pipeline`] runs from a [`Source`] to a [`Sink`].

mod chunk;
mod column;
mod counts;
mod dictionary;
mod in_place;
mod inspect;
mod leak;
mod number;
mod output;
mod peek;
mod pipeline;
mod remainder;
mod reported;
mod reveal;
mod run;
mod scan;
mod search;
mod secrecy;
mod sink;
mod source;
mod splice;
mod stream;
mod texts;

pub use counts::{ColumnCounts, Counts};
pub use inspect::{SAMPLE_ROWS, inspect};
pub use pipeline::{Pipeline, Progress};
pub use run::{Engine, Run};
pub use scan::{ColumnProfile, Profile, RefusedExample, Scan};
pub use sink::Sink;
pub use source::Source;
pub use stream::{Applied, ApplyOptions, apply, reveal, scan};
