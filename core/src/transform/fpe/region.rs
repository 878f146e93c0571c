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
///
/// The tables are small enough to stay in the first-level cache together.
pub(super) struct Regions {
    /// By the first four digits of a code: the number of that line and 1, or 0.
    numbers: Vec<u16>,
    lines: Vec<Line>,
    /// The number of the line of each code times 100, and its last two digits.
    codes: Vec<u16>,
}

/// The codes that begin with the same four digits.
struct Line {
    /// These digits as ASCII, the first lowest.
    digits: u32,
    /// A bit for each of the last two digits that a code has: those below 64, and the others.
    twos: [u64; 2],
    /// How many codes lie in front of the first bit of each.
    before: [u16; 2],
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
        self.lines.len() as u64
    }

    /// The number of the code with these first four and last two digits.
    #[inline]
    pub(super) fn number(&self, four: usize, two: usize) -> Option<u64> {
        let line = self.lines.get(self.line(four)?)?;
        let (bits, before) = line.twos.get(two / 64).zip(line.before.get(two / 64))?;
        let bit = 1 << (two % 64);
        (bits & bit != 0).then(|| u64::from(*before) + u64::from((bits & (bit - 1)).count_ones()))
    }

    /// The digits of a code.
    #[inline]
    pub(super) fn digits(&self, number: u64) -> u64 {
        let code = self.codes.get(number as usize).copied().unwrap_or_default();
        self.prefecture_digits(u64::from(code / 100)) | digit::ascii(usize::from(code % 100)) << 32
    }

    /// The number of a beginning of four digits.
    #[inline]
    pub(super) fn prefecture(&self, four: usize) -> Option<u64> {
        self.line(four).map(|line| line as u64)
    }

    /// The digits of a beginning.
    #[inline]
    pub(super) fn prefecture_digits(&self, number: u64) -> u64 {
        self.lines.get(number as usize).map_or(0, |line| line.digits.into())
    }

    #[inline]
    fn line(&self, four: usize) -> Option<usize> {
        usize::from(*self.numbers.get(four)?).checked_sub(1)
    }

    fn read() -> Self {
        let mut regions = Self { numbers: vec![0; 10_000], lines: Vec::new(), codes: Vec::new() };
        for line in TEXT.lines() {
            let (four, twos) = line.split_once(' ').unwrap_or((line, ""));
            if let Ok(four) = four.parse() {
                regions.add(four, twos);
            }
        }
        regions
    }

    fn add(&mut self, four: usize, twos: &str) {
        let number = self.lines.len() as u16;
        let digits = (digit::ascii(four / 100) | digit::ascii(four % 100) << 16) as u32;
        let first = self.codes.len() as u16;
        let mut line = Line { digits, twos: [0; 2], before: [first; 2] };
        for range in twos.split(',').filter(|range| !range.is_empty()) {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let (Ok(first), Ok(last)) = (first.parse::<u16>(), last.parse::<u16>()) else { continue };
            for two in first..=last {
                if let Some(bits) = line.twos.get_mut(usize::from(two / 64)) {
                    *bits |= 1 << (two % 64);
                    self.codes.push(number * 100 + two);
                }
            }
        }
        line.before[1] += line.twos[0].count_ones() as u16;
        if let Some(slot) = self.numbers.get_mut(four) {
            *slot = number + 1;
        }
        self.lines.push(line);
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
