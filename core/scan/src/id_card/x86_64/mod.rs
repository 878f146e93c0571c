//! Backends for x86-64.

mod avx512;

pub(super) use self::avx512::Avx512;
