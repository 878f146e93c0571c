//! Names that are known by themselves, of other languages and of peoples of China: 约翰, 吐尔逊, 卓玛.

use super::character::{Character, Characters, number, numbers};
use super::lexicon::{KeyMap, key, key_of, lines};
use super::traits::Traits;

/// The names, of each what follows its first two characters, by those.
pub(super) struct KnownNames(KeyMap<Vec<Box<[u16]>>>);

impl KnownNames {
    /// The names, and in `characters` what begins one.
    pub(super) fn new(characters: &mut Characters) -> Self {
        let mut names = KeyMap::<Vec<_>>::default();
        for name in lines(include_str!("known.txt")).flat_map(str::split_whitespace) {
            let numbers = numbers(name);
            let Some((head, rest)) = numbers.split_at_checked(2) else { continue };
            if let Some(key) = key(head.iter().copied()) {
                names.entry(key).or_default().push(rest.into());
            }
            characters.describe_number(name.chars().next().map_or(0, number), |first| first.traits.add(Traits::KNOWN));
        }
        Self(names)
    }

    /// The keys of the first two characters.
    pub(super) fn keys(&self) -> impl Iterator<Item = u64> {
        self.0.keys().copied()
    }

    /// The lengths of the names that `characters` begin with.
    pub(super) fn lengths(&self, characters: &[Character]) -> impl Iterator<Item = usize> {
        let (head, behind) = characters.split_at_checked(2).unwrap_or_default();
        let names = key_of(head).and_then(|key| self.0.get(&key)).map_or(&[][..], Vec::as_slice);
        let is_behind = move |rest: &[u16]| {
            rest.len() <= behind.len() && rest.iter().zip(behind).all(|(&number, character)| character.number == number)
        };
        names.iter().filter(move |rest| is_behind(rest)).map(|rest| 2 + rest.len())
    }

    /// Whether `characters` are a name, or two in one: 扎西次仁.
    pub(super) fn is_one_or_two(&self, characters: &[Character]) -> bool {
        let behind = |length: usize| characters.get(length..).unwrap_or_default();
        self.lengths(characters).any(|first| self.at_start(behind(first)) == behind(first).len())
    }

    /// Characters of the longest name that `characters` begin with, or none.
    pub(super) fn at_start(&self, characters: &[Character]) -> usize {
        self.lengths(characters).max().unwrap_or(0)
    }

    /// Characters of the longest name that `characters` end with, or none.
    pub(super) fn at_end(&self, characters: &[Character]) -> usize {
        let is_name = |rest: &[Character]| self.lengths(rest).any(|length| length == rest.len());
        let rests = (0..characters.len()).filter_map(|at| characters.get(at..));
        rests.into_iter().find(|rest| is_name(rest)).map_or(0, <[Character]>::len)
    }
}
