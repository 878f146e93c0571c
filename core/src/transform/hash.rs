//! `hash`: a keyed hash.
//!
//! HMAC-SM3 (GM/T 0042-2015) or HMAC-SHA-256 (FIPS 198-1) under a key derived for the domain, in lower-case hexadecimal,
//! whole or cut to its first bytes. Equal values give equal hashes within a key and domain; nothing undoes them, but who
//! holds the key can try values.

use weimu_crypto::{Digest, Mac, MacKey};

use super::block::{self, Blocks};
use super::{Tally, TextWriter, Texts};
use crate::error::{ErrorKind, Phrase, Result};
use crate::keys::{KeyHandle, Label};

/// Replaces each value by its keyed hash.
#[derive(Debug)]
pub struct Hash {
    key: MacKey,
    length: usize,
}

impl Hash {
    /// The fewest bytes a hash may be cut to: with fewer, different values would soon share one.
    pub const LEAST_BYTES: usize = 8;
    /// Bytes of a whole hash.
    pub const MOST_BYTES: usize = 32;

    /// Hashes of `domain` under the primary version of `key`, cut to their first `length` bytes if one is given.
    ///
    /// # Errors
    /// The length is below [`LEAST_BYTES`](Self::LEAST_BYTES) or above [`MOST_BYTES`](Self::MOST_BYTES), or the key's
    /// primary version is not usable.
    pub fn new(key: &KeyHandle, mac: Mac, domain: &str, length: Option<usize>) -> Result<Self> {
        let length = length.unwrap_or(Self::MOST_BYTES);
        if !(Self::LEAST_BYTES..=Self::MOST_BYTES).contains(&length) {
            let reason = Phrase::new("a hash has 8 to 32 bytes", "散列长度须为 8 至 32 字节");
            return Err(ErrorKind::Argument { argument: "length".to_owned(), reason }.into());
        }
        let scope = [domain];
        let label = Label::new("hash", mac.name(), &scope);
        let derived = key.derive(key.primary(), mac.hash(), &label, 32)?;
        Ok(Self { key: MacKey::new(mac, derived.expose()), length })
    }

    pub(super) fn bytes_after(&self, values: usize) -> usize {
        2 * self.length * values
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, input: &T, out: &mut W) -> Tally {
        self.apply_in_blocks(block::VALUES, input, out)
    }

    fn apply_in_blocks<T: Texts + ?Sized, W: TextWriter>(&self, most_values: usize, input: &T, out: &mut W) -> Tally {
        let mut tally = Tally::default();
        let (mut hashes, mut digits) = (Vec::new(), Vec::new());
        let mut blocks = Blocks::new(input, most_values);
        while let Some(block) = blocks.advance() {
            hashes.clear();
            self.key.mac_column(block.values, &mut hashes);
            digits.clear();
            digits.extend(hashes.iter().map(hexadecimal));
            let places = (0..hashes.len()).map(|index| index * DIGITS..index * DIGITS + 2 * self.length);
            tally.add(block.write(digits.as_flattened(), places, out));
        }
        tally
    }
}

/// Digits of a whole hash.
const DIGITS: usize = 2 * Hash::MOST_BYTES;

/// Lower-case hexadecimal. Both passes are without branches and checks, so that they become vector code.
fn hexadecimal(hash: &Digest) -> [u8; DIGITS] {
    let mut digits = [0; DIGITS];
    for (pair, byte) in digits.as_chunks_mut().0.iter_mut().zip(hash) {
        *pair = [byte >> 4, byte & 15];
    }
    for digit in &mut digits {
        let zero = if *digit < 10 { b'0' } else { b'a' - 10 };
        *digit = zero.wrapping_add(*digit);
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::TextBuffer;

    fn hashes(hash: &Hash, most_values: usize, input: &[Option<&str>]) -> Vec<Option<String>> {
        let mut out = TextBuffer::default();
        let tally = hash.apply_in_blocks(most_values, input, &mut out);
        assert_eq!(tally, Tally { values: input.iter().flatten().count() as u64, fallback: 0 });
        (0..out.len()).map(|row| out.get(row).map(str::to_owned)).collect()
    }

    fn key() -> KeyHandle {
        KeyHandle::ephemeral("person").expect("randomness")
    }

    #[test]
    fn a_hash_is_the_mac_in_lower_case_hexadecimal() {
        for mac in Mac::ALL {
            let hash = Hash::new(&key(), mac, "d", None).expect("a whole hash");
            let expected: String = hash.key.mac("王小明".as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
            let input = [None, Some("王小明"), None, Some("王小明")];
            for most_values in [1, 2, 1024] {
                let expected = Some(expected.clone());
                assert_eq!(hashes(&hash, most_values, &input), [None, expected.clone(), None, expected]);
            }
        }
    }

    #[test]
    fn every_byte_is_written_as_two_digits() {
        for first in (0..=255u8).step_by(32) {
            let hash: Digest = std::array::from_fn(|i| first + i as u8);
            let expected: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hexadecimal(&hash), expected.as_bytes());
        }
    }

    #[test]
    fn a_shorter_hash_is_the_beginning_of_the_whole() {
        let key = key();
        let whole = hashes(&Hash::new(&key, Mac::HmacSm3, "d", None).expect("fits"), 1, &[Some("x")]);
        for length in [8, 16, 31, 32] {
            let cut = hashes(&Hash::new(&key, Mac::HmacSm3, "d", Some(length)).expect("fits"), 1, &[Some("x")]);
            assert_eq!(cut[0].as_deref(), whole[0].as_ref().and_then(|whole| whole.get(..2 * length)));
        }
        for length in [0, 7, 33] {
            let error = Hash::new(&key, Mac::HmacSm3, "d", Some(length)).expect_err("out of range");
            assert!(matches!(error.kind(), ErrorKind::Argument { .. }));
        }
    }

    #[test]
    fn domains_keys_and_algorithms_are_unlinkable() {
        let (one, other) = (key(), key());
        let cases = [
            (&one, Mac::HmacSm3, "a"),
            (&one, Mac::HmacSm3, "b"),
            (&one, Mac::HmacSha256, "a"),
            (&other, Mac::HmacSm3, "a"),
        ];
        let mut all: Vec<_> = cases
            .iter()
            .flat_map(|(key, mac, domain)| hashes(&Hash::new(key, *mac, domain, None).expect("fits"), 1, &[Some("x")]))
            .collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), cases.len());
    }

    #[test]
    fn debug_shows_no_key_byte() {
        let shown = format!("{:?}", Hash::new(&key(), Mac::HmacSm3, "d", None).expect("fits"));
        assert_eq!(shown, "Hash { key: HMAC-SM3, length: 32 }");
    }
}
