//! What FF1 refuses. Each says where, never what.

use std::fmt;

/// A domain of fewer than 10^6 values (SP 800-38G Rev. 1 section 5.1): it could be tabulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DomainTooSmall;

/// An alphabet that is not 2 to 94 distinct printable ASCII characters other than the space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlphabetError;

/// A rank outside its domain, or not one context per rank. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankError {
    index: usize,
}

/// A value that does not fit, or not one context per value. Nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ff1TextError {
    index: usize,
}

impl RankError {
    pub(super) fn at(index: usize) -> Self {
        Self { index }
    }

    /// Which rank, from 0: the first that is outside, or the first without a context or a context without it.
    pub fn index(self) -> usize {
        self.index
    }
}

impl Ff1TextError {
    pub(super) fn at(index: usize) -> Self {
        Self { index }
    }

    /// Which value, from 0: the first that does not fit, or the first without a context or a context without it.
    pub fn index(self) -> usize {
        self.index
    }
}

impl fmt::Display for DomainTooSmall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the domain has fewer than 1,000,000 values")
    }
}

impl fmt::Display for AlphabetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the alphabet is not 2 to 94 distinct printable ASCII characters")
    }
}

impl fmt::Display for RankError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a rank is outside its domain")
    }
}

impl fmt::Display for Ff1TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value has a character outside the alphabet or a length that is not supported")
    }
}

impl std::error::Error for DomainTooSmall {}
impl std::error::Error for AlphabetError {}
impl std::error::Error for RankError {}
impl std::error::Error for Ff1TextError {}
