//! What the tests across crates share: where the material is, tables read into memory, and cells as text.

pub mod cell;
pub mod place;
pub mod source_code;
pub mod table;
