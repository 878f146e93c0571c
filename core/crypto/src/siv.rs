//! SIV (RFC 5297): deterministic authenticated encryption over columns.
//!
//! With SM4 under it no standard names the mode: it is RFC 5297's S2V and CTR with another block cipher.

use std::fmt;

use aead::KeyInit;
use aes_siv::Tag;
use aes_siv::siv::CmacSiv;
use zeroize::Zeroizing;

use crate::{Column, ColumnBuf, Hash, InvalidKeyLength, OpenError};
use ::aes::Aes256;
use ::sm4::Sm4;

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
pub struct SivKey {
    siv: Siv,
    // The mode's MAC is mutable state, so each column sets its own up from here.
    key: Zeroizing<Vec<u8>>,
}

impl SivKey {
    /// Bytes that sealing adds to a value: the synthetic IV, which comes first.
    pub const IV_LEN: usize = 16;

    /// The key in `key`.
    ///
    /// # Errors
    /// `key` has not [`Siv::key_len`] bytes.
    pub fn new(siv: Siv, key: &[u8]) -> Result<Self, InvalidKeyLength> {
        if key.len() != siv.key_len() {
            return Err(InvalidKeyLength);
        }
        Ok(Self { siv, key: Zeroizing::new(key.to_vec()) })
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Siv {
        self.siv
    }

    /// Appends `synthetic IV | ciphertext` for every value of `input`: S2V over `aad` and the value. Equal values give
    /// equal results.
    pub fn seal_column(&self, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) {
        match self.mode() {
            Mode::Sm4(mut siv) => seal(|text| siv.encrypt_inout_detached([aad], text.into()), input, out),
            Mode::Aes256(mut siv) => seal(|text| siv.encrypt_inout_detached([aad], text.into()), input, out),
        }
    }

    /// Appends the plaintext of every `synthetic IV | ciphertext` of `input`.
    ///
    /// # Errors
    /// A value does not authenticate; `out` is then as it was.
    pub fn open_column(&self, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), OpenError> {
        match self.mode() {
            Mode::Sm4(mut siv) => open(|text, iv| siv.decrypt_inout_detached([aad], text.into(), iv), input, out),
            Mode::Aes256(mut siv) => open(|text, iv| siv.decrypt_inout_detached([aad], text.into(), iv), input, out),
        }
    }

    fn mode(&self) -> Mode {
        let checked = "the length was checked when the key was made";
        match self.siv {
            Siv::Sm4Siv => Mode::Sm4(Box::new(CmacSiv::new_from_slice(&self.key).expect(checked))),
            Siv::Aes256Siv => Mode::Aes256(Box::new(CmacSiv::new_from_slice(&self.key).expect(checked))),
        }
    }
}

impl fmt::Debug for SivKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.siv.name())
    }
}

enum Mode {
    Sm4(Box<CmacSiv<Sm4>>),
    Aes256(Box<CmacSiv<Aes256>>),
}

fn seal(mut encrypt: impl FnMut(&mut [u8]) -> Result<Tag, aead::Error>, input: Column<'_>, out: &mut ColumnBuf) {
    out.reserve(input.len(), input.byte_len() + input.len() * SivKey::IV_LEN);
    for value in input.iter() {
        out.push_with(|bytes| {
            let start = bytes.len();
            bytes.extend_from_slice(&[0; SivKey::IV_LEN]);
            bytes.extend_from_slice(value);
            let (iv, text) = bytes
                .get_mut(start..)
                .and_then(<[u8]>::split_first_chunk_mut::<{ SivKey::IV_LEN }>)
                .ok_or(aead::Error)?;
            *iv = encrypt(text)?.into();
            Ok::<_, aead::Error>(())
        })
        .expect("S2V takes one string of associated data and a value of any length");
    }
}

fn open(
    mut decrypt: impl FnMut(&mut [u8], &Tag) -> Result<(), aead::Error>,
    input: Column<'_>,
    out: &mut ColumnBuf,
) -> Result<(), OpenError> {
    let mark = out.mark();
    out.reserve(input.len(), input.byte_len());
    for (index, sealed) in input.iter().enumerate() {
        let opened = out.push_with(|bytes| {
            let (iv, ciphertext) = sealed.split_first_chunk::<{ SivKey::IV_LEN }>().ok_or(aead::Error)?;
            let start = bytes.len();
            bytes.extend_from_slice(ciphertext);
            decrypt(bytes.get_mut(start..).ok_or(aead::Error)?, iv.into())
        });
        if opened.is_err() {
            out.roll_back(mark);
            return Err(OpenError::at(index));
        }
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "hexadecimal is ASCII")]
mod tests {
    use aes_siv::siv::{Aes128Siv, CmacSiv};
    use serde_json::Value;

    use super::{open, seal};
    use crate::{Column, ColumnBuf};
    use ::sm4::Sm4;

    #[test]
    fn aes_128_siv_matches_rfc_5297() {
        let file = parse(include_str!("../../../corpora/vectors/aes_siv.json"));
        assert_eq!(check::<Aes128Siv>(&file, "AES-SIV"), 2);
    }

    #[test]
    fn sm4_siv_matches_the_generated_vectors() {
        let file = parse(include_str!("../../../corpora/vectors/sm4_siv_generated.json"));
        assert_eq!(check::<CmacSiv<Sm4>>(&file, "SM4-SIV"), 2);
    }

    fn check<M: TestMode>(file: &Value, algorithm: &str) -> usize {
        let vectors = file["vectors"].as_array().expect("a list of vectors");
        let ours: Vec<_> = vectors.iter().filter(|vector| vector["alg"] == algorithm).collect();
        for vector in &ours {
            let mut mode = M::keyed(&bytes(&vector["key"]));
            let ad: Vec<_> = vector["ad"].as_array().expect("a list of strings").iter().map(bytes).collect();
            let (text, result) = (bytes(&vector["plaintext"]), bytes(&vector["result"]));
            let mut out = ColumnBuf::new();
            seal(|text| mode.encrypt(&ad, text), one(&text, &[0, text.len()]), &mut out);
            assert_eq!(out.as_column().get(0), Some(&result[..]), "{}", vector["source"]);
            out.clear();
            open(|text, iv| mode.decrypt(&ad, text, iv), one(&result, &[0, result.len()]), &mut out).expect("it opens");
            assert_eq!(out.as_column().get(0), Some(&text[..]), "{}", vector["source"]);
        }
        ours.len()
    }

    trait TestMode {
        fn keyed(key: &[u8]) -> Self;
        fn encrypt(&mut self, ad: &[Vec<u8>], text: &mut [u8]) -> Result<aes_siv::Tag, aead::Error>;
        fn decrypt(&mut self, ad: &[Vec<u8>], text: &mut [u8], iv: &aes_siv::Tag) -> Result<(), aead::Error>;
    }

    macro_rules! test_mode {
        ($($mode:ty),*) => {$(impl TestMode for $mode {
            fn keyed(key: &[u8]) -> Self {
                aead::KeyInit::new_from_slice(key).expect("a key of this mode")
            }
            fn encrypt(&mut self, ad: &[Vec<u8>], text: &mut [u8]) -> Result<aes_siv::Tag, aead::Error> {
                self.encrypt_inout_detached(ad, text.into())
            }
            fn decrypt(&mut self, ad: &[Vec<u8>], text: &mut [u8], iv: &aes_siv::Tag) -> Result<(), aead::Error> {
                self.decrypt_inout_detached(ad, text.into(), iv)
            }
        })*};
    }
    test_mode!(Aes128Siv, CmacSiv<Sm4>);

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
