//! Characters replaced by one character, the length kept.
//!
//! Counts are of characters (Unicode scalar values), so a Han character counts as one. When a rule would leave a value as
//! it is, the whole value is masked instead.

use std::ops::Range;

use super::text::{Fit, each};
use super::{Tally, TextWriter, Texts};

/// Which characters of a value are replaced; positions count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MaskRule {
    /// All of them.
    All,
    /// All but the first and the last so many.
    KeepEnds {
        /// Characters kept at the start.
        first: usize,
        /// Characters kept at the end.
        last: usize,
    },
    /// The first and the last so many.
    MaskEnds {
        /// Characters replaced at the start.
        first: usize,
        /// Characters replaced at the end.
        last: usize,
    },
    /// All but these positions, both included.
    KeepRange {
        /// First position kept.
        from: usize,
        /// Last position kept.
        to: usize,
    },
    /// These positions, both included.
    MaskRange {
        /// First position replaced.
        from: usize,
        /// Last position replaced.
        to: usize,
    },
    /// Everything before the first occurrence of a text.
    Before(String),
    /// Everything after the first occurrence of a text.
    After(String),
}

/// Replaces characters of each value.
#[derive(Debug)]
pub struct Mask {
    rule: MaskRule,
    replacement: char,
    /// A run of the replacement, to push many at once.
    filler: String,
}

const FILLER: usize = 64;

impl Mask {
    /// A mask by `rule` that writes `replacement`.
    pub fn new(rule: MaskRule, replacement: char) -> Self {
        Self { rule, replacement, filler: std::iter::repeat_n(replacement, FILLER).collect() }
    }

    /// The mask that leaves nothing: every character becomes `*`.
    pub fn whole() -> Self {
        Self::new(MaskRule::All, '*')
    }

    /// The rule.
    pub fn rule(&self) -> &MaskRule {
        &self.rule
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, input: &T, out: &mut W) -> Tally {
        if let MaskRule::KeepEnds { first, last } = self.rule {
            let mut tally = Tally::default();
            for index in 0..input.len() {
                let Some(value) = input.get(index) else {
                    out.null();
                    continue;
                };
                tally.values += 1;
                tally.fallback += u64::from(self.keep_ends(value, first, last, out) == Fit::Fallback);
            }
            return tally;
        }
        each(input, out, |value, out| self.write(value, out))
    }

    /// Masks ASCII values in their place: value `row` lies at `offset(row)..offset(row + 1)` of `bytes`.
    ///
    /// Gives nothing, and changes nothing, if the replacement is not ASCII either. Much faster than [`apply`](Self::apply):
    /// no value changes its length, so nothing moves.
    pub(crate) fn overwrite_ascii(
        &self,
        bytes: &mut [u8],
        offset: impl Fn(usize) -> usize,
        rows: usize,
    ) -> Option<Tally> {
        let replacement = u8::try_from(self.replacement).ok().filter(u8::is_ascii)?;
        let mut tally = Tally { values: rows as u64, fallback: 0 };
        let mut start = offset(0);
        for row in 0..rows {
            let end = offset(row + 1);
            let value = bytes.get_mut(start..end)?;
            start = end;
            if let MaskRule::KeepEnds { first, last } = self.rule {
                let (from, fallback) = if value.len() > first + last { (first, false) } else { (0, true) };
                let to = if fallback { value.len() } else { value.len() - last };
                tally.fallback += u64::from(fallback && !value.is_empty());
                value.get_mut(from..to)?.fill(replacement);
                continue;
            }
            let text = std::str::from_utf8(value).ok()?;
            let (masked, fit) = self.masked(text, text.len());
            tally.fallback += u64::from(fit == Fit::Fallback);
            for range in masked {
                value.get_mut(range)?.fill(replacement);
            }
        }
        Some(tally)
    }

    /// The commonest rule, in one pass from each end; writes the whole text and ends it.
    fn keep_ends<W: TextWriter>(&self, value: &str, first: usize, last: usize, out: &mut W) -> Fit {
        let head = byte_of_char(value, first);
        let rest = value.get(head..).unwrap_or_default();
        let count = char_count(rest);
        if count <= last {
            self.push_masked(char_count(value), out);
            out.end();
            return if value.is_empty() { Fit::Fits } else { Fit::Fallback };
        }
        if head > 0 {
            out.push(value.get(..head).unwrap_or_default());
        }
        let masked = count - last;
        if let Some(filler) = self.filler.get(..masked * self.replacement.len_utf8()).filter(|_| last == 0) {
            out.push_end(filler);
            return Fit::Fits;
        }
        self.push_masked(masked, out);
        out.push_end(value.get(byte_of_char_from_end(value, last)..).unwrap_or_default());
        Fit::Fits
    }

    fn write<W: TextWriter>(&self, value: &str, out: &mut W) -> Fit {
        let count = char_count(value);
        let (masked, fit) = self.masked(value, count);
        let mut done = 0;
        for range in masked {
            out.push(value.get(byte_of_char(value, done)..byte_of_char(value, range.start)).unwrap_or_default());
            self.push_masked(range.len(), out);
            done = range.end;
        }
        out.push(value.get(byte_of_char(value, done)..).unwrap_or_default());
        fit
    }

    /// The character ranges to replace in a value of `count` characters, in order, and whether the rule fitted.
    fn masked(&self, value: &str, count: usize) -> ([Range<usize>; 2], Fit) {
        let ranges = match &self.rule {
            MaskRule::All => return ([0..count, count..count], Fit::Fits),
            MaskRule::KeepEnds { first, last } if count > first + last => [*first..count - last, count..count],
            MaskRule::KeepEnds { .. } => [count..count, count..count],
            MaskRule::MaskEnds { first, last } if count > first + last => [0..*first, count - last..count],
            MaskRule::MaskEnds { .. } => [0..count, count..count],
            MaskRule::KeepRange { from, to } => {
                let kept = (from - 1).min(count)..(*to).min(count);
                [0..kept.start, kept.end..count]
            }
            MaskRule::MaskRange { from, to } => [(from - 1).min(count)..(*to).min(count), count..count],
            MaskRule::Before(mark) => match value.find(mark.as_str()) {
                Some(at) => [0..char_count(value.get(..at).unwrap_or_default()), count..count],
                None => [count..count, count..count],
            },
            MaskRule::After(mark) => match value.find(mark.as_str()) {
                Some(at) => [char_count(value.get(..at + mark.len()).unwrap_or_default())..count, count..count],
                None => [count..count, count..count],
            },
        };
        if count > 0 && ranges.iter().all(Range::is_empty) {
            return ([0..count, count..count], Fit::Fallback);
        }
        (ranges, Fit::Fits)
    }

    fn push_masked<W: TextWriter>(&self, mut count: usize, out: &mut W) {
        let width = self.replacement.len_utf8();
        while count > FILLER {
            out.push(&self.filler);
            count -= FILLER;
        }
        out.push(self.filler.get(..count * width).unwrap_or_default());
    }
}

/// Number of characters: bytes that do not continue one, eight at a time (1.9 times as many addresses/s as one by one).
fn char_count(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (words, _) = bytes.as_chunks::<8>();
    let mut continuing = 0;
    for block in words.chunks(MOST_WORDS) {
        let sums = block.iter().fold(0, |sums, word| sums + continuing_bytes(u64::from_le_bytes(*word)));
        let pairs = (sums & EVEN_BYTES) + (sums >> 8 & EVEN_BYTES);
        continuing += (pairs.wrapping_mul(PAIR_ONES) >> 48) as usize;
    }
    let left = bytes.len() % 8;
    let rest = match bytes.last_chunk::<8>() {
        Some(last) if left > 0 => u64::from_le_bytes(*last) >> (8 * (8 - left)),
        Some(_) => 0,
        None => bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    let rest = continuing_bytes(rest).wrapping_mul(ONES) >> 56;
    bytes.len() - continuing - rest as usize
}

/// A 1 in every byte of the word that continues a character, which are those with the bits 10 at the top.
fn continuing_bytes(word: u64) -> u64 {
    word >> 7 & !word >> 6 & ONES
}

/// Whether text of whole characters has none but those of three bytes: eight characters, which are three words, at a time.
fn all_of_three_bytes(bytes: &[u8]) -> bool {
    let (blocks, rest) = bytes.as_chunks::<24>();
    let whole = blocks.iter().all(|block| {
        let (words, _) = block.as_chunks::<8>();
        words.iter().zip(LEADS_OF_THREE).all(|(word, leads)| u64::from_le_bytes(*word) & (leads / 0xE0 * 0xF0) == leads)
    });
    whole && rest.as_chunks::<3>().0.iter().all(|&[lead, _, _]| matches!(lead, 0xE0..0xF0))
}

/// The leads of eight characters of three bytes in three words, each with its upper half 1110.
const LEADS_OF_THREE: [u64; 3] = [0x00E0_0000_E000_00E0, 0xE000_00E0_0000_E000, 0x0000_E000_00E0_0000];
const ONES: u64 = 0x0101_0101_0101_0101;
const PAIR_ONES: u64 = 0x0001_0001_0001_0001;
const EVEN_BYTES: u64 = 0x00FF_00FF_00FF_00FF;
/// Words after which the sum in a byte could overflow.
const MOST_WORDS: usize = 255;

fn continues(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// Where character number `index` begins, counted from 0; the length if there are fewer. Han characters have three bytes each,
/// so that place is tried first.
fn byte_of_char(text: &str, index: usize) -> usize {
    let bytes = text.as_bytes();
    if bytes.get(..3 * index).is_some_and(all_of_three_bytes) {
        return 3 * index;
    }
    let mut at = 0;
    for _ in 0..index {
        let Some(&lead) = bytes.get(at) else { return bytes.len() };
        at += match lead {
            0..0x80 => 1,
            0x80..0xE0 => 2,
            0xE0..0xF0 => 3,
            _ => 4,
        };
    }
    at.min(bytes.len())
}

/// Where the last `count` characters begin; 0 if there are fewer.
fn byte_of_char_from_end(text: &str, count: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = bytes.len();
    for _ in 0..count {
        at = at.saturating_sub(1);
        while at > 0 && bytes.get(at).is_some_and(|&byte| continues(byte)) {
            at -= 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::super::TextBuffer;
    use super::*;

    fn masked(rule: MaskRule, value: &str) -> (String, u64) {
        let mut out = TextBuffer::default();
        let tally = Mask::new(rule.clone(), '*').apply([Some(value)].as_slice(), &mut out);
        let result = out.get(0).expect("one value was written").to_owned();
        if value.is_ascii() {
            let mut bytes = value.as_bytes().to_vec();
            let length = bytes.len();
            let in_place = Mask::new(rule, '*').overwrite_ascii(&mut bytes, |row| row * length, 1);
            assert_eq!(in_place, Some(tally));
            assert_eq!(bytes, result.as_bytes());
        }
        (result, tally.fallback)
    }

    #[test]
    fn every_form_masks_the_characters_it_names() {
        use MaskRule::*;
        let cases = [
            (KeepEnds { first: 3, last: 4 }, "13800138000", "138****8000", 0),
            (KeepEnds { first: 1, last: 0 }, "欧阳娜娜", "欧***", 0),
            (KeepEnds { first: 0, last: 1 }, "仲𠮷妮", "**妮", 0),
            (MaskEnds { first: 1, last: 1 }, "甲乙丙丁", "*乙丙*", 0),
            (KeepRange { from: 2, to: 3 }, "abcdef", "*bc***", 0),
            (MaskRange { from: 2, to: 3 }, "abcdef", "a**def", 0),
            (MaskRange { from: 5, to: 9 }, "abcdef", "abcd**", 0),
            (Before("@".into()), "li.si@mail.gov.cn", "*****@mail.gov.cn", 0),
            (After("区".into()), "海淀区马连洼街道", "海淀区*****", 0),
            (All, "张三", "**", 0),
        ];
        for (rule, value, expected, fallback) in cases {
            assert_eq!(masked(rule.clone(), value), (expected.to_owned(), fallback), "{rule:?}");
        }
    }

    #[test]
    fn a_value_that_the_rule_would_leave_is_masked_whole() {
        use MaskRule::*;
        let cases = [
            (KeepEnds { first: 3, last: 4 }, "1234567", "*******"),
            (KeepEnds { first: 1, last: 0 }, "张", "*"),
            (KeepRange { from: 1, to: 9 }, "abc", "***"),
            (MaskRange { from: 4, to: 9 }, "abc", "***"),
            (Before("@".into()), "@abc", "****"),
            (Before("@".into()), "abc", "***"),
            (After("@".into()), "abc@", "****"),
            (After("@".into()), "abc", "***"),
        ];
        for (rule, value, expected) in cases {
            assert_eq!(masked(rule.clone(), value), (expected.to_owned(), 1), "{rule:?}");
        }
    }

    #[test]
    fn characters_are_counted_and_found_as_the_standard_library_does() {
        let texts = [
            "",
            "a",
            "é",
            "甲",
            "🏠",
            "abcdefg",
            "abcdefgh",
            "甲乙丙丁a",
            "a甲é🏠b乙",
            "13800138000",
            "广西柳州市城中区5号",
        ];
        for text in texts.iter().flat_map(|text| [1, 2, 7, 8, 9, 300, 3000].map(|times| text.repeat(times))) {
            assert_eq!(char_count(&text), text.chars().count(), "{} bytes", text.len());
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len(), text.len()]).collect();
            for (index, &at) in places.iter().enumerate().take(40) {
                assert_eq!(byte_of_char(&text, index), at, "character {index} of {} bytes", text.len());
            }
        }
    }

    #[test]
    fn an_empty_value_stays_empty() {
        assert_eq!(masked(MaskRule::KeepEnds { first: 3, last: 4 }, ""), (String::new(), 0));
        assert_eq!(masked(MaskRule::Before("@".into()), ""), (String::new(), 0));
    }

    #[test]
    fn a_wide_replacement_keeps_the_count_of_characters() {
        let mut out = TextBuffer::default();
        Mask::new(MaskRule::All, '●').apply([Some("甲".repeat(130))].as_slice(), &mut out);
        assert_eq!(out.get(0), Some("●".repeat(130).as_str()));
    }
}
