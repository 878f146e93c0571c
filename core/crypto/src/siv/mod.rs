//! SIV (RFC 5297): deterministic authenticated encryption over columns.
//!
//! The chains of a whole batch go through the cipher side by side, one block of each at a time.
//!
//! With SM4 under it no standard names the mode: it is RFC 5297's S2V and CTR with another block cipher.

mod batch;
mod portable;
#[cfg(target_arch = "x86_64")]
mod x86_64;

use std::fmt;

use weimu_cpu::Cpu;

use self::batch::S2v;
use self::portable::Portable;
use crate::aes::Aes256;
use crate::batch::Level;
use crate::cipher::{BlockCipher, xor};
use crate::cmac::{Cmac, doubled};
use crate::sm4::Sm4;
use crate::{Column, ColumnBuf, Hash, InvalidKeyLength, OpenError};

/// An algorithm for deterministic authenticated encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Siv {
    /// S2V and CTR with SM4, key of 32 bytes. A private construction of standard parts.
    Sm4Siv,
    /// AES-SIV with 256-bit keys, key of 64 bytes (RFC 5297, AEAD_AES_SIV_CMAC_512).
    Aes256Siv,
}

impl Siv {
    /// Every algorithm.
    pub const ALL: [Self; 2] = [Self::Sm4Siv, Self::Aes256Siv];

    /// The hash of the same suite, from which its keys are derived.
    pub fn hash(self) -> Hash {
        match self {
            Self::Sm4Siv => Hash::Sm3,
            Self::Aes256Siv => Hash::Sha256,
        }
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sm4Siv => "SM4-SIV",
            Self::Aes256Siv => "AES-256-SIV",
        }
    }

    /// Length of a key in bytes: one half authenticates, the other encrypts.
    pub fn key_len(self) -> usize {
        match self {
            Self::Sm4Siv => 32,
            Self::Aes256Siv => 64,
        }
    }
}

/// A key for deterministic authenticated encryption.
pub struct SivKey(Backend);

enum Backend {
    Sm4(Mode<Sm4>),
    Aes256(Mode<Aes256>),
}

impl SivKey {
    /// Bytes that sealing adds to a value: the synthetic IV, which comes first.
    pub const IV_LEN: usize = 16;

    /// The key in `key`.
    ///
    /// # Errors
    /// `key` has not [`Siv::key_len`] bytes.
    pub fn new(siv: Siv, key: &[u8]) -> Result<Self, InvalidKeyLength> {
        Self::with_cpu(siv, key, Cpu::detect())
    }

    /// The key in `key`, on kernels that `cpu` allows: for tests and measurements.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_cpu(siv: Siv, key: &[u8], cpu: Cpu) -> Result<Self, InvalidKeyLength> {
        Ok(Self(match siv {
            Siv::Sm4Siv => {
                let (mac, stream) = halves(key)?;
                Backend::Sm4(Mode::new(Sm4::new(mac, cpu), Sm4::new(stream, cpu), cpu))
            }
            Siv::Aes256Siv => {
                let (mac, stream) = halves(key)?;
                Backend::Aes256(Mode::new(Aes256::new(mac, cpu), Aes256::new(stream, cpu), cpu))
            }
        }))
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Siv {
        match self.0 {
            Backend::Sm4(_) => Siv::Sm4Siv,
            Backend::Aes256(_) => Siv::Aes256Siv,
        }
    }

    /// Appends `synthetic IV | ciphertext` for every value of `input`: S2V over `aad` and the value. Equal values give
    /// equal results.
    pub fn seal_column(&self, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) {
        match &self.0 {
            Backend::Sm4(mode) => mode.seal_column(&[aad], input, out),
            Backend::Aes256(mode) => mode.seal_column(&[aad], input, out),
        }
    }

    /// Appends the plaintext of every `synthetic IV | ciphertext` of `input`.
    ///
    /// # Errors
    /// A value does not authenticate; `out` is then as it was.
    pub fn open_column(&self, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), OpenError> {
        match &self.0 {
            Backend::Sm4(mode) => mode.open_column(&[aad], input, out),
            Backend::Aes256(mode) => mode.open_column(&[aad], input, out),
        }
    }
}

impl fmt::Debug for SivKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm().name())
    }
}

fn halves<const N: usize>(key: &[u8]) -> Result<(&[u8; N], &[u8; N]), InvalidKeyLength> {
    match key.as_chunks() {
        ([mac, stream], []) => Ok((mac, stream)),
        _ => Err(InvalidKeyLength),
    }
}

/// The mode over a block cipher.
struct Mode<C> {
    mac: Cmac<C>,
    stream: C,
    level: Level,
}

impl<C: BlockCipher> Mode<C> {
    fn new(mac: C, stream: C, cpu: Cpu) -> Self {
        Self { mac: Cmac::new(mac), stream, level: Level::new(cpu) }
    }

    fn seal_column(&self, aad: &[&[u8]], input: Column<'_>, out: &mut ColumnBuf) {
        out.reserve(input.len(), input.byte_len() + input.len() * SivKey::IV_LEN);
        let s2v = self.s2v(aad);
        match self.level {
            Level::Portable => self.seal_all(Portable, &s2v, input, out),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(level) => self.seal_all(level, &s2v, input, out),
        }
        out.finish();
    }

    fn open_column(&self, aad: &[&[u8]], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), OpenError> {
        let mark = out.mark();
        out.reserve(input.len(), input.byte_len());
        let s2v = self.s2v(aad);
        let opened = match self.level {
            Level::Portable => self.open_all(Portable, &s2v, input, out),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(level) => self.open_all(level, &s2v, input, out),
        };
        match opened {
            Ok(()) => out.finish(),
            Err(_) => out.roll_back(mark),
        }
        opened
    }

    /// S2V over the associated data, before the text is taken in (RFC 5297 2.4).
    fn s2v(&self, aad: &[&[u8]]) -> S2v {
        let mut sum = self.mac.mac(&[0; 16]);
        for string in aad {
            sum = xor(&doubled(sum), &self.mac.mac(string));
        }
        S2v { long: sum, short: xor(&doubled(sum), &self.mac.whole), whole: self.mac.whole, partial: self.mac.partial }
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "hexadecimal is ASCII")]
mod tests {
    use serde_json::Value;
    use weimu_cpu::Cpu;

    use super::{Mode, halves};
    use crate::aes::Aes128;
    use crate::cipher::BlockCipher;
    use crate::sm4::Sm4;
    use crate::{Column, ColumnBuf};

    #[test]
    fn aes_128_siv_matches_rfc_5297() {
        let file = parse(include_str!("../../../../corpora/vectors/aes_siv.json"));
        for (_, cpu) in Cpu::levels() {
            assert_eq!(check(&file, "AES-SIV", cpu, Aes128::new), 2);
        }
    }

    #[test]
    fn sm4_siv_matches_the_generated_vectors() {
        let file = parse(include_str!("../../../../corpora/vectors/sm4_siv_generated.json"));
        for (_, cpu) in Cpu::levels() {
            assert_eq!(check(&file, "SM4-SIV", cpu, |key| Sm4::new(key, cpu)), 2);
        }
    }

    fn check<C: BlockCipher>(file: &Value, algorithm: &str, cpu: Cpu, cipher: impl Fn(&[u8; 16]) -> C) -> usize {
        let vectors = file["vectors"].as_array().expect("a list of vectors");
        let ours: Vec<_> = vectors.iter().filter(|vector| vector["alg"] == algorithm).collect();
        for vector in &ours {
            let key = bytes(&vector["key"]);
            let (mac, stream) = halves(&key).expect("a key of this mode");
            let mode = Mode::new(cipher(mac), cipher(stream), cpu);
            let ad: Vec<_> = vector["ad"].as_array().expect("a list of strings").iter().map(bytes).collect();
            let ad: Vec<_> = ad.iter().map(Vec::as_slice).collect();
            let (text, result) = (bytes(&vector["plaintext"]), bytes(&vector["result"]));
            let mut out = ColumnBuf::new();
            mode.seal_column(&ad, one(&text, &[0, text.len()]), &mut out);
            assert_eq!(out.as_column().get(0), Some(&result[..]), "{}", vector["source"]);
            out.clear();
            mode.open_column(&ad, one(&result, &[0, result.len()]), &mut out).expect("it opens");
            assert_eq!(out.as_column().get(0), Some(&text[..]), "{}", vector["source"]);
        }
        ours.len()
    }

    fn one<'a>(value: &'a [u8], offsets: &'a [usize]) -> Column<'a> {
        Column::try_new(value, offsets).expect("offsets fit")
    }

    fn parse(text: &str) -> Value {
        serde_json::from_str(text).expect("vectors are JSON")
    }

    fn bytes(hex: &Value) -> Vec<u8> {
        let hex = hex.as_str().expect("hex");
        (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).expect("hex")).collect()
    }
}
