//! C interface of weimu over the Arrow C Data Interface.
//!
//! `include/weimu.h` is made from this crate and documents it for its users. Each function checks its pointers, calls the core
//! behind a guard that no panic passes, and writes its outputs only if that succeeded.

mod argument;
pub mod error;
pub mod find;
pub mod keyring;
pub mod policy;
pub mod run;
pub mod scan;
pub mod status;
pub mod version;
