//! What follows the last part that was read: the name of a place, or prose.

use super::class::Class;
use super::finder::AddressFinder;
use super::grammar::PEOPLE;
use super::judgement::ends_with;
use super::label::begins_with;

impl AddressFinder {
    /// Takes a short rest for the name of a place, unless it is prose.
    pub(super) fn end(&self, from: usize, last: usize, to: usize) -> usize {
        let rest = self.letters.slice(last, to);
        let open = rest.iter().position(|&c| c == '(').unwrap_or(rest.len());
        let plain = rest.get(..open).unwrap_or_default();
        let long = plain.iter().filter(|c| !c.is_ascii()).count() > 14 || plain.len() > 28;
        let prose = long || self.joins(last, last + plain.len()) || self.speaks_of_people(last, plain);
        let end = if prose { last } else { to };
        let trimmed = self
            .letters
            .slice(0, end)
            .iter()
            .rev()
            .take_while(|c| matches!(c, '-' | '_' | '.' | '~' | '/' | '&' | '+' | '['))
            .count();
        let end = (end - trimmed).max(last);
        // It began inside the parenthesis that closes here.
        let closes =
            self.letters.char(end - 1) == Some(')') && end > last && !self.letters.slice(from, end).contains(&'(');
        end - usize::from(closes)
    }

    /// Whether what follows an address, from `from`, speaks of a person or tells something: 后沙峪镇副镇长.
    fn speaks_of_people(&self, from: usize, rest: &[char]) -> bool {
        let here = |at: usize, word: &str| begins_with(rest.get(at..).unwrap_or_default(), word).is_some();
        let first = |at: &usize| self.letters.class(from + at).has(Class::PEOPLE_FIRST);
        (0..rest.len()).filter(first).any(|at| PEOPLE.iter().any(|word| here(at, word))) || ends_with(rest, "工作")
    }

    /// Whether a character of prose stands there; 对面 and 所在地 say where something lies.
    fn joins(&self, from: usize, to: usize) -> bool {
        let place = |at: usize| match (self.letters.char(at), self.letters.char(at + 1)) {
            (Some('对'), Some('面')) => true,
            (Some('在'), Some('地')) => at > from && self.letters.char(at - 1) == Some('所'),
            _ => false,
        };
        (from..to).any(|at| self.letters.class(at).has(Class::JOINS) && !place(at))
    }
}
