//! A row of Han characters in its text.

use std::ops::Range;

use super::character::{BEFORE_FIRST, Character, Characters, number};
use super::lexicon::{NO_WORD, Words};
use super::tables::Tables;
use crate::detect::normalize::is_han;
use crate::detect::passage::Passage;

/// The characters of a row; the buffers serve many rows.
#[derive(Default)]
pub(super) struct RowBuffer {
    characters: Vec<Character>,
    range: Range<usize>,
    /// Which characters are wider than three bytes.
    wide: Vec<usize>,
}

/// A row of Han characters, read by indices of its characters.
pub(super) struct HanRow<'a> {
    pub(super) tables: &'static Tables,
    pub(super) passage: Passage<'a>,
    /// Whether the nearest mark in front of the row may open a title: 《.
    pub(super) may_be_in_title: bool,
    characters: &'a [Character],
    /// The bytes of the row.
    range: Range<usize>,
    /// Which characters are wider than three bytes.
    wide: &'a [usize],
}

impl RowBuffer {
    /// Reads the Han characters from the byte `start` of `text` on.
    pub(super) fn read(&mut self, characters: &Characters, text: &str, start: usize) {
        self.characters.clear();
        self.wide.clear();
        self.range = start..start;
        loop {
            self.read_basic(characters, text.as_bytes());
            let next = text.get(self.range.end..).and_then(|rest| rest.chars().next());
            let Some(c) = next.filter(|&c| is_han(c) && self.characters.len() < LONGEST_ROW) else { return };
            if c.len_utf8() > WIDTH {
                self.wide.push(self.characters.len());
            }
            self.characters.push(characters.of(c));
            self.range.end += c.len_utf8();
        }
    }

    /// Reads on as long as there are characters of the basic block, which nearly all are.
    fn read_basic(&mut self, characters: &Characters, bytes: &[u8]) {
        let rest = bytes.get(self.range.end..).unwrap_or_default();
        let (rest, _) = rest.as_chunks();
        let most = LONGEST_ROW - self.characters.len().min(LONGEST_ROW);
        let count = rest.iter().take(most).take_while(|&&bytes| is_basic(bytes)).count();
        let basic = rest.get(..count).unwrap_or_default();
        self.characters.extend(basic.iter().map(|&bytes| characters.numbered(basic_number(bytes))));
        self.range.end += count * WIDTH;
    }

    pub(super) fn characters(&self) -> &[Character] {
        &self.characters
    }

    /// The bytes of the row.
    pub(super) fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The row, which is of `passage`.
    pub(super) fn row<'a>(
        &'a self,
        tables: &'static Tables,
        passage: Passage<'a>,
        may_be_in_title: bool,
    ) -> HanRow<'a> {
        let Self { characters, range, wide } = self;
        HanRow { tables, passage, may_be_in_title, characters, range: range.clone(), wide }
    }
}

/// Whether the bytes are a character of the basic block.
fn is_basic([first, second, third]: [u8; WIDTH]) -> bool {
    (FIRST_BASIC..=LAST_BASIC).contains(&u32::from_be_bytes([0, first, second, third]))
}

/// The number of a character of the basic block.
fn basic_number([first, second, third]: [u8; WIDTH]) -> u16 {
    let code = u16::from(first & 0xF) << 12 | u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F);
    code.wrapping_sub(BEFORE_FIRST)
}

/// Bytes of every Han character but those of the extensions from B on, which have one more.
const WIDTH: usize = 3;
const FIRST_BASIC: u32 = 0xE4_B8_80;
const LAST_BASIC: u32 = 0xE9_BF_BF;

/// Characters that are read at once; a longer row is read in parts.
const LONGEST_ROW: usize = 400;

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
        self.tables.lexicon.words(self.from(start))
    }

    /// The byte place of the character at `index`, or of the end of the row.
    pub(super) fn place(&self, index: usize) -> usize {
        self.range.start + index * WIDTH + self.wide.iter().take_while(|&&wide| wide < index).count()
    }

    pub(super) fn text_before(&self, index: usize) -> &'a str {
        self.passage.before(self.place(index))
    }

    pub(super) fn text_behind(&self, index: usize) -> &'a str {
        self.passage.after(self.place(index))
    }

    /// The cost of the cheapest cut of a few characters into words and characters, in half nats.
    pub(super) fn best_cut(&self, start: usize, end: usize) -> u16 {
        let characters = self.between(start, end).iter();
        // The cheapest cuts of what lies one to four characters behind; beyond the end there is none.
        let none = u16::from(NO_WORD) * 2;
        let mut behind = [0, none, none, none];
        for (place, character) in (start..end).zip(characters).rev() {
            let words = self.words(place);
            let pieces = [character.alone, words.two, words.three, words.four];
            let [one, two, three, four] = pieces.map(u16::from);
            let [first, second, third, fourth] = behind;
            let cheapest = (one + first).min(two + second).min(three + third).min(four + fourth);
            behind = [cheapest, first, second, third];
        }
        let [cheapest, ..] = behind;
        cheapest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_characters_and_places_that_the_text_has() {
        for text in ["王", "張三㐀四〇豈", "𠀀王𠀀𠀀小明，李", "山a", "鿿龥"] {
            let tables = Tables::get();
            let mut buffer = RowBuffer::default();
            buffer.read(&tables.characters, text, 0);
            let row = buffer.row(tables, Passage::new(text), false);
            let expected: Vec<(usize, char)> = text.char_indices().take_while(|&(_, c)| is_han(c)).collect();
            assert_eq!(row.len(), expected.len(), "{text}");
            for (index, &(place, c)) in expected.iter().enumerate() {
                assert_eq!(row.place(index), place, "{text} at {index}");
                assert!(row.is(index, c), "{text} at {index}");
            }
            assert_eq!(row.place(row.len()), expected.iter().map(|(_, c)| c.len_utf8()).sum::<usize>(), "{text}");
        }
    }
}
