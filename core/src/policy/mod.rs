//! The policy document, and what it becomes for one schema.
//!
//! Text is parsed into a document, resolved for one scenario and compiled against a schema and a keyring into a [`Plan`].
//! Every choice and every error happens there, all faults at once with line and column.

mod builtin;
mod document;
mod fault_list;
mod fields;
mod named;
mod node;
mod plan;
mod rule;
mod suggestion;
mod suite;

pub use plan::{Action, LeakCheck, Plan, PlannedColumn, TextRules};
