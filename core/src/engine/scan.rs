//! A table looked through: what each column is, and everything that was found in it.

use std::collections::BTreeMap;
use std::ops::Range;

use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::SchemaRef;

use super::chunk;
use super::inspect::{SAMPLE_ROWS, as_texts, decide, leaves, text_at};
use super::output::TextArray;
use super::search::search;
use crate::detect::{ColumnDecision, Detector, Refusal, outline};
use crate::error::{ErrorKind, Result};
use crate::model::{EntityKind, Reason};

/// Looks through the batches of one table.
pub struct Scan {
    schema: SchemaRef,
    detector: Detector,
    sample: Vec<RecordBatch>,
    sampled: usize,
    rows: u64,
    columns: Vec<Seen>,
    most_examples: usize,
}

/// What a scan found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Profile {
    /// Rows that were looked through.
    pub rows: u64,
    /// One entry per field without children, in the order of the schema.
    pub columns: Vec<ColumnProfile>,
}

/// What a scan found in one column.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ColumnProfile {
    /// Name; nested fields are joined by a dot.
    pub name: String,
    /// What the column seems to hold, and how sure that is.
    pub decision: ColumnDecision,
    /// Nulls.
    pub nulls: u64,
    /// Findings in all rows, by kind.
    pub findings: BTreeMap<EntityKind, u64>,
    /// Refused candidates in all rows, by kind and reason.
    pub refused: BTreeMap<(EntityKind, Reason), u64>,
    /// The first refused candidates, if they were asked for.
    pub examples: Vec<RefusedExample>,
}

/// A candidate that was refused, without its characters.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefusedExample {
    /// Row, counted from 0; in a list, the number of the item.
    pub row: u64,
    /// First character of the value, counted from 0.
    pub start: u64,
    /// Character after the last.
    pub end: u64,
    /// What it looks like.
    pub kind: EntityKind,
    /// The condition that it failed.
    pub reason: Reason,
    /// Its [outline].
    pub outline: String,
}

#[derive(Default)]
struct Seen {
    nulls: u64,
    findings: BTreeMap<EntityKind, u64>,
    refused: BTreeMap<(EntityKind, Reason), u64>,
}

impl Scan {
    /// A scan of batches of `schema`.
    pub fn new(schema: SchemaRef, detector: Detector) -> Self {
        Self { schema, detector, sample: Vec::new(), sampled: 0, rows: 0, columns: Vec::new(), most_examples: 0 }
    }

    /// Also gives the first `most` refused candidates among the sampled rows of each column.
    #[must_use]
    pub fn with_examples(self, most: usize) -> Self {
        Self { most_examples: most, ..self }
    }

    /// Looks through the next batch.
    ///
    /// # Errors
    /// The batch is of another schema.
    pub fn push(&mut self, batch: &RecordBatch) -> Result<()> {
        if batch.num_columns() != self.schema.fields().len() {
            return Err(ErrorKind::SchemaChanged.into());
        }
        if self.sampled < SAMPLE_ROWS {
            let taken = batch.num_rows().min(SAMPLE_ROWS - self.sampled);
            self.sample.push(batch.slice(0, taken));
            self.sampled += taken;
        }
        self.rows += batch.num_rows() as u64;
        let mut found = Vec::new();
        for (field, array) in self.schema.fields().iter().zip(batch.columns()) {
            leaves(field, field.name(), vec![array.clone()], &mut |_, arrays| found.push(arrays));
        }
        self.columns.resize_with(found.len().max(self.columns.len()), Seen::default);
        for (seen, arrays) in self.columns.iter_mut().zip(found) {
            for array in arrays {
                seen.look(&array, &self.detector)?;
            }
        }
        Ok(())
    }

    /// The profile of everything pushed.
    pub fn finish(self) -> Profile {
        let mut columns = Vec::new();
        let mut seen = self.columns.into_iter();
        for (index, field) in self.schema.fields().iter().enumerate() {
            let arrays = self.sample.iter().map(|batch| batch.column(index).clone()).collect();
            leaves(field, field.name(), arrays, &mut |name, arrays| {
                let examples = examples(&arrays, &self.detector).take(self.most_examples).collect();
                let Seen { nulls, findings, refused } = seen.next().unwrap_or_default();
                columns.push(ColumnProfile {
                    name: name.to_owned(),
                    decision: decide(name, &arrays),
                    nulls,
                    findings,
                    refused,
                    examples,
                });
            });
        }
        Profile { rows: self.rows, columns }
    }
}

/// The refused candidates of a sample, in order.
fn examples<'a>(arrays: &'a [ArrayRef], detector: &'a Detector) -> impl Iterator<Item = RefusedExample> + 'a {
    let texts = arrays.iter().filter_map(as_texts);
    let values =
        texts.flat_map(|array| (0..array.len()).map(|row| text_at(&array, row).map(str::to_owned)).collect::<Vec<_>>());
    values.enumerate().flat_map(|(row, value)| {
        let value = value.unwrap_or_default();
        let refused = detector.explain(&value).refused;
        let example = |refusal: Refusal| {
            let characters = |range: Range<usize>| value.get(range).unwrap_or_default();
            let before = characters(0..refusal.span.start()).chars().count() as u64;
            let candidate = characters(refusal.span.range());
            let (kind, reason) = (refusal.kind, refusal.reason);
            let end = before + candidate.chars().count() as u64;
            RefusedExample { row: row as u64, start: before, end, kind, reason, outline: outline(candidate) }
        };
        refused.into_iter().map(example).collect::<Vec<_>>()
    })
}

impl Seen {
    fn look(&mut self, array: &ArrayRef, detector: &Detector) -> Result<()> {
        self.nulls += array.null_count() as u64;
        let Some(array) = as_texts(array) else { return Ok(()) };
        let parts = chunk::in_parallel(chunk::parts(array.len()), |rows| {
            Ok(Self::of(&array.slice(rows.start, rows.len()), detector))
        })?;
        for part in parts {
            part.findings.into_iter().for_each(|(kind, count)| *self.findings.entry(kind).or_default() += count);
            part.refused.into_iter().for_each(|(key, count)| *self.refused.entry(key).or_default() += count);
        }
        Ok(())
    }

    fn of(array: &ArrayRef, detector: &Detector) -> Self {
        let mut seen = Self::default();
        let Some(texts) = TextArray::of(array) else { return seen };
        let mut findings = BTreeMap::new();
        seen.refused = search(&texts, detector, |_, finding| *findings.entry(finding.kind).or_default() += 1);
        seen.findings = findings;
        seen
    }
}
