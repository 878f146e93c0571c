//! Names of towns without their suffix (洪家 for 洪家街道), by the prefecture they lie in.
//!
//! One look tells whether any name of a prefecture begins with two characters; the rest of the few that do is compared.

use std::sync::OnceLock;

use super::class::Class;
use super::grammar::begins;
use super::letters::Letters;

/// One line for each prefecture: the first four digits of its code and the names, sorted, separated by blanks.
const TOWNSHIPS: &str = include_str!("townships.txt");

/// The length in characters of the longest name of a town at `at`, before `to`, in one of the prefectures, given by the first
/// four digits of their codes.
pub(super) fn town_at(letters: &Letters, at: usize, to: usize, prefectures: &[u16]) -> Option<usize> {
    if !letters.class(at).has(Class::TOWN) {
        return None;
    }
    let [first, second, rest @ ..] = letters.slice(at, to) else { return None };
    let towns = Towns::get();
    prefectures.iter().filter_map(|&prefecture| towns.longest(key(prefecture, *first, *second), rest)).max()
}

/// The first two characters of every name.
pub(super) fn pairs() -> impl Iterator<Item = (char, char)> {
    let names = TOWNSHIPS.lines().filter_map(fields).flat_map(|(_, names)| names.split(' '));
    names.filter_map(|name| {
        let mut chars = name.chars();
        chars.next().zip(chars.next())
    })
}

/// All names, by their prefecture and their first two characters.
struct Towns {
    /// Sorted by the key.
    names: Vec<Town>,
    /// The characters of all names behind the first two.
    letters: Vec<char>,
    /// By a hash of the key, with the next ones tried in order: half of the hash, and the first name of the key, one more than
    /// its index.
    slots: Vec<(u16, u16)>,
}

/// One name.
struct Town {
    key: u64,
    /// Where its third character lies in the letters.
    from: u32,
    /// Characters behind the first two.
    rest: u32,
}

/// Half as many again as there are names.
const SLOTS: usize = 0x10000;

impl Towns {
    fn get() -> &'static Self {
        static TOWNS: OnceLock<Towns> = OnceLock::new();
        TOWNS.get_or_init(Self::build)
    }

    /// Characters of the longest name of `key` that goes on with what `rest` begins with.
    fn longest(&self, key: u64, rest: &[char]) -> Option<usize> {
        let (mut slot, tag) = hash(key);
        while let Some(&(here, entry)) = self.slots.get(slot).filter(|(_, entry)| *entry > 0) {
            let names = if here == tag { self.names.get(usize::from(entry) - 1..).unwrap_or_default() } else { &[] };
            if names.first().is_some_and(|town| town.key == key) {
                let of_key = names.iter().take_while(|town| town.key == key);
                return of_key.filter(|town| begins(rest, self.rest(town))).map(|town| 2 + town.rest as usize).max();
            }
            slot = (slot + 1) % SLOTS;
        }
        None
    }

    fn rest(&self, town: &Town) -> &[char] {
        let from = town.from as usize;
        self.letters.get(from..from + town.rest as usize).unwrap_or_default()
    }

    fn build() -> Self {
        let mut towns = Self { names: Vec::new(), letters: Vec::new(), slots: vec![(0, 0); SLOTS] };
        for (prefecture, names) in TOWNSHIPS.lines().filter_map(fields) {
            names.split(' ').for_each(|name| towns.list(prefecture, name));
        }
        towns.names.sort_by_key(|town| town.key);
        let mut last = None;
        for (index, town) in (1..).zip(&towns.names) {
            if last.replace(town.key) == Some(town.key) {
                continue;
            }
            let (mut slot, tag) = hash(town.key);
            while towns.slots.get(slot).is_some_and(|(_, entry)| *entry > 0) {
                slot = (slot + 1) % SLOTS;
            }
            if let Some(entry) = towns.slots.get_mut(slot) {
                *entry = (tag, index);
            }
        }
        towns
    }

    fn list(&mut self, prefecture: u16, name: &str) {
        let mut chars = name.chars();
        let Some((first, second)) = chars.next().zip(chars.next()) else { return };
        let from = self.letters.len();
        self.letters.extend(chars);
        let rest = self.letters.len() - from;
        self.names.push(Town { key: key(prefecture, first, second), from: from as u32, rest: rest as u32 });
    }
}

/// A prefecture and two characters as one number.
fn key(prefecture: u16, first: char, second: char) -> u64 {
    u64::from(prefecture) << 48 | u64::from(first) << 24 | u64::from(second)
}

/// The slot of a key, and what tells keys of one slot apart.
fn hash(key: u64) -> (usize, u16) {
    let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed >> 48) as usize % SLOTS, (mixed >> 32) as u16)
}

/// The code of a prefecture and its names.
fn fields(line: &str) -> Option<(u16, &str)> {
    let (code, names) = line.split_once(' ')?;
    Some((code.parse().ok()?, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(text: &str, prefecture: u16) -> Option<usize> {
        let mut letters = Letters::default();
        letters.load(text);
        town_at(&letters, 0, letters.len(), &[prefecture])
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
