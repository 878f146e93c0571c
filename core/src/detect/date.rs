//! Days of the Gregorian calendar.

use std::time::{SystemTime, UNIX_EPOCH};

/// A day that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The earliest birth date an identity card may carry; the example of GB 11643 was born in 1880.
    pub const EARLIEST_BIRTH: Self = Self { year: 1800, month: 1, day: 1 };

    /// The day, if the calendar has it.
    pub fn try_new(year: u16, month: u8, day: u8) -> Option<Self> {
        (day >= 1 && day <= days_in_month(year, month)?).then_some(Self { year, month, day })
    }

    /// The day that the system clock shows in China (UTC+8).
    pub fn today() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::from_days_since_1970((since.as_secs() + 8 * 3600) / 86_400)
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The day written as eight ASCII digits, year first.
    pub(super) fn from_eight_digits(digits: &[u8]) -> Option<Self> {
        let [year @ .., _, _, _, _] = digits else { return None };
        let [.., m1, m2, d1, d2] = digits else { return None };
        if year.len() != 4 {
            return None;
        }
        Self::try_new(number(year)?, number(&[*m1, *m2])? as u8, number(&[*d1, *d2])? as u8)
    }

    fn from_days_since_1970(mut days: u64) -> Self {
        let mut year = 1970;
        loop {
            let length = if is_leap(year) { 366 } else { 365 };
            if days < length {
                break;
            }
            (days, year) = (days - length, year + 1);
        }
        let mut month = 1;
        while let Some(length) = days_in_month(year, month).map(u64::from).filter(|&length| days >= length) {
            (days, month) = (days - length, month + 1);
        }
        Self { year, month, day: days as u8 + 1 }
    }
}

fn number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0u16, |value, &digit| digit.is_ascii_digit().then(|| value * 10 + u16::from(digit - b'0')))
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
}

fn days_in_month(year: u16, month: u8) -> Option<u8> {
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn february_has_29_days_in_leap_years_only() {
        assert!(Date::try_new(2000, 2, 29).is_some());
        assert!(Date::try_new(1900, 2, 29).is_none());
        assert!(Date::try_new(1949, 2, 29).is_none());
    }

    #[test]
    fn days_since_1970_count_through_leap_years() {
        assert_eq!(Some(Date::from_days_since_1970(0)), Date::try_new(1970, 1, 1));
        assert_eq!(Some(Date::from_days_since_1970(11_016)), Date::try_new(2000, 2, 29));
        assert_eq!(Some(Date::from_days_since_1970(20_818)), Date::try_new(2026, 12, 31));
    }
}
