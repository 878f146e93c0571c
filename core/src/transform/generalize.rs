//! Something coarser in place of a value.
//!
//! Addresses are cut after a level of the address grammar, never after a number of characters; dates are cut to a
//! precision, numbers moved down to a multiple of a width. A value that is none of these becomes `***`.

use std::fmt;

use super::text::{Fit, each};
use super::{Tally, TextWriter, Texts};
use crate::model::{AddressCut, AddressLevel};

/// What stands for the part that was taken away.
const HIDDEN: &str = "***";

/// How precise a date stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePrecision {
    /// The decade: `1990s`; as a date its first day.
    Decade,
    /// The year: `1990`; as a date its first day.
    Year,
    /// The quarter: `1990-Q2`; as a date its first day.
    Quarter,
    /// The month: `1990-05`; as a date its first day.
    Month,
    /// The day: `1990-05-17`.
    Day,
}

impl DatePrecision {
    /// All precisions, coarse to fine, with their names in policies.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Decade, "decade"),
        (Self::Year, "year"),
        (Self::Quarter, "quarter"),
        (Self::Month, "month"),
        (Self::Day, "day"),
    ];
}

/// Finds where an address ends at a level: the parser, which this module does not know.
pub type CutAddress = fn(&str, AddressLevel) -> Option<AddressCut>;

/// Makes each value coarser.
pub struct Generalize(Kind);

enum Kind {
    Address { level: AddressLevel, cut: CutAddress },
    Date(DatePrecision),
    Number { width: f64 },
}

impl Generalize {
    /// Addresses down to `level`, cut where `cut` says.
    pub fn address(level: AddressLevel, cut: CutAddress) -> Self {
        Self(Kind::Address { level, cut })
    }

    /// Dates down to `precision`.
    pub fn date(precision: DatePrecision) -> Self {
        Self(Kind::Date(precision))
    }

    /// Numbers down to the next multiple of `width`, which must be finite and positive.
    pub fn number(width: f64) -> Self {
        Self(Kind::Number { width })
    }

    /// The level addresses are cut to, if it is addresses.
    pub fn address_level(&self) -> Option<AddressLevel> {
        match self.0 {
            Kind::Address { level, .. } => Some(level),
            Kind::Date(_) | Kind::Number { .. } => None,
        }
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, input: &T, out: &mut W) -> Tally {
        each(input, out, |value, out| match self.0 {
            _ if value.is_empty() => Fit::Fits,
            Kind::Address { level, cut } => write_address(value, cut(value, level), out),
            Kind::Date(precision) => write_or_hide(CivilDate::parse(value).map(|date| date.text(precision)), out),
            Kind::Number { width } => write_or_hide(number_text(value, width), out),
        })
    }
}

impl fmt::Debug for Generalize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Address { level, .. } => write!(f, "Generalize(address to {})", level.name()),
            Kind::Date(precision) => write!(f, "Generalize(date to {precision:?})"),
            Kind::Number { width } => write!(f, "Generalize(number by {width})"),
        }
    }
}

fn write_address<W: TextWriter>(value: &str, cut: Option<AddressCut>, out: &mut W) -> Fit {
    let Some((kept, cut)) = cut.and_then(|cut| Some((value.get(..cut.keep)?, cut))) else {
        out.push(HIDDEN);
        return Fit::Fallback;
    };
    out.push(kept);
    if !cut.whole {
        out.push(HIDDEN);
    }
    Fit::Fits
}

fn write_or_hide<W: TextWriter>(text: Option<String>, out: &mut W) -> Fit {
    out.push(text.as_deref().unwrap_or(HIDDEN));
    if text.is_some() { Fit::Fits } else { Fit::Fallback }
}

fn number_text(value: &str, width: f64) -> Option<String> {
    let trimmed = value.trim();
    if let (Ok(number), true) = (trimmed.parse::<i64>(), width.fract() == 0.0 && width < 1e15) {
        let width = width as i64;
        return Some(number.div_euclid(width).checked_mul(width)?.to_string());
    }
    let number: f64 = trimmed.parse().ok().filter(|number: &f64| number.is_finite())?;
    Some(bucket(number, width).to_string())
}

/// The multiple of `width` at or below `number`.
pub(crate) fn bucket(number: f64, width: f64) -> f64 {
    (number / width).floor() * width
}

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CivilDate {
    year: i32,
    month: u8,
    day: u8,
}

impl CivilDate {
    /// Reads `1990-05-17`, `1990/5/17`, `1990.05.17`, `1990年5月17日`, `19900517`, each with or without a time after it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let year_len = digits(text);
        if year_len == 8 && at_end_or_time(text.get(8..)?) {
            return Self::try_new(text.get(..4)?, text.get(4..6)?, text.get(6..8)?);
        }
        if year_len != 4 {
            return None;
        }
        let rest = text.get(4..)?;
        let separator = rest.chars().next()?;
        let after_month = match separator {
            '-' | '/' | '.' => separator,
            '年' => '月',
            _ => return None,
        };
        let rest = rest.get(separator.len_utf8()..)?;
        let (month, rest) = rest.split_at_checked(digits(rest))?;
        let rest = rest.strip_prefix(after_month)?;
        let (day, rest) = rest.split_at_checked(digits(rest))?;
        let rest = if separator == '年' { rest.strip_prefix('日')? } else { rest };
        if !at_end_or_time(rest) {
            return None;
        }
        Self::try_new(text.get(..4)?, month, day)
    }

    fn try_new(year: &str, month: &str, day: &str) -> Option<Self> {
        let (year, month, day): (i32, u8, u8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Self { year, month, day })
    }

    /// The day `days` after 1970-01-01 (proleptic Gregorian; algorithm of Howard Hinnant, "chrono-compatible low-level date
    /// algorithms", `civil_from_days`).
    pub(crate) fn from_days(days: i64) -> Self {
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year: year as i32, month: month as u8, day: day as u8 }
    }

    /// Days after 1970-01-01, negative before (`days_from_civil` of the same source).
    pub(crate) fn to_days(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = i64::from(self.month);
        let month_from_march = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The first day of the period that `precision` keeps.
    pub(crate) fn truncated(self, precision: DatePrecision) -> Self {
        match precision {
            DatePrecision::Decade => Self { year: self.year.div_euclid(10) * 10, month: 1, day: 1 },
            DatePrecision::Year => Self { month: 1, day: 1, ..self },
            DatePrecision::Quarter => Self { month: (self.month - 1) / 3 * 3 + 1, day: 1, ..self },
            DatePrecision::Month => Self { day: 1, ..self },
            DatePrecision::Day => self,
        }
    }

    fn text(self, precision: DatePrecision) -> String {
        let Self { year, month, .. } = self.truncated(precision);
        match precision {
            DatePrecision::Decade => format!("{year:04}s"),
            DatePrecision::Year => format!("{year:04}"),
            DatePrecision::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
            DatePrecision::Month => format!("{year:04}-{month:02}"),
            DatePrecision::Day => self.to_string(),
        }
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn at_end_or_time(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', 'T'])
}

#[cfg(test)]
mod tests {
    use super::super::TextBuffer;
    use super::*;

    fn generalized(generalize: &Generalize, value: &str) -> (String, u64) {
        let mut out = TextBuffer::default();
        let tally = generalize.apply([Some(value)].as_slice(), &mut out);
        (out.get(0).expect("one value was written").to_owned(), tally.fallback)
    }

    #[test]
    fn dates_in_every_spelling_are_cut_to_each_precision() {
        for text in ["1990-05-17", "1990/5/17", "1990.05.17", "1990年5月17日", "19900517", "1990-05-17 10:00:00"] {
            for (precision, expected) in DatePrecision::ALL.map(|(precision, _)| precision).into_iter().zip([
                "1990s",
                "1990",
                "1990-Q2",
                "1990-05",
                "1990-05-17",
            ]) {
                assert_eq!(generalized(&Generalize::date(precision), text), (expected.to_owned(), 0));
            }
        }
    }

    #[test]
    fn what_is_not_a_date_is_hidden() {
        for text in ["1990-02-30", "1990-13-01", "1900-02-29", "17/05/1990", "199005", "unknown", "1990-05-17-03"] {
            assert_eq!(generalized(&Generalize::date(DatePrecision::Year), text), (HIDDEN.to_owned(), 1));
        }
    }

    #[test]
    fn numbers_move_down_to_a_multiple() {
        let by_ten = Generalize::number(10.0);
        for (value, expected) in [("37", "30"), ("-3", "-10"), ("30", "30"), ("37.5", "30")] {
            assert_eq!(generalized(&by_ten, value), (expected.to_owned(), 0));
        }
        assert_eq!(generalized(&by_ten, "a lot"), (HIDDEN.to_owned(), 1));
        assert_eq!(generalized(&by_ten, "NaN"), (HIDDEN.to_owned(), 1));
    }

    #[test]
    fn an_address_without_a_known_division_is_hidden() {
        let address = Generalize::address(AddressLevel::County, |_, _| None);
        assert_eq!(generalized(&address, "广州国际采购中心1401"), (HIDDEN.to_owned(), 1));
    }

    #[test]
    fn days_and_dates_agree_over_eight_centuries() {
        for days in -150_000..150_000 {
            let date = CivilDate::from_days(days);
            assert_eq!(date.to_days(), days);
            let text = date.to_string();
            assert_eq!(CivilDate::parse(&text), Some(date));
        }
        assert_eq!(CivilDate::from_days(0).to_string(), "1970-01-01");
        assert_eq!(CivilDate::from_days(19_782).to_string(), "2024-02-29");
    }
}
