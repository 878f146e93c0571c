//! Where a sealed value belongs, as associated data: moved elsewhere, it does not open.

use crate::keys::canonical;

/// The dataset and the column that encrypted values are bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    dataset: String,
    column: String,
}

impl Place {
    /// A column of a dataset; fields of a struct are joined by dots.
    pub fn new(dataset: impl Into<String>, column: impl Into<String>) -> Self {
        Self { dataset: dataset.into(), column: column.into() }
    }

    /// What the label of a key for this place names.
    pub(super) fn scope(&self) -> [&str; 2] {
        [&self.dataset, &self.column]
    }

    /// Associated data of the values encrypted here.
    pub(super) fn associated_data(&self) -> Vec<u8> {
        canonical(&[ENCRYPTED_1, b"encrypt", self.dataset.as_bytes(), self.column.as_bytes()])
    }
}

/// Associated data of the tokens of a domain. The dataset is not part of it: tokens of one key and domain join across
/// datasets.
pub(super) fn token_associated_data(domain: &str) -> Vec<u8> {
    canonical(&[TOKEN_1, b"tokenize", domain.as_bytes()])
}

const ENCRYPTED_1: &[u8] = b"weimu encrypted 1";
const TOKEN_1: &[u8] = b"weimu token 1";
