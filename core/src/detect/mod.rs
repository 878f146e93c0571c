//! Text to findings.
//!
//! A [`Detector`] reads a text, or all rows of a column in one pass, and reports [findings](crate::model::Finding): where
//! something stands, what it is and how sure that is. Candidates that fail say why, in [`Detector::explain`] and in
//! [`Refusals`]. [`validate`] judges one whole value, [`decide_column`] a whole column, [`keep_address`] where to cut an
//! address.
//!
//! One file per kind; each kind's file states what it finds, by which clause, and what it misses. Beneath them: `hot_row`
//! (which rows of a column can hold anything), `neighbourhood` (how far around a place is read), `passage`
//! (a text and its neighbours), `token` (identifier characters normalized, with their places), `boundary` (what stands
//! between tokens), `start` (which kinds a token may begin), `context` (words in front), `overlap` (which of two findings
//! stays). Knows no policy and no Arrow.

mod address;
mod area_code;
mod bank_card;
mod boundary;
mod candidate;
mod column;
mod column_name;
mod context;
mod date;
mod detector;
mod email;
mod hot_row;
mod hotline;
mod id_card;
mod landline;
mod mobile;
mod mobile_prefix;
mod neighbourhood;
mod normalize;
mod organization;
mod overlap;
mod passage;
mod postcode;
mod refusals;
mod region_code;
mod row;
mod start;
mod token;
mod uscc;
mod verdict;

pub use address::keep_address;
pub use candidate::Refusal;
pub use column::{ColumnDecision, DecidedBy, decide_column};
pub use date::Date;
pub use detector::{ColumnText, Detector, Explanation};
pub use refusals::Refusals;
pub use verdict::{Verdict, validate};
