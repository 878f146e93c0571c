//! Free text: find, transform the findings by kind, and put the results in their places.
//!
//! What stands around a finding decides whether it is one, so taking one away can bring another to light. Texts that were
//! changed are therefore searched again, until nothing is found that no rule explains.
//!
//! What `fpe` put into a text has to be found there when it is restored, and nothing else with it. That is looked at in the same
//! search; a text of which it does not hold gets tokens instead.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, UInt64Array};
use arrow_schema::DataType;
use arrow_select::take::take;

use super::counts::ColumnCounts;
use super::in_place::InPlace;
use super::leak::Watch;
use super::output::{TextArray, with_texts, with_writer};
use super::search::{Refused, search, search_weighted};
use super::texts::ArrayWriter;
use super::{chunk, dictionary, remainder};
use crate::detect::Detector;
use crate::error::{ErrorKind, Result};
use crate::model::{ColumnType, EntityKind, Finding, Span};
use crate::policy::TextRules;
use crate::transform::{NonceRange, Nonces, Tally, TextBuffer, TextWriter, Texts, Transform, sealed};

/// How often changed texts are searched again. What is still found then is left to the leak check.
const PASSES: u32 = 4;

/// Replaces findings inside text by what their kind's rule makes of them.
pub(super) struct Splicer {
    rules: TextRules,
    in_place: InPlace,
    watch: Watch,
    /// For texts in which results of `fpe` would not be found again.
    with_tokens: Option<Box<Splicer>>,
    /// The number of the first pass among those of the column: each has nonces of its own.
    first_pass: u32,
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
        let number = pass * KINDS + kind.index() as u32 + 1;
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
    /// What can be a result of `fpe`.
    results: Vec<Placed>,
}

/// A result of `fpe` in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Placed {
    row: usize,
    kind: EntityKind,
    span: Span,
}

/// A part with its findings replaced.
struct Done {
    array: ArrayRef,
    fallback: u64,
    placed: Vec<Placed>,
}

impl Splicer {
    /// Replaces by `rules` what `watch` minds.
    pub(super) fn new(rules: TextRules, watch: Watch) -> Self {
        let in_place = InPlace::of(&rules.by_kind, watch.allowed());
        let with_tokens = (!in_place.is_empty()).then(|| {
            let (rules, in_place, watch) = (with_tokens(&rules), InPlace::none(), watch.clone());
            Box::new(Self { rules, in_place, watch, with_tokens: None, first_pass: PASSES })
        });
        let watch = watch.with(in_place.kinds());
        Self { rules, in_place, watch, with_tokens, first_pass: 0 }
    }

    /// What may be found in the result.
    pub(super) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Whether equal texts give equal results.
    pub(super) fn is_deterministic(&self) -> bool {
        self.rules.by_kind.iter().all(|(_, rule)| rule.is_deterministic()) && self.rules.otherwise.is_deterministic()
    }

    pub(super) fn apply(
        &self,
        array: &ArrayRef,
        detector: &Detector,
        nonces: &mut TextNonces,
        counts: &mut ColumnCounts,
    ) -> Result<Spliced> {
        let detector = &self.in_place.detector(detector);
        if !matches!(array.data_type(), DataType::Dictionary(..)) {
            return self.texts(array, None, detector, nonces, counts);
        }
        if !self.is_deterministic() {
            return self.texts(&dictionary::decoded(array)?, None, detector, nonces, counts);
        }
        let plain = dictionary::with_plain_values(array)?;
        let distinct = dictionary::Distinct::of(&plain)?;
        let spliced = self.texts(&distinct.values, Some(&distinct.weights), detector, nonces, counts)?;
        Ok(Spliced { array: dictionary::with_values(&plain, spliced.array)?, ..spliced })
    }

    fn texts(
        &self,
        array: &ArrayRef,
        weights: Option<&[u64]>,
        detector: &Detector,
        nonces: &mut TextNonces,
        counts: &mut ColumnCounts,
    ) -> Result<Spliced> {
        let search = Searcher { detector, watch: &self.watch, in_place: &self.in_place };
        let parts = chunk::in_parallel(chunk::parts(array.len()), |rows| {
            let weights = weights.and_then(|weights| weights.get(rows.clone()));
            Ok(search.first(array.slice(rows.start, rows.len()), rows.start, weights))
        })?;
        let mut changed = rows_of(&parts);
        let (mut result, placed) = self.replaced(parts, 0, weights, nonces, counts)?;
        let mut doubtful = Vec::new();
        let mut settled = false;
        for pass in 1..PASSES {
            let part = search.again(result.clone(), &changed);
            doubtful.extend(changed.iter().filter(|&&row| in_row(&placed, row) != in_row(&part.results, row)));
            if part.found.is_empty() {
                settled = true;
                break;
            }
            let parts = vec![part];
            changed = rows_of(&parts);
            // What was placed has moved, or is gone.
            doubtful.extend(changed.iter().filter(|&&row| !in_row(&placed, row).is_empty()));
            (result, _) = self.replaced(parts, pass, weights, nonces, counts)?;
        }
        let Some(with_tokens) = &self.with_tokens else { return Ok(Spliced { array: result, settled }) };
        if !settled {
            doubtful.extend(changed);
        }
        doubtful.sort_unstable();
        doubtful.dedup();
        counts.fallback += placed.iter().filter(|placed| doubtful.binary_search(&placed.row).is_ok()).count() as u64;
        let tokens = with_tokens.rows(array, &doubtful, detector, nonces)?;
        Ok(Spliced { array: remainder::with_rows(&result, &doubtful, &tokens)?, settled: true })
    }

    /// These rows of the original texts, replaced; one in which something is still found after the last pass is masked whole.
    fn rows(
        &self,
        array: &ArrayRef,
        rows: &[usize],
        detector: &Detector,
        nonces: &mut TextNonces,
    ) -> Result<TextBuffer> {
        let mut texts = TextBuffer::default();
        if rows.is_empty() {
            return Ok(texts);
        }
        let indices: UInt64Array = rows.iter().map(|&row| Some(row as u64)).collect();
        let array = take(array, &indices, None).map_err(|_| ErrorKind::ColumnTooLarge)?;
        // They were counted before.
        let mut counts = ColumnCounts::new("", ColumnType::None, "scan");
        let spliced = self.texts(&array, None, detector, nonces, &mut counts)?;
        let array = match spliced.settled {
            true => spliced.array,
            false => remainder::masked(spliced.array, &self.watch, detector)?.0,
        };
        let Some(array) = TextArray::of(&array) else { return Ok(texts) };
        with_texts!(array, array => {
            for row in 0..Texts::len(array) {
                texts.push(array.get(row).unwrap_or_default());
                texts.end();
            }
        });
        Ok(texts)
    }

    /// Sets nonces aside in order of rows, then transforms and splices in parallel.
    fn replaced(
        &self,
        parts: Vec<Part>,
        pass: u32,
        weights: Option<&[u64]>,
        nonces: &mut TextNonces,
        counts: &mut ColumnCounts,
    ) -> Result<(ArrayRef, Vec<Placed>)> {
        for part in &parts {
            count(part, weights, counts);
        }
        let ready = parts.into_iter().map(|part| {
            let ranges = self.reserve(&part.found, self.first_pass + pass, nonces)?;
            Ok((part, ranges))
        });
        let ready = ready.collect::<Result<Vec<_>>>()?;
        let done = chunk::in_parallel(ready, |(part, nonces)| {
            self.splice(&part, &nonces).map_err(|error| error.rows_after(part.first_row as u64))
        })?;
        let mut arrays = Vec::with_capacity(done.len());
        let mut placed = Vec::new();
        for part in done {
            arrays.push(part.array);
            counts.fallback += part.fallback;
            placed.extend(part.placed);
        }
        Ok((chunk::joined(arrays)?, placed))
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

    fn splice(&self, part: &Part, nonces: &[(EntityKind, NonceRange)]) -> Result<Done> {
        let unchanged = || Done { array: part.array.clone(), fallback: 0, placed: Vec::new() };
        let Some(texts) = TextArray::of(&part.array).filter(|_| !part.found.is_empty()) else { return Ok(unchanged()) };
        let bytes = texts.text_bytes() + part.found.len() * 16;
        with_writer!(texts, texts, Writer => self.spliced::<_, Writer>(texts, bytes, part, nonces))
    }

    fn spliced<T: Texts, W: ArrayWriter>(
        &self,
        texts: &T,
        bytes: usize,
        part: &Part,
        nonces: &[(EntityKind, NonceRange)],
    ) -> Result<Done> {
        let mut replaced = Vec::new();
        let mut fallback = 0;
        for kind in kinds(&part.found) {
            let nonces = nonces.iter().find(|(of, _)| *of == kind).map_or(NonceRange::NONE, |(_, range)| *range);
            let (results, tally) = self.replace(texts, kind, &part.found, nonces)?;
            fallback += tally.fallback;
            let bracketed = match self.rules.rule(kind).as_ref() {
                Transform::Fpe(_) => Bracketed::Tokens,
                rule if rule.is_reversible() => Bracketed::All,
                _ => Bracketed::None,
            };
            replaced.push(Replaced { kind, results, next: 0, bracketed });
        }
        let mut writer = W::with_capacity(texts.len(), bytes);
        let mut found = part.found.iter().peekable();
        let mut placed = Vec::new();
        for row in 0..texts.len() {
            let Some(text) = texts.get(row) else {
                writer.null();
                continue;
            };
            let (mut done, mut written) = (0, 0);
            while let Some(Found { finding, .. }) = found.next_if(|found| found.row == row) {
                let between = text.get(done..finding.span.start()).unwrap_or_default();
                writer.push(between);
                written += between.len();
                if let Some(replaced) = replaced.iter_mut().find(|replaced| replaced.kind == finding.kind) {
                    let length = replaced.write_next(&mut writer);
                    if let Some(length) = length.in_format() {
                        let (row, kind) = (part.first_row + row, finding.kind);
                        placed.extend(Span::try_new(written, written + length).map(|span| Placed { row, kind, span }));
                    }
                    written += length.bytes();
                }
                done = finding.span.end();
            }
            writer.push(text.get(done..).unwrap_or_default());
            writer.end();
        }
        Ok(Done { array: writer.finish()?, fallback, placed })
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

/// The rules, with tokens where `fpe` keeps formats.
fn with_tokens(rules: &TextRules) -> TextRules {
    let by_kind = rules.by_kind.iter().map(|(kind, rule)| match rule.as_ref() {
        Transform::Fpe(fpe) => (*kind, Arc::new(Transform::Fpe(fpe.with_tokens_alone()))),
        _ => (*kind, Arc::clone(rule)),
    });
    TextRules { by_kind: by_kind.collect(), otherwise: Arc::clone(&rules.otherwise) }
}

/// Those of `placed`, which are in the order of rows, that lie in `row`.
fn in_row(placed: &[Placed], row: usize) -> &[Placed] {
    let from = placed.partition_point(|placed| placed.row < row);
    let to = placed.partition_point(|placed| placed.row <= row);
    placed.get(from..to).unwrap_or_default()
}

/// The results for one kind, in the order of its findings.
struct Replaced {
    kind: EntityKind,
    results: TextBuffer,
    next: usize,
    bracketed: Bracketed,
}

/// Which results stand between brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracketed {
    All,
    Tokens,
    None,
}

/// What was written in the place of a finding, in bytes.
enum Written {
    /// By `fpe`, of the format that the value had.
    InFormat(usize),
    Otherwise(usize),
}

impl Written {
    fn bytes(&self) -> usize {
        match self {
            Self::InFormat(bytes) | Self::Otherwise(bytes) => *bytes,
        }
    }

    fn in_format(&self) -> Option<usize> {
        match self {
            Self::InFormat(bytes) => Some(*bytes),
            Self::Otherwise(_) => None,
        }
    }
}

impl Replaced {
    fn write_next<W: TextWriter>(&mut self, writer: &mut W) -> Written {
        let result = self.results.get(self.next).unwrap_or_default();
        self.next += 1;
        match self.bracketed {
            Bracketed::None => {
                writer.push(result);
                return Written::Otherwise(result.len());
            }
            Bracketed::Tokens if sealed::looks_sealed(result).is_none() => {
                writer.push(result);
                return Written::InFormat(result.len());
            }
            Bracketed::Tokens | Bracketed::All => {}
        }
        let mut bracket = [0; 4];
        writer.push(sealed::LEFT.encode_utf8(&mut bracket));
        writer.push(result);
        writer.push(sealed::RIGHT.encode_utf8(&mut bracket));
        Written::Otherwise(sealed::LEFT.len_utf8() + result.len() + sealed::RIGHT.len_utf8())
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
struct Searcher<'a> {
    detector: &'a Detector,
    watch: &'a Watch,
    in_place: &'a InPlace,
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
            let text = text_of(row);
            let replaced = self.watch.minds(&finding, text) || self.in_place.concerns(&finding, text);
            let of = if replaced { &mut found } else { &mut kept };
            of.push(Found { row, finding });
        };
        let refused = match (&texts, weights) {
            (Some(texts), Some(weights)) => search_weighted(texts, weights, self.detector, &mut sink),
            (Some(texts), None) => search(texts, self.detector, &mut sink),
            (None, _) => Refused::new(),
        };
        Part { array, first_row, found, kept, refused, results: Vec::new() }
    }

    /// Only `rows` were changed, and only what no rule explains is found again, and what can be a result of `fpe`.
    fn again(&self, array: ArrayRef, rows: &[usize]) -> Part {
        let (mut found, mut results) = (Vec::new(), Vec::new());
        if let Some(texts) = TextArray::of(&array) {
            for &row in rows {
                let text = with_texts!(&texts, texts => texts.get(row)).unwrap_or_default();
                for finding in self.detector.find(text) {
                    if self.in_place.is_result(&finding, text) {
                        results.push(Placed { row, kind: finding.kind, span: finding.span });
                    } else if self.watch.minds(&finding, text) || self.in_place.concerns(&finding, text) {
                        found.push(Found { row, finding });
                    }
                }
            }
        }
        Part { array, first_row: 0, found, kept: Vec::new(), refused: Refused::new(), results }
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
