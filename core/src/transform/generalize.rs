//! generalize.

use super::{Tally, TextWriter, Texts};

/// Generalize.
#[derive(Debug)]
pub struct Generalize {}

impl Generalize {
    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, _input: &T, _out: &mut W) -> Tally {
        todo!()
    }
}

/// How precise a date stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePrecision {
    /// The first day of the decade.
    Decade,
    /// The first day of the year.
    Year,
    /// The first day of the quarter.
    Quarter,
    /// The first day of the month.
    Month,
    /// The day.
    Day,
}
