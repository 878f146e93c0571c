//! How far a clause reaches: over which marks an address goes on.

use super::class::Class;
use super::finder::AddressFinder;
use super::grammar::Part;

/// Characters behind a mark that are looked at.
const AHEAD: usize = 24;

impl AddressFinder {
    /// Where the clause that begins at `from` ends, at the first character that no address goes on over, and the properties
    /// that one of its characters has.
    pub(super) fn extent(&self, from: usize, limit: usize) -> (usize, Class) {
        let (mut at, mut all, mut divided) = (from, Class::default(), None);
        loop {
            let end = self.letters.find_other(at, limit, Class::ADDRESS);
            all = all.or(self.letters.all(at, end));
            at = end;
            let marks = match self.letters.char(at).filter(|_| at < limit) {
                Some('(') => match self.closing(at, limit) {
                    Some(close) => close + 1 - at,
                    None => usize::from(self.numbers_room(at + 1, limit)),
                },
                Some('、' | ',' | ' ') => self.marks(from, at, limit, &mut divided),
                _ => 0,
            };
            if marks == 0 {
                return (at, all);
            }
            all = all.or(self.letters.all(at, at + marks));
            at += marks;
        }
    }

    /// The character that closes the parenthesis at `open`.
    pub(super) fn closing(&self, open: usize, limit: usize) -> Option<usize> {
        let inside = self.letters.slice(open + 1, limit.min(open + 42));
        let length = inside.iter().position(|&c| matches!(c, ')' | '(' | '\n' | '\t' | '"' | '\'' | ';'))?;
        (inside.get(length) == Some(&')')).then_some(open + 1 + length)
    }

    /// How many marks at `at` only separate parts of one address; `divided` remembers how the clause begins.
    fn marks(&self, from: usize, at: usize, limit: usize, divided: &mut Option<bool>) -> usize {
        let blank = |c: &&char| matches!(c, ',' | ' ');
        let marks = self.letters.slice(at, limit.min(at + 6)).iter().take_while(blank).count().max(1);
        if self.goes_on(at + marks, limit) || self.names_on(from, at, at + marks, limit) {
            return marks;
        }
        let ahead = limit.min(at + marks + AHEAD);
        let numbered = || self.letters.all(at + marks, ahead).has(Class::DIGIT);
        if self.letters.char(at) == Some(',') && !numbered() {
            return 0;
        }
        let named = || self.letters.all(from, at).has(Class::NAME);
        let divided =
            *divided.get_or_insert_with(|| named() && self.free_division(self.beginning(from, at).0).is_some());
        if divided && self.leads_on(at, at + marks, limit) { marks } else { 0 }
    }

    /// Whether a room or a number follows, so that the mark before it only separates parts.
    fn goes_on(&self, from: usize, limit: usize) -> bool {
        let from = from + usize::from(self.letters.char(from) == Some('第'));
        let rest = self.letters.slice(from, limit.min(from + 9));
        let numerals = rest.iter().zip(self.letters.classes(from, limit.min(from + 9)));
        let numeral = |(c, class): &(&char, &Class)| class.has(Class::NUMERAL) || matches!(c, '-' | '#');
        let numerals = numerals.take_while(numeral).count();
        let word = |c: Option<&char>| {
            matches!(c, Some('号' | '楼' | '层' | '室' | '栋' | '座' | '幢' | '房' | '单' | '户' | '区' | '门'))
        };
        match (numerals, rest.get(numerals)) {
            (1..=6, next) if word(next) => true,
            (1..=6, Some(' ')) => word(rest.get(numerals + 1)),
            (1..=5, Some('、' | ',')) => self.goes_on(from + numerals + 1, limit),
            _ => false,
        }
    }

    /// Whether a number with its word stands before the marks from `at` and the name of a place behind them: 26号 荣宝大厦11层.
    fn names_on(&self, from: usize, at: usize, next: usize, limit: usize) -> bool {
        let word = |c: char| matches!(c, '号' | '楼' | '层' | '室' | '座' | '栋' | '幢' | '院' | '弄');
        let numbered =
            at > from + 5 && self.letters.char(at - 1).is_some_and(word) && self.letters.char(at) != Some('、');
        let place = || self.next_part(next, self.run_end(next, limit.min(next + 15)));
        numbered
            && place().is_some_and(|found| {
                let part = found.suffix.part;
                part == Part::Point && !found.suffix.weak
                    || part.is_number() && found.suffix.length == 1
                    || part == Part::Point && self.numbers_room(found.end, limit)
            })
    }

    /// Whether the parts behind the marks belong to the address that the clause begins with, which names a division.
    fn leads_on(&self, at: usize, next: usize, limit: usize) -> bool {
        let end = self.run_end(next, limit.min(next + AHEAD));
        if end == next || self.label(next, end).is_some() || self.letters.count(next, end, Class::FUNCTION) > 0 {
            return false;
        }
        let below = matches!(self.letters.char(at - 1), Some('省' | '市' | '区' | '县' | '州' | '盟' | '旗'));
        if self.letters.char(at) == Some(' ')
            && below
            && self.free_division(next).is_some_and(|place| !place.name.short)
        {
            return true;
        }
        let Some(found) = self.next_part(next, end) else { return false };
        match (self.letters.char(at), found.suffix.part) {
            (_, Part::OtherCounty | Part::Village) => false,
            (Some('、'), part) => part == Part::Road && found.begin == next,
            (Some(','), _) => self.numbers_room(next, limit),
            (_, Part::Zone) => below,
            (_, Part::Point) => !found.suffix.weak || self.numbers_room(found.end, limit),
            _ => true,
        }
    }

    /// Whether a number with its word follows before the next mark.
    fn numbers_room(&self, from: usize, limit: usize) -> bool {
        let end = self.run_end(from, limit.min(from + AHEAD));
        let mut at = from;
        while let Some(found) = self.next_part(at, end) {
            if found.suffix.part.is_number() {
                return true;
            }
            at = found.end;
        }
        false
    }

    /// Where the characters end that an address may have between marks.
    fn run_end(&self, from: usize, limit: usize) -> usize {
        self.letters.find_other(from, limit.max(from), Class::ADDRESS)
    }
}
