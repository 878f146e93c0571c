//! A row of Han characters in its text.

use super::character::{Character, number};
use super::lexicon::{NO_WORD, Words, nats};
use super::tables::Tables;
use crate::detect::passage::Passage;

/// The parts of a row; the buffers serve many rows.
#[derive(Default)]
pub(super) struct RowBuffer {
    characters: Vec<Character>,
    words: Vec<Words>,
    places: Vec<usize>,
}

/// A row of Han characters, read by indices of its characters.
pub(super) struct HanRow<'a> {
    pub(super) tables: &'static Tables,
    pub(super) passage: Passage<'a>,
    /// Whether the nearest mark in front of the row may open a title: 《.
    pub(super) may_be_in_title: bool,
    characters: &'a [Character],
    /// The words that begin at each place.
    words: &'a [Words],
    /// Byte places of the characters, and the end of the last.
    places: &'a [usize],
}

impl RowBuffer {
    pub(super) fn clear(&mut self) {
        self.characters.clear();
        self.places.clear();
    }

    pub(super) fn push(&mut self, character: Character, place: usize) {
        self.characters.push(character);
        self.places.push(place);
    }

    pub(super) fn characters(&self) -> &[Character] {
        &self.characters
    }

    /// The bytes from the first character to the last.
    pub(super) fn range(&self, end: usize) -> std::ops::Range<usize> {
        self.places.first().copied().unwrap_or(end)..end
    }

    /// The row that ends at the byte `end` of `passage`, its words looked up.
    pub(super) fn finish<'a>(
        &'a mut self,
        tables: &'static Tables,
        passage: Passage<'a>,
        end: usize,
        may_be_in_title: bool,
    ) -> HanRow<'a> {
        self.places.push(end);
        self.words.clear();
        let rests = (0..self.characters.len()).filter_map(|at| self.characters.get(at..));
        self.words.extend(rests.map(|rest| tables.lexicon.words(rest)));
        let Self { characters, words, places } = self;
        HanRow { tables, passage, may_be_in_title, characters, words, places }
    }
}

impl<'a> HanRow<'a> {
    pub(super) fn len(&self) -> usize {
        self.characters.len()
    }

    pub(super) fn characters(&self) -> &'a [Character] {
        self.characters
    }

    pub(super) fn get(&self, index: usize) -> Option<&'a Character> {
        self.characters.get(index)
    }

    /// Whether the character at `index` is `c`.
    pub(super) fn is(&self, index: usize, c: char) -> bool {
        self.get(index).is_some_and(|character| character.number == number(c))
    }

    /// The characters from `start` on, up to `end` or the end of the row.
    pub(super) fn between(&self, start: usize, end: usize) -> &'a [Character] {
        self.characters.get(start..end.min(self.len())).unwrap_or_default()
    }

    pub(super) fn from(&self, start: usize) -> &'a [Character] {
        self.characters.get(start..).unwrap_or_default()
    }

    /// The words that begin at `start`.
    pub(super) fn words(&self, start: usize) -> Words {
        self.words.get(start).copied().unwrap_or(Words::NONE)
    }

    /// The byte place of the character at `index`, or of the end of the row.
    pub(super) fn place(&self, index: usize) -> usize {
        self.places.get(index).copied().unwrap_or_default()
    }

    pub(super) fn text_before(&self, index: usize) -> &'a str {
        self.passage.before(self.place(index))
    }

    pub(super) fn text_behind(&self, index: usize) -> &'a str {
        self.passage.after(self.place(index))
    }

    /// The cost of the cheapest cut of a few characters into words and characters.
    pub(super) fn best_cut(&self, start: usize, end: usize) -> f64 {
        let characters = self.between(start, end).iter();
        let words = self.words.get(start..end).unwrap_or_default().iter();
        // The cheapest cuts of what lies one to four characters behind; beyond the end there is none.
        let none = u16::from(NO_WORD) * 2;
        let mut behind = [0, none, none, none];
        for (character, words) in characters.zip(words).rev() {
            let pieces = [character.alone, words.two, words.three, words.four];
            let [one, two, three, four] = pieces.map(u16::from);
            let [first, second, third, fourth] = behind;
            let cheapest = (one + first).min(two + second).min(three + third).min(four + fourth);
            behind = [cheapest, first, second, third];
        }
        let [cheapest, ..] = behind;
        nats(cheapest)
    }
}
