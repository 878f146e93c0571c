//! Faults as they are found, until all of them are reported at once.

use super::node::Mark;
use crate::error::{ErrorKind, Fault, FaultKind, Result};

/// Faults beyond this many are not told: who mends so many will run the check again.
const MOST: usize = 1000;

/// The faults of one document or of its fit to one schema.
#[derive(Debug, Default)]
pub(super) struct FaultList(Vec<Fault>);

impl FaultList {
    /// Adds a fault; the same one at the same place is told once.
    pub(super) fn push(&mut self, mark: Mark, path: &str, kind: FaultKind) {
        let fault = Fault::new(mark.line, mark.column, path, kind);
        if self.0.len() < MOST && !self.0.contains(&fault) {
            self.0.push(fault);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything that was found, in the order of the document, faults without a line last.
    pub(super) fn into_result(mut self) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort_by_key(|fault| (fault.line == 0, fault.line, fault.column));
        Err(ErrorKind::Policy(self.0).into())
    }
}

/// A word of the document as it may be shown: what could be key material or would break the line is cut.
pub(super) fn shown(word: &str) -> String {
    const LONGEST: usize = 64;
    let clean: String = word.chars().take(LONGEST).map(|c| if c.is_control() { '?' } else { c }).collect();
    if looks_like_key_material(word) {
        return format!("{}…", clean.chars().take(4).collect::<String>());
    }
    if word.chars().nth(LONGEST).is_some() { clean + "…" } else { clean }
}

/// Whether a word has the form of bytes in hexadecimal or base64: long, without a break, letters and digits mixed.
fn looks_like_key_material(word: &str) -> bool {
    const SHORTEST_KEY: usize = 22;
    word.len() >= SHORTEST_KEY
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b':'))
        && word.bytes().any(|b| b.is_ascii_digit())
        && word.bytes().any(|b| b.is_ascii_alphabetic())
}
