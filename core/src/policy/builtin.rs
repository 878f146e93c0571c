//! The policies that ship with the crate.
//!
//! They are extended (`extends: open`), not copied. One file per policy in `builtin/`; each has one scenario of its own name.

use super::document::Document;
use super::fault_list::FaultList;
use super::node::Node;

/// Names of the built-in policies.
pub(super) const NAMES: [&str; 2] = ["open", "share"];

/// The text of a built-in policy.
pub(super) fn text(name: &str) -> Option<&'static str> {
    match name {
        "open" => Some(include_str!("builtin/open.yaml")),
        "share" => Some(include_str!("builtin/share.yaml")),
        _ => None,
    }
}

/// A built-in policy as a document without places; a test holds that each is without fault.
pub(super) fn document(name: &str) -> Option<Document> {
    let mut faults = FaultList::default();
    let node = Node::parse(text(name)?, &mut faults)?.unmarked();
    Document::read(&node, &mut faults).filter(|_| faults.is_empty())
}
