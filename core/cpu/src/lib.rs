//! CPU features as tokens obtained only by detection.
