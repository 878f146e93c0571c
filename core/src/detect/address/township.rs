//! Names of towns without their suffix (洪家 for 洪家街道), by the prefecture they lie in.
//!
//! Searched in the text of the table as it is; where each prefecture's names stand is remembered, and by a hash, which
//! beginnings some prefecture has: most places that are asked for have no town.

use std::sync::OnceLock;

/// One line for each prefecture: the first four digits of its code and the names, sorted, separated by blanks.
const TOWNSHIPS: &str = include_str!("townships.txt");

/// Characters of the longest name of the table.
const LONGEST: usize = 4;

/// The length in characters of the longest name of a town that `chars` begins with, in one of the prefectures, given by the
/// first four digits of their codes.
pub(super) fn begins_with_town(chars: &[char], prefectures: &[u16]) -> Option<usize> {
    let (mut text, mut length) = ([0; 4 * LONGEST], 0);
    for c in chars.iter().take(LONGEST) {
        length += text.get_mut(length..length + c.len_utf8()).map_or(0, |place| c.encode_utf8(place).len());
    }
    let text = text.get(..length).unwrap_or_default();
    let (towns, begins) = (Towns::get(), key(text));
    let listed = prefectures.iter().filter(|&&prefecture| towns.may_have(prefecture, begins));
    listed.filter_map(|&prefecture| longest(towns.names_of(prefecture)?, text)).max()
}

/// Characters of the longest of `names`, which are sorted and separated by blanks, that `text` begins with.
fn longest(names: &[u8], text: &[u8]) -> Option<usize> {
    let from = names.get(lower_bound(names, text)..)?;
    let first = text.get(..KEY)?;
    let listed = from.split(|&byte| byte == b' ').take_while(|name| name.starts_with(first));
    let fit = listed.filter(|name| text.starts_with(name)).max_by_key(|name| name.len())?;
    Some(fit.iter().filter(|&&byte| byte & 0xC0 != 0x80).count())
}

/// Bytes of two Chinese characters, which every name begins with.
const KEY: usize = 6;

/// Where the first name stands that is not less than the first two characters of `text`.
fn lower_bound(names: &[u8], text: &[u8]) -> usize {
    let (mut from, mut to, wanted) = (0, names.len(), key(text));
    while from < to {
        let middle = from + (to - from) / 2;
        let left = names.get(from..middle).unwrap_or_default();
        let begin = left.iter().rposition(|&byte| byte == b' ').map_or(from, |at| from + at + 1);
        if key(names.get(begin..).unwrap_or_default()) >= wanted {
            to = begin;
            continue;
        }
        let right = names.get(middle..to).unwrap_or_default();
        from = right.iter().position(|&byte| byte == b' ').map_or(to, |at| middle + at + 1);
    }
    from
}

/// The first two characters, as a number in the order of the text.
fn key(text: &[u8]) -> u64 {
    match text.first_chunk() {
        Some(eight) => u64::from_be_bytes(*eight) >> 16,
        None => text.iter().take(KEY).fold(0, |key, &byte| key << 8 | u64::from(byte)),
    }
}

/// The table, with what is remembered of it.
struct Towns {
    /// The names of each prefecture, sorted by its code.
    lines: Vec<(u16, &'static str)>,
    /// A bit for each prefecture and beginning of a name, by a hash of both.
    beginnings: Box<[u64; 1 << (HASHED - 6)]>,
}

/// Bits of a hash: one of 16 is set.
const HASHED: u32 = 19;

impl Towns {
    fn get() -> &'static Self {
        static TOWNS: OnceLock<Towns> = OnceLock::new();
        TOWNS.get_or_init(Self::build)
    }

    fn build() -> Self {
        let fields =
            |line: &'static str| line.split_once(' ').and_then(|(code, names)| Some((code.parse().ok()?, names)));
        let lines: Vec<(u16, &str)> = TOWNSHIPS.lines().filter_map(fields).collect();
        let mut beginnings = Box::new([0; 1 << (HASHED - 6)]);
        for (prefecture, names) in &lines {
            for name in names.split(' ') {
                let slot = slot(*prefecture, key(name.as_bytes()));
                beginnings[slot >> 6] |= 1 << (slot & 63);
            }
        }
        Self { lines, beginnings }
    }

    /// Whether some name of the prefecture may begin so; one that does is never missed.
    fn may_have(&self, prefecture: u16, begins: u64) -> bool {
        let slot = slot(prefecture, begins);
        self.beginnings[slot >> 6] >> (slot & 63) & 1 != 0
    }

    /// The names of a prefecture.
    fn names_of(&self, prefecture: u16) -> Option<&'static [u8]> {
        let at = self.lines.binary_search_by_key(&prefecture, |&(code, _)| code).ok()?;
        self.lines.get(at).map(|&(_, names)| names.as_bytes())
    }
}

/// The bit of a prefecture and a beginning.
fn slot(prefecture: u16, begins: u64) -> usize {
    let both = begins ^ u64::from(prefecture) << 48;
    (both.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - HASHED)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(text: &str, prefecture: u16) -> Option<usize> {
        let chars: Vec<char> = text.chars().collect();
        begins_with_town(&chars, &[prefecture])
    }

    #[test]
    fn every_name_is_found_in_its_prefecture() {
        let mut asked = 0;
        for line in TOWNSHIPS.lines() {
            let (code, names) = line.split_once(' ').expect("a code and names");
            for name in names.split(' ') {
                assert_eq!(length(name, code.parse().expect("a code")), Some(name.chars().count()), "{name} in {code}");
                asked += 1;
            }
        }
        assert!(asked > 30_000);
    }

    #[test]
    fn a_name_is_found_only_where_it_lies() {
        assert_eq!(length("洪家上洋桥村", 3310), Some(2));
        assert_eq!(length("洪家上洋桥村", 1101), None);
        assert_eq!(length("洪", 3310), None);
    }
}
