//! The naive answer: every value taken apart into characters.

use arrow_array::{Array, StringArray};

use super::workload::Workload;
use crate::Failure;

/// Compares an answer, handed over in parts, with the naive one.
pub(super) struct Check<'a> {
    values: &'a StringArray,
    workload: Workload,
    row: usize,
}

impl<'a> Check<'a> {
    pub(super) fn new(values: &'a StringArray, workload: Workload) -> Self {
        Self { values, workload, row: 0 }
    }

    /// The next rows of the answer.
    ///
    /// # Errors
    /// One of them is wrong.
    pub(super) fn next(&mut self, answer: &StringArray) -> Result<(), Failure> {
        for text in answer {
            if text != Some(masked(self.values.value(self.row), self.workload.kept()).as_str()) {
                return Err(format!("the answer to {} is wrong in row {}", self.workload.name(), self.row).into());
            }
            self.row += 1;
        }
        Ok(())
    }

    /// # Errors
    /// Rows are missing.
    pub(super) fn finish(self) -> Result<(), Failure> {
        if self.row == self.values.len() { Ok(()) } else { Err(format!("the answer has {} rows", self.row).into()) }
    }
}

fn masked(value: &str, (first, last): (usize, usize)) -> String {
    let chars: Vec<char> = value.chars().collect();
    let fits = chars.len() > first + last;
    let is_kept = |index: usize| fits && (index < first || index + last >= chars.len());
    chars.iter().enumerate().map(|(index, &character)| if is_kept(index) { character } else { '*' }).collect()
}
