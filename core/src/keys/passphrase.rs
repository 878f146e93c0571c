//! What a person types to open a keyring.

use super::Secret;

/// A passphrase, cleared when dropped.
#[derive(Debug)]
pub struct Passphrase(Secret);

impl Passphrase {
    /// The passphrase in `text`, without a trailing line end.
    pub fn new(text: String) -> Self {
        let mut bytes = text.into_bytes();
        while matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.pop();
        }
        Self(Secret::new(bytes))
    }

    /// The bytes; every use of this name is a place to review.
    pub fn expose(&self) -> &[u8] {
        self.0.expose()
    }
}
