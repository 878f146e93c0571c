//! What can fail. None says why: detail about a cryptographic failure helps only who caused it.

use std::fmt;

/// A key of another length than the algorithm takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidKeyLength;

/// A column could not be sealed: not one nonce per value, or a value longer than the mode allows. Nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealError;

/// A value did not open: altered, moved, cut short, or sealed under another key. Nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenError {
    index: usize,
}

impl OpenError {
    pub(crate) fn at(index: usize) -> Self {
        Self { index }
    }

    /// Which value of the column, from 0: the first that did not open.
    pub fn index(self) -> usize {
        self.index
    }
}

/// A key could not be derived: parameters that the function does not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfError;

impl fmt::Display for InvalidKeyLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the key has not the length that the algorithm takes")
    }
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the column cannot be sealed")
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value does not authenticate")
    }
}

impl fmt::Display for KdfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no key can be derived with these parameters")
    }
}

impl std::error::Error for InvalidKeyLength {}
impl std::error::Error for SealError {}
impl std::error::Error for OpenError {}
impl std::error::Error for KdfError {}
