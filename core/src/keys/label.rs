//! What a derived key is for.

use super::canonical;

/// The use of a derived key: two labels that differ anywhere give independent keys, so that no key serves two algorithms,
/// two purposes or two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label<'a> {
    purpose: &'a str,
    algorithm: &'a str,
    scope: &'a [&'a str],
}

impl<'a> Label<'a> {
    /// The label of `algorithm` used for `purpose` (`encrypt`, `tokenize`, `hash`) within `scope`: a dataset and a
    /// column, or a domain.
    pub fn new(purpose: &'a str, algorithm: &'a str, scope: &'a [&'a str]) -> Self {
        Self { purpose, algorithm, scope }
    }

    /// The label as HKDF's `info`.
    pub(super) fn encode(&self) -> Vec<u8> {
        let parts: Vec<&[u8]> = [DERIVED_KEY_1, self.purpose, self.algorithm]
            .into_iter()
            .chain(self.scope.iter().copied())
            .map(str::as_bytes)
            .collect();
        canonical(&parts)
    }
}

const DERIVED_KEY_1: &str = "weimu derived key 1";
