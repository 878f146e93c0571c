//! Invented people and enterprises, the same for the same seed.
//!
//! For the demo tables and for measurements. No row is a person: names are put together from common characters, every
//! identity card number carries a serial of 900 to 999 as the mark of an invented one, roads are invented, and the digits
//! of telephone numbers are random.

mod address;
mod division;
mod enterprise;
mod identity;
mod name;
mod phone;
mod resident;
mod sample;
mod table;

/// Single values, for texts that are put together elsewhere.
pub(crate) mod identifier {
    pub(crate) use super::division::Counties;
    pub(crate) use super::identity::{Day, id_card, uscc};
    pub(crate) use super::name::person;
    pub(crate) use super::phone::mobile;
}

pub(crate) use enterprise::Enterprises;
pub(crate) use resident::{Columns, Residents};
pub(crate) use sample::Sample;
pub(crate) use table::{Table, write};
