//! The words every other module speaks: what a value is, where it was found, how sure we are.
//!
//! Nothing here holds a value of the data.

mod address_cut;
mod address_level;
mod address_part;
mod column_type;
mod confidence;
mod custom_kind;
mod entity;
mod finding;
mod personal_information;
mod reason;
mod span;

pub use address_cut::AddressCut;
pub use address_level::AddressLevel;
pub use address_part::{AddressPart, AddressPartKind};
pub use column_type::ColumnType;
pub use confidence::Confidence;
pub use custom_kind::CustomKind;
pub use entity::{EntityKind, KindSet};
pub use finding::Finding;
pub use personal_information::PersonalInformation;
pub use reason::Reason;
pub use span::Span;
