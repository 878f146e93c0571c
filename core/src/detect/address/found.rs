//! The next part that ends with a suffix, and where its name or number begins.

use super::class::Class;
use super::finder::AddressFinder;
use super::grammar::{Part, Suffix, begins, suffix_at};
use super::road::road_name;

/// A part that ends with a suffix.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub suffix: &'static Suffix,
    /// The first character of its name or number.
    pub begin: usize,
    /// Character after its last.
    pub end: usize,
}

impl AddressFinder {
    /// The first part from `from` that ends with a suffix.
    pub(super) fn next_part(&self, from: usize, to: usize) -> Option<Found> {
        let (mut begin, mut at) = (from, from);
        while at < to {
            at = self.letters.find(at, to, Class::SUFFIX.or(Class::MARK));
            if at == to {
                return None;
            }
            match self.letters.char(at)? {
                '(' => {
                    at = self.closing(at, to)? + 1;
                    begin = at;
                    continue;
                }
                '、' | ',' | ' ' => begin = at + 1,
                _ => {}
            }
            let fits = |suffix: &&Suffix| at + suffix.length <= to && !self.is_inside_name(suffix, at);
            if let Some(suffix) = suffix_at(&self.letters, begin, at).filter(fits) {
                return Some(Found { suffix, begin: self.name_begin(suffix, begin, at), end: at + suffix.length });
            }
            at += 1;
        }
        None
    }

    /// Where the name or number begins whose suffix stands at `at`, not in front of `from`.
    fn name_begin(&self, suffix: &Suffix, from: usize, at: usize) -> usize {
        let before = self.letters.slice(from, at);
        if suffix.is_numbered() {
            let numeral = Class::NUMERAL.or(Class::DIGIT);
            let letters = before.iter().zip(self.letters.classes(from, at));
            return at - letters.rev().take_while(|(c, class)| class.has(numeral) || **c == '#').count();
        }
        let is_mark = |c: &char| matches!(c, '-' | '_' | '/' | '.' | '~' | '+' | '&');
        let mark = before.iter().rposition(is_mark).map_or(0, |mark| mark + 1);
        // In less there is no room for a relation and a name.
        let relation = if before.len() < 4 { 0 } else { behind_relation(before) };
        let joined = usize::from(before.len() > 2 && matches!(before.first(), Some('与' | '和' | '近' | '靠' | '跟')));
        let begin = mark.max(relation).max(joined);
        let begin = if begin < before.len() { begin } else { 0 };
        match suffix.part {
            Part::Road if suffix.text != "胡同" => from + begin + road_name(before.get(begin..).unwrap_or_default()),
            _ => from + begin,
        }
    }

    /// Whether a suffix lies inside the name of what follows: 花园路, 丁桥镇, 汽车城大道.
    fn is_inside_name(&self, suffix: &Suffix, at: usize) -> bool {
        let end = at + suffix.length;
        let next = |skip: usize| self.letters.char(end + skip);
        let road = |skip: usize| match next(skip) {
            Some('路' | '巷' | '弄' | '街') => true,
            Some('大') => matches!(next(skip + 1), Some('道' | '街')),
            Some('胡') => next(skip + 1) == Some('同'),
            _ => false,
        };
        let town = || match next(0) {
            Some('镇' | '乡') => true,
            Some('街') => next(1) == Some('道'),
            _ => false,
        };
        let village = || next(0) == Some('村') || next(0) == Some('社') && next(1) == Some('区');
        match suffix.part {
            Part::Point if suffix.length == 1 => {
                let middle = self.road_middle(end);
                (0..=middle).any(road) || town() || village()
            }
            Part::Point => road(0),
            Part::Village if suffix.length == 1 => road(0) || town() || next(0) == Some('村'),
            Part::Village => road(0),
            Part::Town if suffix.length == 1 => road(0) || town(),
            Part::Road if suffix.length == 1 => road(0) || town() || village(),
            Part::OtherCounty => road(0) || town() || village(),
            _ if matches!(
                self.letters.char(at),
                Some('屯' | '社' | '队' | '门' | '楼' | '房' | '座' | '厅' | '铺' | '区' | '期')
            ) =>
            {
                suffix.length == 1 && (road(0) || town() || village())
            }
            _ => false,
        }
    }
}

/// Where the last relation in `before` ends.
fn behind_relation(before: &[char]) -> usize {
    let here = |at: usize| {
        let rest = before.get(at..).unwrap_or_default();
        matches!(rest.first(), Some('对' | '旁' | '附' | '交' | '路' | '门' | '隔' | '楼')).then_some(())?;
        RELATIONS.iter().find(|word| begins(rest, word)).map(|word| at + word.len())
    };
    (0..before.len()).rev().find_map(here).unwrap_or(0)
}

/// Words for where something lies from something else, which no name begins with.
const RELATIONS: [&[char]; 12] = [
    &['对', '面'],
    &['旁', '边'],
    &['附', '近'],
    &['交', '叉', '口'],
    &['交', '汇', '处'],
    &['交', '界', '处'],
    &['路', '口'],
    &['门', '口'],
    &['隔', '壁'],
    &['楼', '下'],
    &['交', '叉', '处'],
    &['交', '口'],
];
