//! The day on which a key came to be.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A day in UTC, shown as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Created {
    year: u32,
    month: u32,
    day: u32,
}

impl Created {
    /// Today, by the system's clock; the first day of 1970 if the clock stands before it.
    pub fn today() -> Self {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Self::from_days(u32::try_from(seconds / 86_400).unwrap_or(0))
    }

    /// Civil date `days` after 1970-01-01, by counting in eras of 400 years that begin on 1 March.
    fn from_days(days: u32) -> Self {
        let since_march_0 = u64::from(days) + 719_468;
        let (era, day_of_era) = (since_march_0 / 146_097, since_march_0 % 146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        Self { year: year as u32, month: month as u32, day: day as u32 }
    }

    fn parse(text: &str) -> Option<Self> {
        let digits = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
        let created = Self { year: digits(0..4)?, month: digits(5..7)?, day: digits(8..10)? };
        let exists = (1..=12).contains(&created.month) && (1..=31).contains(&created.day);
        (exists && created.to_string() == text).then_some(created)
    }
}

impl fmt::Display for Created {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Created {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Created {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not a date"))
    }
}

#[cfg(test)]
mod tests {
    use super::Created;

    #[test]
    fn days_since_1970_are_civil_dates() {
        let cases = [(0, "1970-01-01"), (11_016, "2000-02-29"), (19_782, "2024-02-29"), (20_779, "2026-11-22")];
        for (days, date) in cases {
            assert_eq!(Created::from_days(days).to_string(), date);
        }
    }

    #[test]
    fn dates_read_back_as_written() {
        let today = Created::today();
        assert_eq!(Created::parse(&today.to_string()), Some(today));
        for wrong in ["2026-13-01", "2026-00-10", "2026-1-01", "2026/11/22", "+026-11-22", "", "2026-11-22 "] {
            assert_eq!(Created::parse(wrong), None, "{wrong}");
        }
    }
}
