//! hash.

#[allow(unused_imports)]
use super::{Tally, TextWriter, Texts};
#[allow(unused_imports)]
use crate::error::Result;

/// Hash.
#[derive(Debug)]
pub struct Hash {}

impl Hash {
    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, _input: &T, _out: &mut W) -> Tally {
        todo!()
    }
}
