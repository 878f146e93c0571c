//! Words that are no names, and how usual each is.
//!
//! `words.tsv` and `characters.tsv` give costs in half nats: the negative logarithm of a word's share of running text. Their
//! origin is in `corpora/README.md`.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use crate::detect::region_code::DIVISIONS;

/// The number of a Han character of the basic block, from 1; 0 is every other.
pub(super) fn number(c: char) -> u16 {
    match c {
        FIRST..='\u{9FFF}' => (c as u32 - FIRST as u32 + 1) as u16,
        _ => 0,
    }
}

const FIRST: char = '\u{4E00}';
/// Numbers there are.
pub(super) const NUMBERS: usize = 0x9FFF - FIRST as usize + 2;

/// Up to four characters as one number; nothing if one of them has none.
pub(super) fn key(characters: &[u16]) -> Option<u64> {
    let packed = characters.iter().try_fold(0, |key, &number| (number > 0).then(|| key << 15 | u64::from(number)));
    packed.filter(|_| characters.len() <= LONGEST)
}

/// The key of a word that is written in this crate.
pub(super) fn key_of(word: &str) -> Option<u64> {
    let numbers: Vec<u16> = word.chars().map(number).collect();
    key(&numbers)
}

/// Characters of the longest words.
pub(super) const LONGEST: usize = 4;

/// A map by keys, which are spread well enough by one multiplication.
pub(super) type KeyMap<V> = HashMap<u64, V, BuildHasherDefault<Spread>>;

/// Spreads the bits of a key.
#[derive(Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(self.0 << 8 | u64::from(byte)));
    }

    fn write_u64(&mut self, key: u64) {
        let spread = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = spread ^ spread >> 32;
    }
}

/// The words and characters.
pub(super) struct Lexicon {
    words: KeyMap<Word>,
    alone: Vec<u8>,
    inside: Vec<u8>,
}

/// What is known of a row of characters.
#[derive(Clone, Copy, Default)]
struct Word {
    /// Its cost as a word; 0 if it only begins one.
    cost: u8,
    begins_longer: bool,
}

impl Lexicon {
    pub(super) fn get() -> &'static Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(Self::build)
    }

    /// Calls `visit` with the length and cost of every word that `characters` begin with, from two characters on.
    pub(super) fn words(&self, characters: &[u16], mut visit: impl FnMut(usize, f64)) {
        for length in 2..=characters.len().min(LONGEST) {
            let found = characters.get(..length).and_then(key).and_then(|key| self.words.get(&key));
            let Some(&Word { cost, begins_longer }) = found else { return };
            if cost > 0 {
                visit(length, nats(cost));
            }
            if !begins_longer {
                return;
            }
        }
    }

    /// The cost of exactly these characters as a word.
    pub(super) fn cost(&self, characters: &[u16]) -> Option<f64> {
        let word = self.words.get(&key(characters)?)?;
        (word.cost > 0).then(|| nats(word.cost))
    }

    /// The cost of a character as a word of its own.
    pub(super) fn alone(&self, number: u16) -> f64 {
        nats(self.alone.get(usize::from(number)).copied().unwrap_or(RARE_ALONE))
    }

    /// The cost of a character inside a word that is not known.
    pub(super) fn inside(&self, number: u16) -> f64 {
        nats(self.inside.get(usize::from(number)).copied().unwrap_or(RARE_INSIDE))
    }

    fn build() -> Self {
        let mut lexicon =
            Self { words: KeyMap::default(), alone: vec![RARE_ALONE; NUMBERS], inside: vec![RARE_INSIDE; NUMBERS] };
        lines(include_str!("words.tsv")).for_each(|line| lexicon.read_words(line));
        lines(include_str!("characters.tsv")).for_each(|line| lexicon.read_characters(line));
        DIVISIONS.lines().filter_map(|row| row.split('\t').nth(1)).for_each(|name| lexicon.add_division(name));
        lexicon
    }

    /// Adds the name of a division without the word for its level: 岳阳 of 岳阳市.
    fn add_division(&mut self, name: &str) {
        let of_people = PEOPLES.iter().filter_map(|people| name.find(people)).filter(|&at| at > 0).min();
        let bare = name.get(..of_people.unwrap_or(name.len())).unwrap_or_default();
        let bare = bare.trim_end_matches(['省', '市', '县', '区', '旗', '盟', '州']);
        let numbers: Vec<u16> = bare.chars().map(number).collect();
        if (2..=LONGEST).contains(&numbers.len()) {
            self.add(&numbers, DIVISION);
        }
    }

    /// Adds a word, unless it is known.
    fn add(&mut self, numbers: &[u16], cost: u8) {
        for length in 2..numbers.len() {
            if let Some(key) = numbers.get(..length).and_then(key) {
                self.words.entry(key).or_default().begins_longer = true;
            }
        }
        let word = key(numbers).map(|key| self.words.entry(key).or_default());
        if let Some(word) = word.filter(|word| word.cost == 0) {
            word.cost = cost;
        }
    }

    fn read_words(&mut self, line: &str) {
        let Some((cost, words)) = line.split_once('\t') else { return };
        let Ok(cost) = cost.parse() else { return };
        for word in words.split(' ') {
            let numbers: Vec<u16> = word.chars().map(number).collect();
            self.add(&numbers, cost);
        }
    }

    fn read_characters(&mut self, line: &str) {
        let mut fields = line.split('\t');
        let (Some(what), Some(Ok(cost)), Some(characters)) =
            (fields.next(), fields.next().map(str::parse), fields.next())
        else {
            return;
        };
        let table = if what == "alone" { &mut self.alone } else { &mut self.inside };
        for number in characters.chars().map(number) {
            if let Some(slot) = table.get_mut(usize::from(number)) {
                *slot = cost;
            }
        }
    }
}

/// The lines of a table, its comments left out.
pub(super) fn lines(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

fn nats(cost: u8) -> f64 {
    f64::from(cost) / 2.0
}

/// How the names of peoples begin that stand in the names of autonomous divisions: 巴音郭楞蒙古自治州.
const PEOPLES: [&str; 44] = [
    "蒙古",
    "回族",
    "藏族",
    "维吾尔",
    "苗族",
    "彝族",
    "壮族",
    "布依",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家",
    "哈尼",
    "哈萨克",
    "傣族",
    "黎族",
    "傈僳",
    "佤族",
    "畲族",
    "拉祜",
    "水族",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土族",
    "达斡尔",
    "仫佬",
    "羌族",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "鄂温克",
    "裕固",
    "保安",
    "独龙",
    "鄂伦春",
    "普米",
    "怒族",
    "各族",
];

/// Half nats of a division's name.
const DIVISION: u8 = 20;

/// Half nats of a character that is in no list.
const RARE_ALONE: u8 = 40;
const RARE_INSIDE: u8 = 28;
