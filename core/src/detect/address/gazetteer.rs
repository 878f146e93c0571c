//! Names of divisions, found at a place.
//!
//! Full names at every level, historic ones too, and the short names of provinces and prefectures (广西, 柳州). Built once.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::super::region_code::DIVISIONS;
use crate::model::AddressLevel;

/// What is known of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    province: bool,
    city: bool,
    county: bool,
    /// Whether only the short form is meant: 柳州 without 市.
    pub short: bool,
}

impl Name {
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
}

/// The names by the two characters that they begin with; no name is shorter.
pub(super) struct Gazetteer {
    /// Sorted by the pair; of one pair the longer name first.
    names: Vec<Listed>,
    /// The characters of all names behind the first two.
    letters: Vec<char>,
    /// By a hash of the pair, with the next ones tried in order: the first name of the pair, one more than its index.
    slots: Box<[u16; SLOTS]>,
}

const SLOTS: usize = 0x4000;

/// One name.
struct Listed {
    pair: (char, char),
    /// Where its third character lies in the letters.
    from: usize,
    /// Characters in all.
    length: usize,
    name: Name,
}

impl Gazetteer {
    /// The gazetteer of the divisions in `divisions.tsv`.
    pub(super) fn get() -> &'static Self {
        static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
        GAZETTEER.get_or_init(Self::build)
    }

    /// The longest name that begins at `at`.
    pub(super) fn at(&self, chars: &[char], at: usize) -> Option<Place> {
        let [first, second, rest @ ..] = chars.get(at..)? else { return None };
        let listed = self.of_pair((*first, *second)).iter().find(|listed| {
            let letters = self.letters.get(listed.from..listed.from + listed.length - 2).unwrap_or_default();
            rest.starts_with(letters)
        })?;
        Some(Place { end: at + listed.length, name: listed.name })
    }

    /// The first two characters of every name.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (char, char)> {
        self.names.iter().map(|listed| listed.pair)
    }

    fn of_pair(&self, pair: (char, char)) -> &[Listed] {
        let mut slot = slot(pair);
        while let Some(first) = self.slots.get(slot).and_then(|&entry| usize::from(entry).checked_sub(1)) {
            let names = self.names.get(first..).unwrap_or_default();
            if names.first().is_some_and(|listed| listed.pair == pair) {
                let count = names.iter().take_while(|listed| listed.pair == pair).count();
                return names.get(..count).unwrap_or_default();
            }
            slot = (slot + 1) % SLOTS;
        }
        &[]
    }

    fn build() -> Self {
        let mut names: BTreeMap<String, Name> = BTreeMap::new();
        for (short, level) in PROVINCES_SHORT.iter().map(|short| (*short, AddressLevel::Province)) {
            enter(&mut names, short.to_owned(), level, true);
        }
        for (code, name) in DIVISIONS.lines().skip(1).filter_map(fields) {
            let level = level_of(code);
            if name.ends_with("市辖区") || NOT_NAMES.contains(&name) {
                continue;
            }
            enter(&mut names, name.to_owned(), level, false);
            if let Some(short) = short_of(name, level) {
                for form in short_forms(&short, name) {
                    enter(&mut names, form, level, true);
                }
            }
        }
        let composed: Vec<String> = names.keys().filter(|name| begins_with_city(name, &names)).cloned().collect();
        names.retain(|name, _| !composed.contains(name));
        Self::list(&names)
    }

    fn list(names: &BTreeMap<String, Name>) -> Self {
        let mut table = Self { names: Vec::new(), letters: Vec::new(), slots: Box::new([0; SLOTS]) };
        for (text, &name) in names {
            let mut chars = text.chars();
            let Some(pair) = chars.next().zip(chars.next()) else { continue };
            let from = table.letters.len();
            table.letters.extend(chars);
            table.names.push(Listed { pair, from, length: 2 + table.letters.len() - from, name });
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

fn slot((first, second): (char, char)) -> usize {
    let mixed = (first as u32).wrapping_mul(0x9E37_79B1) ^ (second as u32).wrapping_mul(0x85EB_CA6B);
    (mixed >> 18) as usize % SLOTS
}

/// Whether a name is a city's name and something behind it (平顶山市新城区), which the grammar reads part by part.
fn begins_with_city(name: &str, names: &BTreeMap<String, Name>) -> bool {
    let ends = name.match_indices('市').map(|(at, suffix)| at + suffix.len()).filter(|&end| end < name.len());
    ends.filter_map(|end| name.get(..end)).filter_map(|city| names.get(city)).any(|city| city.city)
}

fn enter(names: &mut BTreeMap<String, Name>, name: String, level: AddressLevel, short: bool) {
    let entry = names.entry(name).or_insert(Name { short, ..Name::default() });
    entry.short &= short;
    match level {
        AddressLevel::Province => entry.province = true,
        AddressLevel::City => entry.city = true,
        _ => entry.county = true,
    }
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

/// Peoples in the names of prefectures, by what the name goes on with.
const PEOPLES: [&str; 20] = [
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
