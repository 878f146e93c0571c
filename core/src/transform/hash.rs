//! hash.

#[allow(unused_imports)]
use super::{Tally, TextWriter, Texts};
#[allow(unused_imports)]
use crate::error::Result;

/// Hash.
#[derive(Debug)]
pub struct Hash {}

impl Hash {
    /// A hash.
    ///
    /// # Errors
    /// None.
    pub fn new(_: &crate::keys::KeyHandle, _: weimu_crypto::Mac, _: &str, _: Option<usize>) -> Result<Self> {
        Ok(Self {})
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, _input: &T, _out: &mut W) -> Tally {
        todo!()
    }
}
