//! The code of this folder's parent, compiled for the vectors of x86-64.

mod avx512;

pub(super) use avx512::Avx512;
