//! Unified social credit codes (GB 32100-2015 with amendment 1), format 1.
//!
//! A code is a pair of department and category, a region, the eight characters of an organization code (GB 11714) and its
//! check character, and the check character of the whole. The region is one of the beginnings of four digits of the frozen
//! list with any two digits behind it, because development zones have codes outside every table, or 100000 for bodies that are
//! registered with the central government. What does not fit: lower-case letters, and codes whose check characters, the inner
//! one included, are not those of the standards, such as those of Fujian's pilot.

use super::digit;
use super::domain::{Domain, Place};
use super::format::KeptPart;
use super::region::Regions;

pub(super) struct Uscc {
    regions: &'static Regions,
    kept: Kept,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Nothing,
    Region,
}

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Departments with their categories (GB 32100-2015, table 1, and its amendment), in an order that never changes.
const PAIRS: &[u8; 72] = b"1112131921293132333435394149515253596162697172798189919293A1A9N1N2N3N9Y1";
const PAIR_COUNT: u64 = PAIRS.len() as u64 / 2;
/// Bodies registered with the central government.
const CENTRAL: &[u8; 6] = b"100000";
/// Values of eight characters.
const BODIES: u64 = 31_u64.pow(8);

impl Uscc {
    pub(super) fn new(keep: &[KeptPart]) -> Self {
        let kept = if keep.contains(&KeptPart::Region) { Kept::Region } else { Kept::Nothing };
        Self { regions: Regions::get(), kept }
    }

    fn region_count(&self) -> u64 {
        self.regions.prefecture_count() * 100 + 1
    }

    #[inline]
    fn region(&self, digits: &[u8; 6]) -> Option<u64> {
        if digits == CENTRAL {
            return Some(self.region_count() - 1);
        }
        let [a, b, c, d, e, f] = *digits;
        let values = digit::eight([a, b, c, d, e, f, b'0', b'0'])?;
        let [high, low, two, _] = digit::pairs(values);
        Some(self.regions.prefecture(high * 100 + low)? * 100 + two as u64)
    }

    #[inline]
    fn region_digits(&self, number: u64) -> [u8; 6] {
        if number == self.region_count() - 1 {
            return *CENTRAL;
        }
        let digits = self.regions.prefecture_digits(number / 100) | digit::ascii((number % 100) as usize) << 32;
        let [a, b, c, d, e, f, _, _] = digits.to_le_bytes();
        [a, b, c, d, e, f]
    }
}

impl Domain for Uscc {
    fn sizes(&self) -> Vec<u64> {
        match self.kept {
            Kept::Nothing => vec![PAIR_COUNT * self.region_count() * BODIES],
            Kept::Region => vec![PAIR_COUNT * BODIES],
        }
    }

    #[inline]
    fn rank(&self, text: &str) -> Option<Place> {
        let code: &[u8; 18] = text.as_bytes().try_into().ok()?;
        let [department, category, r0, r1, r2, r3, r4, r5, body @ .., inner, _] = code;
        let pair = pair_number(*department, *category)?;
        let region = self.region(&[*r0, *r1, *r2, *r3, *r4, *r5])?;
        let body: &[u8; 8] = body;
        let number = body.iter().try_fold(0, |number, &c| Some(number * 31 + value(c)?))?;
        if inner_check(body) != *inner || check_character(code) != code.last().copied() {
            return None;
        }
        Some(match self.kept {
            Kept::Nothing => {
                Place { class: 0, context: 0, rank: (pair * self.region_count() + region) * BODIES + number }
            }
            Kept::Region => Place { class: 0, context: region + 1, rank: pair * BODIES + number },
        })
    }

    #[inline]
    fn put(&self, place: Place, text: &mut [u8]) {
        let (front, mut number) = (place.rank / BODIES, place.rank % BODIES);
        let (pair, region) = match self.kept {
            Kept::Nothing => (front / self.region_count(), front % self.region_count()),
            Kept::Region => (front, place.context.saturating_sub(1)),
        };
        let mut body = [0; 8];
        for slot in body.iter_mut().rev() {
            *slot = ALPHABET.get((number % 31) as usize).copied().unwrap_or_default();
            number /= 31;
        }
        let Some(code) = text.first_chunk_mut::<18>() else { return };
        let pair =
            PAIRS.get(pair as usize * 2..).and_then(|pairs| pairs.first_chunk::<2>()).copied().unwrap_or_default();
        let bytes = pair.into_iter().chain(self.region_digits(region)).chain(body).chain([inner_check(&body)]);
        code.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        let check = check_character(code).unwrap_or_default();
        if let Some(last) = code.last_mut() {
            *last = check;
        }
    }
}

#[inline]
fn pair_number(department: u8, category: u8) -> Option<u64> {
    let index = value(department)? * 31 + value(category)?;
    u64::from(*PAIR_NUMBERS.get(index as usize)?).checked_sub(1)
}

/// By the values of department and category: the number of the pair and 1, or 0.
const PAIR_NUMBERS: [u8; 961] = {
    let mut numbers = [0; 961];
    let mut pair = 0;
    while pair < PAIR_COUNT as usize {
        let (department, category) = (VALUES[PAIRS[pair * 2] as usize], VALUES[PAIRS[pair * 2 + 1] as usize]);
        numbers[department as usize * 31 + category as usize] = pair as u8 + 1;
        pair += 1;
    }
    numbers
};

/// The value of a character among the 31.
#[inline]
fn value(c: u8) -> Option<u64> {
    VALUES.get(usize::from(c)).copied().filter(|&value| value < 31).map(u64::from)
}

const VALUES: [u8; 256] = {
    let mut values = [u8::MAX; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// The check character of an organization code (GB 11714-1997), whose letters count from A = 10.
#[inline]
fn inner_check(body: &[u8; 8]) -> u8 {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let of = |c: u8| u32::from(if c.is_ascii_digit() { c - b'0' } else { c.wrapping_sub(b'A' - 10) });
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(&c, weight)| of(c) * weight).sum();
    b"0X987654321".get((sum % 11) as usize).copied().unwrap_or_default()
}

/// The check character of the first 17 characters by MOD 31 (GB 32100-2015, 5.6); nothing if one of them is none of the 31.
#[inline]
fn check_character(code: &[u8; 18]) -> Option<u8> {
    const WEIGHTS: [u64; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let sum = code.iter().zip(WEIGHTS).try_fold(0, |sum, (&c, weight)| Some(sum + value(c)? * weight))?;
    ALPHABET.get(((31 - sum % 31) % 31) as usize).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::transform::fpe::domain::check;

    const KEEPS: [&[KeptPart]; 2] = [&[], &[KeptPart::Region]];
    /// The example of GB 32100, codes in use, and one of 100000 with check characters computed by hand.
    const VALID: [&str; 4] = ["91350100M000100Y43", "91110000600037341L", "914403001922038216", "91440101MA5CJQ4N59"];

    #[test]
    fn codes_in_use_come_back() {
        for keep in KEEPS {
            for text in VALID {
                check::comes_back(&Uscc::new(keep), text);
            }
        }
    }

    #[test]
    fn central_bodies_have_places() {
        let domain = Uscc::new(KEEPS[1]);
        let mut place = domain.rank(VALID[0]).expect("fits");
        place.context = domain.region_count();
        let text = check::at(&domain, place, VALID[0]);
        assert_eq!(text.get(2..8), Some("100000"));
        check::comes_back(&domain, &text);
    }

    #[test]
    fn what_is_no_code_of_the_format_does_not_fit() {
        let others = [
            "",
            "91350100m000100y43",
            "91350100M000100Y44",
            "91350100M0001TGQXM",
            "B1350100M000100Y43",
            "98350100M000100Y43",
            "91990100M000100Y43",
            "91350100M000100Y4",
            "91350100M000100I43",
        ];
        for text in others {
            assert_eq!(Uscc::new(&[]).rank(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_place_is_that_of_one_code(rank in any::<u64>(), kept in 0_usize..2, like in 0_usize..4) {
            let text = check::is_a_place(&Uscc::new(KEEPS[kept]), VALID[like], rank);
            prop_assert!(kept == 0 || text.get(2..8) == VALID[like].get(2..8));
        }
    }
}
