//! The suffixes that parts of an address end with, and what may stand before them.

use std::sync::OnceLock;

use super::super::normalize::is_han;
use super::class::Class;
use super::letters::Letters;
use super::numeral::is_direction;
use super::read::Strength;

/// What a part of an address is, finer down the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// A development zone in the place of a county: 高新区, 新区.
    Zone,
    /// A county that the gazetteer does not have.
    OtherCounty,
    /// 街道, 镇, 乡.
    Town,
    /// 村, 社区.
    Village,
    /// 路, 街, 巷.
    Road,
    /// A numbered group of a village: 3组, 2社.
    Group,
    /// A numbered lane: 887弄.
    Lane,
    /// The number of a house: 12号.
    Number,
    /// 3幢, 12号楼, A座.
    Building,
    /// 3单元.
    Unit,
    /// 5层, 5F.
    Floor,
    /// 1201室.
    Room,
    /// A named place: 大厦, 小区, 工业园.
    Point,
}

impl Part {
    /// Numbers with their words.
    pub(super) const NUMBERS: [Self; 7] =
        [Self::Group, Self::Lane, Self::Number, Self::Building, Self::Unit, Self::Floor, Self::Room];

    /// Whether it is a number with its word.
    pub(super) fn is_number(self) -> bool {
        (Self::Group..=Self::Room).contains(&self)
    }
}

/// A suffix and its rule.
pub(super) struct Suffix {
    pub text: &'static str,
    pub part: Part,
    /// Characters of `text`.
    pub length: usize,
    /// How few characters may stand before it in its part.
    least: usize,
    /// What stands before it.
    before: Before,
    /// Whether a named place is read by it only when a number, or the end, follows: everyday words.
    pub weak: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// A name of Chinese characters.
    Name,
    /// A numeral: digits, a letter, Chinese numerals, 甲乙丙, directions.
    Numeral,
    /// A numeral that is no direction.
    Count,
    /// A digit.
    Digit,
}

/// The suffix that begins at `at` and is fit for the characters from `from`; the longest.
pub(super) fn suffix_at(letters: &Letters, from: usize, at: usize) -> Option<&'static Suffix> {
    if !letters.class(at).has(Class::SUFFIX) {
        return None;
    }
    let (&first, rest) = letters.chars().get(at..)?.split_first()?;
    let fits = |suffix: &Suffix| suffix.fits(letters, from, at) && !is_word(letters.chars(), from, at, suffix.length);
    let mut listed = FirstChars::get().of(first).iter();
    listed.find(|listed| listed.stands(rest) && fits(listed.suffix)).map(|listed| listed.suffix)
}

/// Whether `chars` begins with `word`: compared in place, since most words have two characters.
#[inline]
pub(super) fn begins(chars: &[char], word: &[char]) -> bool {
    chars.len() >= word.len() && chars.iter().zip(word).all(|(c, wanted)| c == wanted)
}

/// The suffixes by their first character: most characters begin none, and one look tells.
struct FirstChars {
    /// By code point below 0x10000: the group, 0 for none.
    group: Box<[u8; 0x10000]>,
    groups: Vec<Vec<Listed>>,
}

/// A suffix and its characters behind the first.
struct Listed {
    second: Option<char>,
    rest: Vec<char>,
    suffix: &'static Suffix,
}

impl Listed {
    /// Whether the suffix stands where `behind` follows its first character.
    fn stands(&self, behind: &[char]) -> bool {
        match (self.second, behind) {
            (None, _) => true,
            (Some(second), [next, behind @ ..]) => second == *next && begins(behind, &self.rest),
            (Some(_), []) => false,
        }
    }
}

impl FirstChars {
    fn get() -> &'static Self {
        static TABLE: OnceLock<FirstChars> = OnceLock::new();
        TABLE.get_or_init(Self::build)
    }

    fn of(&self, c: char) -> &[Listed] {
        let group = self.group.get(c as usize).copied().unwrap_or(0);
        self.groups.get(usize::from(group)).map_or(&[], Vec::as_slice)
    }

    fn build() -> Self {
        let mut table = Self { group: Box::new([0; 0x10000]), groups: vec![Vec::new()] };
        for suffix in SUFFIXES {
            let mut chars = suffix.text.chars();
            let first = chars.next().map_or(0, |c| c as usize);
            let Some(group) = table.group.get_mut(first) else { continue };
            if *group == 0 {
                *group = u8::try_from(table.groups.len()).unwrap_or(0);
                table.groups.push(Vec::new());
            }
            if let Some(members) = table.groups.get_mut(usize::from(*group)) {
                members.push(Listed { second: chars.next(), rest: chars.collect(), suffix });
            }
        }
        table
    }
}

impl Suffix {
    /// Whether a numeral stands before it, not a name.
    pub(super) fn is_numbered(&self) -> bool {
        self.before != Before::Name
    }

    fn fits(&self, letters: &Letters, from: usize, at: usize) -> bool {
        let last = at.checked_sub(1).filter(|&last| last >= from);
        let behind = |wanted: &dyn Fn(char) -> bool| last.and_then(|last| letters.char(last)).is_some_and(wanted);
        let numeral = || last.is_some_and(|last| letters.class(last).has(Class::NUMERAL));
        match self.before {
            Before::Name => (self.least..=LONGEST_NAME).contains(&(at - from)) && !has_function_char(letters, from, at),
            Before::Digit => behind(&|c| c.is_ascii_digit()),
            Before::Count => numeral() && !behind(&is_direction),
            Before::Numeral => numeral() && !is_document_number(letters, at),
        }
    }
}

const LONGEST_NAME: usize = 14;

/// Whether the characters around a suffix make a word that ends no name: 街道 is no 街, 道路 no 路.
fn is_word(chars: &[char], from: usize, at: usize, length: usize) -> bool {
    let here = |offset: usize| chars.get(at + offset).copied();
    let before = at.checked_sub(1).and_then(|before| chars.get(before)).copied();
    let next = here(length);
    match (here(0), length) {
        (Some('街'), 1) => next == Some('道') && here(2) != Some('口'),
        (Some('路'), 1) => {
            let steel = before == Some('铁') && at > from + 1 && chars.get(at - 2) == Some(&'钢');
            matches!(before, Some('道' | '铁' | '线' | '思' | '出' | '电' | '销' | '网' | '马' | '公'))
                && next != Some('街')
                && !steel
                || next == Some('街') && here(2) == Some('道')
                || matches!(next, Some('径' | '由' | '线' | '程' | '灯' | '况' | '透' | '费' | '途'))
        }
        (Some('镇'), 1) => {
            before == Some('副')
                || matches!(before, Some('城' | '乡')) && at <= from + 1
                || next == Some('江') && (at < from + 2 || here(2) == Some('市'))
                || matches!(next, Some('街' | '痛' | '静'))
        }
        (Some('乡'), 1) => {
            matches!(before, Some('城' | '下' | '家' | '老' | '故' | '副'))
                || matches!(next, Some('镇' | '村' | '土' | '亲'))
        }
        (Some('村'), 1) => matches!(before, Some('农' | '乡')) || matches!(next, Some('民' | '镇')),
        (Some('道'), 1) => {
            matches!(before, Some('街' | '报' | '知' | '渠' | '通' | '管' | '轨' | '频' | '人' | '隧' | '赛' | '航'))
                || matches!(before, Some('占' | '车' | '楼' | '便' | '盲' | '跑' | '行'))
                || matches!(next, Some('路' | '德' | '理' | '口' | '歉'))
        }
        (Some('线'), 1) => !next.is_some_and(|c| c.is_ascii_digit() || c == '*'),
        (Some('农' | '林' | '牧'), 2) => matches!(before, Some('有' | '营' | '体' | '等' | '庭' | '畜')),
        (Some('公'), 2) => matches!(before, Some('速' | '级' | '村' | '通' | '费' | '线' | '等')),
        (Some('社'), 2) => matches!(next, Some('会')),
        // 200号门口 and 200号附近 end with the number.
        (Some('号'), 2) => matches!((here(1), next), (Some('门'), Some('口')) | (Some('附'), Some('近'))),
        _ => false,
    }
}

/// Whether the numeral in front of `at` counts documents: 第438号, (2018)366号, (2018)豫01民终366号.
fn is_document_number(letters: &Letters, at: usize) -> bool {
    let numerals = letters.classes(0, at).iter().rev().take_while(|class| class.has(Class::NUMERAL)).count();
    let ordinal = (at - numerals).checked_sub(1).and_then(|before| letters.char(before)) == Some('第');
    let year = |window: &[char]| {
        matches!(window, [open, digits @ .., ')' | ']' | '〕' | '】'] if matches!(open, '(' | '[' | '〔' | '【')
            && digits.iter().all(char::is_ascii_digit))
    };
    ordinal || letters.has(Class::CLOSING) && letters.slice(at.saturating_sub(14), at).windows(6).any(year)
}

/// Characters that an address may go on with between its delimiters.
pub(super) fn is_address_char(c: char) -> bool {
    is_han(c)
        || c.is_ascii_alphanumeric()
        || matches!(c, '-' | '#' | '~' | '·' | '&' | '_' | '/' | '.' | '[' | ']' | '+')
}

/// Whether prose stands there; 将军 and 自由 do not make any.
pub(super) fn has_function_char(letters: &Letters, from: usize, to: usize) -> bool {
    let word = |at: usize| match letters.char(at) {
        Some('将') => at + 1 < to && letters.char(at + 1) == Some('军'),
        Some('由') => at > from && letters.char(at - 1) == Some('自'),
        _ => false,
    };
    let classes = letters.classes(from, to).iter().zip(from..);
    classes.filter(|(class, _)| class.has(Class::FUNCTION)).any(|(_, at)| !word(at))
}

/// Characters that prose is made of and names are not.
pub(super) fn is_function_char(c: char) -> bool {
    matches!(c, '的' | '了' | '是' | '在' | '及' | '被' | '将' | '由' | '该' | '其' | '或' | '已' | '把' | '未')
}

/// Characters of prose that a name may have, but that no short rest behind an address has.
pub(super) fn joins_clauses(c: char) -> bool {
    is_function_char(c) || matches!(c, '与' | '为' | '对' | '从' | '等' | '于' | '向' | '到' | '有')
}

/// Words by which text behind a division is an organization or a rule, not a place.
pub(super) const ORGANIZATION: &[&str] = &[
    "人民政府",
    "政府",
    "法院",
    "检察",
    "公安",
    "派出所",
    "委员会",
    "党委",
    "人大",
    "政协",
    "办公室",
    "管理局",
    "分局",
    "总局",
    "条例",
    "规定",
    "办法",
    "决定",
    "通知",
    "关于",
    "法律",
    "有限",
    "集团",
    "银行",
    "协会",
    "学会",
    "基金",
    "电视台",
    "干部",
    "群众",
    "公司",
    "居民",
    "协议",
    "合同",
    "纠纷",
];

/// Words for people, what they do and what happens at a place.
pub(super) const PEOPLE: [&str; 78] = [
    "镇长",
    "县长",
    "市长",
    "区长",
    "乡长",
    "村长",
    "局长",
    "院长",
    "校长",
    "厂长",
    "会长",
    "所长",
    "处长",
    "部长",
    "科长",
    "行长",
    "主任",
    "书记",
    "经理",
    "教授",
    "记者",
    "律师",
    "主席",
    "董事",
    "总裁",
    "工程师",
    "学士",
    "硕士",
    "博士",
    "毕业",
    "任教",
    "就读",
    "表示",
    "介绍",
    "告诉",
    "透露",
    "宣布",
    "认为",
    "举行",
    "召开",
    "负责人",
    "先生",
    "女士",
    "村民",
    "农民",
    "市民",
    "职工",
    "员工",
    "发生",
    "起火",
    "着火",
    "火灾",
    "车祸",
    "打架",
    "斗殴",
    "占道",
    "违停",
    "乱停",
    "违建",
    "摆摊",
    "扰民",
    "噪音",
    "噪声",
    "恶臭",
    "异味",
    "漏水",
    "渗水",
    "积水",
    "停水",
    "停电",
    "堵塞",
    "搬走",
    "搬到",
    "搬迁",
    "见面",
    "领取",
    "报警",
    "求助",
];

const fn count_chars(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() {
        count += (bytes[at] & 0xC0 != 0x80) as usize;
        at += 1;
    }
    count
}

macro_rules! suffixes {
    ($($part:ident $strength:ident $before:ident $least:literal: $($text:literal)*;)*) => {
        &[$($(Suffix {
            text: $text,
            length: count_chars($text),
            part: Part::$part,
            least: $least,
            before: Before::$before,
            weak: matches!(Strength::$strength, Strength::Weak),
        },)*)*]
    };
}

/// Longer suffixes stand before those that they end with or begin with.
pub(super) const SUFFIXES: &[Suffix] = suffixes! {
    Zone Strong Name 0: "高新技术产业开发区" "经济技术开发区" "高新技术开发区" "高新技术产业园区" "经济开发区" "产业集聚区" "综合保税区"
        "旅游度假区" "生态文化旅游区";
    Zone Strong Name 0: "自由贸易试验区" "综合改革试验区" "综改示范区" "自贸试验区" "自贸区";
    Zone Strong Name 1: "开发区" "示范区" "管理区" "保税区" "新城区" "高新区" "经开区" "合作区" "新区";
    Zone Strong Name 0: "高新区" "经开区" "开发区";
    Lane Strong Count 0: "支弄" "支巷";
    Road Strong Numeral 0: "号大街" "号大道" "号路" "号街";
    Building Strong Numeral 0: "号楼";
    Unit Strong Numeral 0: "号门" "单元";
    Room Strong Numeral 0: "号厅" "车间";
    Floor Strong Numeral 0: "楼层";
    Number Strong Numeral 0: "号院" "号附" "地块" "街坊";
    Point Strong Name 1: "小区" "园区" "工业区" "住宅区" "商务区" "生活区" "厂区" "校区" "社区服务中心" "工业园区" "科技园区" "产业园区" "物流园区" "创业园区" "软件园区" "工业小区" "工业园" "科技园" "产业园"
        "创业园" "软件园" "物流园" "创意园" "孵化园" "新村" "家园" "花园" "公寓" "大厦" "大楼" "写字楼" "广场" "商城" "花苑"
        "商厦" "宾馆" "酒店" "饭店" "大酒店" "别墅" "公馆" "嘉园" "雅苑" "名苑" "豪庭" "华庭"
        "火车站" "仓库" "厂房" "商铺" "门面" "宿舍" "综合楼" "办公楼" "商业街" "步行街";
    Point Weak Name 1: "中心" "国际" "大学" "学院" "医院" "学校" "中学" "小学" "市场" "基地" "机场" "新城" "车站";
    Town Strong Name 1: "街道办事处" "民族苏木" "街道" "民族乡" "苏木";
    Town Strong Name 2: "办事处" "农场" "林场" "牧场";
    Village Strong Name 1: "村委会" "居委会" "社区" "嘎查" "自然村";
    Road Strong Name 1: "大道" "大街" "公路" "胡同" "马路";
    Town Strong Name 1: "镇" "乡";
    Village Strong Name 1: "村";
    Number Strong Numeral 0: "号" "期" "区";
    Number Strong Digit 0: "米";
    Building Strong Numeral 0: "幢" "栋" "座";
    Building Strong Digit 0: "#";
    Floor Strong Numeral 0: "楼" "层";
    Floor Strong Digit 0: "F";
    Room Strong Numeral 0: "室" "户" "房" "厅" "铺";
    Lane Strong Count 0: "弄" "巷";
    Group Strong Count 0: "组" "社" "队" "屯";
    Unit Strong Count 0: "门";
    Road Strong Name 1: "路" "街" "巷" "弄";
    Road Strong Name 2: "道" "线";
    Point Weak Name 2: "苑" "厂" "楼" "园" "城" "院" "屯" "庄" "桥" "湾" "门" "里" "坊";
    OtherCounty Strong Name 1: "区" "县" "市" "旗";
};
