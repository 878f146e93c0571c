//! Resident identity card numbers (GB 11643-1999), format 1.
//!
//! A number of 18 characters is a region of the frozen list, a day from 1900 to 2025, a sequence from 000 to 999 and the check
//! character that follows from them. A number of 15 digits is the same with a day of the 20th century and without check.
//! Neither becomes the other. What does not fit: separators, a lower-case `x`, full-width digits, a region outside the list.

use super::calendar::{Calendar, DAYS, DAYS_BEFORE_2000, Day, is_leap};
use super::digit;
use super::domain::{Domain, Place};
use super::format::KeptPart;
use super::region::Regions;

pub(super) struct IdCard {
    regions: &'static Regions,
    calendar: &'static Calendar,
    kept: Kept,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Nothing,
    Region,
    BirthYear,
    Both,
}

/// A number in its parts.
#[derive(Clone, Copy)]
struct Parts {
    form: Form,
    region: u64,
    day: u64,
    sequence: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Long,
    Short,
}

/// Numbers of one region and day.
const SEQUENCES: u64 = 1000;
/// Marks the context of numbers with 15 digits.
const SHORT: u64 = 1 << 32;

impl IdCard {
    pub(super) fn new(keep: &[KeptPart]) -> Self {
        let kept = match (keep.contains(&KeptPart::Region), keep.contains(&KeptPart::BirthYear)) {
            (false, false) => Kept::Nothing,
            (true, false) => Kept::Region,
            (false, true) => Kept::BirthYear,
            (true, true) => Kept::Both,
        };
        Self { regions: Regions::get(), calendar: Calendar::get(), kept }
    }

    #[inline]
    fn long(&self, text: &[u8; 18]) -> Option<Parts> {
        let (first, rest) = text.split_first_chunk::<8>()?;
        let Some((second, [units, check])) = rest.split_first_chunk::<8>() else { return None };
        let (first, second, units) = (digit::eight(*first)?, digit::eight(*second)?, digit::one(*units)?);
        if check_character(first, second, units) != *check {
            return None;
        }
        let ([r0, r1, r2, century], [year, month, day, tens]) = (digit::pairs(first), digit::pairs(second));
        let region = self.regions.number(r0 * 100 + r1, r2)?;
        let day = self.calendar.number(Day { year: century * 100 + year, month, day })?;
        Some(Parts { form: Form::Long, region, day, sequence: tens as u64 * 10 + units })
    }

    fn short(&self, text: &[u8; 15]) -> Option<Parts> {
        let mut padded = [b'0'; 16];
        padded.iter_mut().skip(1).zip(text).for_each(|(to, from)| *to = *from);
        let (first, second) = (padded.first_chunk().copied()?, padded.last_chunk().copied()?);
        // With a zero in front the pairs are 0r rr rr ry | ym md ds ss, so the digits are taken singly.
        let (first, second) = (digit::eight(first)?, digit::eight(second)?);
        let digit = |place: usize| {
            let values = if place < 8 { first } else { second };
            (values >> (place % 8 * 8) & 15) as usize
        };
        let pair = |place: usize| digit(place) * 10 + digit(place + 1);
        let region = self.regions.number(pair(1) * 100 + pair(3), pair(5))?;
        let day = self.calendar.number(Day { year: 1900 + pair(7), month: pair(9), day: pair(11) })?;
        Some(Parts { form: Form::Short, region, day, sequence: (pair(13) * 10 + digit(15)) as u64 })
    }

    #[inline]
    fn place(&self, parts: Parts) -> Place {
        let Parts { form, region, day, sequence } = parts;
        // So that no sum below needs a check against overflow.
        let (region, day, sequence) = (region & 0xFFFF, day & 0xFFFF, sequence & 0xFFFF);
        let class = usize::from(form == Form::Short);
        let mark = if form == Form::Short { SHORT } else { 0 };
        match self.kept {
            Kept::Nothing => {
                let days = if form == Form::Short { DAYS_BEFORE_2000 } else { DAYS };
                Place { class, context: mark, rank: (region * days + day) * SEQUENCES + sequence }
            }
            Kept::Region => Place { class, context: mark | (region + 1), rank: day * SEQUENCES + sequence },
            Kept::BirthYear => {
                let (year, of_year, days) = self.in_year(day);
                let class = class * 2 + usize::from(days == 366);
                Place { class, context: mark | year, rank: (region * days + of_year) * SEQUENCES + sequence }
            }
            Kept::Both => {
                let (year, of_year, days) = self.in_year(day);
                let context = mark | ((region + 1) * 10_000 + year);
                Place { class: class * 2 + usize::from(days == 366), context, rank: of_year * SEQUENCES + sequence }
            }
        }
    }

    #[inline]
    fn parts(&self, place: Place) -> Parts {
        let Place { class, context, rank } = place;
        let (front, sequence) = (rank / SEQUENCES, rank % SEQUENCES);
        let kept = context & (SHORT - 1);
        let in_year = |year: u64, of_year: u64| self.calendar.new_year(year as usize) + of_year;
        let (form, region, day) = match self.kept {
            Kept::Nothing if class == 0 => (Form::Long, front / DAYS, front % DAYS),
            Kept::Nothing => (Form::Short, front / DAYS_BEFORE_2000, front % DAYS_BEFORE_2000),
            Kept::Region => (form_of(class), kept.saturating_sub(1), front),
            Kept::BirthYear => {
                let days = 365 + class as u64 % 2;
                (form_of(class / 2), front / days, in_year(kept, front % days))
            }
            Kept::Both => (form_of(class / 2), (kept / 10_000).saturating_sub(1), in_year(kept % 10_000, front)),
        };
        Parts { form, region, day, sequence }
    }

    /// The year of a day, which day of it it is, and how many it has.
    fn in_year(&self, day: u64) -> (u64, u64, u64) {
        let year = self.calendar.day(day).year;
        (year as u64, day - self.calendar.new_year(year), if is_leap(year) { 366 } else { 365 })
    }
}

impl Domain for IdCard {
    fn sizes(&self) -> Vec<u64> {
        let regions = self.regions.count();
        match self.kept {
            Kept::Nothing => vec![regions * DAYS * SEQUENCES, regions * DAYS_BEFORE_2000 * SEQUENCES],
            Kept::Region => vec![DAYS * SEQUENCES, DAYS_BEFORE_2000 * SEQUENCES],
            Kept::BirthYear => [365, 366, 365, 366].map(|days| regions * days * SEQUENCES).to_vec(),
            Kept::Both => [365, 366, 365, 366].map(|days| days * SEQUENCES).to_vec(),
        }
    }

    #[inline]
    fn rank(&self, text: &str) -> Option<Place> {
        let parts = match text.len() {
            18 => self.long(text.as_bytes().first_chunk()?)?,
            15 => self.short(text.as_bytes().first_chunk()?)?,
            _ => return None,
        };
        Some(self.place(parts))
    }

    #[inline(always)]
    fn put(&self, place: Place, text: &mut [u8]) {
        let Parts { form, region, day, sequence } = self.parts(place);
        let region = self.regions.digits(region);
        let Day { year, month, day } = self.calendar.day(day);
        let (tens, units) = (sequence as usize / 10, sequence % 10);
        let rest =
            digit::ascii(year % 100) | digit::ascii(month) << 16 | digit::ascii(day) << 32 | digit::ascii(tens) << 48;
        let units_ascii = b'0' + units as u8;
        match form {
            Form::Long => {
                let first = region | digit::ascii(year / 100) << 48;
                let check = check_character(first ^ ZEROS, rest ^ ZEROS, units);
                if let Some(text) = text.first_chunk_mut::<18>() {
                    let (head, tail) = text.split_at_mut(8);
                    head.copy_from_slice(&first.to_le_bytes());
                    let (middle, tail) = tail.split_at_mut(8);
                    middle.copy_from_slice(&rest.to_le_bytes());
                    tail.copy_from_slice(&[units_ascii, check]);
                }
            }
            Form::Short => {
                let bytes = region.to_le_bytes().into_iter().take(6).chain(rest.to_le_bytes()).chain([units_ascii]);
                text.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
            }
        }
    }
}

/// Eight times the character `0`.
const ZEROS: u64 = 0x3030_3030_3030_3030;

fn form_of(class: usize) -> Form {
    if class == 0 { Form::Long } else { Form::Short }
}

/// The check character of 17 digits by MOD 11-2 (ISO 7064): the values of the first eight, of the next eight, and the last.
#[inline]
fn check_character(first: u64, second: u64, last: u64) -> u8 {
    // The weights are 2^17 to 2^1 modulo 11, so the sum is a number in base 2 with digits above 1.
    let sum = 2 * ((in_base_2(first) << 9) + (in_base_2(second) << 1) + last);
    b"10X98765432".get((sum % 11) as usize).copied().unwrap_or_default()
}

/// The sum of eight digits, each twice the weight of the one behind it.
#[inline]
fn in_base_2(values: u64) -> u64 {
    let pairs = (values.wrapping_mul(2).wrapping_add(values >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(4).wrapping_add(pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    (fours.wrapping_mul(16).wrapping_add(fours >> 32)) & 0xFFFF_FFFF
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::transform::fpe::domain::check;

    const KEEPS: [&[KeptPart]; 4] =
        [&[], &[KeptPart::Region], &[KeptPart::BirthYear], &[KeptPart::Region, KeptPart::BirthYear]];

    /// GB 11643-1999, the examples of its text, and residence permits.
    const VALID: [&str; 7] = [
        "11010519491231002X",
        "440524198001010013",
        "51343620000320711X",
        "810000199408230021",
        "830000199201300022",
        "110105491231002",
        "440524800101001",
    ];

    #[test]
    fn numbers_of_the_standard_come_back() {
        for keep in KEEPS {
            for text in VALID {
                check::comes_back(&IdCard::new(keep), text);
            }
        }
    }

    #[test]
    fn what_is_no_number_of_the_format_does_not_fit() {
        let others = [
            "",
            "11010519491231002x",
            "110105194912310021",
            "11010518991231002X",
            "440524188001010014",
            "990105194912310023",
            "119999194912310021",
            "110105194902290029",
            "110105 19491231 002X",
            "１１０１０５19491231002X",
            "110105491331002",
            "11010549123100X",
            "110105202601010019",
        ];
        for text in others {
            assert_eq!(IdCard::new(&[]).rank(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_kept_is_the_context_and_the_rest_is_the_rank() {
        let [nothing, region, year, both] =
            KEEPS.map(|keep| IdCard::new(keep).rank("11010519491231002X").expect("fits"));
        assert_eq!(nothing.context, 0);
        let other = IdCard::new(KEEPS[1]).rank("440524198001010013").expect("fits");
        assert!(region.context != other.context && year.context == 1949 && both.context % 10_000 == 1949);
        assert_eq!(both.rank, 364 * 1000 + 2);
    }

    proptest! {
        #[test]
        fn every_place_is_that_of_one_number(rank in any::<u64>(), kept in 0_usize..4, like in 0_usize..7) {
            let text = check::is_a_place(&IdCard::new(KEEPS[kept]), VALID[like], rank);
            let same = |range: std::ops::Range<usize>| text.get(range.clone()) == VALID[like].get(range);
            let year = if text.len() == 18 { 6..10 } else { 6..8 };
            prop_assert!(same(0..6) || kept % 2 == 0);
            prop_assert!(same(year) || kept < 2);
        }

        #[test]
        fn digits_that_are_changed_do_not_fit(place in 0_usize..17, by in 1_u8..10) {
            let mut bytes = *b"11010519491231002X";
            bytes[place] = (bytes[place] - b'0' + by) % 10 + b'0';
            prop_assert_eq!(IdCard::new(&[]).rank(std::str::from_utf8(&bytes).expect("ASCII")), None);
        }
    }
}
