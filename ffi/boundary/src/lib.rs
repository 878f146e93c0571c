//! What the bindings of weimu share: Arrow data taken in from other languages and handed out to them.
//!
//! [`Arrays`] and [`Table`] read the Arrow C Data Interface and check what they read, for a producer in another language
//! promises nothing to Rust. [`exported`] hands a stream out. No panic crosses either way ([`guarded`]), and no message
//! repeats what a producer or a panic said. [`Status`] sorts errors for callers that cannot match on Rust's enums.

mod arrays;
mod export;
mod fork;
mod guard;
mod null_buffers;
mod status;
mod table;

pub use arrays::Arrays;
pub use export::{Ending, exported};
pub use guard::guarded;
pub use status::Status;
pub use table::Table;
