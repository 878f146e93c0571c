//! mask.

use super::{Tally, TextWriter, Texts};

/// Mask.
#[derive(Debug)]
pub struct Mask {}

impl Mask {
    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, _input: &T, _out: &mut W) -> Tally {
        todo!()
    }
}
