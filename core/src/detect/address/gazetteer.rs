//! Names of divisions, found at a place.
//!
//! Full names at every level, historic ones too, and the short names of provinces and prefectures (广西, 柳州). Built once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::super::region_code::DIVISIONS;
use super::class::Class;
use super::grammar::begins;
use super::letters::Letters;
use crate::model::AddressLevel;

/// What is known of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    province: bool,
    city: bool,
    county: bool,
    /// Whether only the short form is meant: 柳州 without 市.
    pub short: bool,
    /// Whether it is one only behind what it lies in: 萧山 without 区, behind 杭州.
    bound: bool,
}

impl Name {
    /// Whether a province or a city has this name.
    pub(super) fn is_above_county(self) -> bool {
        self.province || self.city
    }

    /// The coarsest level of this name below `above`; without one, its coarsest level.
    pub(super) fn level_below(self, above: Option<AddressLevel>) -> AddressLevel {
        let levels = [
            (self.province, AddressLevel::Province),
            (self.city, AddressLevel::City),
            (self.county, AddressLevel::County),
        ];
        let of_name = || levels.iter().filter(|(has, _)| *has).map(|&(_, level)| level);
        of_name().find(|&level| Some(level) > above).or_else(|| of_name().next()).unwrap_or(AddressLevel::County)
    }
}

/// A name in a text: the character after its last, and what it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub end: usize,
    pub name: Name,
    pub codes: Codes,
}

/// The divisions that a name may mean, by the first four digits of their codes; those of a province end with `00`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Codes {
    from: u32,
    to: u32,
}

/// The names by the two characters that they begin with; no name is shorter.
pub(super) struct Gazetteer {
    /// Sorted by the pair; of one pair the longer name first.
    names: Vec<Listed>,
    /// The characters of all names behind the first two.
    letters: Vec<char>,
    /// What the names mean, those of one name after those of another.
    codes: Vec<u16>,
    /// By a hash of the pair, with the next ones tried in order: the first name of the pair, one more than its index.
    slots: Box<[u16; SLOTS]>,
}

const SLOTS: usize = 0x4000;

/// One name.
struct Listed {
    pair: (char, char),
    /// Where its third character lies in the letters.
    from: u32,
    /// Characters in all.
    length: u32,
    name: Name,
    codes: Codes,
}

impl Gazetteer {
    /// The gazetteer of the divisions in `divisions.tsv`.
    pub(super) fn get() -> &'static Self {
        static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
        GAZETTEER.get_or_init(Self::build)
    }

    /// The longest name that begins at `at`.
    #[inline]
    pub(super) fn at(&self, letters: &Letters, at: usize) -> Option<Place> {
        if !letters.class(at).has(Class::NAME) {
            return None;
        }
        self.longest(letters.chars(), at, |place| !place.name.bound)
    }

    /// The longest short name of a county at `at` that lies in one of the divisions `above`.
    pub(super) fn below(&self, above: &[u16], letters: &Letters, at: usize) -> Option<Place> {
        if !letters.class(at).has(Class::COUNTY) {
            return None;
        }
        let lies_in = |codes: Codes| self.prefectures(codes).iter().any(|&code| contains(above, code));
        self.longest(letters.chars(), at, |place| place.name.county && place.name.short && lies_in(place.codes))
    }

    /// The longest short name of a county at `at`, wherever it lies.
    pub(super) fn anywhere(&self, letters: &Letters, at: usize) -> Option<Place> {
        if !letters.class(at).has(Class::COUNTY) {
            return None;
        }
        self.longest(letters.chars(), at, |place| place.name.county && place.name.short)
    }

    /// The longest name at `at` that is `wanted`.
    #[inline(never)]
    fn longest(&self, chars: &[char], at: usize, wanted: impl FnMut(&Place) -> bool) -> Option<Place> {
        self.listed(chars, at).find(wanted)
    }

    /// The names that begin at `at`, the longest first.
    fn listed(&self, chars: &[char], at: usize) -> impl Iterator<Item = Place> {
        let (pair, rest) = match chars.get(at..) {
            Some([first, second, rest @ ..]) => ((*first, *second), rest),
            _ => (('\0', '\0'), [].as_slice()),
        };
        let letters =
            |listed: &Listed| self.letters.get(listed.from as usize..(listed.from + listed.length - 2) as usize);
        let here =
            self.of_pair(pair).filter(move |&listed| letters(listed).is_some_and(|letters| begins(rest, letters)));
        here.map(move |listed| Place { end: at + listed.length as usize, name: listed.name, codes: listed.codes })
    }

    /// The first four digits of the codes.
    pub(super) fn prefectures(&self, codes: Codes) -> &[u16] {
        self.codes.get(codes.from as usize..codes.to as usize).unwrap_or_default()
    }

    /// The first two characters of every name that needs nothing in front of it.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (char, char)> {
        self.names.iter().filter(|listed| !listed.name.bound).map(|listed| listed.pair)
    }

    /// The first two characters of every short name of a county.
    pub(super) fn pairs_of_counties(&self) -> impl Iterator<Item = (char, char)> {
        self.names.iter().filter(|listed| listed.name.county && listed.name.short).map(|listed| listed.pair)
    }

    fn of_pair(&self, pair: (char, char)) -> impl Iterator<Item = &Listed> {
        let mut slot = slot(pair);
        let names = loop {
            let Some(first) = self.slots.get(slot).and_then(|&entry| usize::from(entry).checked_sub(1)) else {
                break [].as_slice();
            };
            let names = self.names.get(first..).unwrap_or_default();
            if names.first().is_some_and(|listed| listed.pair == pair) {
                break names;
            }
            slot = (slot + 1) % SLOTS;
        };
        names.iter().take_while(move |listed| listed.pair == pair)
    }

    fn build() -> Self {
        let mut names = Names::new();
        for (code, name) in DIVISIONS.lines().skip(1).filter_map(fields) {
            if name.ends_with("市辖区") || NOT_NAMES.contains(&name) {
                continue;
            }
            enter_division(&mut names, code, name);
        }
        let composed: Vec<String> = names.keys().filter(|name| begins_with_city(name, &names)).cloned().collect();
        names.retain(|name, _| !composed.contains(name));
        Self::list(&names)
    }

    fn list(names: &Names) -> Self {
        let mut table = Self { names: Vec::new(), letters: Vec::new(), codes: Vec::new(), slots: Box::new([0; SLOTS]) };
        for (text, entry) in names {
            let mut chars = text.chars();
            let Some(pair) = chars.next().zip(chars.next()) else { continue };
            let (from, meaning) = (table.letters.len() as u32, table.codes.len() as u32);
            table.letters.extend(chars);
            table.codes.extend(&entry.codes);
            let codes = Codes { from: meaning, to: table.codes.len() as u32 };
            let length = 2 + table.letters.len() as u32 - from;
            table.names.push(Listed { pair, from, length, name: entry.name, codes });
        }
        table.names.sort_by_key(|listed| (listed.pair, Reverse(listed.length)));
        let mut last = None;
        for (index, listed) in (1..).zip(&table.names) {
            if last.replace(listed.pair) == Some(listed.pair) {
                continue;
            }
            let mut slot = slot(listed.pair);
            while table.slots.get(slot).is_some_and(|&entry| entry != 0) {
                slot = (slot + 1) % SLOTS;
            }
            if let Some(entry) = table.slots.get_mut(slot) {
                *entry = index;
            }
        }
        table
    }
}

/// Whether the prefecture `code` is one of `above` or lies in a province of them; by the first four digits of their codes.
pub(super) fn contains(above: &[u16], code: u16) -> bool {
    above.iter().any(|&above| if above.is_multiple_of(100) { above / 100 == code / 100 } else { above == code })
}

fn slot((first, second): (char, char)) -> usize {
    let mixed = (first as u32).wrapping_mul(0x9E37_79B1) ^ (second as u32).wrapping_mul(0x85EB_CA6B);
    (mixed >> 18) as usize % SLOTS
}

/// Names with what is known of them, while the table is built.
type Names = BTreeMap<String, Entry>;

/// What is known of a name, and the first four digits of its codes.
struct Entry {
    name: Name,
    codes: BTreeSet<u16>,
}

/// Whether a name is a city's name and something behind it (平顶山市新城区), which the grammar reads part by part.
fn begins_with_city(name: &str, names: &Names) -> bool {
    let ends = name.match_indices('市').map(|(at, suffix)| at + suffix.len()).filter(|&end| end < name.len());
    ends.filter_map(|end| name.get(..end)).filter_map(|city| names.get(city)).any(|city| city.name.city)
}

/// Enters a division under its name and its short forms.
fn enter_division(names: &mut Names, code: &str, name: &str) {
    let level = level_of(code);
    let mut enter = |form: String, short: bool, bound: bool| {
        let entry = names
            .entry(form)
            .or_insert_with(|| Entry { name: Name { short, bound, ..Name::default() }, codes: BTreeSet::new() });
        entry.name.short &= short;
        entry.name.bound &= bound;
        match level {
            AddressLevel::Province => entry.name.province = true,
            AddressLevel::City => entry.name.city = true,
            _ => entry.name.county = true,
        }
        entry.codes.extend(code.get(..4).and_then(|digits| digits.parse::<u16>().ok()));
    };
    enter(name.to_owned(), false, false);
    if level == AddressLevel::Province {
        PROVINCES_SHORT
            .iter()
            .filter(|short| name.starts_with(**short))
            .for_each(|s| enter((*s).to_owned(), true, false));
    }
    match short_of(name, level) {
        Some(short) => short_forms(&short, name).into_iter().for_each(|form| enter(form, true, false)),
        None if level == AddressLevel::County => {
            let commonly = county_stem(name).filter(|_| name.ends_with("自治县")).map(|stem| format!("{stem}县"));
            commonly.into_iter().for_each(|form| enter(form, false, false));
            county_stem(name).into_iter().for_each(|stem| enter(stem.to_owned(), true, true));
        }
        None => {}
    }
}

/// The name of a county without its suffix, if that is longer than a character.
fn county_stem(name: &str) -> Option<&str> {
    let stem = COUNTY_SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix))?;
    let stem = if name.contains("自治") { without_peoples(stem) } else { stem };
    (stem.chars().count() >= 2 && !NOT_COUNTIES.contains(&stem)).then_some(stem)
}

fn fields(line: &str) -> Option<(&str, &str)> {
    let mut fields = line.split('\t');
    fields.next().zip(fields.next())
}

/// The level by the code: `110000`, `110100`, `110101`.
fn level_of(code: &str) -> AddressLevel {
    match (code.ends_with("0000"), code.ends_with("00")) {
        (true, _) => AddressLevel::Province,
        (false, true) => AddressLevel::City,
        (false, false) => AddressLevel::County,
    }
}

/// The name without its suffix, where that is used alone.
fn short_of(name: &str, level: AddressLevel) -> Option<String> {
    let suffixes: &[&str] = match level {
        AddressLevel::City => &["市", "地区", "盟", "自治州"],
        AddressLevel::County => &["市"],
        _ => return None,
    };
    let stem = suffixes.iter().find_map(|suffix| name.strip_suffix(suffix))?;
    let stem = if name.ends_with("自治州") { without_peoples(stem) } else { stem };
    (stem.chars().count() >= 2 && !NOT_SHORT.contains(&stem)).then(|| stem.to_owned())
}

/// 凉山 and, for a prefecture of a people, 凉山州.
fn short_forms(short: &str, name: &str) -> Vec<String> {
    match name.ends_with("自治州") {
        true => vec![short.to_owned(), format!("{short}州")],
        false => vec![short.to_owned()],
    }
}

fn without_peoples(stem: &str) -> &str {
    let end = PEOPLES.iter().filter_map(|people| stem.find(people)).filter(|&at| at >= 6).min();
    end.and_then(|end| stem.get(..end)).unwrap_or(stem)
}

/// Suffixes of the names of counties, longer ones first.
const COUNTY_SUFFIXES: [&str; 9] = ["自治县", "自治旗", "新区", "林区", "矿区", "区", "县", "市", "旗"];

/// Stems of names of counties that are everyday words.
const NOT_COUNTIES: [&str; 8] = ["市中", "城关", "工业", "经济", "经济开发", "开发", "直辖", "矿"];

const PROVINCES_SHORT: [&str; 34] = [
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
    "台湾",
    "香港",
    "澳门",
];

/// Peoples in the names of prefectures and counties, by what the name goes on with.
const PEOPLES: [&str; 47] = [
    "蒙古",
    "回族",
    "藏族",
    "维吾尔",
    "苗族",
    "彝族",
    "壮族",
    "布依",
    "朝鲜",
    "侗族",
    "白族",
    "土家",
    "哈尼",
    "哈萨克",
    "傣族",
    "傈僳",
    "景颇",
    "羌族",
    "柯尔克孜",
    "满族",
    "瑶族",
    "撒拉族",
    "土族",
    "仫佬族",
    "毛南族",
    "水族",
    "仡佬族",
    "畲族",
    "黎族",
    "拉祜族",
    "佤族",
    "布朗族",
    "纳西族",
    "普米族",
    "怒族",
    "独龙族",
    "阿昌族",
    "德昂族",
    "鄂温克族",
    "鄂伦春族",
    "达斡尔族",
    "裕固族",
    "保安族",
    "东乡族",
    "锡伯",
    "塔吉克",
    "各族",
];

/// Rows of the table that name no place.
const NOT_NAMES: [&str; 12] = [
    "市区",
    "县",
    "郊区",
    "城区",
    "矿区",
    "市",
    "省直辖县级行政区划",
    "自治区直辖县级行政区划",
    "省直辖县级行政单位",
    "自治区直辖县级行政单位",
    "省直辖行政单位",
    "县级市",
];

/// Short names that are everyday words first.
const NOT_SHORT: [&str; 12] =
    ["朝阳", "和平", "新星", "双河", "白杨", "东方", "平凉", "中卫", "大安", "同江", "安达", "宣传"];
