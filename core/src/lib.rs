//! Desensitizes and encrypts personal and organization data, field by field, over Arrow batches.
#![forbid(unsafe_code)]

pub mod detect;
pub mod engine;
pub mod error;
pub mod io;
pub mod keys;
pub mod model;
pub mod policy;
pub mod report;
pub mod transform;
