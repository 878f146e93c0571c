//! Base64url without padding (RFC 4648, 5) of whole columns.
//!
//! Values behind one another, each a multiple of three bytes long, are encoded as one string; a value's own text is what of
//! its part does not come from the zeros behind it.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::Simd;
use base64::engine::general_purpose::NO_PAD;
use weimu_crypto::{Column, ColumnBuf};

const GROUP: usize = ColumnBuf::GROUP;

/// The texts of a column, one after the other.
#[derive(Default)]
pub(super) struct Texts {
    encoded: Vec<u8>,
}

impl Texts {
    /// Encodes `padded`, whose values are followed by zeros up to a multiple of three bytes; `lengths` are theirs without the
    /// zeros.
    pub(super) fn encode<'a>(
        &'a mut self,
        padded: Column<'_>,
        lengths: impl Iterator<Item = usize> + 'a,
    ) -> impl Iterator<Item = &'a str> {
        let bytes = padded.as_bytes();
        self.encoded.resize(bytes.len() / GROUP * 4, 0);
        let written = ENGINE.encode_slice(bytes, &mut self.encoded).expect("three bytes are four characters");
        let mut rest =
            self.encoded.get(..written).and_then(|text| std::str::from_utf8(text).ok()).expect("base64 is ASCII");
        lengths.map_while(move |length| {
            let (text, after) = rest.split_at_checked(length.div_ceil(GROUP) * 4)?;
            rest = after;
            text.get(..(length * 4).div_ceil(GROUP))
        })
    }
}

/// How many bytes of text `values` values of `bytes` bytes together take at most.
pub(super) fn bytes_after(values: usize, bytes: usize) -> usize {
    bytes / GROUP * 4 + 4 * values
}

/// Appends the bytes of `text` to `bytes`; nothing if it is not base64url, or has bits left over that are not zero.
pub(super) fn decode(text: &str, bytes: &mut Vec<u8>) -> Option<()> {
    ENGINE.decode_vec(text, bytes).ok()
}

static ENGINE: LazyLock<Simd> = LazyLock::new(|| Simd::url_safe(NO_PAD));

#[cfg(test)]
mod tests {
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_column_is_encoded_as_its_values_are(values in prop::collection::vec(any::<Vec<u8>>(), 0..40)) {
            let mut padded = ColumnBuf::new();
            for value in &values {
                let mut value = value.clone();
                value.resize(value.len().next_multiple_of(GROUP), 0);
                padded.push(&value);
            }
            let mut texts = Texts::default();
            let encoded: Vec<_> = texts.encode(padded.as_column(), values.iter().map(Vec::len)).map(str::to_owned).collect();
            let expected: Vec<_> = values.iter().map(|value| BASE64_URL_SAFE_NO_PAD.encode(value)).collect();
            prop_assert_eq!(&encoded, &expected);
            for (text, value) in encoded.iter().zip(&values) {
                let mut bytes = Vec::new();
                prop_assert_eq!(decode(text, &mut bytes), Some(()));
                prop_assert_eq!(&bytes, value);
            }
        }
    }

    #[test]
    fn bits_left_over_have_to_be_zero() {
        for (text, expected) in
            [("AA", Some(())), ("AB", None), ("AAB", None), ("A", None), ("AA==", None), ("A+", None)]
        {
            assert_eq!(decode(text, &mut Vec::new()), expected, "{text}");
        }
    }
}
