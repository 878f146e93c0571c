//! A constant in place of every value.

use super::text::{Fit, each};
use super::{Tally, TextWriter, Texts};

/// Puts one constant in place of every value; nulls stay null.
#[derive(Debug)]
pub struct Replace {
    with: String,
}

impl Replace {
    /// The constant, taken from the policy.
    pub fn new(with: impl Into<String>) -> Self {
        Self { with: with.into() }
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, input: &T, out: &mut W) -> Tally {
        each(input, out, |_, out| {
            out.push(&self.with);
            Fit::Fits
        })
    }
}
