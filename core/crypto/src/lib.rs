//! SM4, AES, SM3 and SHA-256 over columns of short values.
