//! `tokenize`: a deterministic, authenticated surrogate.
//!
//! SIV (RFC 5297) over SM4 or AES-256 under a key derived for the domain. Equal values give equal tokens within a key and
//! domain, in whatever dataset they stand, and unlinkable ones in different domains; `reveal` undoes them. Who holds
//! tokens sees which values are equal, how often, and how long they are.

use weimu_crypto::{Siv, SivKey};

use super::base64url::{self, SealedTexts};
use super::block::{self, Blocks};
use super::place::token_associated_data;
use super::sealed::Header;
use super::{Tally, TextWriter, Texts};
use crate::error::{ErrorKind, Result};
use crate::keys::{KeyHandle, KeyId, Label};

/// Replaces each value by its token.
#[derive(Debug)]
pub struct Tokenize {
    key: SivKey,
    associated_data: Vec<u8>,
    header: String,
}

impl Tokenize {
    /// Tokens of `domain` under the primary version of `key`.
    ///
    /// # Errors
    /// The key's primary version is not usable.
    pub fn new(key: &KeyHandle, siv: Siv, domain: &str) -> Result<Self> {
        Ok(Self {
            key: derived_key(key, key.primary(), siv, domain)?,
            associated_data: token_associated_data(domain),
            header: Header::token(siv, key.primary()).to_text(),
        })
    }

    pub(super) fn bytes_after(&self, values: usize, bytes: usize) -> usize {
        values * self.header.len() + base64url::bytes_after(values, bytes + values * SivKey::IV_LEN)
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, input: &T, out: &mut W) -> Tally {
        self.apply_in_blocks(block::VALUES, input, out)
    }

    fn apply_in_blocks<T: Texts + ?Sized, W: TextWriter>(&self, most_values: usize, input: &T, out: &mut W) -> Tally {
        let mut tally = Tally::default();
        let mut sealed = SealedTexts::new(&self.header);
        let mut blocks = Blocks::new(input, most_values);
        while let Some(block) = blocks.advance() {
            sealed.values.clear();
            self.key.seal_column(&self.associated_data, block.values, &mut sealed.values);
            let lengths = block.values.iter().map(|value| value.len() + SivKey::IV_LEN);
            let (texts, places) = sealed.encode(lengths);
            tally.add(block.write(texts, places, out));
        }
        tally
    }
}

/// The key that version `id` of `key` has for tokens of `domain`.
pub(super) fn derived_key(key: &KeyHandle, id: KeyId, siv: Siv, domain: &str) -> Result<SivKey> {
    let derived = key.derive(id, siv.hash(), &Label::new("tokenize", siv.name(), &[domain]), siv.key_len())?;
    SivKey::new(siv, derived.expose())
        .map_err(|_| ErrorKind::Internal { invariant: "a derived key has the length of its algorithm" }.into())
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::*;
    use crate::transform::TextBuffer;

    fn tokens(tokenize: &Tokenize, most_values: usize, input: &[Option<&str>]) -> Vec<Option<String>> {
        let mut out = TextBuffer::default();
        let tally = tokenize.apply_in_blocks(most_values, input, &mut out);
        assert_eq!(tally, Tally { values: input.iter().flatten().count() as u64, fallback: 0 });
        (0..out.len()).map(|row| out.get(row).map(str::to_owned)).collect()
    }

    fn key() -> KeyHandle {
        KeyHandle::ephemeral("person").expect("randomness")
    }

    #[test]
    fn a_token_is_laid_out_as_documented() {
        for (siv, suite) in [(Siv::Sm4Siv, 1), (Siv::Aes256Siv, 2)] {
            let tokenize = Tokenize::new(&key(), siv, "person").expect("a usable key");
            let text = tokens(&tokenize, 1, &[Some("110101199003072316")]).remove(0).expect("not null");
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.strip_prefix("wt1.").expect("a prefix")).expect("base64url");
            assert_eq!(bytes[..6], [2, suite, 0, 0, 0, 0]);
            assert_eq!(bytes.len(), 6 + 16 + 18);
        }
    }

    #[test]
    fn domains_and_keys_and_algorithms_are_unlinkable() {
        let (one, other) = (key(), key());
        let cases = [
            (&one, Siv::Sm4Siv, "a"),
            (&one, Siv::Sm4Siv, "b"),
            (&one, Siv::Aes256Siv, "a"),
            (&other, Siv::Sm4Siv, "a"),
        ];
        let mut bodies: Vec<_> = cases
            .iter()
            .map(|(key, siv, domain)| {
                let tokenize = Tokenize::new(key, *siv, domain).expect("a usable key");
                tokens(&tokenize, 1, &[Some("x")]).remove(0).expect("not null").split_off(12)
            })
            .collect();
        bodies.sort();
        bodies.dedup();
        assert_eq!(bodies.len(), cases.len());
    }

    #[test]
    fn debug_shows_no_key_byte() {
        let shown = format!("{:?}", Tokenize::new(&key(), Siv::Sm4Siv, "d").expect("a usable key"));
        assert!(shown.starts_with("Tokenize { key: SM4-SIV, "), "{shown}");
    }

    proptest! {
        #[test]
        fn equal_values_and_they_alone_give_equal_tokens(
            texts in prop::collection::vec(prop::option::of("[ab帷]{0,3}"), 0..30),
            most_values in 1_usize..40,
        ) {
            let key = key();
            let input: Vec<_> = texts.iter().map(Option::as_deref).collect();
            let one = tokens(&Tokenize::new(&key, Siv::Sm4Siv, "d").expect("a usable key"), 1024, &input);
            let again = tokens(&Tokenize::new(&key, Siv::Sm4Siv, "d").expect("a usable key"), most_values, &input);
            prop_assert_eq!(&one, &again);
            for (left, left_token) in texts.iter().zip(&one) {
                for (right, right_token) in texts.iter().zip(&one) {
                    prop_assert_eq!(left == right, left_token == right_token);
                }
            }
        }
    }
}
