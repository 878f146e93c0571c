//! C interface of weimu over the Arrow C Data Interface.
//!
//! `include/weimu.h` is made from this crate and documents it for its users. Each function checks its pointers, calls the core
//! behind a guard that no panic passes, and writes its outputs only if that succeeded.

mod argument;
mod error;
mod keyring;
mod policy;
mod run;
mod scan;
mod status;
mod version;
