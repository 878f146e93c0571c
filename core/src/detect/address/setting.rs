//! What announces an address, and where it may begin.

use super::class::Class;
use super::finder::AddressFinder;
use super::label::{LABELS, begins_with, ends_with_label};

/// What stands around a candidate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// A label and a colon announce it, or a label that means nothing else.
    Labelled,
    /// A word of prose announces it: 位于, 户籍.
    Announced,
    /// It begins its clause.
    Clause,
    /// It stands inside a clause.
    Inside,
    /// It stands in the clause of an organization's name.
    Named,
}

impl AddressFinder {
    /// Where an address of the clause may begin: behind a label, or with the clause.
    pub(super) fn beginning(&self, from: usize, to: usize) -> (usize, Setting) {
        if let Some((end, plain)) = self.label(from, to.min(from + 16)) {
            let skipped =
                self.letters.slice(end, to).iter().take_while(|c| matches!(c, '在' | '于' | '为' | '是')).count();
            return (end + skipped, if plain && skipped == 0 { Setting::Labelled } else { Setting::Announced });
        }
        let announces = |c: char| matches!(c, ':' | '=' | '"' | '\'' | ' ' | '】' | ']');
        if from.checked_sub(1).and_then(|before| self.letters.char(before)).is_some_and(announces) {
            let mut before = self.letters.slice(from.saturating_sub(14), from);
            while let [rest @ .., ':' | '=' | '"' | '\'' | ' ' | '【' | '】' | '[' | ']' | '为' | '是'] = before {
                before = rest;
            }
            if ends_with_label(before) {
                return (from, Setting::Labelled);
            }
        }
        let lives = self.letters.char(from) == Some('住')
            && !matches!(self.letters.char(from + 1), Some('院' | '房' | '宅' | '宿' | '户' | '建' | '所' | '持'));
        match lives {
            true if self.letters.class(from + 1).has(Class::NAME) => (from + 1, Setting::Announced),
            true => (from + 1, Setting::Clause),
            false => (from, Setting::Clause),
        }
    }

    /// Where the label of `from..to` ends that ends last, each taken where it stands first, and whether it is a word that
    /// means nothing else.
    pub(super) fn label(&self, from: usize, to: usize) -> Option<(usize, bool)> {
        if self.letters.find(from, to, Class::LABEL) >= to {
            return None;
        }
        let mut seen = [false; LABELS.len()];
        let mut last = None;
        for at in (from..to).filter(|&at| self.letters.class(at).has(Class::LABEL)) {
            for (label, seen) in LABELS.iter().zip(&mut seen).filter(|(_, seen)| !**seen) {
                if let Some(length) = begins_with(self.letters.slice(at, to), label) {
                    *seen = true;
                    last = last.max(Some(at + length));
                }
            }
        }
        last.map(|end| (end, self.letters.char(end - 1) == Some('址')))
    }

    /// Where the address proper of a whole value begins: behind blanks and a label.
    pub(super) fn whole_beginning(&self) -> usize {
        let blanks = self.letters.chars().iter().take_while(|c| c.is_whitespace()).count();
        let (begin, setting) = self.beginning(blanks, self.letters.len());
        let labelled = if matches!(setting, Setting::Labelled | Setting::Announced) { begin } else { blanks };
        labelled
            + self
                .letters
                .slice(labelled, self.letters.len())
                .iter()
                .take_while(|c| matches!(c, ':' | ' ' | '='))
                .count()
    }
}
