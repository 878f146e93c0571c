//! Base64url without padding (RFC 4648, 5) of whole columns of sealed values.
//!
//! Values behind one another, each a multiple of three bytes long, are encoded as one string; a value's own text is what of
//! its part does not come from the zeros behind it.

use std::ops::Range;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::Simd;
use base64::engine::general_purpose::NO_PAD;
use weimu_crypto::{ColumnBuf, Prefix};

const GROUP: usize = ColumnBuf::GROUP;

/// Sealed values, and then their texts. Every text begins with the same header.
pub(super) struct SealedTexts {
    pub(super) values: ColumnBuf,
    encoded: Vec<u8>,
}

/// Where the dot of a header stands, which no bytes are encoded as.
const DOT: usize = 3;

impl SealedTexts {
    /// None yet; each text will begin with `header`: three characters, a dot, and base64url.
    pub(super) fn new(header: &str) -> Self {
        let mut prefix = Prefix::default();
        let written = ENGINE.decode_slice(header.replacen('.', "A", 1), &mut prefix);
        written.ok().filter(|&written| written == prefix.len()).expect("a header is twelve characters");
        Self { values: ColumnBuf::framed(prefix), encoded: Vec::new() }
    }

    /// The texts of the values, and where each lies. `lengths` are those that were sealed, without header and zeros.
    pub(super) fn encode<'a>(
        &'a mut self,
        lengths: impl Iterator<Item = usize> + 'a,
    ) -> (&'a [u8], impl Iterator<Item = Range<usize>> + 'a) {
        let column = self.values.as_column();
        let bytes = column.as_bytes();
        self.encoded.resize(bytes.len() / GROUP * 4, 0);
        ENGINE.encode_slice(bytes, &mut self.encoded).expect("three bytes are four characters");
        let mut start = 0;
        for value in column.iter() {
            self.encoded[start + DOT] = b'.';
            start += value.len() / GROUP * 4;
        }
        let mut start = 0;
        let places = lengths.map(move |length| {
            let length = length + size_of::<Prefix>();
            let place = start..start + (length * 4).div_ceil(GROUP);
            start += length.div_ceil(GROUP) * 4;
            place
        });
        (&self.encoded, places)
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
#[expect(clippy::string_slice, reason = "base64 is ASCII")]
mod tests {
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_column_is_encoded_as_its_values_are(values in prop::collection::vec(any::<Vec<u8>>(), 0..40)) {
            let mut texts = SealedTexts::new("wm1.AQEAAAAJ");
            for value in &values {
                let mut framed = [&[0xc2, 0x6d, 0x40, 1, 1, 0, 0, 0, 9], &value[..]].concat();
                framed.resize(framed.len().next_multiple_of(GROUP), 0);
                texts.values.push(&framed);
            }
            let (text, places) = texts.encode(values.iter().map(Vec::len));
            let encoded: Vec<_> = places.map(|place| String::from_utf8(text[place].to_vec()).expect("text")).collect();
            let text = |value: &Vec<u8>| format!("wm1.AQEAAAAJ{}", BASE64_URL_SAFE_NO_PAD.encode(value));
            prop_assert_eq!(&encoded, &values.iter().map(text).collect::<Vec<_>>());
            for (text, value) in encoded.iter().zip(&values) {
                let mut bytes = Vec::new();
                prop_assert_eq!(decode(&text[12..], &mut bytes), Some(()));
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
