//! What a value becomes.
//!
//! One file per operation. Every operation takes a whole slice of texts ([`Texts`]) and writes its results to a
//! [`TextWriter`], so that ciphers can work on many values at a time; none knows what a detector or an Arrow array is.
//! A value that an operation does not fit becomes something stricter, never itself, and is counted in [`Tally`].

mod base64url;
mod block;
mod nonce;
mod place;
pub mod sealed;
mod text;

mod encrypt;
mod fpe;
mod generalize;
mod hash;
mod mask;
mod replace;
mod tokenize;
mod unseal;

pub use encrypt::Encrypt;
pub use fpe::{Fpe, FpeFormat, KeptPart, Restore};
pub(crate) use generalize::{CivilDate, bucket};
pub use generalize::{CutAddress, DatePrecision, Generalize};
pub use hash::Hash;
pub use mask::{Mask, MaskRule};
pub use nonce::{NonceRange, Nonces, RunSeed};
pub use place::Place;
pub use replace::Replace;
pub use text::{TextBuffer, TextWriter, Texts};
pub use tokenize::Tokenize;
pub use unseal::Unseal;
pub use weimu_crypto::{Aead, Ff1, Mac, Siv};

use crate::error::Result;

/// How many values an operation saw, and for how many it had to fall back to something stricter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Values that are not null.
    pub values: u64,
    /// Values the rule did not fit, which were treated more strictly.
    pub fallback: u64,
}

impl Tally {
    /// Adds the counts of another slice.
    pub fn add(&mut self, other: Self) {
        self.values += other.values;
        self.fallback += other.fallback;
    }
}

/// An operation on text values, ready to run: keys resolved, options checked.
#[derive(Debug)]
#[non_exhaustive]
pub enum Transform {
    /// The value, on purpose.
    Keep,
    /// Nothing: null.
    Null,
    /// A constant.
    Replace(Replace),
    /// Characters replaced.
    Mask(Mask),
    /// Something coarser.
    Generalize(Generalize),
    /// A keyed hash.
    Hash(Hash),
    /// A deterministic authenticated surrogate.
    Tokenize(Tokenize),
    /// Authenticated encryption.
    Encrypt(Encrypt),
    /// Another value of the same format.
    Fpe(Fpe),
    /// The inverse of `tokenize` and `encrypt`.
    Unseal(Unseal),
    /// The inverse of `fpe`.
    Restore(Restore),
}

impl Transform {
    /// The word used in policies and reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Null => "null",
            Self::Replace(_) => "replace",
            Self::Mask(_) => "mask",
            Self::Generalize(_) => "generalize",
            Self::Hash(_) => "hash",
            Self::Tokenize(_) => "tokenize",
            Self::Encrypt(_) => "encrypt",
            Self::Fpe(_) => "fpe",
            Self::Unseal(_) | Self::Restore(_) => "reveal",
        }
    }

    /// Writes the result for every value of `input`; a null stays null.
    ///
    /// `nonces` must hold as many nonces as `input` has values that are not null; only `encrypt` draws on it.
    ///
    /// # Errors
    /// Only `encrypt` and `reveal`, and `fpe` by a defect, can fail; what was written before is then to be thrown away. The row
    /// of the error is the index in `input`.
    pub fn apply<T: Texts + ?Sized, W: TextWriter>(&self, input: &T, nonces: NonceRange, out: &mut W) -> Result<Tally> {
        match self {
            Self::Keep => Ok(text::copy(input, out)),
            Self::Null => Ok(text::nulls(input, out)),
            Self::Replace(replace) => Ok(replace.apply(input, out)),
            Self::Mask(mask) => Ok(mask.apply(input, out)),
            Self::Generalize(generalize) => Ok(generalize.apply(input, out)),
            Self::Hash(hash) => Ok(hash.apply(input, out)),
            Self::Tokenize(tokenize) => Ok(tokenize.apply(input, out)),
            Self::Encrypt(encrypt) => encrypt.apply(input, nonces, out),
            Self::Fpe(fpe) => fpe.apply(input, out),
            Self::Unseal(unseal) => unseal.apply(input, out),
            Self::Restore(restore) => restore.apply(input, out),
        }
    }

    /// About how many bytes the results of `values` texts of `bytes` bytes together have, for making room.
    pub(crate) fn bytes_after(&self, values: usize, bytes: usize) -> usize {
        match self {
            Self::Encrypt(encrypt) => encrypt.bytes_after(values, bytes),
            Self::Tokenize(tokenize) => tokenize.bytes_after(values, bytes),
            Self::Hash(hash) => hash.bytes_after(values),
            _ => bytes,
        }
    }

    /// Whether results are ASCII, or nearly all are.
    pub(crate) fn writes_ascii(&self) -> bool {
        matches!(self, Self::Hash(_) | Self::Tokenize(_) | Self::Encrypt(_) | Self::Fpe(_))
    }

    /// Whether equal values give equal results, so that a dictionary's values can be done once.
    pub fn is_deterministic(&self) -> bool {
        !matches!(self, Self::Encrypt(_))
    }

    /// Whether `reveal` can undo it with the key.
    pub fn is_reversible(&self) -> bool {
        matches!(self, Self::Tokenize(_) | Self::Encrypt(_) | Self::Fpe(_))
    }

    /// Whether it is the inverse of another operation.
    pub fn is_inverse(&self) -> bool {
        matches!(self, Self::Unseal(_) | Self::Restore(_))
    }

    /// Whether no character of the result comes from the value in the clear, but what the rule keeps by name, so that nothing in
    /// it can leak: what is found in a result of `fpe` is what `fpe` put there.
    pub fn is_opaque(&self) -> bool {
        matches!(
            self,
            Self::Null | Self::Replace(_) | Self::Hash(_) | Self::Tokenize(_) | Self::Encrypt(_) | Self::Fpe(_)
        )
    }
}
