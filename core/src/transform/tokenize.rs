//! tokenize.

#[allow(unused_imports)]
use super::{Tally, TextWriter, Texts};
#[allow(unused_imports)]
use crate::error::Result;

/// Tokenize.
#[derive(Debug)]
pub struct Tokenize {}

impl Tokenize {
    /// A token.
    ///
    /// # Errors
    /// None.
    pub fn new(_: &crate::keys::KeyHandle, _: weimu_crypto::Siv, _: &str) -> Result<Self> {
        Ok(Self {})
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, _input: &T, _out: &mut W) -> Tally {
        todo!()
    }
}
