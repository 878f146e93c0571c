//! The policy document, and what it becomes for one schema.
//!
//! Text is parsed into a document, resolved for one scenario and compiled against a schema and a keyring into a [`Plan`].
//! Every choice and every error happens there, all faults at once with line and column.

mod builtin;
mod compile;
mod document;
mod explain;
mod fault_list;
mod fields;
mod fit;
mod fpe;
mod kinds;
mod named;
mod node;
mod plan;
#[expect(clippy::module_inception, reason = "the file is named for the type it holds")]
mod policy;
mod reveal;
mod rule;
mod scenario;
mod seal;
mod suggestion;
mod suite;

pub use compile::Inspected;
pub use explain::{ExplainedKind, ExplainedRule, Explanation};
pub use plan::{Action, LeakCheck, Plan, PlannedColumn, TextInverses, TextRules};
pub use policy::Policy;
