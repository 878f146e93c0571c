//! The mode for x86-64.

mod alike;
pub(super) mod avx512;
mod counters;
mod quarters;
