//! Galois/Counter Mode (SP 800-38D, GB/T 36624-2018, RFC 8998) over columns.
//!
//! Values are short, so the counter blocks of a whole batch go through the cipher together, and their digests through GHASH.

mod batch;
mod portable;
#[cfg(target_arch = "x86_64")]
mod x86_64;

use std::fmt;

use weimu_cpu::Cpu;
use zeroize::Zeroize;

use self::batch::Absorbed;
use self::portable::Portable;
use crate::aes::Aes256;
use crate::cipher::{Block, BlockCipher};
use crate::ghash::Ghash;
use crate::sm4::Sm4;
use crate::{Column, ColumnBuf, Hash, InvalidKeyLength, OpenError, SealError};

/// A nonce of 96 bits.
pub type Nonce = [u8; 12];

/// An algorithm for authenticated encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Aead {
    /// SM4-GCM, key of 16 bytes (RFC 8998).
    Sm4Gcm,
    /// AES-256-GCM, key of 32 bytes (SP 800-38D).
    Aes256Gcm,
}

impl Aead {
    /// Every algorithm.
    pub const ALL: [Self; 2] = [Self::Sm4Gcm, Self::Aes256Gcm];

    /// The hash of the same suite, from which its keys are derived.
    pub fn hash(self) -> Hash {
        match self {
            Self::Sm4Gcm => Hash::Sm3,
            Self::Aes256Gcm => Hash::Sha256,
        }
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sm4Gcm => "SM4-GCM",
            Self::Aes256Gcm => "AES-256-GCM",
        }
    }

    /// Length of a key in bytes.
    pub fn key_len(self) -> usize {
        match self {
            Self::Sm4Gcm => 16,
            Self::Aes256Gcm => 32,
        }
    }
}

/// A key for authenticated encryption, ready for use.
pub struct AeadKey(Backend);

enum Backend {
    Sm4(Gcm<Sm4>),
    Aes256(Gcm<Aes256>),
}

impl AeadKey {
    /// Bytes that sealing puts before a value's ciphertext: the nonce.
    pub const NONCE_LEN: usize = 12;
    /// Bytes that sealing puts behind a value's ciphertext: the tag.
    pub const TAG_LEN: usize = 16;
    /// Bytes that sealing adds to a value.
    pub const OVERHEAD: usize = Self::NONCE_LEN + Self::TAG_LEN;

    /// The key in `key`.
    ///
    /// # Errors
    /// `key` has not [`Aead::key_len`] bytes.
    pub fn new(aead: Aead, key: &[u8]) -> Result<Self, InvalidKeyLength> {
        Self::with_cpu(aead, key, Cpu::detect())
    }

    /// The key in `key`, on kernels that `cpu` allows: for tests and measurements.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_cpu(aead: Aead, key: &[u8], cpu: Cpu) -> Result<Self, InvalidKeyLength> {
        Ok(Self(match aead {
            Aead::Sm4Gcm => {
                let key = key.try_into().map_err(|_| InvalidKeyLength)?;
                Backend::Sm4(Gcm::new(Sm4::new(key, cpu), cpu))
            }
            Aead::Aes256Gcm => {
                let key = key.try_into().map_err(|_| InvalidKeyLength)?;
                Backend::Aes256(Gcm::new(Aes256::new(key, cpu), cpu))
            }
        }))
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Aead {
        match self.0 {
            Backend::Sm4(_) => Aead::Sm4Gcm,
            Backend::Aes256(_) => Aead::Aes256Gcm,
        }
    }

    /// Appends `nonce | ciphertext | tag` for every value of `input`, with the nonce of the same index and one `aad` for
    /// all. The caller sees to it that no nonce repeats under this key.
    ///
    /// # Errors
    /// There is not one nonce per value, or a value is longer than 2^36 - 32 bytes; `out` is then as it was.
    pub fn seal_column(
        &self,
        nonces: &[Nonce],
        aad: &[u8],
        input: Column<'_>,
        out: &mut ColumnBuf,
    ) -> Result<(), SealError> {
        match &self.0 {
            Backend::Sm4(gcm) => gcm.seal_column(nonces, aad, input, out),
            Backend::Aes256(gcm) => gcm.seal_column(nonces, aad, input, out),
        }
    }

    /// Appends the plaintext of every `nonce | ciphertext | tag` of `input`. Each is verified before it is released.
    ///
    /// # Errors
    /// A value does not authenticate; `out` is then as it was.
    pub fn open_column(&self, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), OpenError> {
        match &self.0 {
            Backend::Sm4(gcm) => gcm.open_column(aad, input, out),
            Backend::Aes256(gcm) => gcm.open_column(aad, input, out),
        }
    }
}

impl fmt::Debug for AeadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm().name())
    }
}

/// The mode over a block cipher.
struct Gcm<C> {
    cipher: C,
    ghash: Ghash,
    level: Level,
}

/// Whose loops over the values of a batch are used.
enum Level {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx512(Box<x86_64::avx512::Avx512>),
}

impl Level {
    /// The widest that `cpu` allows, for the hash key `key`.
    fn new(key: &Block, cpu: Cpu) -> Self {
        #[cfg(target_arch = "x86_64")]
        if let (Some(vbmi), Some(vpclmulqdq)) = (cpu.avx512_vbmi(), cpu.vpclmulqdq()) {
            return Self::Avx512(Box::new(x86_64::avx512::Avx512::new(key, vbmi, vpclmulqdq)));
        }
        let _ = (key, cpu);
        Self::Portable
    }
}

/// SP 800-38D 5.2.1.1: bytes of one value at most.
const LONGEST: u64 = (1 << 36) - 32;

impl<C: BlockCipher> Gcm<C> {
    fn new(cipher: C, cpu: Cpu) -> Self {
        let mut key = cipher.encrypted([0; 16]);
        let (ghash, level) = (Ghash::new(&key, cpu), Level::new(&key, cpu));
        key.zeroize();
        Self { cipher, ghash, level }
    }

    fn seal_column(
        &self,
        nonces: &[Nonce],
        aad: &[u8],
        input: Column<'_>,
        out: &mut ColumnBuf,
    ) -> Result<(), SealError> {
        let too_long = |value: &[u8]| value.len() as u64 > LONGEST;
        let any_too_long = input.byte_len() as u64 > LONGEST && input.iter().any(too_long);
        if nonces.len() != input.len() || any_too_long {
            return Err(SealError);
        }
        out.reserve(input.len(), input.byte_len() + input.len() * AeadKey::OVERHEAD);
        let aad = self.absorbed(aad);
        match &self.level {
            Level::Portable => self.seal_all(Portable::new(&self.ghash), nonces, &aad, input, out),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(level) => self.seal_all(&**level, nonces, &aad, input, out),
        }
        out.finish();
        Ok(())
    }

    fn open_column(&self, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), OpenError> {
        let mark = out.mark();
        out.reserve(input.len(), input.byte_len());
        let aad = self.absorbed(aad);
        let opened = match &self.level {
            Level::Portable => self.open_all(Portable::new(&self.ghash), &aad, input, out),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(level) => self.open_all(&**level, &aad, input, out),
        };
        match opened {
            Ok(()) => out.finish(),
            Err(_) => out.roll_back(mark),
        }
        opened
    }

    fn absorbed(&self, aad: &[u8]) -> Absorbed {
        let mut padded = aad.to_vec();
        padded.resize(aad.len().next_multiple_of(16), 0);
        Absorbed { digest: self.ghash.digest(padded.as_chunks().0), bits: 8 * aad.len() as u64 }
    }
}
