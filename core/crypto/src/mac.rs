//! HMAC (RFC 2104, GM/T 0042-2015, FIPS 198-1) over columns.
//!
//! The values of a column go side by side, one per lane of the processor's vectors; values of different lengths are
//! ordered first, so that neighbours have about as many blocks.

mod column;
mod schedule;

use std::fmt;
use std::marker::PhantomData;

use weimu_cpu::Cpu;
use zeroize::{Zeroize, Zeroizing};

use self::column::MacColumn;
use crate::compression::{Compression, State};
use crate::lanes::{Backend, PaddedBlock};
use crate::sha256::Sha256Compression;
use crate::sm3::Sm3Compression;
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
pub struct MacKey {
    keyed: Keyed,
    backend: Backend,
}

enum Keyed {
    Sm3(Midstates<Sm3Compression>),
    Sha256(Midstates<Sha256Compression>),
}

impl MacKey {
    /// The key in `key`, of any length.
    pub fn new(mac: Mac, key: &[u8]) -> Self {
        Self::with_cpu(mac, key, Cpu::detect())
    }

    /// The same with the instructions of `cpu` alone: for tests and measurements.
    pub fn with_cpu(mac: Mac, key: &[u8], cpu: Cpu) -> Self {
        let keyed = match mac {
            Mac::HmacSm3 => Keyed::Sm3(Midstates::new(key)),
            Mac::HmacSha256 => Keyed::Sha256(Midstates::new(key)),
        };
        Self { keyed, backend: Backend::new(cpu) }
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Mac {
        match self.keyed {
            Keyed::Sm3(_) => Mac::HmacSm3,
            Keyed::Sha256(_) => Mac::HmacSha256,
        }
    }

    /// Appends the MAC of every value of `input`.
    pub fn mac_column(&self, input: Column<'_>, out: &mut Vec<Digest>) {
        match &self.keyed {
            Keyed::Sm3(key) => self.backend.run(MacColumn { key, input, out }),
            Keyed::Sha256(key) => self.backend.run(MacColumn { key, input, out }),
        }
    }

    /// The MAC of one message.
    pub fn mac(&self, message: &[u8]) -> Digest {
        match &self.keyed {
            Keyed::Sm3(key) => key.mac(message),
            Keyed::Sha256(key) => key.mac(message),
        }
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm().name())
    }
}

/// Bytes of a block of both hashes.
const BLOCK: usize = 64;

/// The states of the inner and the outer hash behind the block of the key.
struct Midstates<C> {
    inner: State,
    outer: State,
    compression: PhantomData<C>,
}

impl<C: Compression> Midstates<C> {
    fn new(key: &[u8]) -> Self {
        let mut block = Zeroizing::new([0; BLOCK]);
        match block.get_mut(..key.len()) {
            Some(start) => start.copy_from_slice(key),
            None => {
                let hashed = Zeroizing::new(C::digest(C::INITIAL, key, 0));
                block.iter_mut().zip(hashed.iter()).for_each(|(to, from)| *to = *from);
            }
        }
        let behind = |pad: u8| {
            let padded = Zeroizing::new(block.map(|byte| byte ^ pad));
            let mut state = C::INITIAL;
            C::compress(&mut state, PaddedBlock::of(&padded[..], 0, 0));
            state
        };
        Self { inner: behind(0x36), outer: behind(0x5c), compression: PhantomData }
    }

    fn mac(&self, message: &[u8]) -> Digest {
        C::digest(self.outer, &C::digest(self.inner, message, BLOCK), BLOCK)
    }
}

impl<C> Drop for Midstates<C> {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}
