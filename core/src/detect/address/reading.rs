//! The grammar at work: from characters to parts, the first that fits at each place.

use super::super::normalize::is_han;
use super::class::Class;
use super::finder::AddressFinder;
use super::gazetteer::{Codes, Gazetteer, Place, contains};
use super::grammar::{Part, Suffix, begins, is_address_char, suffix_at};
use super::numeral::{is_in_road_name, is_numeral};
use super::read::{Read, ReadKind, Strength};
use super::township::town_at;
use crate::model::AddressLevel;

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
    /// Reads the parts from `from`, into `self.reads`.
    pub(super) fn parse(&mut self, from: usize, to: usize) {
        self.parse_down_to(AddressLevel::Room, from, to);
    }

    /// Reads the parts from `from`, into `self.reads`, up to the first that is finer than `level`.
    pub(super) fn parse_down_to(&mut self, level: AddressLevel, from: usize, to: usize) {
        self.reads.clear();
        let mut at = self.divisions(from, to);
        while self.reads.last().is_none_or(|read| read.level <= level) {
            if let Some(begin) = self.begins_again(at, to) {
                at = self.divisions(begin, to);
                continue;
            }
            let Some(found) = self.next_part(at, to) else { break };
            if found.suffix.part != Part::OtherCounty {
                self.push(found);
            }
            at = self.numbers_behind(found, to);
        }
    }

    /// Where the divisions begin once more behind a town or other divisions: 崇溪镇云南省昭通市.
    fn begins_again(&self, at: usize, to: usize) -> Option<usize> {
        let is_above = |read: &Read| read.is_division() || read.is(Part::Town);
        if !self.reads.iter().any(is_above) {
            return None;
        }
        let marks = self.letters.find(at, (at + 8).min(self.letters.len()).max(at), Class::HAN) - at;
        let named = |begin: &usize| self.letters.class(*begin).has(Class::NAME);
        [at, at + 1, at + 2, at + marks].into_iter().filter(named).find(|&begin| {
            let place = self.free_division(begin).filter(|_| !self.letters.slice(at, begin).contains(&'('));
            place.is_some_and(|place| place.end <= to && self.is_whole_division(&place, begin))
        })
    }

    /// Where the whole name of a province or a city stands, first in `from..to`; of a county too, as long as no division was
    /// read.
    pub(super) fn full_division(&self, from: usize, to: usize) -> Option<usize> {
        let fits = |place: Place, at: usize| place.end <= to && self.is_whole_division(&place, at);
        (from..to).find(|&at| self.free_division(at).is_some_and(|place| fits(place, at)))
    }

    fn is_whole_division(&self, place: &Place, at: usize) -> bool {
        let county = || place.end > at + 2 && !self.reads.iter().any(Read::is_division);
        !place.name.short && (place.name.is_above_county() || county()) && !self.begins_road(place.end)
    }

    /// Reads what numbers the part that was just read without a word of its own; where the next part begins.
    fn numbers_behind(&mut self, found: Found, to: usize) -> usize {
        let at = found.end;
        match found.suffix.part {
            Part::Road => {
                let at = self.segment(at, to);
                self.bare_number(at, to)
            }
            Part::Village | Part::Town => self.bare_number(at, to),
            Part::Point => self.label_behind(at, to),
            part if part.is_number() => self.label_behind(at, to),
            _ => at,
        }
    }

    /// The segment of a road: 中段, 东一段.
    fn segment(&mut self, at: usize, to: usize) -> usize {
        let length = self.road_middle(at).min(to - at);
        let end = at + length + 1;
        if length == 0 || end > to || self.letters.char(end - 1) != Some('段') {
            return at;
        }
        let kind = ReadKind::Part(Part::Road, Strength::Weak);
        self.reads.push(Read { level: AddressLevel::Road, begin: at, end, kind });
        end
    }

    /// A house number without its word: 德建街1-23.
    fn bare_number(&mut self, at: usize, to: usize) -> usize {
        let digits = self.letters.slice(at, to).iter().take_while(|c| c.is_ascii_digit() || **c == '-').count();
        let end = at + digits;
        let word = self.letters.char(end).is_some_and(|c| end < to && (is_numeral(c) || is_address_char(c)));
        if digits == 0 || word {
            return at;
        }
        self.push_groups(at, end);
        end
    }

    /// Letters and digits behind a named place or a number: 12A座610, 花园3-2-501.
    fn label_behind(&mut self, at: usize, to: usize) -> usize {
        let label = |c: &&char| c.is_ascii_alphanumeric() || matches!(c, '-' | '#');
        let end = at + self.letters.slice(at, to).iter().take_while(label).count();
        // The number of the next part is not the name of this one: 芍药居北里101号.
        if end == at || suffix_at(&self.letters, at, end).is_some_and(|next| next.part.is_number()) {
            return at;
        }
        self.push_groups(at, end);
        end
    }

    /// Groups of letters and digits between dashes: building, unit and room, or as many of them as there are.
    fn push_groups(&mut self, from: usize, to: usize) {
        let behind_road = self.reads.last().is_some_and(|read| read.is(Part::Road) || read.is(Part::Village));
        let is_dash = |c: &char| matches!(c, '-' | '#');
        let groups = self.letters.slice(from, to).split(is_dash).filter(|group| !group.is_empty()).count();
        let parts: &[Part] = match groups {
            1 if matches!(self.letters.char(to - 1), Some('F' | 'f')) => &[Part::Floor],
            1 if behind_road => &[Part::Number],
            1 => &[Part::Room],
            2 if behind_road => &[Part::Number, Part::Number],
            2 => &[Part::Building, Part::Room],
            3 => &[Part::Building, Part::Unit, Part::Room],
            _ => &[Part::Number, Part::Building, Part::Unit, Part::Room],
        };
        let mut begin = from;
        for index in 0..groups {
            begin += self.letters.slice(begin, to).iter().take_while(|c| is_dash(c)).count();
            let length = self.letters.slice(begin, to).iter().take_while(|c| !is_dash(c)).count();
            let end = if index + 1 == groups { to } else { begin + length };
            let kind = ReadKind::Part(parts.get(index).copied().unwrap_or(Part::Room), Strength::Strong);
            self.reads.push(Read { level: AddressLevel::Room, begin, end, kind });
            begin = end;
        }
    }

    /// Reads the divisions and zones from `from`, and the name of a town behind them; where the next part begins.
    fn divisions(&mut self, from: usize, to: usize) -> usize {
        let mut at = from + self.country(from);
        if self.reads.is_empty() {
            self.lying_in.clear();
        }
        for _ in 0..MOST_DIVISIONS {
            let begin = at + self.skipped(at);
            if let Some(place) = self.division(begin, to) {
                let level = self.level_of(&place, begin);
                // A short name behind a county begins the name of a road or a place: 宣武区广安门内大街.
                let again = Some(level) <= self.reads.last().map(|read| read.level);
                if place.name.short && again && !self.goes_on_below(&place, to) {
                    break;
                }
                self.push_division(&place, begin, level);
                at = place.end;
            } else if let Some(found) = self.zone(begin, to) {
                self.push(found);
                at = found.end;
            } else {
                break;
            }
        }
        self.town_name(at, to)
    }

    fn push_division(&mut self, place: &Place, begin: usize, level: AddressLevel) {
        let above = self.reads.last().map(|read| read.level);
        let inner = above >= Some(AddressLevel::County) && ends_as_zone(self.letters.slice(begin, place.end));
        let (level, kind) = match place.name.short {
            _ if inner => (AddressLevel::Town, ReadKind::Part(Part::Zone, Strength::Strong)),
            true => (level, ReadKind::Short),
            false => (level, ReadKind::Full),
        };
        self.reads.push(Read { level, begin, end: place.end, kind });
        if !inner {
            self.enter(place.codes);
        }
    }

    /// Remembers the prefectures that the division read last may lie in: of several, those that lie in the one above.
    fn enter(&mut self, codes: Codes) {
        let codes = Gazetteer::get().prefectures(codes);
        std::mem::swap(&mut self.lying_in, &mut self.lay_in);
        self.lying_in.clear();
        self.lying_in.extend(codes.iter().filter(|code| contains(&self.lay_in, **code)));
        if self.lying_in.is_empty() {
            self.lying_in.extend_from_slice(codes);
        }
    }

    /// The characters of 中国 in front of a division, and of the parenthesis in 中国(上海)自由贸易试验区.
    fn country(&self, at: usize) -> usize {
        if !begins(self.letters.ahead(at, 2), &['中', '国']) {
            return 0;
        }
        let open = usize::from(self.letters.char(at + 2) == Some('('));
        let Some(place) = self.free_division(at + 2 + open) else { return 0 };
        let closed = open == 0 || self.letters.char(place.end) == Some(')');
        if closed { 2 + open } else { 0 }
    }

    /// The characters between two divisions that name nothing: a dash, 市辖区.
    fn skipped(&self, at: usize) -> usize {
        let name = self.letters.class(at).has(Class::HAN) && self.letters.char(at) != Some('市');
        if self.reads.is_empty() || name {
            return 0;
        }
        let marks =
            |at: usize| self.letters.ahead(at, 6).iter().take_while(|c| matches!(c, '-' | '_' | ' ' | ')')).count();
        let first = marks(at);
        match begins(self.letters.ahead(at + first, 3), &['市', '辖', '区']) {
            true => first + 3 + marks(at + first + 3),
            false => first,
        }
    }

    /// The level of a name at `at`: below what was read, unless it says the same again (金华金华市).
    fn level_of(&self, place: &Place, at: usize) -> AddressLevel {
        let Some(last) = self.reads.last() else { return place.name.level_below(None) };
        let (before, name) = (self.letters.slice(last.begin, last.end), self.letters.slice(at, place.end));
        let again = last.is_division() && (begins(name, before) || begins(before, name));
        if again { last.level } else { place.name.level_below(Some(last.level)) }
    }

    /// Whether a division or a town follows a short name, so that it is one although something finer stands before it.
    fn goes_on_below(&self, place: &Place, to: usize) -> bool {
        let level = |place: &Place| place.name.level_below(None);
        let town =
            || self.next_part(place.end, to.min(place.end + 6)).is_some_and(|next| next.suffix.part == Part::Town);
        self.free_division(place.end).is_some_and(|next| level(&next) > level(place))
            || self.begins_county(place).is_some()
            || self.town_length(place.codes, place.end, to).is_some()
            || town()
    }

    /// A zone, or a county that the gazetteer does not have, behind divisions.
    fn zone(&self, at: usize, to: usize) -> Option<Found> {
        let (last, limit) = (self.reads.last()?, to);
        let to = to.min(at + 16);
        if self.letters.find(at, to, Class::COUNTY_LAST) >= to {
            return None;
        }
        let found = self.next_part(at, to)?;
        match found.suffix.part {
            Part::Zone => Some(found),
            Part::OtherCounty => {
                let name = self.letters.slice(found.begin, found.end - 1);
                let new = last.level < AddressLevel::County
                    && !name.iter().all(|&c| is_numeral(c) || !is_han(c))
                    && town_at(&self.letters, at, limit, &self.lying_in).is_none()
                    && self.full_division(at + 1, found.end).is_none();
                new.then_some(found)
            }
            _ => None,
        }
    }

    fn division(&self, at: usize, to: usize) -> Option<Place> {
        let place = self.free_division(at).or_else(|| self.bound_division(at, to))?;
        let ends = if place.name.short { self.ends_short_name(&place) } else { !self.begins_road(place.end) };
        (place.end <= to && ends).then_some(place)
    }

    pub(super) fn free_division(&self, at: usize) -> Option<Place> {
        Gazetteer::get().at(&self.letters, at)
    }

    /// A county without its suffix, behind what it lies in (杭州萧山) or in front of one of its towns (瓯海郭溪镇).
    fn bound_division(&self, at: usize, to: usize) -> Option<Place> {
        let gazetteer = Gazetteer::get();
        let Some(above) = self.reads.last() else {
            let towns = self.letters.ahead(at + 2, 8).iter().any(|c| matches!(c, '镇' | '乡' | '街' | '苏'));
            let place = towns.then(|| gazetteer.anywhere(&self.letters, at)).flatten()?;
            let town = place.end + self.town_length(place.codes, place.end, to)?;
            return self.town_suffix(town).map(|_| place);
        };
        if !above.is_division() || above.level >= AddressLevel::County {
            return None;
        }
        let place = gazetteer.below(&self.lying_in, &self.letters, at)?;
        (!self.names_a_place(place.end) && !self.forms_any_road(place.end)).then_some(place)
    }

    /// Whether a name without its suffix may end here: no suffix follows that makes it the name of something else.
    fn ends_short_name(&self, place: &Place) -> bool {
        let at = place.end;
        let below = || self.free_division(at).is_some() || self.begins_county(place).is_some();
        let other = suffix_at(&self.letters, at.saturating_sub(2), at)
            .is_some_and(|suffix| matches!(suffix.part, Part::Town | Part::Village));
        !(other || self.forms_road(at)) || below()
    }

    /// The county without its suffix that a division is followed by.
    fn begins_county(&self, above: &Place) -> Option<Place> {
        let gazetteer = Gazetteer::get();
        gazetteer.below(gazetteer.prefectures(above.codes), &self.letters, above.end)
    }

    /// Whether the suffix of a named place follows directly: 西湖国际, 萧山机场.
    fn names_a_place(&self, at: usize) -> bool {
        let suffix = suffix_at(&self.letters, at.saturating_sub(2), at);
        suffix.is_some_and(|suffix| suffix.part == Part::Point && !matches!(self.letters.char(at), Some('桥')))
    }

    /// How many of the two characters from `at` stand between the name of a road and its suffix: 中山东一路.
    fn road_middle(&self, at: usize) -> usize {
        self.letters
            .classes(at, (at + 2).min(self.letters.len()))
            .iter()
            .take_while(|c| c.has(Class::ROAD_MIDDLE))
            .count()
    }

    /// Whether the suffix of a road follows directly: 鄞县大道.
    fn begins_road(&self, at: usize) -> bool {
        match self.letters.char(at) {
            Some('路') => {
                let town = matches!(self.letters.char(at + 1), Some('镇' | '乡' | '村' | '街'));
                !town && self.free_division(at).is_none()
            }
            Some('街') => self.letters.char(at + 1) != Some('道'),
            Some('大') => matches!(self.letters.char(at + 1), Some('道' | '街')),
            _ => false,
        }
    }

    /// Whether at most a character and a direction stand before the suffix of a road: 余杭塘路, 白云山南路.
    fn forms_any_road(&self, at: usize) -> bool {
        let one = usize::from(self.letters.char(at).is_some_and(is_han));
        let middle = self.road_middle(at + one);
        self.forms_road(at) || (0..=middle).any(|skip| self.begins_road(at + one + skip))
    }

    /// The characters of a suffix of towns at `at`.
    fn town_suffix(&self, at: usize) -> Option<usize> {
        let suffix = suffix_at(&self.letters, at.saturating_sub(2), at)?;
        (suffix.part == Part::Town).then_some(suffix.length)
    }

    /// Characters of the name of a town without its suffix at `at`, in one of these divisions.
    fn town_length(&self, lies_in: Codes, at: usize, to: usize) -> Option<usize> {
        town_at(&self.letters, at, to, Gazetteer::get().prefectures(lies_in))
    }

    /// The name of a town behind divisions, its suffix too if it has one: 椒江区洪家.
    fn town_name(&mut self, at: usize, to: usize) -> usize {
        let Some(last) = self.reads.last().filter(|read| read.is_division() && read.level > AddressLevel::Province)
        else {
            return at;
        };
        let Some(length) = town_at(&self.letters, at, to, &self.lying_in) else { return at };
        let suffix = self.town_suffix(at + length);
        let end = at + length + suffix.unwrap_or(0);
        if suffix.is_none() && !self.ends_town_name(end)
            || self.letters.slice(last.begin, last.end).starts_with(self.letters.slice(at, end))
        {
            return at;
        }
        let strength = if suffix.is_some() { Strength::Strong } else { Strength::Weak };
        let kind = ReadKind::Part(Part::Town, strength);
        self.reads.push(Read { level: AddressLevel::Town, begin: at, end, kind });
        self.bare_number(end, to)
    }

    /// Whether the name of a town without its suffix may end at `at`.
    fn ends_town_name(&self, at: usize) -> bool {
        let other = suffix_at(&self.letters, at.saturating_sub(2), at)
            .is_some_and(|suffix| matches!(suffix.part, Part::Village | Part::OtherCounty));
        !other && !self.forms_any_road(at) && !self.names_a_place(at)
    }

    /// Whether a short name goes on as the name of a road: 北京东路, 海南路.
    pub(super) fn forms_road(&self, at: usize) -> bool {
        let middle = self.road_middle(at);
        (0..=middle).any(|skip| {
            matches!(self.letters.char(at + skip), Some('路' | '街' | '道' | '巷' | '弄' | '桥' | '站' | '里' | '湾'))
        })
    }

    fn push(&mut self, found: Found) {
        // 28号附3号 is one number.
        if let Some(last) = self.reads.last_mut()
            && last.is_number()
            && last.end == found.begin
            && self.letters.chars().get(last.end - 1) == Some(&'附')
        {
            last.end = found.end;
            return;
        }
        let level = match found.suffix.part {
            // A zone stands in the place of a county, or lies in one.
            Part::Zone if self.reads.iter().any(|read| read.level == AddressLevel::County) => AddressLevel::Town,
            Part::Zone | Part::OtherCounty => AddressLevel::County,
            Part::Town => AddressLevel::Town,
            Part::Village | Part::Road => AddressLevel::Road,
            _ => AddressLevel::Room,
        };
        let strength = if found.suffix.weak { Strength::Weak } else { Strength::Strong };
        let kind = ReadKind::Part(found.suffix.part, strength);
        self.reads.push(Read { level, begin: found.begin, end: found.end, kind });
    }

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
            let fits = |suffix: &&Suffix| at + suffix.length <= to && !self.is_inside_name(suffix, begin, at);
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
    fn is_inside_name(&self, suffix: &Suffix, from: usize, at: usize) -> bool {
        let end = at + suffix.length;
        let next = |skip: usize| self.letters.char(end + skip);
        let road = |skip: usize| match next(skip) {
            Some('路' | '巷' | '弄') => true,
            Some('街') => true,
            Some('道') => false,
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
        let _ = from;
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

/// Whether a name of the gazetteer is that of a zone: codes are given to some in the place of a county.
pub(super) fn ends_as_zone(name: &[char]) -> bool {
    let zones = ["开发区", "园区", "示范区", "管理区", "度假区", "保税区", "集聚区", "工业区"];
    zones.iter().any(|zone| zone.chars().rev().eq(name.iter().rev().take(zone.chars().count()).copied()))
}

/// Where the name of a road begins in the characters in front of its suffix: of long ones the last two, and what numbers or
/// directs the road, since something unnamed stands before them (下骆宅振兴东路). Nine of ten names have two characters.
fn road_name(before: &[char]) -> usize {
    let middle = before.iter().rev().take(2).take_while(|&&c| is_in_road_name(c)).count();
    let base = before.len() - middle;
    if base >= 4 && before.iter().all(|&c| is_han(c)) { base - 2 } else { 0 }
}

/// Divisions of one address that are read, repetitions included.
const MOST_DIVISIONS: usize = 10;

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
