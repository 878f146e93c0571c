//! HMAC (RFC 2104, GM/T 0042-2015, FIPS 198-1) over columns.

use std::fmt;

use hmac::{Hmac, KeyInit};

use crate::sha256::Sha256;
use crate::sm3::Sm3;
use crate::{Column, Digest, Hash};

/// An algorithm for message authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mac {
    /// HMAC-SM3 (GM/T 0042-2015).
    HmacSm3,
    /// HMAC-SHA-256 (FIPS 198-1).
    HmacSha256,
}

impl Mac {
    /// Every algorithm.
    pub const ALL: [Self; 2] = [Self::HmacSm3, Self::HmacSha256];

    /// The hash that it is built on, from which its keys are derived too.
    pub fn hash(self) -> Hash {
        match self {
            Self::HmacSm3 => Hash::Sm3,
            Self::HmacSha256 => Hash::Sha256,
        }
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::HmacSm3 => "HMAC-SM3",
            Self::HmacSha256 => "HMAC-SHA-256",
        }
    }
}

/// A key for message authentication. The key's two blocks are hashed once, when it is made.
pub struct MacKey(State);

enum State {
    Sm3(Hmac<Sm3>),
    Sha256(Hmac<Sha256>),
}

impl MacKey {
    /// The key in `key`, of any length.
    pub fn new(mac: Mac, key: &[u8]) -> Self {
        let any = "HMAC takes a key of any length";
        match mac {
            Mac::HmacSm3 => Self(State::Sm3(Hmac::new_from_slice(key).expect(any))),
            Mac::HmacSha256 => Self(State::Sha256(Hmac::new_from_slice(key).expect(any))),
        }
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Mac {
        match self.0 {
            State::Sm3(_) => Mac::HmacSm3,
            State::Sha256(_) => Mac::HmacSha256,
        }
    }

    /// Appends the MAC of every value of `input`.
    pub fn mac_column(&self, input: Column<'_>, out: &mut Vec<Digest>) {
        match &self.0 {
            State::Sm3(key) => out.extend(input.iter().map(|value| mac_of(key, value))),
            State::Sha256(key) => out.extend(input.iter().map(|value| mac_of(key, value))),
        }
    }

    /// The MAC of one message.
    pub fn mac(&self, message: &[u8]) -> Digest {
        match &self.0 {
            State::Sm3(key) => mac_of(key, message),
            State::Sha256(key) => mac_of(key, message),
        }
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm().name())
    }
}

fn mac_of<M>(key: &M, message: &[u8]) -> Digest
where
    M: hmac::Mac + Clone,
    Digest: From<hmac::digest::Output<M>>,
{
    key.clone().chain_update(message).finalize().into_bytes().into()
}
