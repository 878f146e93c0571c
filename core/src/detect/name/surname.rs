//! Surnames and how usual each is.

use super::character::{Character, Characters, number, numbers};
use super::lexicon::{KeyMap, key, key_of, key_of_word, lines};
use super::traits::Traits;

/// The surnames.
pub(super) struct Surnames {
    /// Those of one character, by the place that the character knows; the first is none.
    single: Vec<Surname>,
    double: KeyMap<Surname>,
    japanese: KeyMap<()>,
}

/// How usual a surname is.
#[derive(Clone, Copy)]
pub(super) struct Surname {
    /// 王 has 9,520, rare ones 5.
    pub(super) weight: f64,
    /// The logarithm of the share of people with it.
    pub(super) ln_share: f64,
    /// The cost of a person with it being named, in nats.
    pub(super) cost: f64,
}

impl Surnames {
    /// The surnames, and in `characters` what begins with each.
    pub(super) fn new(characters: &mut Characters) -> Self {
        let listed = || lines(include_str!("surnames.tsv")).filter_map(|line| line.split_once('\t'));
        let weights = || listed().filter_map(|(surname, weight)| Some((surname, weight.parse::<f64>().ok()?)));
        let total: f64 = weights().map(|(_, weight)| weight).sum();
        let none = Surname { weight: 0.0, ln_share: f64::NEG_INFINITY, cost: f64::INFINITY };
        let mut surnames = Self { single: vec![none], double: KeyMap::default(), japanese: KeyMap::default() };
        for (surname, weight) in weights() {
            let numbers = numbers(surname);
            let rarity = if weight < RARE && numbers.len() == 1 { RARE_SURNAME } else { 0.0 };
            let ln_share = (weight.max(LEAST_WEIGHT) / total).ln();
            surnames.add(&numbers, Surname { weight, ln_share, cost: PERSON - ln_share + rarity }, characters);
        }
        for surname in JAPANESE.split_whitespace() {
            surnames.add_japanese(surname, characters);
        }
        surnames
    }

    fn add(&mut self, numbers: &[u16], surname: Surname, characters: &mut Characters) {
        match (numbers, key(numbers.iter().copied())) {
            (&[single], _) => {
                let place = self.single.len() as u16;
                self.single.push(surname);
                characters.describe_number(single, |character| {
                    character.surname = place;
                    character.traits.add(Traits::SURNAME);
                    if surname.weight >= COMMON {
                        character.traits.add(Traits::COMMON_SURNAME);
                    }
                });
            }
            (&[first, _], Some(key)) => {
                self.double.insert(key, surname);
                characters.describe_number(first, |character| character.traits.add(Traits::DOUBLE));
            }
            _ => {}
        }
    }

    fn add_japanese(&mut self, surname: &str, characters: &mut Characters) {
        self.japanese.extend(key_of_word(surname).map(|key| (key, ())));
        let first = surname.chars().next().map_or(0, number);
        characters.describe_number(first, |character| character.traits.add(Traits::KNOWN));
    }

    /// The keys of the surnames of two characters, Japanese ones included.
    pub(super) fn keys_of_two(&self) -> impl Iterator<Item = u64> {
        self.double.keys().chain(self.japanese.keys()).copied()
    }

    /// The surname that a character is.
    pub(super) fn single(&self, character: Character) -> Option<Surname> {
        self.single.get(usize::from(character.surname)).copied().filter(|surname| surname.weight > 0.0)
    }

    /// The surname that two characters are.
    pub(super) fn double(&self, characters: &[Character]) -> Option<Surname> {
        characters.first()?.traits.has(Traits::DOUBLE).then_some(())?;
        self.double.get(&key_of(characters)?).copied()
    }

    /// Whether two characters are a Japanese surname.
    pub(super) fn is_japanese(&self, characters: &[Character]) -> bool {
        let may_be = characters.first().is_some_and(|first| first.traits.has(Traits::KNOWN));
        may_be && key_of(characters).is_some_and(|key| self.japanese.contains_key(&key))
    }
}

/// Surnames of less weight count as this much.
const LEAST_WEIGHT: f64 = 4.0;

/// Below this weight a surname of one character is rare and most often something else.
const RARE: f64 = 20.0;
const RARE_SURNAME: f64 = 1.5;
/// The weight from which a surname is one of the hundred that nine of ten people have.
const COMMON: f64 = 100.0;

/// The cost of a person being named: one word in 800 of running text.
pub(super) const PERSON: f64 = 6.72;

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
    岸本 鸟山 新垣 绫濑 东条 久间 细川 海部 山县 近卫 犬养 福井 福岛 藤森 藤村 \
    西川 西尾 荒木 荒川 新井 岩崎 岩田 内藤 大塚 尾崎 冈崎 奥田 小岛 小松 片冈 菊地 \
    菊池 北村 熊谷 黑川 相泽 佐野 泽田 柴田 岛津 杉山 杉本 关口 泷泽 土屋 永井 永田 \
    中川 中西 桥口 服部 早川 原口 平塚 广濑 藤冈 星野 堀内 前川 牧野 增田 松冈 松村 \
    松尾 三宅 三岛 水野 宫川 宫田 村井 村田 望月 森本 柳田 山内 山根 山冈 横山 横田 \
    吉野 吉村";
