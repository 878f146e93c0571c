//! Desensitizes and encrypts personal and organization data, field by field, over Arrow batches.
//!
//! [`apply`] takes a [`Policy`] and any Arrow reader and is one itself; [`reveal`] is the way back for whoever has the
//! [`Keyring`]; [`scan`] says what a table holds. From file to file, see [`io`] and [`engine::Pipeline`].
//!
//! ```
//! use std::sync::Arc;
//!
//! use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, StringArray, cast::AsArray};
//! use weimu::{ApplyOptions, Policy};
//!
//! let phones: ArrayRef = Arc::new(StringArray::from(vec![Some("13800138000"), None]));
//! let batch = RecordBatch::try_from_iter([("联系电话", phones)])?;
//! let reader = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
//!
//! let policy = Policy::parse("{ weimu: 1, extends: open }")?;
//! for result in weimu::apply(Box::new(reader), &policy, &ApplyOptions::new())? {
//!     let masked = result?;
//!     assert_eq!(masked.column(0).as_string::<i32>().value(0), "138****8000");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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

pub use engine::{Applied, ApplyOptions, apply, reveal, scan};
pub use error::{Error, Result};
pub use keys::{Keyring, Passphrase};
pub use policy::Policy;
