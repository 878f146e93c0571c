//! Whether a name goes on as that of a road: 鄞县大道, 北京东路.

use super::super::normalize::is_han;
use super::class::Class;
use super::finder::AddressFinder;
use super::numeral::is_in_road_name;

impl AddressFinder {
    /// Whether the suffix of a road follows directly: 鄞县大道.
    pub(super) fn begins_road(&self, at: usize) -> bool {
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

    /// Whether a short name goes on as the name of a road: 北京东路, 海南路.
    pub(super) fn forms_road(&self, at: usize) -> bool {
        let middle = self.road_middle(at);
        (0..=middle).any(|skip| {
            matches!(self.letters.char(at + skip), Some('路' | '街' | '道' | '巷' | '弄' | '桥' | '站' | '里' | '湾'))
        })
    }

    /// Whether at most a character and a direction stand before the suffix of a road: 余杭塘路, 白云山南路.
    pub(super) fn forms_any_road(&self, at: usize) -> bool {
        let one = usize::from(self.letters.char(at).is_some_and(is_han));
        let middle = self.road_middle(at + one);
        self.forms_road(at) || (0..=middle).any(|skip| self.begins_road(at + one + skip))
    }

    /// How many of the two characters from `at` stand between the name of a road and its suffix: 中山东一路.
    pub(super) fn road_middle(&self, at: usize) -> usize {
        self.letters
            .classes(at, (at + 2).min(self.letters.len()))
            .iter()
            .take_while(|c| c.has(Class::ROAD_MIDDLE))
            .count()
    }
}

/// Where the name of a road begins in the characters in front of its suffix: of long ones the last two, and what numbers or
/// directs the road, since something unnamed stands before them (下骆宅振兴东路). Nine of ten names have two characters.
pub(super) fn road_name(before: &[char]) -> usize {
    let middle = before.iter().rev().take(2).take_while(|&&c| is_in_road_name(c)).count();
    let base = before.len() - middle;
    if base >= 4 && before.iter().all(|&c| is_han(c)) { base - 2 } else { 0 }
}
