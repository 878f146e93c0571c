//! Columns, and how they are masked.

use arrow_array::StringArray;

use crate::generate::Sample;
use crate::random::SplitMix64;

/// A column and its mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Workload {
    /// Mobile numbers, the first 3 and the last 4 kept.
    Phones,
    /// Addresses, the first 9 characters kept.
    Addresses,
    /// Names, the first character kept.
    Names,
    /// Identity card numbers, the first 6 kept.
    IdCards,
}

impl Workload {
    pub(crate) const ALL: [Self; 4] = [Self::Phones, Self::Addresses, Self::Names, Self::IdCards];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Phones => "phones-keep-3-4",
            Self::Addresses => "addresses-keep-9",
            Self::Names => "names-keep-1",
            Self::IdCards => "id-cards-keep-6",
        }
    }

    /// Characters kept at the start and at the end.
    pub(crate) fn kept(self) -> (usize, usize) {
        match self {
            Self::Phones => (3, 4),
            Self::Addresses => (9, 0),
            Self::Names => (1, 0),
            Self::IdCards => (6, 0),
        }
    }

    /// `rows` values.
    pub(crate) fn values(self, rows: usize) -> StringArray {
        let sample = Sample::new();
        let value = |row: usize| {
            let random = &mut SplitMix64::new(5, row as u64);
            match self {
                Self::Phones => sample.mobile(random),
                Self::Addresses => sample.address(random),
                Self::Names => sample.name(random),
                Self::IdCards => sample.id_card(random),
            }
        };
        (0..rows).map(|row| Some(value(row))).collect()
    }

    /// A policy for the column `value`. What is left of an address names its county, so a leak check has to allow that.
    pub(crate) fn policy(self, leak: &str) -> String {
        let (first, last) = self.kept();
        let allow = if self == Self::Addresses { ", allow: [address]" } else { "" };
        format!(
            "weimu: 1\nscenarios: {{ bench: {{}} }}\nchecks: {{ leak: {leak} }}\n\
             columns:\n  value: {{ op: mask, keep_first: {first}, keep_last: {last}{allow} }}\n"
        )
    }
}
