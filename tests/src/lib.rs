//! Tests across crates: golden, leak, split invariance, layers, command line.
