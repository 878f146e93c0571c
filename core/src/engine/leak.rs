//! The output, scanned as an adversary with the same rules would.

use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, UInt64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::counts::ColumnCounts;
use super::output::{TextArray, with_texts};
use super::search::search;
use super::{chunk, dictionary};
use crate::detect::Detector;
use crate::error::Result;
use crate::model::{AddressLevel, EntityKind, Finding, KindSet};
use crate::transform::{Texts, sealed};

/// What may be found in one column of the output.
#[derive(Clone)]
pub(super) struct Watch {
    allow: KindSet,
    allow_address: Option<AddressLevel>,
    on: bool,
}

/// Unexplained findings: how many, and the first row, by kind.
type Unexplained = BTreeMap<EntityKind, (u64, u64)>;

impl Watch {
    /// Everything but these is unexplained.
    pub(super) fn new(allow: KindSet, allow_address: Option<AddressLevel>) -> Self {
        Self { allow, allow_address, on: true }
    }

    /// No look at all: nothing of a value is left in the clear, or everything is restored on purpose.
    pub(super) fn none() -> Self {
        Self { allow: KindSet::EMPTY, allow_address: None, on: false }
    }

    /// These kinds are explained too.
    #[must_use]
    pub(super) fn with(self, kinds: KindSet) -> Self {
        Self { allow: self.allow.or(kinds), ..self }
    }

    /// The kinds that are explained.
    pub(super) fn allowed(&self) -> KindSet {
        self.allow
    }

    /// Counts what no rule explains; `first_row` is the row of the run at which `array` begins.
    pub(super) fn check(
        &self,
        array: &ArrayRef,
        detector: &Detector,
        first_row: u64,
        counts: &mut ColumnCounts,
    ) -> Result<()> {
        if !self.on {
            return Ok(());
        }
        let found = match array.data_type() {
            DataType::Dictionary(..) => self.dictionary(array, detector)?,
            _ => self.parts(array, detector)?,
        };
        for (kind, (count, row)) in found {
            let entry = counts.unexplained.entry(kind).or_insert((0, first_row + row));
            entry.0 += count;
        }
        Ok(())
    }

    /// The rows of `array` in which something is found that no rule explains.
    pub(super) fn rows(&self, array: &ArrayRef, detector: &Detector) -> Result<Vec<usize>> {
        if !self.on {
            return Ok(Vec::new());
        }
        let parts = chunk::in_parallel(chunk::parts(array.len()), |part| {
            let slice = array.slice(part.start, part.len());
            let mut rows = Vec::new();
            if let Some(texts) = TextArray::of(&slice) {
                search(&texts, detector, |row, finding| {
                    let text = with_texts!(&texts, texts => texts.get(row)).unwrap_or_default();
                    if self.minds(&finding, text) {
                        rows.push(part.start + row);
                    }
                });
            }
            Ok(rows)
        })?;
        let mut rows = parts.concat();
        rows.dedup();
        Ok(rows)
    }

    fn parts(&self, array: &ArrayRef, detector: &Detector) -> Result<Unexplained> {
        let parts = chunk::in_parallel(chunk::parts(array.len()), |rows| {
            Ok((rows.start as u64, self.part(&array.slice(rows.start, rows.len()), detector)))
        })?;
        let mut all = Unexplained::new();
        for (start, part) in parts {
            for (kind, (count, row)) in part {
                all.entry(kind).or_insert((0, start + row)).0 += count;
            }
        }
        Ok(all)
    }

    fn part(&self, array: &ArrayRef, detector: &Detector) -> Unexplained {
        let mut found = Unexplained::new();
        if let Some(texts) = TextArray::of(array) {
            search(&texts, detector, |row, finding| {
                let text = || with_texts!(&texts, texts => texts.get(row)).unwrap_or_default();
                self.note(finding, text, row, &mut found);
            });
        }
        match array.data_type() {
            DataType::Int64 => {
                let values = array.as_primitive::<Int64Type>().iter().enumerate();
                self.integers(
                    values.filter_map(|(row, value)| Some((row, value?.unsigned_abs()))),
                    detector,
                    &mut found,
                );
            }
            DataType::UInt64 => {
                let values = array.as_primitive::<UInt64Type>().iter().enumerate();
                self.integers(values.filter_map(|(row, value)| Some((row, value?))), detector, &mut found);
            }
            _ => {}
        }
        found
    }

    /// Each distinct value once, counted for the rows that hold it.
    fn dictionary(&self, array: &ArrayRef, detector: &Detector) -> Result<Unexplained> {
        let Some(keys) = array.as_any_dictionary_opt() else { return Ok(Unexplained::new()) };
        let distinct = dictionary::Distinct::of(array)?;
        let mut found = Unexplained::new();
        let Some(texts) = TextArray::of(&distinct.values) else { return Ok(found) };
        let rows_by_value = if distinct.values.is_empty() { Vec::new() } else { keys.normalized_keys() };
        let first_row = |value: usize| rows_by_value.iter().position(|&key| key == value).unwrap_or(0) as u64;
        with_texts!(texts, texts => {
            for (value, &weight) in distinct.weights.iter().enumerate() {
                let Some(text) = texts.get(value) else { continue };
                let mut once = Unexplained::new();
                self.look(text, value, detector, &mut once);
                for (kind, (count, _)) in once {
                    let row = first_row(value);
                    let entry = found.entry(kind).or_insert((0, row));
                    *entry = (entry.0 + count * weight, entry.1.min(row));
                }
            }
        });
        Ok(found)
    }

    /// Integers of eleven digits and more can be identifiers.
    fn integers(&self, values: impl Iterator<Item = (usize, u64)>, detector: &Detector, found: &mut Unexplained) {
        for (row, value) in values.filter(|(_, value)| *value >= 10_000_000_000) {
            self.look(&value.to_string(), row, detector, found);
        }
    }

    fn look(&self, text: &str, row: usize, detector: &Detector, found: &mut Unexplained) {
        detector.find(text).into_iter().for_each(|finding| self.note(finding, || text, row, found));
    }

    fn note<'a>(&self, finding: Finding, text: impl Fn() -> &'a str, row: usize, found: &mut Unexplained) {
        if self.minds(&finding, text()) {
            found.entry(finding.kind).or_insert((0, row as u64)).0 += 1;
        }
    }

    /// Whether no rule explains a finding in `text`.
    pub(super) fn minds(&self, finding: &Finding, text: &str) -> bool {
        !self.explains(finding) && !in_surrogate(text, finding)
    }

    fn explains(&self, finding: &Finding) -> bool {
        let coarse_enough =
            matches!((finding.level, self.allow_address), (Some(found), Some(allowed)) if found <= allowed);
        self.allow.contains(finding.kind) || coarse_enough
    }
}

/// Whether a finding lies in a sealed piece: base64 that happens to look like something.
pub(super) fn in_surrogate(text: &str, finding: &Finding) -> bool {
    text.contains(sealed::LEFT) && sealed::find_in_text(text).any(|piece| piece.span.overlaps(finding.span))
}
