//! `encrypt`: authenticated encryption, randomized.
//!
//! SM4-GCM (RFC 8998) or AES-256-GCM (SP 800-38D) under a key derived for the place. Equal values give different results;
//! the result is bound to dataset, column and key version, and `reveal` undoes it.

use weimu_crypto::{Aead, AeadKey};

use super::base64url::{self, SealedTexts};
use super::block::{self, Blocks};
use super::sealed::Header;
use super::{NonceRange, Place, Tally, TextWriter, Texts};
use crate::error::{ErrorKind, Result};
use crate::keys::{KeyHandle, KeyId, Label};

/// Encrypts each value.
#[derive(Debug)]
pub struct Encrypt {
    key: AeadKey,
    associated_data: Vec<u8>,
    header: String,
}

impl Encrypt {
    /// Encryption of the values at `place` with the primary version of `key`.
    ///
    /// # Errors
    /// The key's primary version is not usable.
    pub fn new(key: &KeyHandle, aead: Aead, place: &Place) -> Result<Self> {
        Ok(Self {
            key: derived_key(key, key.primary(), aead, place)?,
            associated_data: place.associated_data(),
            header: Header::encrypted(aead, key.primary()).to_text(),
        })
    }

    pub(super) fn bytes_after(&self, values: usize, bytes: usize) -> usize {
        values * self.header.len() + base64url::bytes_after(values, bytes + values * AeadKey::OVERHEAD)
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(
        &self,
        input: &T,
        nonces: NonceRange,
        out: &mut W,
    ) -> Result<Tally> {
        self.apply_in_blocks(block::VALUES, input, nonces, out)
    }

    fn apply_in_blocks<T: Texts + ?Sized, W: TextWriter>(
        &self,
        most_values: usize,
        input: &T,
        nonces: NonceRange,
        out: &mut W,
    ) -> Result<Tally> {
        let mut tally = Tally::default();
        let (mut drawn, mut used) = (nonces.draw(), Vec::new());
        let mut sealed = SealedTexts::new(&self.header);
        let mut blocks = Blocks::new(input, most_values);
        while let Some(block) = blocks.advance() {
            used.clear();
            drawn.take(block.values.len(), &mut used);
            if used.len() < block.values.len() {
                return Err(ErrorKind::Internal { invariant: "there is a nonce for every value" }.into());
            }
            sealed.values.clear();
            self.key
                .seal_column(&used, &self.associated_data, block.values, &mut sealed.values)
                .map_err(|_| ErrorKind::ColumnTooLarge)?;
            let lengths = block.values.iter().map(|value| value.len() + AeadKey::OVERHEAD);
            let (texts, places) = sealed.encode(lengths);
            tally.add(block.write(texts, places, out));
        }
        Ok(tally)
    }
}

/// The key that version `id` of `key` has for values encrypted at `place`.
pub(super) fn derived_key(key: &KeyHandle, id: KeyId, aead: Aead, place: &Place) -> Result<AeadKey> {
    let scope = place.scope();
    let derived = key.derive(id, aead.hash(), &Label::new("encrypt", aead.name(), &scope), aead.key_len())?;
    AeadKey::new(aead, derived.expose())
        .map_err(|_| ErrorKind::Internal { invariant: "a derived key has the length of its algorithm" }.into())
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use proptest::prelude::*;
    use weimu_crypto::ColumnBuf;

    use super::*;
    use crate::transform::{Nonces, TextBuffer};

    fn encrypted(
        encrypt: &Encrypt,
        most_values: usize,
        input: &[Option<&str>],
        nonces: NonceRange,
    ) -> Vec<Option<String>> {
        let mut out = TextBuffer::default();
        let tally = encrypt.apply_in_blocks(most_values, input, nonces, &mut out).expect("enough nonces");
        assert_eq!(tally, Tally { values: input.iter().flatten().count() as u64, fallback: 0 });
        (0..out.len()).map(|row| out.get(row).map(str::to_owned)).collect()
    }

    fn encrypt(aead: Aead) -> Encrypt {
        let key = KeyHandle::ephemeral("person").expect("randomness");
        Encrypt::new(&key, aead, &Place::new("d", "c")).expect("a usable key")
    }

    fn nonces(count: usize) -> NonceRange {
        Nonces::new(&[1; 32], 0).reserve(count as u64).expect("within the limit")
    }

    #[test]
    fn a_sealed_value_is_laid_out_as_documented() {
        for (aead, suite) in [(Aead::Sm4Gcm, 1), (Aead::Aes256Gcm, 2)] {
            let encrypt = encrypt(aead);
            let text = encrypted(&encrypt, 1, &[Some("王小明")], nonces(1)).remove(0).expect("not null");
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.strip_prefix("wm1.").expect("a prefix")).expect("base64url");
            assert_eq!(bytes[..6], [1, suite, 0, 0, 0, 0]);
            let mut nonce = Vec::new();
            nonces(1).draw().take(1, &mut nonce);
            assert_eq!(bytes[6..18], nonce[0]);
            let mut value = ColumnBuf::new();
            value.push("王小明".as_bytes());
            let mut sealed = ColumnBuf::new();
            let aad = Place::new("d", "c").associated_data();
            encrypt.key.seal_column(&nonce, &aad, value.as_column(), &mut sealed).expect("one nonce");
            assert_eq!(Some(&bytes[6..]), sealed.as_column().get(0));
        }
    }

    #[test]
    fn equal_values_differ_and_nulls_stay() {
        let out = encrypted(&encrypt(Aead::Sm4Gcm), 2, &[None, Some("x"), Some("x"), None], nonces(2));
        assert!(out[0].is_none() && out[3].is_none() && out[1].is_some() && out[1] != out[2]);
    }

    #[test]
    fn too_few_nonces_are_a_defect_and_never_a_repetition() {
        let encrypt = encrypt(Aead::Sm4Gcm);
        let input = [Some("x"), Some("y")];
        for range in [NonceRange::NONE, nonces(1)] {
            let mut out = TextBuffer::default();
            let error = encrypt.apply(&input[..], range, &mut out).expect_err("two nonces are needed");
            assert!(matches!(error.kind(), ErrorKind::Internal { .. }));
            assert!(out.is_empty());
        }
    }

    #[test]
    fn debug_shows_no_key_byte() {
        let shown = format!("{:?}", encrypt(Aead::Aes256Gcm));
        assert!(shown.starts_with("Encrypt { key: AES-256-GCM, "), "{shown}");
    }

    proptest! {
        #[test]
        fn blocks_and_splits_change_nothing(
            texts in prop::collection::vec(prop::option::of(".{0,30}"), 0..40),
            most_values in 1_usize..50,
            at in 0_usize..40,
        ) {
            let input: Vec<_> = texts.iter().map(Option::as_deref).collect();
            let encrypt = encrypt(Aead::Sm4Gcm);
            let range = nonces(input.iter().flatten().count());
            let whole = encrypted(&encrypt, 1024, &input, range);
            prop_assert_eq!(&encrypted(&encrypt, most_values, &input, range), &whole);
            let (first, rest) = input.split_at(at.min(input.len()));
            let (first_nonces, rest_nonces) = range.split_at(first.iter().flatten().count() as u64);
            let parts = [encrypted(&encrypt, 7, first, first_nonces), encrypted(&encrypt, 7, rest, rest_nonces)].concat();
            prop_assert_eq!(parts, whole);
        }
    }
}
