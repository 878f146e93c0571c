//! tokenize.

#[allow(unused_imports)]
use super::{Tally, TextWriter, Texts};
#[allow(unused_imports)]
use crate::error::Result;

/// Tokenize.
#[derive(Debug)]
pub struct Tokenize {}

impl Tokenize {
    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, _input: &T, _out: &mut W) -> Tally {
        todo!()
    }
}
