//! mask.

use super::{Tally, TextWriter, Texts};

/// Mask.
#[derive(Debug)]
pub struct Mask {}

/// Which characters are replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "stub")]
pub enum MaskRule {
    All,
    KeepEnds { first: usize, last: usize },
    MaskEnds { first: usize, last: usize },
    KeepRange { from: usize, to: usize },
    MaskRange { from: usize, to: usize },
    Before(String),
    After(String),
}

impl Mask {
    /// A mask.
    pub fn new(_: MaskRule, _: char) -> Self {
        Self {}
    }

    /// Everything.
    pub fn whole() -> Self {
        Self {}
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, _input: &T, _out: &mut W) -> Tally {
        todo!()
    }
}
