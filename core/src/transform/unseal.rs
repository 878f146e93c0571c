//! unseal.

#[allow(unused_imports)]
use super::{Tally, TextWriter, Texts};
#[allow(unused_imports)]
use crate::error::Result;

/// Unseal.
#[derive(Debug)]
pub struct Unseal {}

impl Unseal {
    /// Of encrypt.
    ///
    /// # Errors
    /// None.
    pub fn encrypted(_: &crate::keys::KeyHandle, _: &super::Place) -> Result<Self> {
        Ok(Self {})
    }

    /// Of tokenize.
    ///
    /// # Errors
    /// None.
    pub fn token(_: &crate::keys::KeyHandle, _: &str) -> Result<Self> {
        Ok(Self {})
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, _input: &T, _out: &mut W) -> Result<Tally> {
        todo!()
    }
}
