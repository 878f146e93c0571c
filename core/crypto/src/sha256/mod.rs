//! SHA-256 (FIPS 180-4): the implementation that hashes and MACs run on.

pub(crate) use ::sha2::Sha256;
