//! One thing wrong with a policy.

use super::Lang;

/// A fault of a policy document or of its fit to a schema: where in the document, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// Line in the document, from 1; 0 when the fault is of the schema rather than of a line.
    pub line: u32,
    /// Character column in the document, from 1; 0 when there is no line.
    pub column: u32,
    /// Path in the document, such as `scenarios.open.types.id_card`, or the column of the data.
    pub path: String,
    /// What is wrong.
    pub kind: FaultKind,
}

impl Fault {
    /// A fault at a place of the document.
    pub fn new(line: u32, column: u32, path: impl Into<String>, kind: FaultKind) -> Self {
        Self { line, column, path: path.into(), kind }
    }

    /// The message with its place, in the language asked for.
    pub fn message(&self, lang: Lang) -> String {
        let text = self.kind.text(lang);
        match (self.line, self.path.is_empty()) {
            (0, true) => text,
            (0, false) => format!("{}: {text}", self.path),
            (line, true) => format!("{line}:{}: {text}", self.column),
            (line, false) => format!("{line}:{}: {}: {text}", self.column, self.path),
        }
    }
}

/// What is wrong at one place of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// Not well-formed YAML.
    Syntax,
}

impl FaultKind {
    /// The message without its place.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Syntax => lang.pick("this is not well-formed YAML", "不是合法的 YAML"),
        }
        .to_owned()
    }
}
