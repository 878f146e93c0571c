//! Text to findings.
//!
//! One file per kind. Knows no policy and no Arrow.

/// An address, cut.
pub fn cut_address(_: &str, _: crate::model::AddressLevel) -> Option<crate::model::AddressCut> {
    None
}
