//! SM4, AES, SM3 and SHA-256 over columns of short values.

/// AEAD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "stub")]
pub enum Aead {
    Sm4Gcm,
    Aes256Gcm,
}

/// SIV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "stub")]
pub enum Siv {
    Sm4Siv,
    Aes256Siv,
}

/// MAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "stub")]
pub enum Mac {
    HmacSm3,
    HmacSha256,
}
