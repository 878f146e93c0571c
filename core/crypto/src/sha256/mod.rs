//! SHA-256 (FIPS 180-4): what hashes and key derivation run on, and what MACs over columns do.

mod compress;

pub(crate) use ::sha2::Sha256;

pub(crate) use self::compress::Sha256Compression;
