//! Single values, for measurements of one column.

use super::division::Counties;
use super::identity::{self, Day};
use super::{address, name, phone};
use crate::random::SplitMix64;

/// Makes single values.
#[derive(Debug)]
pub(crate) struct Sample {
    counties: Counties,
}

impl Sample {
    pub(crate) fn new() -> Self {
        Self { counties: Counties::in_force() }
    }

    /// A mobile number of 11 digits.
    pub(crate) fn mobile(&self, random: &mut SplitMix64) -> String {
        phone::mobile(random)
    }

    /// A home address.
    pub(crate) fn address(&self, random: &mut SplitMix64) -> String {
        address::home(self.counties.pick(random), random)
    }

    /// A person's name.
    pub(crate) fn name(&self, random: &mut SplitMix64) -> String {
        name::person(random)
    }

    /// An identity card number.
    pub(crate) fn id_card(&self, random: &mut SplitMix64) -> String {
        let born = Day::random(1938, 2007, random);
        identity::id_card(self.counties.pick(random).code, born, random.chance(50), random)
    }
}
