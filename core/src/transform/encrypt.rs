//! encrypt.

#[allow(unused_imports)]
use super::{Tally, TextWriter, Texts};
#[allow(unused_imports)]
use crate::error::Result;

/// Encrypt.
#[derive(Debug)]
pub struct Encrypt {}

/// A place.
#[derive(Debug)]
pub struct Place {}

impl Place {
    /// A place.
    pub fn new(_dataset: &str, _column: &str) -> Self {
        Self {}
    }
}

impl Encrypt {
    /// A cipher.
    ///
    /// # Errors
    /// None.
    pub fn new(_: &crate::keys::KeyHandle, _: weimu_crypto::Aead, _: &Place) -> Result<Self> {
        Ok(Self {})
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(
        &self,
        _input: &T,
        _nonces: NonceRange,
        _out: &mut W,
    ) -> Result<Tally> {
        todo!()
    }
}

/// The nonces of one column in one run: they never repeat, and the same seed gives the same ones.
#[derive(Debug)]
pub struct Nonces {}

impl Nonces {
    /// The nonces of column number `column` in the run with this random `seed`.
    pub fn new(_seed: &[u8; 32], _column: u32) -> Self {
        todo!()
    }

    /// Sets the next `count` nonces aside.
    ///
    /// # Errors
    /// [`ErrorKind::SealLimit`](crate::error::ErrorKind::SealLimit) before a nonce could repeat.
    pub fn reserve(&mut self, _count: u64) -> Result<NonceRange> {
        todo!()
    }
}

/// Nonces that belong to consecutive values.
#[derive(Clone, Copy, Debug)]
pub struct NonceRange {}

impl NonceRange {
    /// For operations that draw none.
    pub const NONE: Self = Self {};
}
