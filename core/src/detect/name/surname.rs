//! Surnames and how usual each is.

use std::sync::OnceLock;

use super::lexicon::{KeyMap, NUMBERS, key, key_of, lines, number};
use super::transliteration::Transliteration;

/// What may begin with a character.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Begins(u8);

impl Begins {
    pub(super) const NOTHING: Self = Self(0);
    const SURNAME: u8 = 1;
    const DOUBLE: u8 = 1 << 1;
    const JAPANESE: u8 = 1 << 2;
    const TRANSLITERATION: u8 = 1 << 3;

    pub(super) fn is_surname(self) -> bool {
        self.0 & Self::SURNAME != 0
    }

    pub(super) fn may_be_double(self) -> bool {
        self.0 & Self::DOUBLE != 0
    }

    pub(super) fn may_be_japanese(self) -> bool {
        self.0 & Self::JAPANESE != 0
    }

    pub(super) fn is_of_transliterations(self) -> bool {
        self.0 & Self::TRANSLITERATION != 0
    }
}

/// The surnames by their first character.
pub(super) struct Surnames {
    /// The weight of each character as a surname; 0 if it is none.
    single: Vec<f64>,
    /// The logarithm of the share of people with it.
    ln_share: Vec<f64>,
    double: KeyMap<f64>,
    /// One byte for each character, asked first: most begin nothing.
    begins: Vec<Begins>,
    total: f64,
}

impl Surnames {
    pub(super) fn get() -> &'static Self {
        static SURNAMES: OnceLock<Surnames> = OnceLock::new();
        SURNAMES.get_or_init(Self::build)
    }

    /// What may begin with the character.
    pub(super) fn begins(&self, number: u16) -> Begins {
        self.begins.get(usize::from(number)).copied().unwrap_or_default()
    }

    /// The weight of a character as a surname: 王 has 9,520, rare ones 5.
    pub(super) fn weight(&self, number: u16) -> Option<f64> {
        self.single.get(usize::from(number)).copied().filter(|&weight| weight > 0.0)
    }

    /// The logarithm of the share of people who have two characters as their surname.
    pub(super) fn double_ln_share(&self, characters: &[u16]) -> Option<f64> {
        self.begins(*characters.first()?).may_be_double().then_some(())?;
        self.double.get(&key(characters)?).map(|weight| (weight.max(LEAST_WEIGHT) / self.total).ln())
    }

    /// The logarithm of the share of people with a character as their surname.
    pub(super) fn ln_share(&self, number: u16) -> f64 {
        self.ln_share.get(usize::from(number)).copied().unwrap_or(f64::NEG_INFINITY)
    }

    /// Whether two characters are a Japanese surname.
    pub(super) fn is_japanese(characters: &[u16]) -> bool {
        static KEYS: OnceLock<KeyMap<()>> = OnceLock::new();
        let keys = KEYS.get_or_init(|| JAPANESE.split_whitespace().filter_map(key_of).map(|key| (key, ())).collect());
        key(characters).is_some_and(|key| keys.contains_key(&key))
    }

    fn build() -> Self {
        let mut surnames = Self {
            single: vec![0.0; NUMBERS],
            ln_share: Vec::new(),
            double: KeyMap::default(),
            begins: vec![Begins::NOTHING; NUMBERS],
            total: 0.0,
        };
        for (surname, weight) in lines(include_str!("surnames.tsv")).filter_map(|line| line.split_once('\t')) {
            let Ok(weight) = weight.parse::<f64>() else { continue };
            surnames.total += weight;
            let numbers: Vec<u16> = surname.chars().map(number).collect();
            match (numbers.as_slice(), key(&numbers)) {
                (&[single], _) => surnames.set_single(single, weight),
                (&[first, _], Some(key)) => surnames.set_double(first, key, weight),
                _ => {}
            }
        }
        for first in JAPANESE.split_whitespace().filter_map(|surname| surname.chars().next()) {
            surnames.mark(number(first), Begins::JAPANESE);
        }
        for number in (0..NUMBERS as u16).filter(|&number| Transliteration::get().cost(number).is_some()) {
            surnames.mark(number, Begins::TRANSLITERATION);
        }
        let total = surnames.total;
        surnames.ln_share = surnames.single.iter().map(|weight| (weight.max(LEAST_WEIGHT) / total).ln()).collect();
        surnames
    }

    fn set_single(&mut self, number: u16, weight: f64) {
        if let Some(slot) = self.single.get_mut(usize::from(number)) {
            *slot = weight;
        }
        self.mark(number, Begins::SURNAME);
    }

    fn set_double(&mut self, first: u16, key: u64, weight: f64) {
        self.double.insert(key, weight);
        self.mark(first, Begins::DOUBLE);
    }

    fn mark(&mut self, number: u16, what: u8) {
        if let Some(begins) = self.begins.get_mut(usize::from(number)) {
            begins.0 |= what;
        }
    }
}

/// Surnames of less weight count as this much.
const LEAST_WEIGHT: f64 = 4.0;

/// Below this weight a surname is rare and most often something else.
pub(super) const RARE: f64 = 20.0;

/// Japanese surnames of two characters that news name often.
const JAPANESE: &str = "山本 山田 山口 山下 山崎 田中 中村 中田 中山 中岛 小林 小野 小泉 小川 \
    小池 小泽 佐藤 铃木 高桥 伊藤 渡边 渡部 加藤 吉田 吉川 松本 松下 松井 \
    松田 松岛 井上 木村 清水 斋藤 桥本 石川 石原 石田 福田 福原 冈田 冈本 \
    冈村 村上 村山 近藤 远藤 坂本 藤田 藤原 藤井 藤本 后藤 青木 西村 西田 \
    三浦 三木 前田 河野 河村 安倍 安藤 鸠山 麻生 野田 野村 宫本 宫崎 宫泽 \
    黑泽 黑田 大江 大岛 大野 大田 大平 竹内 竹下 上田 上野 和田 北野 北岛 \
    本田 本木 浅野 浅田 武田 武村 德川 织田 丰臣 森田 平山 平野 今井 市川 \
    谷口 内田 工藤 酒井 原田 川口 川岛 久保 黑木 稻本 羽生 羽田 金城 安室 \
    滨崎 深田 广末 柴崎 樱井 二宫 草间 岛田 川崎 川端 芥川 夏目 池田 池上 \
    岸本 鸟山 新垣 绫濑";
