//! Texts that a column repeats, so that each is read once.
//!
//! What is generalized or masked has few values: a county for each address, a surname for each name. A text's findings
//! depend on nothing but the text, so those of an equal one are those that it had.

use ahash::RandomState;

use super::candidate::Candidates;

/// Texts that are remembered at once: those of one column of counties fit.
const MOST: usize = 4096;
/// Bytes of the longest that is remembered.
const LONGEST: usize = 128;
/// After so many texts it is known whether the column repeats itself.
const TRIAL: usize = 2048;
/// Texts for each that was remembered, in a column that repeats itself.
const WORTH: usize = 8;

/// What was said of the texts of a column.
pub(super) struct Repeats<'a> {
    hash: RandomState,
    /// By a hash of the text: the last text that had it.
    slots: Vec<Slot<'a>>,
    /// The slot of the text that was asked for last.
    place: usize,
    asked: usize,
    known: usize,
}

#[derive(Default)]
struct Slot<'a> {
    text: Option<&'a str>,
    said: Candidates,
}

impl<'a> Repeats<'a> {
    /// Nothing yet, of a column of `rows` texts.
    pub(super) fn new(rows: usize) -> Self {
        let mut slots = Vec::new();
        slots.resize_with(rows.next_power_of_two().min(MOST), Slot::default);
        Self { hash: RandomState::with_seeds(1, 2, 3, 4), slots, place: 0, asked: 0, known: 0 }
    }

    /// What was said of an equal text.
    pub(super) fn said_of(&mut self, text: &str) -> Option<&Candidates> {
        if !self.is_kept(text) {
            return None;
        }
        self.asked += 1;
        self.place = self.hash.hash_one(text) as usize & (self.slots.len() - 1);
        let slot = self.slots.get(self.place).filter(|slot| slot.text == Some(text))?;
        self.known += 1;
        Some(&slot.said)
    }

    /// Remembers what is said of the text that was asked for last.
    pub(super) fn remember(&mut self, text: &'a str, said: &Candidates) {
        if !self.is_kept(text) {
            return;
        }
        if let Some(slot) = self.slots.get_mut(self.place) {
            slot.text = Some(text);
            slot.said.findings.clone_from(&said.findings);
            slot.said.refusals.clone_from(&said.refusals);
        }
    }

    /// Whether the text is short and remembering has been worth it.
    fn is_kept(&self, text: &str) -> bool {
        text.len() <= LONGEST && (self.asked < TRIAL || self.known * WORTH >= self.asked)
    }
}
