//! A text as characters that are looked up once: full-width ones as their narrow forms, each with its class and place.

use super::class::{Class, Classes, Letter};

/// Bytes of a text that is short.
const SHORT: usize = 256;

/// The characters of a text; the buffers are reused from text to text.
#[derive(Default)]
pub(super) struct Letters {
    chars: Vec<char>,
    /// The class of each character, one place behind it: it is known with the next character.
    classes: Vec<Class>,
    /// The byte of each character, and the length of the text.
    bytes: Vec<usize>,
    /// The properties that one of the characters has by itself.
    all: Class,
}

impl Letters {
    /// Reads `text`.
    pub(super) fn load(&mut self, text: &str) {
        let table = Classes::get();
        // To count the characters of a short text takes longer than to clear room for all that it could have.
        let most = if text.len() < SHORT { text.len() } else { text.chars().count() };
        self.chars.resize(most, '\0');
        self.classes.resize(most, Class::default());
        self.bytes.resize(most, 0);
        let (mut all, mut rest, mut last, mut count) = (Class::default(), text.as_bytes(), Letter::default(), 0);
        for ((slot, class), byte) in self.chars.iter_mut().zip(&mut self.classes).zip(&mut self.bytes) {
            let Some((letter, behind)) = table.first(rest) else { break };
            *byte = text.len() - rest.len();
            *slot = letter.narrow;
            *class = table.before(last, letter.narrow);
            all = all.or(letter.class);
            (last, rest) = (letter, behind);
            count += 1;
        }
        self.chars.truncate(count);
        self.classes.truncate(count);
        self.bytes.truncate(count);
        self.classes.push(last.class);
        self.bytes.push(text.len());
        if all.has(Class::CROSS) {
            self.mask_crosses();
        }
        self.all = all;
    }

    /// Whether some character of the text has one of the properties by itself.
    pub(super) fn has(&self, class: Class) -> bool {
        self.all.has(class)
    }

    /// Takes two X and more, which no other letter or digit touches, for masked text: 人民路XX号.
    fn mask_crosses(&mut self) {
        let runs = self.chars.chunk_by(|a, b| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric());
        let mut at = 0;
        for run in runs {
            let classes = self.classes.get_mut(at + 1..at + 1 + run.len()).unwrap_or_default();
            if run.len() > 1 && classes.iter().all(|class| class.has(Class::CROSS)) {
                classes.fill(Class::MASKED.or(Class::NUMERAL));
            }
            at += run.len();
        }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    pub(super) fn chars(&self) -> &[char] {
        &self.chars
    }

    pub(super) fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &[char] {
        self.chars.get(from..to.max(from)).unwrap_or_default()
    }

    /// At most `count` characters from `at`.
    pub(super) fn ahead(&self, at: usize, count: usize) -> &[char] {
        self.slice(at, (at + count).min(self.len()))
    }

    pub(super) fn class(&self, at: usize) -> Class {
        self.classes.get(at + 1).copied().unwrap_or_default()
    }

    pub(super) fn classes(&self, from: usize, to: usize) -> &[Class] {
        self.classes.get(from + 1..to.max(from) + 1).unwrap_or_default()
    }

    /// The first character from `from` to before `to` that has one of the properties, or `to`.
    pub(super) fn find(&self, from: usize, to: usize, class: Class) -> usize {
        self.classes(from, to).iter().position(|here| here.has(class)).map_or(to, |behind| from + behind)
    }

    /// The first character from `from` to before `to` that has none of the properties, or `to`.
    pub(super) fn find_other(&self, from: usize, to: usize, class: Class) -> usize {
        self.classes(from, to).iter().position(|here| !here.has(class)).map_or(to, |behind| from + behind)
    }

    /// The properties that one of the characters from `from` to `to` has.
    pub(super) fn all(&self, from: usize, to: usize) -> Class {
        self.classes(from, to).iter().fold(Class::default(), |all, &class| all.or(class))
    }

    pub(super) fn count(&self, from: usize, to: usize, class: Class) -> usize {
        self.classes(from, to).iter().filter(|here| here.has(class)).count()
    }

    /// The first byte of the character at `at`.
    pub(super) fn byte(&self, at: usize) -> usize {
        self.bytes.get(at).or(self.bytes.last()).copied().unwrap_or(0)
    }

    /// The character that begins at a byte, or the one after it.
    pub(super) fn index(&self, byte: usize) -> usize {
        self.bytes.partition_point(|&begin| begin < byte)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::normalize::narrow;
    use super::super::grammar::is_address_char;
    use super::*;

    proptest! {
        #[test]
        fn every_character_has_its_narrow_form_and_place(text in "([一-龥]|[a-zX0-9 ()]|[！-～]|[é路号𠮷😀\u{3000}]){0,300}") {
            let mut letters = Letters::default();
            letters.load("前面的一段文字，比后面的长。");
            letters.load(&text);
            let narrowed: Vec<char> = text.chars().map(narrow).collect();
            prop_assert_eq!(letters.chars(), narrowed.as_slice());
            for (at, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!((letters.byte(at), letters.index(byte)), (byte, at));
                let class = letters.class(at);
                prop_assert!(class.has(Class::MASKED) || class.has(Class::ADDRESS) == is_address_char(narrowed[at]));
            }
            prop_assert_eq!(letters.byte(letters.len()), text.len());
        }
    }

    #[test]
    fn two_crosses_that_nothing_touches_are_masked() {
        let mut letters = Letters::default();
        letters.load("人民路XX号，AXX");
        let masked: Vec<usize> = (0..letters.len()).filter(|&at| letters.class(at).has(Class::MASKED)).collect();
        assert_eq!(masked, [3, 4]);
    }
}
