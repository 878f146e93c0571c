//! What was done, in numbers.
//!
//! For whoever shows a run to a reviewer: [`RunReport`] for `apply` and `reveal`, [`ScannedTable`] and [`ScannedText`] for
//! `scan`. Each is data that serializes to JSON and renders as text in either language. A report is made of names, kinds,
//! places and counts; it imports only the model and the errors, so no value of the data can reach it.

mod amount;
mod column;
mod file;
mod run;
mod scanned_table;
mod scanned_text;
mod table;
mod width;
mod word;

pub use column::ColumnReport;
pub use file::{FileReport, LeakResult};
pub use run::{RunReport, Totals};
pub use scanned_table::{CellRefusal, ScannedColumn, ScannedTable};
pub use scanned_text::{ScannedText, TextFinding, TextRefusal};
pub use table::{Align, Table};
