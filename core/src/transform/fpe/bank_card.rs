//! Bank card numbers (ISO/IEC 7812-1), format 1.
//!
//! A number has 13 to 19 digits, the first 3, 4, 5, 6 or 9, the last by Luhn; single blanks and dashes between digits stay
//! where they are. The first two digits, which say the network, always stay, and the length too. What does not fit: numbers
//! that fail Luhn, and those of which fewer than 10^6 are left beside what is kept.

use super::digit;
use super::domain::{Domain, LONGEST, Place};

pub(super) struct BankCard {
    kept: usize,
}

/// Digits of the shortest and of the longest numbers.
const LENGTHS: std::ops::RangeInclusive<usize> = 13..=19;
/// Digits of the commonest numbers.
const USUAL: usize = 16;
/// Digits that always stay.
const NETWORK: usize = 2;

/// The values of the digits of one number.
struct Digits {
    values: [u8; *LENGTHS.end()],
    count: usize,
}

impl BankCard {
    /// Numbers that keep their first `keep_prefix` digits.
    pub(super) fn new(keep_prefix: usize) -> Self {
        Self { kept: keep_prefix.max(NETWORK) }
    }

    /// How many numbers of the usual length are left when the first `keep_prefix` digits are kept.
    pub(super) fn usual_size(keep_prefix: usize) -> u64 {
        Self::new(keep_prefix).size(USUAL)
    }

    fn size(&self, length: usize) -> u64 {
        (length - 1).checked_sub(self.kept).map_or(1, |free| 10_u64.pow(free as u32))
    }
}

impl Digits {
    fn read(text: &[u8]) -> Option<Self> {
        let mut digits = Self { values: [0; *LENGTHS.end()], count: 0 };
        let mut apart = true;
        for &byte in text {
            match digit::one(byte) {
                Some(value) => {
                    *digits.values.get_mut(digits.count)? = value as u8;
                    digits.count += 1;
                    apart = false;
                }
                None if matches!(byte, b' ' | b'-') && !apart => apart = true,
                None => return None,
            }
        }
        (LENGTHS.contains(&digits.count) && !apart && text.len() <= LONGEST).then_some(digits)
    }

    fn values(&self) -> &[u8] {
        self.values.get(..self.count).unwrap_or_default()
    }
}

impl Domain for BankCard {
    fn sizes(&self) -> Vec<u64> {
        LENGTHS.map(|length| self.size(length)).collect()
    }

    fn rank(&self, text: &str) -> Option<Place> {
        let digits = Digits::read(text.as_bytes())?;
        let (last, body) = digits.values().split_last()?;
        if !matches!(body, [3..=6 | 9, ..]) || check_digit(body) != *last {
            return None;
        }
        let (kept, free) = body.split_at_checked(self.kept)?;
        let number = |digits: &[u8]| digits.iter().fold(0, |number, &digit| number * 10 + u64::from(digit));
        Some(Place { class: digits.count - LENGTHS.start(), context: number(kept), rank: number(free) })
    }

    fn put(&self, place: Place, text: &mut [u8]) {
        let Some(mut digits) = Digits::read(text) else { return };
        let Some((last, body)) = digits.values.get_mut(..digits.count).and_then(<[u8]>::split_last_mut) else { return };
        let mut rank = place.rank;
        for digit in body.iter_mut().skip(self.kept).rev() {
            *digit = (rank % 10) as u8;
            rank /= 10;
        }
        *last = check_digit(body);
        let places = text.iter_mut().filter(|byte| byte.is_ascii_digit());
        places.zip(digits.values()).for_each(|(to, from)| *to = b'0' + from);
    }
}

/// The digit behind `body` by Luhn (ISO/IEC 7812-1, annex B).
fn check_digit(body: &[u8]) -> u8 {
    const DOUBLED: [u32; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    let sum: u32 = body
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| match place % 2 {
            0 => DOUBLED.get(usize::from(digit)).copied().unwrap_or_default(),
            _ => u32::from(digit),
        })
        .sum();
    ((10 - sum % 10) % 10) as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::transform::fpe::domain::check;

    /// Numbers made by Luhn, of several lengths and forms.
    const FORMS: [&str; 5] =
        ["6222021234567894", "6222 0212 3456 7894", "4111-1111-1111-1111", "6212261001011234561", "4222222222222"];

    #[test]
    fn numbers_of_every_form_come_back() {
        for keep in [0, 2, 6, 8] {
            for text in FORMS {
                check::comes_back(&BankCard::new(keep), text);
            }
        }
    }

    #[test]
    fn what_is_no_number_of_the_format_does_not_fit() {
        let others = [
            "",
            "6222021234567895",
            " 6222021234567894",
            "6222021234567894 ",
            "6222  0212 3456 7894",
            "1234567890123",
            "６222021234567894",
            "6222021234567894x",
            "411111111111",
            "62220212345678940000",
        ];
        for text in others {
            assert_eq!(BankCard::new(0).rank(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_place_is_that_of_one_number(rank in any::<u64>(), keep in 0_usize..=9, like in 0_usize..5) {
            let text = check::is_a_place(&BankCard::new(keep), FORMS[like], rank);
            let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
            let kept = keep.max(2);
            prop_assert_eq!(&digits(&text)[..kept], &digits(FORMS[like])[..kept]);
        }
    }
}
