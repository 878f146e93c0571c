//! SM3 and SHA-256.

use std::fmt;

use sha2::Digest as _;

use crate::sha256::Sha256;
use crate::sm3::Sm3;

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Hash {
    /// SM3 (GB/T 32905-2016).
    Sm3,
    /// SHA-256 (FIPS 180-4).
    Sha256,
}

/// A digest, or the output of a MAC built on one: 32 bytes with either hash.
pub type Digest = [u8; 32];

/// A hash being computed.
#[derive(Clone)]
pub struct Hasher(State);

#[derive(Clone)]
enum State {
    Sm3(Sm3),
    Sha256(Sha256),
}

impl Hasher {
    /// The hash of nothing so far.
    pub fn new(hash: Hash) -> Self {
        match hash {
            Hash::Sm3 => Self(State::Sm3(Sm3::new())),
            Hash::Sha256 => Self(State::Sha256(Sha256::new())),
        }
    }

    /// Appends bytes to the message.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            State::Sm3(sm3) => sm3.update(bytes),
            State::Sha256(sha256) => sha256.update(bytes),
        }
    }

    /// The digest of the message.
    pub fn finish(self) -> Digest {
        match self.0 {
            State::Sm3(sm3) => sm3.finalize().into(),
            State::Sha256(sha256) => sha256.finalize().into(),
        }
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher")
    }
}
