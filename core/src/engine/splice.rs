//! Free text: find, transform the findings by kind, and put the results in their places.
//!
//! What stands around a finding decides whether it is one, so taking one away can bring another to light. Texts that were
//! changed are therefore searched again, until nothing is found that no rule explains.

use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::counts::ColumnCounts;
use super::leak::Watch;
use super::output::{TextArray, with_texts, with_writer};
use super::search::{Refused, search, search_weighted};
use super::texts::ArrayWriter;
use super::{chunk, dictionary};
use crate::detect::Detector;
use crate::error::Result;
use crate::model::{EntityKind, Finding};
use crate::policy::TextRules;
use crate::transform::{NonceRange, Nonces, Tally, TextBuffer, TextWriter, Texts, Transform, sealed};

/// How often changed texts are searched again. What is still found then is left to the leak check.
const PASSES: u32 = 4;

/// Replaces findings inside text by what their kind's rule makes of them.
pub(super) struct Splicer {
    rules: TextRules,
}

/// Texts with their findings replaced.
pub(super) struct Spliced {
    pub(super) array: ArrayRef,
    /// Whether a search of the result found nothing that no rule explains.
    pub(super) settled: bool,
}

/// The nonces of one text column: each kind has its own row of them in each pass, so that they depend only on how many
/// findings of that kind came before, not on where batches or chunks were cut.
pub(super) struct TextNonces {
    seed: [u8; 32],
    leaf: u32,
    rows: Vec<((u32, EntityKind), Nonces)>,
}

impl TextNonces {
    pub(super) fn new(seed: &[u8; 32], leaf: u32) -> Self {
        Self { seed: *seed, leaf, rows: Vec::new() }
    }

    fn reserve(&mut self, pass: u32, kind: EntityKind, count: u64) -> Result<NonceRange> {
        if let Some((_, nonces)) = self.rows.iter_mut().find(|(of, _)| *of == (pass, kind)) {
            return nonces.reserve(count);
        }
        let number = pass * KINDS + kind as u32 + 1;
        let mut nonces = Nonces::new(&self.seed, nonce_row(self.leaf, number));
        let range = nonces.reserve(count);
        self.rows.push(((pass, kind), nonces));
        range
    }
}

/// The kinds of one pass, rounded up.
const KINDS: u32 = 64;

/// The number of a row of nonces: `row` 0 is for whole values of the field `leaf`, the others for findings in its texts.
pub(super) fn nonce_row(leaf: u32, row: u32) -> u32 {
    leaf << 10 | row
}

/// A finding and the row it lies in.
struct Found {
    row: usize,
    finding: Finding,
}

/// What a part of the rows holds.
struct Part {
    array: ArrayRef,
    first_row: usize,
    /// What is to be replaced.
    found: Vec<Found>,
    /// What stays on purpose.
    kept: Vec<Found>,
    refused: Refused,
}

impl Splicer {
    pub(super) fn new(rules: TextRules) -> Self {
        Self { rules }
    }

    /// Whether equal texts give equal results.
    pub(super) fn is_deterministic(&self) -> bool {
        self.rules.by_kind.iter().all(|(_, rule)| rule.is_deterministic()) && self.rules.otherwise.is_deterministic()
    }

    pub(super) fn apply(
        &self,
        array: &ArrayRef,
        search: &Searcher<'_>,
        nonces: &mut TextNonces,
        counts: &mut ColumnCounts,
    ) -> Result<Spliced> {
        if !matches!(array.data_type(), DataType::Dictionary(..)) {
            return self.texts(array, None, search, nonces, counts);
        }
        if !self.is_deterministic() {
            return self.texts(&dictionary::decoded(array)?, None, search, nonces, counts);
        }
        let plain = dictionary::with_plain_values(array)?;
        let distinct = dictionary::Distinct::of(&plain)?;
        let spliced = self.texts(&distinct.values, Some(&distinct.weights), search, nonces, counts)?;
        Ok(Spliced { array: dictionary::with_values(&plain, spliced.array)?, ..spliced })
    }

    fn texts(
        &self,
        array: &ArrayRef,
        weights: Option<&[u64]>,
        search: &Searcher<'_>,
        nonces: &mut TextNonces,
        counts: &mut ColumnCounts,
    ) -> Result<Spliced> {
        let parts = chunk::in_parallel(chunk::parts(array.len()), |rows| {
            let weights = weights.and_then(|weights| weights.get(rows.clone()));
            Ok(search.first(array.slice(rows.start, rows.len()), rows.start, weights))
        })?;
        let mut changed = rows_of(&parts);
        let mut array = self.replaced(parts, 0, weights, nonces, counts)?;
        for pass in 1..PASSES {
            let part = search.again(array.clone(), &changed);
            if part.found.is_empty() {
                return Ok(Spliced { array, settled: true });
            }
            let parts = vec![part];
            changed = rows_of(&parts);
            array = self.replaced(parts, pass, weights, nonces, counts)?;
        }
        Ok(Spliced { array, settled: false })
    }

    /// Sets nonces aside in order of rows, then transforms and splices in parallel.
    fn replaced(
        &self,
        parts: Vec<Part>,
        pass: u32,
        weights: Option<&[u64]>,
        nonces: &mut TextNonces,
        counts: &mut ColumnCounts,
    ) -> Result<ArrayRef> {
        for part in &parts {
            count(part, weights, counts);
        }
        let ready = parts.into_iter().map(|part| {
            let ranges = self.reserve(&part.found, pass, nonces)?;
            Ok((part, ranges))
        });
        let ready = ready.collect::<Result<Vec<_>>>()?;
        let done = chunk::in_parallel(ready, |(part, nonces)| {
            self.splice(&part, &nonces).map_err(|error| error.rows_after(part.first_row as u64))
        })?;
        let mut arrays = Vec::with_capacity(done.len());
        for (part, fallback) in done {
            arrays.push(part);
            counts.fallback += fallback;
        }
        chunk::joined(arrays)
    }

    fn reserve(&self, found: &[Found], pass: u32, nonces: &mut TextNonces) -> Result<Vec<(EntityKind, NonceRange)>> {
        let mut ranges = Vec::new();
        for kind in kinds(found) {
            if let Transform::Encrypt(_) = **self.rules.rule(kind) {
                let count = found.iter().filter(|found| found.finding.kind == kind).count() as u64;
                ranges.push((kind, nonces.reserve(pass, kind, count)?));
            }
        }
        Ok(ranges)
    }

    fn splice(&self, part: &Part, nonces: &[(EntityKind, NonceRange)]) -> Result<(ArrayRef, u64)> {
        let Some(texts) = TextArray::of(&part.array) else { return Ok((part.array.clone(), 0)) };
        if part.found.is_empty() {
            return Ok((part.array.clone(), 0));
        }
        let bytes = texts.text_bytes() + part.found.len() * 16;
        with_writer!(texts, texts, Writer => self.spliced::<_, Writer>(texts, bytes, part, nonces))
    }

    fn spliced<T: Texts, W: ArrayWriter>(
        &self,
        texts: &T,
        bytes: usize,
        part: &Part,
        nonces: &[(EntityKind, NonceRange)],
    ) -> Result<(ArrayRef, u64)> {
        let mut replaced = Vec::new();
        let mut fallback = 0;
        for kind in kinds(&part.found) {
            let nonces = nonces.iter().find(|(of, _)| *of == kind).map_or(NonceRange::NONE, |(_, range)| *range);
            let (results, tally) = self.replace(texts, kind, &part.found, nonces)?;
            fallback += tally.fallback;
            replaced.push(Replaced { kind, results, next: 0, bracketed: self.rules.rule(kind).is_reversible() });
        }
        let mut writer = W::with_capacity(texts.len(), bytes);
        let mut found = part.found.iter().peekable();
        for row in 0..texts.len() {
            let Some(text) = texts.get(row) else {
                writer.null();
                continue;
            };
            let mut done = 0;
            while let Some(Found { finding, .. }) = found.next_if(|found| found.row == row) {
                writer.push(text.get(done..finding.span.start()).unwrap_or_default());
                if let Some(replaced) = replaced.iter_mut().find(|replaced| replaced.kind == finding.kind) {
                    replaced.write_next(&mut writer);
                }
                done = finding.span.end();
            }
            writer.push(text.get(done..).unwrap_or_default());
            writer.end();
        }
        Ok((writer.finish()?, fallback))
    }

    fn replace<T: Texts>(
        &self,
        texts: &T,
        kind: EntityKind,
        found: &[Found],
        nonces: NonceRange,
    ) -> Result<(TextBuffer, Tally)> {
        let pieces = Pieces { texts, found: found.iter().filter(|found| found.finding.kind == kind).collect() };
        let mut results = TextBuffer::default();
        let tally = self.rules.rule(kind).apply(&pieces, nonces, &mut results)?;
        Ok((results, tally))
    }
}

/// The results for one kind, in the order of its findings.
struct Replaced {
    kind: EntityKind,
    results: TextBuffer,
    next: usize,
    bracketed: bool,
}

impl Replaced {
    fn write_next<W: TextWriter>(&mut self, writer: &mut W) {
        let result = self.results.get(self.next).unwrap_or_default();
        self.next += 1;
        if !self.bracketed {
            return writer.push(result);
        }
        let mut bracket = [0; 4];
        writer.push(sealed::LEFT.encode_utf8(&mut bracket));
        writer.push(result);
        writer.push(sealed::RIGHT.encode_utf8(&mut bracket));
    }
}

/// The findings of one kind as texts.
struct Pieces<'a, T> {
    texts: &'a T,
    found: Vec<&'a Found>,
}

impl<T: Texts> Texts for Pieces<'_, T> {
    fn len(&self) -> usize {
        self.found.len()
    }

    fn get(&self, index: usize) -> Option<&str> {
        let found = self.found.get(index)?;
        self.texts.get(found.row)?.get(found.finding.span.range())
    }
}

/// What finds: the detector, and what may be found without being replaced again.
pub(super) struct Searcher<'a> {
    pub(super) detector: &'a Detector,
    pub(super) watch: &'a Watch,
}

impl Searcher<'_> {
    fn first(&self, array: ArrayRef, first_row: usize, weights: Option<&[u64]>) -> Part {
        let (mut found, mut kept) = (Vec::new(), Vec::new());
        let texts = TextArray::of(&array);
        let text_of = |row| {
            let text = texts.as_ref().and_then(|texts| with_texts!(texts, texts => texts.get(row)));
            text.unwrap_or_default()
        };
        let mut sink = |row, finding| {
            let of = if self.watch.minds(&finding, text_of(row)) { &mut found } else { &mut kept };
            of.push(Found { row, finding });
        };
        let refused = match (&texts, weights) {
            (Some(texts), Some(weights)) => search_weighted(texts, weights, self.detector, &mut sink),
            (Some(texts), None) => search(texts, self.detector, &mut sink),
            (None, _) => Refused::new(),
        };
        Part { array, first_row, found, kept, refused }
    }

    /// Only `rows` were changed, and only what no rule explains is found again.
    fn again(&self, array: ArrayRef, rows: &[usize]) -> Part {
        let mut found = Vec::new();
        if let Some(texts) = TextArray::of(&array) {
            for &row in rows {
                let text = with_texts!(&texts, texts => texts.get(row)).unwrap_or_default();
                let unexplained =
                    self.detector.find(text).into_iter().filter(|finding| self.watch.minds(finding, text));
                found.extend(unexplained.map(|finding| Found { row, finding }));
            }
        }
        Part { array, first_row: 0, found, kept: Vec::new(), refused: Refused::new() }
    }
}

/// The rows with findings, counted from the first row of the first part.
fn rows_of(parts: &[Part]) -> Vec<usize> {
    let mut rows: Vec<usize> =
        parts.iter().flat_map(|part| part.found.iter().map(|found| part.first_row + found.row)).collect();
    rows.dedup();
    rows
}

fn count(part: &Part, weights: Option<&[u64]>, counts: &mut ColumnCounts) {
    let weight = |row: usize| weights.map_or(1, |weights| weights.get(part.first_row + row).copied().unwrap_or(0));
    counts.values += part.found.iter().map(|found| weight(found.row)).sum::<u64>();
    for Found { row, finding } in part.found.iter().chain(&part.kept) {
        let weight = weight(*row);
        *counts.findings.entry(finding.kind).or_default() += weight;
    }
    for (key, count) in &part.refused {
        *counts.refused.entry(*key).or_default() += count;
    }
}

/// The kinds among the findings, in the order of the catalogue.
fn kinds(found: &[Found]) -> Vec<EntityKind> {
    let mut kinds: Vec<EntityKind> = found.iter().map(|found| found.finding.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}
