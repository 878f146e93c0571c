//! The region codes that domains of format 1 are made of (GB/T 2260).
//!
//! `region_1.txt` is frozen: a domain is part of a format that outlives a release, so a code that is issued later belongs to a
//! later format, and its holders get tokens until then. It was made once, from the divisions that were published from 1980 to
//! 2025, withdrawn ones included. A line is the first four digits of codes; behind it stand the last two digits of the codes
//! that identity cards carry: those of counties and districts, of prefectures without any, and of the residence permits of
//! Hong Kong, Macao and Taiwan residents.

use std::sync::OnceLock;

use super::digit;

/// The codes, to be numbered and to be written. Lookups index tables by digits of the value: they are not constant time.
pub(super) struct Regions {
    /// By the first four digits of a code: the number of that line and 1, or 0.
    lines: Vec<u16>,
    /// By line and the last two digits: the number of the code and 1, or 0.
    numbers: Vec<u16>,
    /// The six digits of each code in the low bytes, first digit lowest.
    codes: Vec<u64>,
    /// The first four digits of each line, likewise.
    prefectures: Vec<u64>,
}

const TEXT: &str = include_str!("region_1.txt");

impl Regions {
    /// The codes of format 1.
    pub(super) fn get() -> &'static Self {
        static REGIONS: OnceLock<Regions> = OnceLock::new();
        REGIONS.get_or_init(Self::read)
    }

    /// How many codes identity cards carry.
    pub(super) fn count(&self) -> u64 {
        self.codes.len() as u64
    }

    /// How many beginnings of four digits there are.
    pub(super) fn prefecture_count(&self) -> u64 {
        self.prefectures.len() as u64
    }

    /// The number of the code with these first four and last two digits.
    #[inline]
    pub(super) fn number(&self, four: usize, two: usize) -> Option<u64> {
        let line = usize::from(*self.lines.get(four)?).checked_sub(1)?;
        u64::from(*self.numbers.get(line * 100 + two)?).checked_sub(1)
    }

    /// The digits of a code.
    #[inline]
    pub(super) fn digits(&self, number: u64) -> u64 {
        self.codes.get(number as usize).copied().unwrap_or_default()
    }

    /// The number of a beginning of four digits.
    #[inline]
    pub(super) fn prefecture(&self, four: usize) -> Option<u64> {
        u64::from(*self.lines.get(four)?).checked_sub(1)
    }

    /// The digits of a beginning.
    #[inline]
    pub(super) fn prefecture_digits(&self, number: u64) -> u64 {
        self.prefectures.get(number as usize).copied().unwrap_or_default()
    }

    fn read() -> Self {
        let mut regions =
            Self { lines: vec![0; 10_000], numbers: Vec::new(), codes: Vec::new(), prefectures: Vec::new() };
        for line in TEXT.lines() {
            let (four, twos) = line.split_once(' ').unwrap_or((line, ""));
            if let Ok(four) = four.parse() {
                regions.add(four, twos);
            }
        }
        regions
    }

    fn add(&mut self, four: usize, twos: &str) {
        self.prefectures.push(digit::ascii(four / 100) | digit::ascii(four % 100) << 16);
        let line = self.prefectures.len();
        if let Some(slot) = self.lines.get_mut(four) {
            *slot = line as u16;
        }
        self.numbers.resize(line * 100, 0);
        for range in twos.split(',').filter(|range| !range.is_empty()) {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let (Ok(first), Ok(last)) = (first.parse::<usize>(), last.parse::<usize>()) else { continue };
            for two in first..=last {
                let prefecture = self.prefecture_digits(line as u64 - 1);
                self.codes.push(prefecture | digit::ascii(two) << 32);
                if let Some(slot) = self.numbers.get_mut((line - 1) * 100 + two) {
                    *slot = self.codes.len() as u16;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Regions, TEXT};

    /// FNV-1a with 64 bits, of the text as it was first committed.
    const FROZEN: u64 = 10_975_180_156_093_063_986;

    #[test]
    fn the_codes_of_a_format_never_change() {
        let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        assert_eq!(TEXT.bytes().fold(0xcbf2_9ce4_8422_2325, fold), FROZEN);
        let regions = Regions::get();
        assert_eq!((regions.count(), regions.prefecture_count()), (6856, 595));
    }

    #[test]
    fn every_code_has_one_number() {
        let regions = Regions::get();
        let mut numbers = 0;
        for code in 0..1_000_000 {
            let Some(number) = regions.number(code / 100, code % 100) else { continue };
            assert_eq!(number, numbers, "in the order of codes");
            assert_eq!(regions.digits(number).to_le_bytes()[..6], *format!("{code:06}").as_bytes());
            numbers += 1;
        }
        assert_eq!(numbers, regions.count());
    }
}
