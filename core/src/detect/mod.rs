//! Text to findings.
//!
//! One file per kind. Knows no policy and no Arrow.
