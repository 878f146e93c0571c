//! Words that are no names, and how usual each is.
//!
//! `words.tsv` and `characters.tsv` give costs in half nats: the negative logarithm of a word's share of running text. Their
//! origin is in `corpora/README.md`.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::character::{Character, Characters, numbers};
use super::pair::{Pair, Pairs};
use crate::detect::region_code::DIVISIONS;

/// Up to four characters as one number; nothing if one of them has none.
pub(super) fn key(numbers: impl ExactSizeIterator<Item = u16>) -> Option<u64> {
    let is_short = numbers.len() <= LONGEST;
    let mut numbers = numbers.take(LONGEST);
    let packed = numbers.try_fold(0, |key, number| (number > 0).then(|| key << KEY_BITS | u64::from(number)));
    packed.filter(|_| is_short)
}

/// Bits of a character in a key.
const KEY_BITS: u32 = 15;

/// The number of the last character of a key.
fn last_of(key: u64) -> u16 {
    (key & ((1 << KEY_BITS) - 1)) as u16
}

/// The key of characters of a text.
pub(super) fn key_of(characters: &[Character]) -> Option<u64> {
    key(characters.iter().map(|character| character.number))
}

/// The key of a word that is written in this crate.
pub(super) fn key_of_word(word: &str) -> Option<u64> {
    key(numbers(word).into_iter())
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

/// The words.
pub(super) struct Lexicon {
    pairs: Pairs,
    /// Words of three and four characters.
    longer: KeyMap<Word>,
}

/// What is known of a row of characters.
#[derive(Clone, Copy)]
pub(super) struct Word {
    /// Its cost as a word, in half nats; [`NO_WORD`] if it only begins one.
    pub(super) cost: u8,
    pub(super) begins_longer: bool,
}

impl Word {
    const NONE: Self = Self { cost: NO_WORD, begins_longer: false };
}

/// What begins at a place: the costs of the words of two, three and four characters, in half nats.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) two: u8,
    pub(super) three: u8,
    pub(super) four: u8,
    /// Whether a surname of two characters begins there.
    pub(super) is_surname: bool,
}

impl Words {
    /// Where nothing begins: costs that no cut can bear.
    pub(super) const NONE: Self = Self { two: NO_WORD, three: NO_WORD, four: NO_WORD, is_surname: false };

    /// The cost of the word of `length` characters, in half nats.
    pub(super) fn of(self, length: usize) -> Option<u8> {
        let cost = match length {
            2 => self.two,
            3 => self.three,
            4 => self.four,
            _ => NO_WORD,
        };
        (cost != NO_WORD).then_some(cost)
    }
}

/// In place of the cost of a word that there is not.
pub(super) const NO_WORD: u8 = u8::MAX;

impl Lexicon {
    /// The words, and in `characters` what is known of single ones; `surnames` are the keys of those of two characters.
    pub(super) fn new(characters: &mut Characters, surnames: impl Iterator<Item = u64>) -> Self {
        lines(include_str!("characters.tsv")).for_each(|line| read_characters(line, characters));
        let Known { words, mut pairs } = Known::read();
        surnames.for_each(|key| pairs.entry(key).or_insert(Pair::NONE).mark_surname());
        Self { pairs: in_buckets(pairs, characters), longer: words }
    }

    /// The words that `characters` begin with, from two characters on.
    #[inline]
    pub(super) fn words(&self, characters: &[Character]) -> Words {
        let [first, second, rest @ ..] = characters else { return Words::NONE };
        let pair = self.pairs.get(first.pairs, second.number);
        let words = Words { two: pair.cost, is_surname: pair.is_surname(), ..Words::NONE };
        match rest.first() {
            Some(third) if pair.may_go_on(third.number) => self.with_longer(words, characters),
            _ => words,
        }
    }

    #[inline(never)]
    fn with_longer(&self, words: Words, characters: &[Character]) -> Words {
        let word = |length: usize| self.longer.get(&characters.get(..length).and_then(key_of)?).copied();
        let Some(three) = word(3) else { return words };
        let four = if three.begins_longer { word(4) } else { None };
        Words { three: three.cost, four: four.map_or(NO_WORD, |four| four.cost), ..words }
    }

    /// Whether exactly these characters are a word of two and more.
    pub(super) fn is_word(&self, characters: &[Character]) -> bool {
        self.words(characters).of(characters.len()).is_some()
    }
}

/// The table of `pairs`, and in `characters` where those of each are.
fn in_buckets(pairs: KeyMap<Pair>, characters: &mut Characters) -> Pairs {
    let mut table = Pairs::new();
    let mut pairs: Vec<(u64, Pair)> = pairs.into_iter().collect();
    pairs.sort_unstable_by_key(|&(key, _)| key);
    let mut seconds: Vec<(u16, Pair)> = Vec::new();
    for of_first in pairs.chunk_by(|(one, _), (other, _)| one >> KEY_BITS == other >> KEY_BITS) {
        let first = of_first.first().map_or(0, |(key, _)| (key >> KEY_BITS) as u16);
        seconds.clear();
        seconds.extend(of_first.iter().map(|&(key, pair)| (last_of(key), pair)));
        let bucket = table.add(&seconds);
        characters.describe_number(first, |character| character.pairs = bucket);
    }
    table
}

/// Words as they are read.
#[derive(Default)]
struct Known {
    pairs: KeyMap<Pair>,
    /// Words of three and four characters, and the first three of the latter.
    words: KeyMap<Word>,
}

impl Known {
    fn read() -> Self {
        let mut known = Self::default();
        lines(include_str!("words.tsv")).for_each(|line| known.read_words(line));
        DIVISIONS.lines().filter_map(|row| row.split('\t').nth(1)).for_each(|name| known.add_division(name));
        known
    }

    /// Adds the name of a division without the word for its level: 岳阳 of 岳阳市.
    fn add_division(&mut self, name: &str) {
        let behind_first = name.char_indices().map(|(at, _)| at).skip(1);
        let of_people = behind_first.into_iter().find(|&at| begins_with_people(name.get(at..).unwrap_or_default()));
        let bare = name.get(..of_people.unwrap_or(name.len())).unwrap_or_default();
        let bare = bare.trim_end_matches(['省', '市', '县', '区', '旗', '盟', '州']);
        let numbers = numbers(bare);
        if (2..=LONGEST).contains(&numbers.len()) {
            self.add(&numbers, DIVISION);
        }
    }

    /// Adds a word, unless it is known.
    fn add(&mut self, numbers: &[u16], cost: u8) {
        match numbers {
            [_, _] => {
                let pair = key(numbers.iter().copied()).map(|key| self.pairs.entry(key).or_insert(Pair::NONE));
                if let Some(pair) = pair.filter(|pair| pair.cost == NO_WORD) {
                    pair.cost = cost;
                }
            }
            [first, second, third] => {
                if let Some(word) = self.word_of_three([*first, *second, *third]).filter(|word| word.cost == NO_WORD) {
                    word.cost = cost;
                }
            }
            [first, second, third, _] => {
                if let Some(word) = self.word_of_three([*first, *second, *third]) {
                    word.begins_longer = true;
                }
                let word = key(numbers.iter().copied()).map(|key| self.words.entry(key).or_insert(Word::NONE));
                if let Some(word) = word.filter(|word| word.cost == NO_WORD) {
                    word.cost = cost;
                }
            }
            _ => {}
        }
    }

    /// The word of three characters, which its first two now begin.
    fn word_of_three(&mut self, numbers: [u16; 3]) -> Option<&mut Word> {
        let whole = key(numbers.into_iter())?;
        self.pairs.entry(whole >> KEY_BITS).or_insert(Pair::NONE).mark_third(last_of(whole));
        Some(self.words.entry(whole).or_insert(Word::NONE))
    }

    fn read_words(&mut self, line: &str) {
        let Some((cost, words)) = line.split_once('\t') else { return };
        let Ok(cost) = cost.parse() else { return };
        for word in words.split(' ') {
            self.add(&numbers(word), cost);
        }
    }
}

fn read_characters(line: &str, characters: &mut Characters) {
    let mut fields = line.split('\t');
    let (Some(what), Some(Ok(cost)), Some(of)) = (fields.next(), fields.next().map(str::parse), fields.next()) else {
        return;
    };
    match what {
        "alone" => characters.describe(of, |character| character.alone = cost),
        _ => characters.describe(of, |character| character.inside = cost),
    }
}

/// Whether the name of a people begins here.
fn begins_with_people(text: &str) -> bool {
    PEOPLES.iter().any(|people| text.starts_with(people))
}

/// The lines of a table, its comments left out.
pub(super) fn lines(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

/// A cost in half nats as one in nats.
pub(super) fn nats(half_nats: u16) -> f64 {
    f64::from(half_nats) / 2.0
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
pub(super) const RARE_ALONE: u8 = 40;
pub(super) const RARE_INSIDE: u8 = 28;
