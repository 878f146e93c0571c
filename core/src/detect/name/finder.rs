//! Candidates in a text, and the confidence of each.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::candidate::Candidates as NameCandidates;
use super::character::Character;
use super::dotted;
use super::lattice::Lattice;
use super::row::{HanRow, RowBuffer};
use super::tables::Tables;
use super::traits::Traits;
use crate::detect::candidate::Candidates;
use crate::detect::normalize::is_han;
use crate::detect::passage::Passage;
use crate::model::{Confidence, EntityKind, Finding, Span};

/// Finds names; its buffers serve many texts.
#[derive(Default)]
pub(in crate::detect) struct NameFinder {
    row: RowBuffer,
    /// Places of the dots that join Han characters.
    dots: Vec<usize>,
    candidates: NameCandidates,
    lattice: Lattice,
    found: Vec<Finding>,
}

impl NameFinder {
    /// Whether a text of these bytes can hold a name: it has a character beyond U+2FFF.
    pub(in crate::detect) fn may_hold(bytes: &[u8]) -> bool {
        // By blocks, which are compared at once.
        bytes.chunks(BLOCK).any(|block| block.iter().fold(0, |most, &byte| byte.max(most)) >= LEAST_HAN)
    }

    /// Adds the names in `passage` to `out` where nothing else was found; `assumed`: the text is said to be a name.
    pub(in crate::detect) fn detect(&mut self, passage: Passage<'_>, assumed: bool, out: &mut Candidates) {
        self.found.clear();
        if assumed {
            self.take_whole(passage);
        }
        let whole = self.found.len();
        self.read_rows(passage, &out.findings);
        let rows = self.found.len();
        dotted::find(passage, &self.dots, &mut self.found);
        // Of names that are equally sure and long, one with dots goes before one without.
        let dotted = self.found.len() - rows;
        self.found.get_mut(whole..).unwrap_or_default().rotate_right(dotted);
        self.raise_repeated(passage);
        self.hand_over(out);
    }

    /// Takes the whole value, if it has the form of a name.
    fn take_whole(&mut self, passage: Passage<'_>) {
        let value = passage.text().trim();
        let start = passage.text().len() - passage.text().trim_start().len();
        if super::is_name(value) {
            self.add(start, start + value.len(), Confidence::percent(80));
        }
    }

    fn add(&mut self, start: usize, end: usize, confidence: Confidence) {
        let span = Span::try_new(start, end);
        self.found.extend(span.map(|span| Finding::new(span, EntityKind::Name, confidence)));
    }

    /// Reads every row of Han characters but those that a finding of `others` covers, and lists the dots between them.
    fn read_rows(&mut self, passage: Passage<'_>, others: &[Finding]) {
        let tables = Tables::get();
        let mut row = std::mem::take(&mut self.row);
        self.dots.clear();
        let mut search = HanSearch::new(passage);
        while let Some(start) = search.next() {
            row.read(&tables.characters, passage.text(), start);
            let range = row.range();
            search.at = range.end;
            if dotted::joins_behind_han(passage, range.end) {
                self.dots.push(range.end);
            }
            if may_hold_name(row.characters()) && !is_covered(range, others) {
                self.read_row(&row.row(tables, passage, search.has_seen_title));
            }
        }
        self.row = row;
    }

    fn read_row(&mut self, row: &HanRow<'_>) {
        let Self { candidates, lattice, found, .. } = self;
        lattice.weigh(row, candidates.read(row), LEAST_SHARE, |candidate, share| {
            let percent = (share * 100.0).round().clamp(0.0, 95.0) as u8;
            if percent >= LEAST_PERCENT {
                let span = Span::try_new(row.place(candidate.start), row.place(candidate.end));
                found.extend(span.map(|span| Finding::new(span, EntityKind::Name, Confidence::percent(percent))));
            }
        });
    }

    /// Raises what is written like a name that is sure elsewhere in the text.
    fn raise_repeated(&mut self, passage: Passage<'_>) {
        let text = |finding: &Finding| passage.between(finding.span.start(), finding.span.end());
        let sure: HashSet<&str> = self
            .found
            .iter()
            .filter(|finding| finding.confidence >= SURE && finding.span.byte_len() >= 9)
            .map(text)
            .collect();
        for finding in self.found.iter_mut().filter(|finding| finding.confidence < SURE) {
            if sure.contains(text(finding)) {
                let share = finding.confidence.as_f64();
                let raised = share * REPEATED / (1.0 - share + share * REPEATED);
                finding.confidence = Confidence::percent((raised * 100.0) as u8);
            }
        }
    }

    /// Hands the best of overlapping names to `out`, where nothing else was found.
    fn hand_over(&mut self, out: &mut Candidates) {
        if self.found.is_empty() {
            return;
        }
        self.found.sort_by_key(|finding| (Reverse(finding.confidence), Reverse(finding.span.byte_len())));
        let mut taken: BTreeMap<usize, usize> =
            out.findings.iter().map(|finding| (finding.span.start(), finding.span.end())).collect();
        for &finding in &self.found {
            let (start, end) = (finding.span.start(), finding.span.end());
            if taken.range(..end).next_back().is_none_or(|(_, &taken_to)| taken_to <= start) {
                taken.insert(start, end);
                out.findings.push(finding);
            }
        }
        out.findings.sort_by_key(|finding| finding.span);
    }
}

/// A search for the next Han character.
struct HanSearch<'a> {
    passage: Passage<'a>,
    at: usize,
    /// Whether a title was opened in front of the place: 《.
    has_seen_title: bool,
}

impl<'a> HanSearch<'a> {
    fn new(passage: Passage<'a>) -> Self {
        Self { passage, at: 0, has_seen_title: false }
    }

    /// The place of the first Han character from `at` on.
    fn next(&mut self) -> Option<usize> {
        loop {
            let bytes = self.passage.text().as_bytes().get(self.at..)?;
            self.at += bytes.iter().position(|&byte| byte >= LEAST_HAN)?;
            let c = self.passage.after(self.at).chars().next()?;
            if is_han(c) {
                return Some(self.at);
            }
            self.has_seen_title |= c == '《';
            self.at += c.len_utf8();
        }
    }
}

/// Bytes that are looked through before a decision.
const BLOCK: usize = 64;

/// The least byte that Han characters begin with: 〇 and extension A.
const LEAST_HAN: u8 = 0xE3;

/// Whether a name can begin in a row.
fn may_hold_name(characters: &[Character]) -> bool {
    characters.len() > 1 && characters.iter().any(|character| character.traits.has(Traits::BEGINS_NAME))
}

/// Whether one of a few findings covers all of a row.
fn is_covered(row: Range<usize>, others: &[Finding]) -> bool {
    let covers = |other: &Finding| other.span.start() <= row.start && row.end <= other.span.end();
    others.len() <= FEW && others.iter().any(covers)
}

/// Findings of less are not kept.
const LEAST_PERCENT: u8 = 10;
/// A share that rounds to less, and to which the last bit does not matter.
const LEAST_SHARE: f64 = 0.0949;

const SURE: Confidence = Confidence::percent(80);
/// How much likelier a name is that is sure elsewhere in the text.
const REPEATED: f64 = 12.0;

/// Findings that are looked through for each row; where there are more, rows are read though they are covered.
const FEW: usize = 8;
