//! Identity card numbers one behind the other, as columns of them hold: what arithmetic tells, of many at a time.
//!
//! Nearly all values of such a column are right, so that a branch for each question would cost more than the question. A
//! backend answers all of them for every value and packs the answers; tables of divisions are left to the caller.

mod portable;
#[cfg(target_arch = "x86_64")]
mod x86_64;

use weimu_cpu::Cpu;

/// Reads values of 18 bytes.
#[derive(Clone, Debug)]
pub struct IdCardReader {
    backend: Backend,
}

#[derive(Clone, Debug)]
enum Backend {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx512(x86_64::Avx512),
}

impl IdCardReader {
    /// On the fastest backend that `cpu` has.
    pub fn for_cpu(cpu: Cpu) -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(token) = cpu.avx512_vbmi() {
            return Self { backend: Backend::Avx512(x86_64::Avx512::new(token)) };
        }
        let _ = cpu;
        Self { backend: Backend::Portable }
    }

    /// Fills `cards` with what stands in `values`, as far as both reach.
    pub fn read(&self, values: &[[u8; 18]], cards: &mut [IdCard]) {
        let count = values.len().min(cards.len());
        let (Some(values), Some(cards)) = (values.get(..count), cards.get_mut(..count)) else { return };
        match &self.backend {
            Backend::Portable => portable::read(values, cards),
            #[cfg(target_arch = "x86_64")]
            Backend::Avx512(backend) => backend.read(values, cards),
        }
    }
}

/// An identity card number (GB 11643): 17 digits with a day of birth that every year has, and the check character for them.
///
/// Whether its division exists and its year is past is not known here.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct IdCard(u64);

/// Where the parts stand: the first four digits, the next two, the marks, the year.
const FIRST: u32 = 7;
const THIRD: u32 = 16;
const MARKS: u32 = 24;
const YEAR: u32 = 32;

impl IdCard {
    /// The value is a number at all; the 29th of February is left to those who count years.
    pub const CARD: u8 = 1;
    /// The last character is a letter.
    pub const LETTER: u8 = 1 << 1;
    /// The last character is the check character of a unified social credit code too (GB 32100).
    pub const CODE: u8 = 1 << 2;

    /// Which of the three hold.
    #[inline(always)]
    pub fn marks(self) -> u8 {
        (self.0 >> MARKS) as u8
    }

    /// A number for the first four digits, as [`block_of`](Self::block_of) makes it.
    #[inline(always)]
    pub fn block(self) -> usize {
        self.0 as usize & (Self::BLOCKS - 1)
    }

    /// A number for four digits whose first two and last two make these numbers, less than a hundred each.
    pub const fn block_of(first: u8, second: u8) -> usize {
        (first as usize) << FIRST | second as usize
    }

    /// Blocks are less than this.
    pub const BLOCKS: usize = 1 << (2 * FIRST);

    /// The number that the fifth and the sixth digit make.
    #[inline(always)]
    pub fn division(self) -> u8 {
        (self.0 >> THIRD) as u8
    }

    /// The year of birth.
    #[inline(always)]
    pub fn year(self) -> u16 {
        (self.0 >> YEAR) as u16
    }
}

/// GB 11643, 7: the weights of the digits but for the check character.
const CARD_WEIGHTS: [u8; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// GB 32100, table 3.
const CODE_WEIGHTS: [u8; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// What the letter X counts as a check character of either.
const X_OF_CARD: u8 = 10;
const X_OF_CODE: u8 = 29;
/// The days of every month, of February those of every year.
const DAYS: [u8; 16] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use weimu_cpu::Cpu;

    use super::{CARD_WEIGHTS, CODE_WEIGHTS, DAYS, IdCard, IdCardReader};

    /// What the standards say, digit by digit.
    fn naive(value: &[u8; 18]) -> Option<[u32; 6]> {
        let digit = |at: usize| char::from(value[at]).to_digit(10);
        let digits: Vec<u32> = (0..17).map(digit).collect::<Option<_>>()?;
        let letter = value[17].eq_ignore_ascii_case(&b'x');
        let last = if letter { 0 } else { digit(17)? };
        let sum = |weights: [u8; 17]| -> u32 { digits.iter().zip(weights).map(|(a, b)| a * u32::from(b)).sum() };
        let number = |from: usize, count: usize| digits[from..from + count].iter().fold(0, |n, digit| n * 10 + digit);
        let (month, day) = (number(10, 2), number(12, 2));
        let is_day = (1..=12).contains(&month) && (1..=u32::from(DAYS[month as usize])).contains(&day);
        let check = (12 - sum(CARD_WEIGHTS) % 11) % 11;
        if !is_day || check != if letter { 10 } else { last } {
            return None;
        }
        let code = (31 - sum(CODE_WEIGHTS) % 31) % 31 == if letter { 29 } else { last };
        Some([number(0, 2), number(2, 2), number(4, 2), number(6, 4), letter.into(), code.into()])
    }

    fn answers(card: IdCard) -> Option<[u32; 6]> {
        let (first, second) = (card.block() >> 7, card.block() & 0x7F);
        let [letter, code] = [IdCard::LETTER, IdCard::CODE].map(|mark| u32::from(card.marks() & mark != 0));
        let parts = [first as u32, second as u32, card.division().into(), card.year().into(), letter, code];
        (card.marks() & IdCard::CARD != 0).then_some(parts)
    }

    fn check(values: &[[u8; 18]]) {
        let expected: Vec<_> = values.iter().map(naive).collect();
        let mut of_levels = Vec::new();
        for (level, cpu) in Cpu::levels() {
            let mut cards = vec![IdCard::default(); values.len()];
            IdCardReader::for_cpu(cpu).read(values, &mut cards);
            assert_eq!(cards.iter().map(|&card| answers(card)).collect::<Vec<_>>(), expected, "{level}");
            let mut fewer = vec![IdCard::default(); values.len() * 2 / 3];
            IdCardReader::for_cpu(cpu).read(values, &mut fewer);
            assert!(cards.starts_with(&fewer), "{level}");
            of_levels.push(cards);
        }
        assert!(of_levels.windows(2).all(|pair| pair[0] == pair[1]));
    }

    /// Seventeen digits with their check character, or with another byte somewhere.
    fn value() -> impl Strategy<Value = [u8; 18]> {
        let digits = proptest::collection::vec(b'0'..=b'9', 17);
        let day = prop_oneof![7 => (1u8..13, 1u8..32), 1 => (0u8..100, 0u8..100)];
        (digits, day, any::<bool>(), proptest::option::weighted(0.2, (0usize..18, any::<u8>()))).prop_map(
            |(digits, (month, day), lower, slip)| {
                let mut value = [0; 18];
                value[..17].copy_from_slice(&digits);
                for (at, number) in [(10, month), (12, day)] {
                    (value[at], value[at + 1]) = (b'0' + number / 10, b'0' + number % 10);
                }
                let sum: u32 = value
                    .iter()
                    .zip(CARD_WEIGHTS)
                    .map(|(&byte, weight)| u32::from(byte - b'0') * u32::from(weight))
                    .sum();
                value[17] = if lower { b"10x98765432" } else { b"10X98765432" }[sum as usize % 11];
                if let Some((at, byte)) = slip {
                    value[at] = byte;
                }
                value
            },
        )
    }

    #[test]
    fn published_numbers_are_cards() {
        // GB 11643, annex A.
        check(&[*b"11010519491231002X", *b"440524188001010014", *b"11010519491231002x", *b"110105194912310021"]);
        let mut cards = [IdCard::default(); 2];
        IdCardReader::for_cpu(Cpu::detect()).read(&[*b"11010519491231002X", *b"440524188001010014"], &mut cards);
        assert!(cards.iter().all(|card| card.marks() & IdCard::CARD != 0));
    }

    #[test]
    fn every_byte_at_every_place() {
        let values: Vec<[u8; 18]> = (0..18)
            .flat_map(|at| (0..=u8::MAX).map(move |byte| (at, byte)))
            .map(|(at, byte)| {
                let mut value = *b"440524188001010014";
                value[at] = byte;
                value
            })
            .collect();
        check(&values);
    }

    proptest! {
        #[test]
        fn backends_say_what_the_standards_say(values in proptest::collection::vec(value(), 0..70)) {
            check(&values);
        }

        #[test]
        fn any_bytes_are_read(values in proptest::collection::vec(any::<[u8; 18]>(), 0..70)) {
            check(&values);
        }
    }
}
