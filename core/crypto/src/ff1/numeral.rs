//! Strings of numerals as numbers (SP 800-38G algorithms 1 to 3), eight numerals at a time.
//!
//! A numeral is a byte below the radix, the most significant first. Eight of them are one word, read in little-endian order;
//! words become numbers and back by arithmetic on 2, 4 and 8 numerals side by side, the same for every value.

use super::feistel::LANES;
use super::half::Half;
use super::reciprocal::{Product, Reciprocal, WideReciprocal};

/// Conversion between numerals of one radix and numbers.
#[derive(Clone, Copy)]
pub(super) struct Numerals {
    radix: u64,
    square: u64,
    fourth: Reciprocal,
    eighth: Reciprocal,
    eighth_wide: WideReciprocal,
    /// Reciprocal of the radix in 20 bits after the point.
    by_radix: u64,
    /// Reciprocal of the square in 40 bits after the point.
    by_square: u64,
}

/// Where a half lies in its value.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) numerals: usize,
}

const PAIRS: u64 = 0x00ff_00ff_00ff_00ff;
const QUADS: u64 = 0x0000_ffff_0000_ffff;
const EIGHTS: u64 = 0x0000_0000_ffff_ffff;

/// A half made of words of eight numerals.
pub(super) trait Words: Half + From<u64> {
    /// `self * radix^8 + word`: the number with eight more numerals behind it.
    fn followed_by(self, word: u64, numerals: &Numerals) -> Self;

    /// The number without its last eight numerals.
    fn without_word<P: Product>(self, numerals: &Numerals) -> Self;
}

impl Words for u64 {
    #[inline(always)]
    fn followed_by(self, word: u64, numerals: &Numerals) -> Self {
        self.wrapping_mul(numerals.eighth.divisor()) + word
    }

    #[inline(always)]
    fn without_word<P: Product>(self, numerals: &Numerals) -> Self {
        numerals.eighth.divided::<P>(self).0
    }
}

impl Words for u128 {
    #[inline(always)]
    fn followed_by(self, word: u64, numerals: &Numerals) -> Self {
        self.wrapping_mul(numerals.eighth_wide.divisor()) + u128::from(word)
    }

    #[inline(always)]
    fn without_word<P: Product>(self, numerals: &Numerals) -> Self {
        numerals.eighth_wide.divided(self).0
    }
}

impl Numerals {
    /// Conversion for a radix from 2 to 94.
    pub(super) fn new(radix: u32) -> Self {
        let radix = u64::from(radix);
        let square = radix * radix;
        let eighth = square.pow(4);
        Self {
            radix,
            square,
            fourth: Reciprocal::new(square * square),
            eighth: Reciprocal::new(eighth),
            eighth_wide: WideReciprocal::new(u128::from(eighth)),
            by_radix: (1 << 20) / radix + 1,
            by_square: (1 << 40) / square + 1,
        }
    }

    /// One half of each value from its words.
    #[inline(always)]
    // The constants are copied so that the compiler sees that no store changes them.
    pub(super) fn read<H: Words>(&self, place: Place, words: &[[u64; LANES]], halves: &mut [H]) {
        let Some((first, further)) = words.split_first() else { return };
        let numerals = *self;
        match place.first_word() {
            1 => halves.iter_mut().zip(first).for_each(|(half, word)| *half = H::from(word & 0xff)),
            count => {
                for (half, word) in halves.iter_mut().zip(first) {
                    *half = H::from(numerals.packed(word << (64 - 8 * count)));
                }
            }
        }
        for words in further {
            for (half, word) in halves.iter_mut().zip(words) {
                *half = half.followed_by(numerals.packed(*word), &numerals);
            }
        }
    }

    /// The words of one half of each value. Nothing meaningful is left in `halves`.
    #[inline(always)]
    pub(super) fn write<P: Product, H: Words>(&self, place: Place, halves: &mut [H], words: &mut [[u64; LANES]]) {
        let Some((first, further)) = words.split_first_mut() else { return };
        let numerals = *self;
        for words in further.iter_mut().rev() {
            numerals.last_words::<P, H>(halves, words);
        }
        match place.first_word() {
            1 => halves.iter().zip(first).for_each(|(half, word)| *word = half.limbs()[1]),
            count => {
                for (half, word) in halves.iter().zip(first) {
                    *word = numerals.unpacked::<P>(half.limbs()[1]) >> (64 - 8 * count);
                }
            }
        }
    }

    /// Takes the last word off each half.
    ///
    /// The words are made in an array of its own, which the compiler sees to be apart from the halves: else it makes no vectors.
    #[inline(always)]
    fn last_words<P: Product, H: Words>(self, halves: &mut [H], words: &mut [u64; LANES]) {
        let mut last = [0; LANES];
        halves.iter().zip(&mut last).for_each(|(half, last)| *last = half.limbs()[1]);
        halves.iter_mut().for_each(|half| *half = half.without_word::<P>(&self));
        for (half, last) in halves.iter().zip(&mut last) {
            *last = last.wrapping_sub(half.limbs()[1].wrapping_mul(self.eighth.divisor()));
        }
        last.iter_mut().for_each(|last| *last = self.unpacked::<P>(*last));
        *words = last;
    }

    /// The number of eight numerals.
    #[inline(always)]
    fn packed(&self, word: u64) -> u64 {
        let word = (word & PAIRS) * self.radix + ((word >> 8) & PAIRS);
        let word = (word & QUADS) * self.square + ((word >> 16) & QUADS);
        (word & EIGHTS) * self.fourth.divisor() + (word >> 32)
    }

    /// The eight numerals of a number below radix^8.
    ///
    /// The quotients by the square and the radix are exact: x * m >> k, m = floor(2^k / d) + 1, is floor(x / d) if
    /// x * d < 2^k, and the radix is at most 94: 94^4 * 94^2 < 2^40, 94^2 * 94 < 2^20.
    #[inline(always)]
    fn unpacked<P: Product>(&self, number: u64) -> u64 {
        let (left, right) = self.fourth.divided::<P>(number);
        let (left_first, right_first) = ((left * self.by_square) >> 40, (right * self.by_square) >> 40);
        let (left_second, right_second) = (left - left_first * self.square, right - right_first * self.square);
        let [first, second] = [left_first | (right_first << 32), left_second | (right_second << 32)].map(|pair| {
            let tens = ((pair * self.by_radix) >> 20) & 0x0000_00ff_0000_00ff;
            tens | ((pair - tens * self.radix) << 8)
        });
        first | (second << 16)
    }
}

impl Place {
    /// Numerals before those that fill whole words; 8 if none are.
    #[inline(always)]
    fn first_word(self) -> usize {
        (self.numerals - 1) % 8 + 1
    }

    pub(super) fn words(self) -> usize {
        self.numerals.div_ceil(8)
    }

    /// Where in a value its words start.
    pub(super) fn offsets(self) -> impl Iterator<Item = usize> {
        let further = (0..self.words() - 1).map(move |word| self.start + self.first_word() + 8 * word);
        std::iter::once(self.start).chain(further)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LANES, Numerals, Place};
    use crate::ff1::reciprocal::{InHalves, Widening};

    #[test]
    fn the_ends_of_each_radix_are_written_and_read() {
        for radix in 2..=94u32 {
            let numerals = Numerals::new(radix);
            for number in [0, 1, u64::from(radix), u64::from(radix).pow(8) - 1, u64::from(radix).pow(4) - 1] {
                let word = numerals.unpacked::<InHalves>(number);
                assert_eq!(word, numerals.unpacked::<Widening>(number));
                assert!(word.to_le_bytes().iter().all(|numeral| u32::from(*numeral) < radix));
                assert_eq!(numerals.packed(word), number);
            }
        }
    }

    proptest! {
        #[test]
        fn numbers_are_sums_of_powers(
            radix in 2u32..=94,
            digits in proptest::collection::vec(any::<u8>(), 1..28),
            behind: u64,
        ) {
            let digits: Vec<u8> = digits.iter().map(|digit| (u32::from(*digit) % radix) as u8).collect();
            let Some(expected) = digits.iter().try_fold(0u128, |number, digit| {
                let number = number.checked_mul(u128::from(radix))?.checked_add(u128::from(*digit))?;
                (number < 1 << 96).then_some(number)
            }) else { return Ok(()) };
            let place = Place { start: 0, numerals: digits.len() };
            let text = [&digits[..], &behind.to_le_bytes()].concat();
            let word = |at: usize| u64::from_le_bytes(text[at..at + 8].try_into().unwrap());
            let words: Vec<_> = place.offsets().map(|at| [word(at); LANES]).collect();
            let meant: Vec<_> = words.iter().enumerate().map(|(at, word)| match at {
                0 => word[0] & (u64::MAX >> (64 - 8 * place.first_word())),
                _ => word[0],
            }).collect();
            let numerals = Numerals::new(radix);
            let mut wide = [0u128];
            numerals.read(place, &words, &mut wide);
            prop_assert_eq!(wide[0], expected);
            let mut written = vec![[7; LANES]; words.len()];
            numerals.write::<Widening, _>(place, &mut wide, &mut written);
            prop_assert_eq!(written.iter().map(|word| word[0]).collect::<Vec<_>>(), &meant[..]);
            if expected < 1 << 61 {
                let mut narrow = [0u64];
                numerals.read(place, &words, &mut narrow);
                prop_assert_eq!(u128::from(narrow[0]), expected);
                numerals.write::<InHalves, _>(place, &mut narrow, &mut written);
                prop_assert_eq!(written.iter().map(|word| word[0]).collect::<Vec<_>>(), &meant[..]);
            }
        }
    }
}
