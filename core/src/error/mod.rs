//! What can go wrong, where, and what to do about it.
//!
//! An [`Error`] is a kind and a place. Kinds are data, grouped by who must act ([`ErrorClass`]); the place names a file, a
//! column, a row or a policy line. No error holds a value of the data, and none forwards the text of a library or of a
//! producer, because those may quote one.

mod at;
mod fault;
mod kind;
mod lang;

use std::fmt;

pub use at::At;
pub use fault::{Fault, FaultKind, Suggestion};
pub use kind::{ErrorClass, ErrorKind, LeakCount};
pub use lang::{Lang, Phrase};

/// The result of everything that can fail in weimu.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure: what kind, and where.
#[derive(Debug)]
pub struct Error {
    kind: Box<ErrorKind>,
    at: At,
}

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// Where it went wrong.
    pub fn at(&self) -> &At {
        &self.at
    }

    /// Who must act.
    pub fn class(&self) -> ErrorClass {
        self.kind.class()
    }

    /// The whole message, place first, in the language asked for.
    pub fn message(&self, lang: Lang) -> String {
        let place = self.at.describe(lang);
        let text = self.kind.text(lang);
        if place.is_empty() { text } else { format!("{place}: {text}") }
    }

    /// The same error, known to concern the column `name`.
    #[must_use]
    pub fn in_column(mut self, name: &str) -> Self {
        self.at.column.get_or_insert_with(|| name.to_owned());
        self
    }

    /// The same error, known to concern row `row`, counted from 0.
    #[must_use]
    pub fn in_row(mut self, row: u64) -> Self {
        self.at.row.get_or_insert(row);
        self
    }

    /// The same error, its row moved by `rows`: a batch knows only rows of its own.
    #[must_use]
    pub fn rows_after(mut self, rows: u64) -> Self {
        self.at.row = self.at.row.map(|row| row + rows);
        self
    }

    /// The same error, known to concern the file `name`.
    #[must_use]
    pub fn in_file(mut self, name: impl Into<String>) -> Self {
        self.at.file.get_or_insert_with(|| name.into());
        self
    }

    /// An I/O failure while doing `operation` (a verb phrase such as "write the output").
    pub fn io(operation: Phrase, error: &std::io::Error) -> Self {
        ErrorKind::Io { operation, error: error.kind(), os: error.raw_os_error() }.into()
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self { kind: Box::new(kind), at: At::default() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for Error {}
