//! JSON Lines: one object a line, in UTF-8.
//!
//! The file is read twice. The first pass checks every line and learns the type of every key ([`shape`]), the second gives
//! batches; neither keeps more than a batch in memory.
//!
//! - Objects are structs, arrays are lists. A key that never has a value is text. Keys stand in the order in which they
//!   first appear in the file, on every line.
//! - Whole numbers are 64-bit integers, others doubles. A number that neither holds exactly, or a key that holds both
//!   wide integers and fractions, is refused rather than rounded. Doubles keep their value, not their spelling (`1e2`).
//! - A key that holds values of two types is refused, and so is an object that has one key twice: of the two values a
//!   parser would drop one without a word.
//! - An absent key and a `null` are the same; [`JsonLayout`](super::JsonLayout) says how they are written.
//! - Blank lines are skipped.

mod line;
mod reader;
mod shape;
mod writer;

pub(super) use reader::open;
pub(super) use writer::create;
