//! The days that domains of format 1 are made of: 1 January 1900 to 31 December 2025.
//!
//! The last day is fixed and in the past, so that a result is valid whenever it is looked at. A date outside does not fit.

use std::sync::OnceLock;

/// The days, to be numbered and to be written.
pub(super) struct Calendar {
    /// The number of the first day of each month, and of the day after the last.
    months: Vec<u16>,
}

/// A day in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) year: usize,
    pub(super) month: usize,
    pub(super) day: usize,
}

/// The first year.
pub(super) const FIRST_YEAR: usize = 1900;
/// The last year.
pub(super) const LAST_YEAR: usize = 2025;
/// How many days there are.
pub(super) const DAYS: u64 = 46_021;
/// How many of them lie before 2000.
pub(super) const DAYS_BEFORE_2000: u64 = 36_524;

impl Calendar {
    /// The days of format 1.
    pub(super) fn get() -> &'static Self {
        static CALENDAR: OnceLock<Calendar> = OnceLock::new();
        CALENDAR.get_or_init(Self::build)
    }

    /// The number of a day, if the calendar has it.
    #[inline(always)]
    pub(super) fn number(&self, day: Day) -> Option<u64> {
        let year = day.year.checked_sub(FIRST_YEAR)?;
        let month = day.month.checked_sub(1).filter(|&month| month < 12)?;
        let index = year * 12 + month;
        let (&first, &next) = self.months.get(index).zip(self.months.get(index + 1))?;
        let number = usize::from(first) + day.day.checked_sub(1)?;
        (number < usize::from(next)).then_some(number as u64)
    }

    /// The day with this number.
    ///
    /// From 1 March 1900 on every fourth year is a leap year, and of years that begin in March the months have 153 days in
    /// five. A table of all days would not stay in the first-level cache.
    #[inline]
    pub(super) fn day(&self, number: u64) -> Day {
        let Some(since_march) = (number as usize).checked_sub(31 + 28) else {
            let month = 1 + number as usize / 31;
            return Day { year: FIRST_YEAR, month, day: number as usize % 31 + 1 };
        };
        let (year, of_year) = ((4 * since_march + 3) / 1461, (4 * since_march + 3) % 1461 / 4);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let next_year = usize::from(from_march >= 10);
        Day { year: FIRST_YEAR + year + next_year, month: from_march + 3 - 12 * next_year, day }
    }

    /// The number of the first day of a year of the calendar.
    #[inline]
    pub(super) fn new_year(&self, year: usize) -> u64 {
        self.months.get((year - FIRST_YEAR) * 12).copied().unwrap_or_default().into()
    }

    fn build() -> Self {
        let months = (FIRST_YEAR..=LAST_YEAR).flat_map(|year| (1..=12).map(move |month| length(year, month)));
        let firsts = months.scan(0, |next, length| Some(std::mem::replace(next, *next + length as u16)));
        Self { months: firsts.chain([DAYS as u16]).collect() }
    }
}

/// Whether a year has 366 days.
pub(super) fn is_leap(year: usize) -> bool {
    year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
}

fn length(year: usize, month: usize) -> usize {
    match month {
        2 => 28 + usize::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::{Calendar, DAYS, DAYS_BEFORE_2000, Day, FIRST_YEAR, LAST_YEAR};
    use crate::transform::CivilDate;

    #[test]
    fn days_are_numbered_as_the_civil_calendar_counts_them() {
        let calendar = Calendar::get();
        let civil =
            |year, month, day| CivilDate::parse(&format!("{year:04}{month:02}{day:02}")).map(CivilDate::to_days);
        let first = civil(1900, 1, 1).expect("a day");
        let mut days = 0;
        for year in FIRST_YEAR - 1..=LAST_YEAR + 1 {
            for month in 0..=13 {
                for day in 0..=32 {
                    let within = (FIRST_YEAR..=LAST_YEAR).contains(&year);
                    let expected = civil(year, month, day).filter(|_| within).map(|days| (days - first) as u64);
                    let day = Day { year, month, day };
                    assert_eq!(calendar.number(day), expected, "{day:?}");
                    if let Some(number) = expected {
                        assert_eq!(calendar.day(number), day);
                        days += 1;
                    }
                }
            }
        }
        assert_eq!(days, DAYS);
        assert_eq!(calendar.number(Day { year: 2000, month: 1, day: 1 }), Some(DAYS_BEFORE_2000));
        assert_eq!(calendar.new_year(2000), DAYS_BEFORE_2000);
    }
}
