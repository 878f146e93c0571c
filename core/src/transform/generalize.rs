//! generalize.

use super::{Tally, TextWriter, Texts};
use crate::model::AddressLevel;

/// A cut.
#[derive(Debug)]
pub struct AddressCut {}

/// Generalize.
#[derive(Debug)]
pub struct Generalize {}

impl Generalize {
    /// An address, cut.
    pub fn address(_: AddressLevel, _: fn(&str, AddressLevel) -> Option<AddressCut>) -> Self {
        Self {}
    }

    /// A date, cut.
    pub fn date(_: DatePrecision) -> Self {
        Self {}
    }

    /// A number, cut.
    pub fn number(_: f64) -> Self {
        Self {}
    }

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
