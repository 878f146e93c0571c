//! unseal.

#[allow(unused_imports)]
use super::{Tally, TextWriter, Texts};
#[allow(unused_imports)]
use crate::error::Result;

/// Unseal.
#[derive(Debug)]
pub struct Unseal {}

impl Unseal {
    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, _input: &T, _out: &mut W) -> Result<Tally> {
        todo!()
    }
}
