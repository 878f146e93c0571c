//! What arbitrary input must not do.
//!
//! A module for each fuzz target: a `Case` that any bytes decode to, and what must hold of it. `tests/tests/fuzz_corpora.rs`
//! replays `corpora/fuzz` with the same modules under a stable compiler.
#![forbid(unsafe_code)]

pub mod ff1;
pub mod open;
pub mod reveal;
pub mod scan;
