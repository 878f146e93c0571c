//! Text to findings.
//!
//! A [`Detector`] reads a text, or all rows of a column in one pass, and reports [findings](crate::model::Finding): where
//! something stands, what it is and how sure that is. Candidates that fail say why, in [`Detector::explain`] and in
//! [`Refusals`]. [`validate`] judges one whole value, [`decide_column`] a whole column; [`parse_address`] names the parts of an
//! address and [`keep_address`] says where to cut it.
//!
//! One file per kind; each kind's file states what it finds, by which clause, and what it misses. Beneath them: `hot_row`
//! (which rows of a column can hold anything), `neighbourhood` (how far around a place is read), `passage` (a text and its
//! neighbours), `announced` (words beside which there need be no digit), `word` (all words that are looked for), `joint` (points
//! and colons that may be those of an address), `token` (identifier characters normalized, with
//! their places), `boundary` (what stands
//! between tokens), `start` (which kinds a token may begin), `context` (words in front), `overlap` (which of two findings
//! stays), `cell` (the form of a value of a column). Names (`name`) rest on a lexicon and likelihood instead. Knows no policy and no Arrow.

mod address;
mod angle;
mod announced;
mod area_code;
mod bank_account;
mod bank_card;
mod birth_date;
mod boundary;
mod business_reg;
mod candidate;
mod cell;
mod checksum;
mod column;
mod column_information;
mod column_name;
mod context;
mod coordinate;
mod country;
mod custom;
mod date;
mod detector;
mod email;
mod foreigner_card;
mod hot_row;
mod hotline;
mod id_card;
mod id_card_column;
mod imei;
mod ip;
mod joint;
mod landline;
mod mac;
mod medical_record;
mod mobile;
mod mobile_prefix;
mod name;
mod neighbourhood;
mod normalize;
mod numeral;
mod officer_card;
mod org_code;
mod organization;
mod outline;
mod overlap;
mod passage;
mod passport;
mod permit;
mod plate;
mod postcode;
mod qq;
mod refusals;
mod region_code;
mod repeats;
mod row;
mod secrecy_mark;
mod secret;
mod social_security;
mod start;
mod tax_number;
mod token;
mod uscc;
mod verdict;
mod vin;
mod wechat;
mod word;

pub use address::{keep_address, parse_address};
pub use candidate::Refusal;
pub use checksum::Checksum;
pub use column::{ColumnDecision, DecidedBy, decide_column};
pub use custom::{CustomRule, PatternFault, ScanCost};
pub use date::Date;
pub use detector::{ColumnText, Detector, Explanation};
pub use outline::outline;
pub use refusals::Refusals;
pub use verdict::{Verdict, validate};
