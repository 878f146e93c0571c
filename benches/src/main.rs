//! Measures weimu beside its rivals, each answer checked.

fn main() {}
