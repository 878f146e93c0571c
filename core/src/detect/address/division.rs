//! Divisions, zones in their place, and towns without suffix behind them.

use super::super::normalize::is_han;
use super::class::Class;
use super::finder::AddressFinder;
use super::found::Found;
use super::gazetteer::{Codes, Gazetteer, Place, contains};
use super::grammar::{Part, begins, suffix_at};
use super::numeral::is_numeral;
use super::read::{Read, ReadKind, Strength};
use super::township::town_at;
use crate::model::AddressLevel;

impl AddressFinder {
    /// Reads the divisions and zones from `from`, and the name of a town behind them; where the next part begins.
    pub(super) fn divisions(&mut self, from: usize, to: usize) -> usize {
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

    /// Where the divisions begin once more behind a town or other divisions: 崇溪镇云南省昭通市.
    pub(super) fn begins_again(&self, at: usize, to: usize) -> Option<usize> {
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

    /// Characters of the name of a town without its suffix at `at`, in one of these divisions.
    fn town_length(&self, lies_in: Codes, at: usize, to: usize) -> Option<usize> {
        town_at(&self.letters, at, to, Gazetteer::get().prefectures(lies_in))
    }

    /// The characters of a suffix of towns at `at`.
    fn town_suffix(&self, at: usize) -> Option<usize> {
        let suffix = suffix_at(&self.letters, at.saturating_sub(2), at)?;
        (suffix.part == Part::Town).then_some(suffix.length)
    }

    /// Whether the name of a town without its suffix may end at `at`.
    fn ends_town_name(&self, at: usize) -> bool {
        let other = suffix_at(&self.letters, at.saturating_sub(2), at)
            .is_some_and(|suffix| matches!(suffix.part, Part::Village | Part::OtherCounty));
        !other && !self.forms_any_road(at) && !self.names_a_place(at)
    }
}

/// Whether a name of the gazetteer is that of a zone: codes are given to some in the place of a county.
pub(super) fn ends_as_zone(name: &[char]) -> bool {
    let zones = ["开发区", "园区", "示范区", "管理区", "度假区", "保税区", "集聚区", "工业区"];
    zones.iter().any(|zone| zone.chars().rev().eq(name.iter().rev().take(zone.chars().count()).copied()))
}

/// Divisions of one address that are read, repetitions included.
const MOST_DIVISIONS: usize = 10;
