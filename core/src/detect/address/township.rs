//! Names of towns without their suffix (洪家 for 洪家街道), by the prefecture they lie in.
//!
//! Searched in the text of the table as it is; only where each prefecture's names stand is remembered.

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
    prefectures.iter().filter_map(|&prefecture| longest(names_of(prefecture)?, text)).max()
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

/// The names of a prefecture.
fn names_of(prefecture: u16) -> Option<&'static [u8]> {
    static LINES: OnceLock<Vec<(u16, &'static str)>> = OnceLock::new();
    let lines = LINES.get_or_init(|| {
        let fields =
            |line: &'static str| line.split_once(' ').and_then(|(code, names)| Some((code.parse().ok()?, names)));
        TOWNSHIPS.lines().filter_map(fields).collect()
    });
    let at = lines.binary_search_by_key(&prefecture, |&(code, _)| code).ok()?;
    lines.get(at).map(|&(_, names)| names.as_bytes())
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
