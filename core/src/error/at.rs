//! The place of a failure.

use super::Lang;

/// Where something went wrong; every part is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct At {
    /// The file, as the user named it.
    pub file: Option<String>,
    /// The column, by name; nested fields are joined by a dot.
    pub column: Option<String>,
    /// The row, counted from 0 over the whole input.
    pub row: Option<u64>,
}

impl At {
    pub(super) fn describe(&self, lang: Lang) -> String {
        let mut parts = Vec::new();
        if let Some(file) = &self.file {
            parts.push(file.clone());
        }
        if let Some(column) = &self.column {
            parts.push(format!("{} `{column}`", lang.pick("column", "列")));
        }
        if let Some(row) = self.row {
            parts.push(match lang {
                Lang::En => format!("row {}", row + 1),
                Lang::Zh => format!("第 {} 行", row + 1),
            });
        }
        parts.join(lang.pick(", ", ","))
    }
}
