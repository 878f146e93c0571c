//! Bytes that must not be seen.

use zeroize::Zeroizing;

use crate::error::{ErrorKind, Result};

/// Key material: cleared when dropped, without `Debug` content, without `Clone`.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the bytes over.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// As many random bytes.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub fn random(length: usize) -> Result<Self> {
        let mut bytes = Zeroizing::new(vec![0; length]);
        getrandom::fill(&mut bytes).map_err(|_| ErrorKind::Randomness)?;
        Ok(Self(bytes))
    }

    /// The bytes; every use of this name is a place to review.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}
