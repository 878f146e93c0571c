//! replace.

use super::{Tally, TextWriter, Texts};

/// Replace.
#[derive(Debug)]
pub struct Replace {}

impl Replace {
    /// A constant.
    pub fn new(_: String) -> Self {
        Self {}
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, _input: &T, _out: &mut W) -> Tally {
        todo!()
    }
}
