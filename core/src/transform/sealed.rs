//! The text form of sealed values, and where such values stand in a text.
//!
//! An encrypted value is `wm1.` and a token `wt1.`, each followed by base64url without padding. Inside free text a sealed
//! value stands between `⟦` (U+27E6) and `⟧` (U+27E7), so that what follows it is not taken for a part of it.

use std::iter;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use weimu_crypto::{Aead, AeadKey, Siv, SivKey};

use crate::keys::KeyId;
use crate::model::Span;

/// Stands before a sealed value inside free text.
pub const LEFT: char = '⟦';
/// Stands after a sealed value inside free text.
pub const RIGHT: char = '⟧';

/// The two forms of sealed values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `0x01 | suite (1) | key id (4, big endian) | nonce (12) | ciphertext | tag (16)`, randomized.
    Encrypted,
    /// `0x02 | suite (1) | key id (4, big endian) | synthetic IV (16) | ciphertext`, deterministic.
    Token,
}

/// A sealed value inside a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Embedded {
    /// The value with its brackets: what is replaced when it is opened.
    pub span: Span,
    /// The value alone.
    pub surrogate: Span,
}

/// Which form `value` has, judged by its prefix, header, alphabet and length. Whether it opens only the key can tell.
pub fn looks_sealed(value: &str) -> Option<Form> {
    let (header, body) = Header::parse(value)?;
    let in_alphabet = body.bytes().all(is_base64url);
    // Of four characters that encode three bytes two or three may remain, one never.
    let whole =
        body.len() % 4 != 1 && body.len() / 4 * 3 + (body.len() % 4).saturating_sub(1) >= header.form.overhead();
    (in_alphabet && whole).then_some(header.form)
}

/// The sealed values that stand in `text` between brackets, in order.
pub fn find_in_text(text: &str) -> impl Iterator<Item = Embedded> {
    let mut from = 0;
    iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find(LEFT)?;
            let inner = start + LEFT.len_utf8();
            let length = text.get(inner..)?.bytes().take_while(|&byte| is_base64url(byte) || byte == b'.').count();
            from = inner + length;
            if text.get(from..)?.starts_with(RIGHT) && looks_sealed(text.get(inner..from)?).is_some() {
                let surrogate = Span::try_new(inner, from)?;
                from += RIGHT.len_utf8();
                return Some(Embedded { span: Span::try_new(start, from)?, surrogate });
            }
        }
    })
}

/// What stands at the beginning of every sealed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) form: Form,
    pub(super) suite: u8,
    pub(super) id: KeyId,
}

impl Header {
    pub(super) fn encrypted(aead: Aead, id: KeyId) -> Self {
        Self { form: Form::Encrypted, suite: aead_suite(aead), id }
    }

    pub(super) fn token(siv: Siv, id: KeyId) -> Self {
        Self { form: Form::Token, suite: siv_suite(siv), id }
    }

    /// The form's prefix and the header. Six bytes are eight characters, so the rest is encoded by itself.
    pub(super) fn to_text(self) -> String {
        let [i0, i1, i2, i3] = self.id.0.to_be_bytes();
        let mut text = self.form.prefix().to_owned();
        BASE64_URL_SAFE_NO_PAD.encode_string([self.form.byte(), self.suite, i0, i1, i2, i3], &mut text);
        text
    }

    /// The header of `value`, and what follows it, still encoded.
    pub(super) fn parse(value: &str) -> Option<(Self, &str)> {
        let form = Form::ALL.into_iter().find(|form| value.starts_with(form.prefix()))?;
        let (header, body) = value.get(form.prefix().len()..)?.split_at_checked(HEADER_TEXT)?;
        let mut bytes = [0; HEADER];
        let length = BASE64_URL_SAFE_NO_PAD.decode_slice(header, &mut bytes).ok()?;
        let [of, suite, id @ ..] = bytes;
        let known = length == HEADER && of == form.byte() && SUITES.contains(&suite);
        known.then_some((Self { form, suite, id: KeyId(u32::from_be_bytes(id)) }, body))
    }
}

impl Form {
    const ALL: [Self; 2] = [Self::Encrypted, Self::Token];

    fn prefix(self) -> &'static str {
        match self {
            Self::Encrypted => "wm1.",
            Self::Token => "wt1.",
        }
    }

    fn byte(self) -> u8 {
        match self {
            Self::Encrypted => 1,
            Self::Token => 2,
        }
    }

    /// Bytes after the header that are not ciphertext.
    pub(super) fn overhead(self) -> usize {
        match self {
            Self::Encrypted => AeadKey::OVERHEAD,
            Self::Token => SivKey::IV_LEN,
        }
    }
}

fn aead_suite(aead: Aead) -> u8 {
    match aead {
        Aead::Aes256Gcm => AES_256,
        _ => SM4,
    }
}

fn siv_suite(siv: Siv) -> u8 {
    match siv {
        Siv::Aes256Siv => AES_256,
        _ => SM4,
    }
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

const HEADER: usize = 6;
const HEADER_TEXT: usize = 8;
const SM4: u8 = 1;
const AES_256: u8 = 2;
const SUITES: [u8; 2] = [SM4, AES_256];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn surrogate(header: Header, body: usize) -> String {
        header.to_text() + &BASE64_URL_SAFE_NO_PAD.encode(vec![0x5a; body])
    }

    #[test]
    fn headers_are_as_documented() {
        let encrypted = Header::encrypted(Aead::Aes256Gcm, KeyId(0x0102_0304)).to_text();
        let token = Header::token(Siv::Sm4Siv, KeyId(7)).to_text();
        // 01 02 01 02 03 04 and 02 01 00 00 00 07.
        assert_eq!((encrypted.as_str(), token.as_str()), ("wm1.AQIBAgME", "wt1.AgEAAAAH"));
        let header = Header::parse("wm1.AQIBAgMEabc").expect("a header");
        assert_eq!(header, (Header::encrypted(Aead::Aes256Gcm, KeyId(0x0102_0304)), "abc"));
    }

    #[test]
    fn only_whole_values_look_sealed() {
        for (header, form, least) in [
            (Header::encrypted(Aead::Sm4Gcm, KeyId(9)), Form::Encrypted, 28),
            (Header::token(Siv::Aes256Siv, KeyId(9)), Form::Token, 16),
        ] {
            for body in 0..100 {
                let expected = (body >= least).then_some(form);
                assert_eq!(looks_sealed(&surrogate(header, body)), expected, "{body}");
            }
        }
        let whole = surrogate(Header::encrypted(Aead::Sm4Gcm, KeyId(9)), 39);
        let near = [
            whole.replacen("wm1", "wt1", 1),
            whole.replacen("wm1", "wm2", 1),
            whole.replacen("AQE", "AQM", 1),
            whole.clone() + "=",
            whole.clone() + " ",
            whole.clone() + "A",
            whole.replacen('W', "帷", 1),
            "wm1.".to_owned(),
            String::new(),
            "110101199003072316".to_owned(),
        ];
        for other in near {
            assert_eq!(looks_sealed(&other), None, "{other}");
        }
    }

    #[test]
    fn sealed_values_are_found_between_brackets_alone() {
        let one = surrogate(Header::encrypted(Aead::Sm4Gcm, KeyId(9)), 40);
        let two = surrogate(Header::token(Siv::Sm4Siv, KeyId(9)), 16);
        let text = format!("⟦甲⟦{one}⟧乙{one} ⟦⟧⟦x⟧⟦{one}⟦{two}⟧⟦{one}x");
        let found: Vec<_> = find_in_text(&text)
            .map(|embedded| (text.get(embedded.span.range()), text.get(embedded.surrogate.range())))
            .collect();
        let (first, second) = (format!("⟦{one}⟧"), format!("⟦{two}⟧"));
        assert_eq!(found, [(Some(&*first), Some(&*one)), (Some(&*second), Some(&*two))]);
    }

    proptest! {
        #[test]
        fn any_text_can_be_searched(text in "[⟦⟧a-bwm1.AQE帷]{0,60}") {
            for embedded in find_in_text(&text) {
                prop_assert!(looks_sealed(text.get(embedded.surrogate.range()).expect("on a boundary")).is_some());
            }
        }

        #[test]
        fn what_is_written_is_found(before in ".{0,20}", after in ".{0,20}", body in 16_usize..80) {
            let one = surrogate(Header::token(Siv::Aes256Siv, KeyId(1)), body);
            let text = format!("{before}{LEFT}{one}{RIGHT}{after}");
            let found: Vec<_> = find_in_text(&text).filter_map(|embedded| text.get(embedded.surrogate.range())).collect();
            prop_assert_eq!(found, [one.as_str()]);
        }
    }
}
