//! The grammar at work: from characters to parts, the first that fits at each place.

use super::finder::AddressFinder;
use super::found::Found;
use super::grammar::{Part, is_address_char, suffix_at};
use super::numeral::is_numeral;
use super::read::{Read, ReadKind, Strength};
use crate::model::AddressLevel;

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
            // Behind a number, a division begins another address: 5号搬到了广州市天河区.
            let is_behind_number = self.reads.last().is_some_and(Read::is_number);
            if is_behind_number && self.full_division(at + 1, found.end).is_some() {
                break;
            }
            if found.suffix.part != Part::OtherCounty {
                self.push(found);
            }
            at = self.numbers_behind(found, to);
        }
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
    pub(super) fn bare_number(&mut self, at: usize, to: usize) -> usize {
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

    pub(super) fn push(&mut self, found: Found) {
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
}
