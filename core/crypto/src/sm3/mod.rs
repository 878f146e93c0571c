//! SM3 (GB/T 32905-2016): the implementation that hashes and MACs run on.

pub(crate) use ::sm3::Sm3;
