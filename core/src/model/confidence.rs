//! How sure a detector is.

use std::fmt;

/// Confidence in whole percent, 0 to 100; shown to users as a number between 0 and 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Confidence(u8);

impl Confidence {
    /// Check digit, date and every other hard condition hold.
    pub const CERTAIN: Self = Self(100);
    /// Findings below this are not reported unless asked for.
    pub const DEFAULT_THRESHOLD: Self = Self(50);

    /// A confidence of `percent`, at most 100.
    pub const fn percent(percent: u8) -> Self {
        Self(if percent > 100 { 100 } else { percent })
    }

    /// The value between 0 and 1.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// The value in whole percent.
    pub fn as_percent(self) -> u8 {
        self.0
    }
}

impl fmt::Debug for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0)
    }
}
