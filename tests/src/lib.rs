//! What the tests across crates share: where the material is, tables read into memory, and cells as text.

#![expect(clippy::panic, clippy::string_slice, reason = "a test that cannot go on panics")]

pub mod cell;
pub mod place;
pub mod source_code;
pub mod table;
