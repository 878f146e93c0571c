//! SM3 (GB/T 32905-2016): what hashes and key derivation run on, and what MACs over columns do.

mod compress;

pub(crate) use ::sm3::Sm3;

pub(crate) use self::compress::Sm3Compression;
