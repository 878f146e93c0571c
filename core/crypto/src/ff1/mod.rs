//! FF1 (NIST SP 800-38G, second draft of Rev. 1) over SM4 and AES-256: ciphertexts of the same format, many values at a time.
//!
//! Integers below a bound ([`Ff1Ranks`]) and strings over an alphabet ([`Ff1Text`]) are permuted. Every value has a context of
//! 64 bits, which together with the domain's tweak is FF1's tweak: under another context the same value becomes another one. For
//! a result that depends on the value alone the contexts are equal.
//!
//! The standard is held exactly: `tweak || context` is the tweak T of algorithm 7, so any other implementation gives the same
//! results. A value takes ten blocks of the cipher if the length of the tweak is a multiple of 16 bytes and a half takes at most 7
//! bytes (33 decimal digits, 20 characters of `0-9a-z`, every integer domain), up to two more otherwise.
//!
//! Promises: a domain of fewer than 10^6 values is refused; a failed call changes nothing; no branch, no index and no division
//! depends on a value or key, except that [`Ff1Ranks`] says how cycle walking does. Who has the key can undo FF1, and nothing
//! authenticates a result: a changed one is another value. SP 800-38G names AES alone; FF1 over SM4 is a private combination of
//! standard parts.

mod alphabet;
mod domain;
mod error;
mod feistel;
mod half;
mod head;
mod isa;
mod numeral;
mod rank;
mod reciprocal;
mod slot;
mod text;
mod window;
#[cfg(target_arch = "x86_64")]
mod x86_64;

use std::fmt;
use std::sync::Arc;

use weimu_cpu::Cpu;

pub use error::{AlphabetError, DomainTooSmall, Ff1TextError, RankError};
pub use rank::Ff1Ranks;
pub use text::Ff1Text;

use self::feistel::Direction;
use self::head::Tweak;
use self::isa::Portable;
use crate::aes::Aes256;
use crate::cipher::{Block, BlockCipher};
use crate::sm4::Sm4;
use crate::{Hash, InvalidKeyLength};

/// A block cipher to run FF1 over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ff1 {
    /// FF1 over SM4, key of 16 bytes.
    Sm4,
    /// FF1 over AES-256, key of 32 bytes (SP 800-38G).
    Aes256,
}

impl Ff1 {
    /// Every algorithm.
    pub const ALL: [Self; 2] = [Self::Sm4, Self::Aes256];

    /// The hash of the same suite, from which its keys are derived.
    pub fn hash(self) -> Hash {
        match self {
            Self::Sm4 => Hash::Sm3,
            Self::Aes256 => Hash::Sha256,
        }
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sm4 => "FF1-SM4",
            Self::Aes256 => "FF1-AES-256",
        }
    }

    /// Length of a key in bytes.
    pub fn key_len(self) -> usize {
        match self {
            Self::Sm4 => 16,
            Self::Aes256 => 32,
        }
    }
}

/// A key for format-preserving encryption, from which domains are made.
pub struct Ff1Key {
    algorithm: Ff1,
    cipher: Arc<Cipher>,
    backend: Backend,
}

impl Ff1Key {
    /// The key in `key`.
    ///
    /// # Errors
    /// `key` has not [`Ff1::key_len`] bytes.
    pub fn new(algorithm: Ff1, key: &[u8]) -> Result<Self, InvalidKeyLength> {
        Self::with_cpu(algorithm, key, Cpu::detect())
    }

    /// The key in `key`, used with no other features of the processor than those of `cpu`.
    ///
    /// # Errors
    /// `key` has not [`Ff1::key_len`] bytes.
    pub fn with_cpu(algorithm: Ff1, key: &[u8], cpu: Cpu) -> Result<Self, InvalidKeyLength> {
        let cipher = match algorithm {
            Ff1::Sm4 => Cipher::Sm4(Box::new(Sm4::new(sized(key)?, cpu))),
            Ff1::Aes256 => Cipher::Aes256(Box::new(Aes256::new(sized(key)?))),
        };
        Ok(Self { algorithm, cipher: Arc::new(cipher), backend: Backend::new(cpu) })
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Ff1 {
        self.algorithm
    }

    /// The integers from 0 to `size - 1`. A tweak of a multiple of 16 bytes takes the least time.
    ///
    /// # Errors
    /// `size` is below 10^6.
    pub fn ranks(&self, size: u64, tweak: &[u8]) -> Result<Ff1Ranks, DomainTooSmall> {
        Ff1Ranks::try_new(Arc::clone(&self.cipher), self.backend, size, tweak)
    }

    /// The strings over the characters of `alphabet`, each worth its place in it. A tweak of a multiple of 16 bytes takes the least
    /// time.
    ///
    /// # Errors
    /// `alphabet` is not 2 to 94 distinct printable ASCII characters, the space not among them.
    pub fn text(&self, alphabet: &str, tweak: &[u8]) -> Result<Ff1Text, AlphabetError> {
        Ff1Text::try_new(Arc::clone(&self.cipher), self.backend, alphabet, Tweak::WithContext(tweak))
    }
}

impl fmt::Debug for Ff1Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm.name())
    }
}

fn sized<const LEN: usize>(key: &[u8]) -> Result<&[u8; LEN], InvalidKeyLength> {
    key.try_into().map_err(|_| InvalidKeyLength)
}

enum Cipher {
    Sm4(Box<Sm4>),
    Aes256(Box<Aes256>),
    #[cfg(test)]
    Aes128(Box<crate::aes::Aes128>),
}

impl BlockCipher for Cipher {
    fn encrypt_blocks(&self, blocks: &mut [Block]) {
        match self {
            Self::Sm4(sm4) => sm4.encrypt_blocks(blocks),
            Self::Aes256(aes) => aes.encrypt_blocks(blocks),
            #[cfg(test)]
            Self::Aes128(aes) => aes.encrypt_blocks(blocks),
        }
    }
}

/// What the code between the calls of the cipher was compiled for. It is the same code.
#[derive(Clone, Copy)]
enum Backend {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx512(x86_64::Avx512),
}

impl Backend {
    fn new(cpu: Cpu) -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(avx512) = x86_64::Avx512::new(cpu) {
            return Self::Avx512(avx512);
        }
        let _ = cpu;
        Self::Portable
    }

    fn walk(self, domain: &Ff1Ranks, direction: Direction, contexts: &[u64], ranks: &mut [u64]) {
        match self {
            Self::Portable => domain.walk(Portable, direction, contexts, ranks),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(avx512) => avx512.walk(domain, direction, contexts, ranks),
        }
    }

    fn replace(
        self,
        domain: &Ff1Text,
        direction: Direction,
        contexts: &[u64],
        text: &mut [u8],
        offsets: &[usize],
    ) -> bool {
        match self {
            Self::Portable => domain.replace(Portable, direction, contexts, text, offsets),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(avx512) => avx512.replace(domain, direction, contexts, text, offsets),
        }
    }
}

#[cfg(test)]
mod tests;
