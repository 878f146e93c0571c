//! Mobile telephone numbers, format 1.
//!
//! A number is one of 53 prefixes of three digits, which are those given to people, and eight digits. Before it may stand 0,
//! 86 or 0086; between digits, and in front, blanks, dashes, a plus sign and parentheses stay where they are. What does not
//! fit: prefixes of things and of services (140, 141, 144, 146, 148, 174), extensions, and characters that are not ASCII.

use super::digit;
use super::domain::{Domain, LONGEST, Place};

pub(super) struct Mobile {
    kept: usize,
    /// Numbers with the same kept digits, if more than two are kept.
    size: u64,
    /// By prefix, from 100 to 199: its number among those that may take its place, and 1; or 0.
    numbers: [u8; 100],
    /// By class: the prefixes in order.
    prefixes: Vec<Vec<u16>>,
}

/// Prefixes of numbers of people, by their first two digits: the third digits.
const PREFIXES: [(u16, &[u16]); 7] = [
    (13, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    (14, &[5, 7, 9]),
    (15, &[0, 1, 2, 3, 5, 6, 7, 8, 9]),
    (16, &[2, 5, 6, 7]),
    (17, &[0, 1, 2, 3, 5, 6, 7, 8]),
    (18, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    (19, &[0, 1, 2, 3, 5, 6, 7, 8, 9]),
];

/// Digits of a number.
const DIGITS: usize = 11;
/// Digits behind the prefix.
const REST: u64 = 100_000_000;

impl Mobile {
    /// Numbers that keep their first `keep_prefix` digits.
    pub(super) fn new(keep_prefix: usize) -> Self {
        // The first digit is 1, so to keep it is to keep nothing.
        let kept = if keep_prefix < 2 { 0 } else { keep_prefix };
        let with_third = |(two, thirds): (u16, &[u16])| thirds.iter().map(|third| two * 10 + third).collect::<Vec<_>>();
        let prefixes: Vec<Vec<u16>> = match kept {
            0 => vec![PREFIXES.into_iter().flat_map(with_third).collect()],
            2 => PREFIXES.into_iter().map(with_third).collect(),
            _ => PREFIXES.into_iter().flat_map(with_third).map(|prefix| vec![prefix]).collect(),
        };
        let mut numbers = [0; 100];
        for class in &prefixes {
            for (number, prefix) in class.iter().enumerate() {
                if let Some(slot) = numbers.get_mut(usize::from(*prefix).saturating_sub(100)) {
                    *slot = number as u8 + 1;
                }
            }
        }
        let size = 10_u64.pow(DIGITS.saturating_sub(kept.max(3)) as u32);
        Self { kept, size, numbers, prefixes: if kept > 2 { Vec::new() } else { prefixes } }
    }

    /// The digits of `text`, if they are a number behind what may stand before it.
    #[inline]
    fn digits(text: &[u8]) -> Option<[u8; DIGITS]> {
        if let Some(digits) = text.first_chunk::<DIGITS>().filter(|_| text.len() == DIGITS) {
            return digits.iter().all(u8::is_ascii_digit).then_some(*digits);
        }
        let mut digits = [0; 16];
        let mut count = 0;
        for &byte in text {
            match byte {
                b'0'..=b'9' => {
                    *digits.get_mut(count)? = byte;
                    count += 1;
                }
                b' ' | b'-' | b'+' | b'(' | b')' => {}
                _ => return None,
            }
        }
        let digits = digits.get(..count)?;
        let (front, number) = digits.split_at_checked(count.checked_sub(DIGITS)?)?;
        let known = matches!(front, b"" | b"0" | b"86" | b"0086") && text.len() <= LONGEST;
        // Behind the last digit nothing may stand, else a text and its neighbour could be one number.
        (known && text.last()?.is_ascii_digit()).then(|| number.try_into().ok()).flatten()
    }
}

impl Domain for Mobile {
    fn sizes(&self) -> Vec<u64> {
        match self.kept {
            0 | 2 => self.prefixes.iter().map(|class| class.len() as u64 * REST).collect(),
            _ => vec![self.size],
        }
    }

    #[inline]
    fn rank(&self, text: &str) -> Option<Place> {
        let [a, b, c, rest @ ..] = Self::digits(text.as_bytes())?;
        let rest = digit::number(digit::eight(rest)?);
        let (first, second, third) = (digit::one(a)?, digit::one(b)?, digit::one(c)?);
        if first != 1 {
            return None;
        }
        let prefix = second * 10 + third;
        let number = u64::from(*self.numbers.get(prefix as usize)?).checked_sub(1)?;
        Some(match self.kept {
            0 => Place { class: 0, context: 0, rank: number * REST + rest },
            2 => Place { class: second.checked_sub(3)? as usize, context: 10 + second, rank: number * REST + rest },
            _ => {
                let context = (100 + prefix) * (REST / self.size) + rest / self.size;
                Place { class: 0, context, rank: rest % self.size }
            }
        })
    }

    #[inline]
    fn put(&self, place: Place, text: &mut [u8]) {
        let (prefix, rest) = match self.kept {
            0 | 2 => {
                let class = self.prefixes.get(place.class).map(Vec::as_slice).unwrap_or_default();
                let prefix = class.get((place.rank / REST) as usize).copied().unwrap_or_default();
                (u64::from(prefix), place.rank % REST)
            }
            _ => {
                let fronts = REST / self.size;
                (place.context / fronts, place.context % fronts * self.size + place.rank)
            }
        };
        let [h0, h1, ..] = digit::ascii((prefix % 100) as usize).to_le_bytes();
        let [a, b, c, d, e, f, g, h] = digit::eight_ascii(rest).to_le_bytes();
        let number = [b'0' + (prefix / 100) as u8, h0, h1, a, b, c, d, e, f, g, h];
        if text.len() == DIGITS {
            return text.copy_from_slice(&number);
        }
        let places = text.iter_mut().rev().filter(|byte| byte.is_ascii_digit());
        places.zip(number.into_iter().rev()).for_each(|(to, from)| *to = from);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::transform::fpe::domain::check;

    const FORMS: [&str; 8] = [
        "13800138000",
        "152-6623-5191",
        "+86 138 0013 8000",
        "008613800138000",
        "8613800138000",
        "(+86)19900138000",
        "013800138000",
        "149 00138000",
    ];

    #[test]
    fn numbers_of_every_form_come_back() {
        for keep in 0..=5 {
            for text in FORMS {
                check::comes_back(&Mobile::new(keep), text);
            }
        }
    }

    #[test]
    fn a_number_has_one_place_in_every_form() {
        for keep in 0..=5 {
            let domain = Mobile::new(keep);
            let places = ["13800138000", "+86 138-0013-8000", "(0086) 138 00138000"].map(|text| domain.rank(text));
            assert!(places[0].is_some() && places[1] == places[0] && places[2] == places[0], "{places:?}");
        }
    }

    #[test]
    fn what_is_no_number_of_the_format_does_not_fit() {
        let others = [
            "",
            "1380013800",
            "138001380001",
            "15412345678",
            "19412345678",
            "14612345678",
            "23800138000",
            "１３８００１３８０００",
            "13800138000-1234",
            "13800138000 ",
            "138\u{2014}0013\u{2014}8000",
            "1380013800a",
            "871380013800013",
            "13800138000/13900139000",
        ];
        for text in others {
            assert_eq!(Mobile::new(0).rank(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_place_is_that_of_one_number(rank in any::<u64>(), keep in 0_usize..=5, like in 0_usize..8) {
            let text = check::is_a_place(&Mobile::new(keep), FORMS[like], rank);
            let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
            let (old, new) = (digits(FORMS[like]), digits(&text));
            let front = old.len() - 11;
            prop_assert_eq!(&old[..front + keep], &new[..front + keep]);
            prop_assert!(!text.is_empty() && text.len() == FORMS[like].len());
        }
    }
}
