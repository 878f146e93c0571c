//! The detector over an array of texts.

use std::collections::BTreeMap;

use arrow_array::{Array, GenericStringArray, OffsetSizeTrait};

use super::output::{TextArray, used, with_texts};
use crate::detect::{ColumnText, Detector, Refusals};
use crate::model::{EntityKind, Finding, Reason};
use crate::transform::Texts;

/// How many candidates were refused, by kind and reason.
pub(super) type Refused = BTreeMap<(EntityKind, Reason), u64>;

/// Calls `sink` with every finding and its row, in order, and counts what was refused.
///
/// An array that keeps its texts in one buffer is read in one pass over that buffer.
pub(super) fn search(texts: &TextArray<'_>, detector: &Detector, mut sink: impl FnMut(usize, Finding)) -> Refused {
    let mut refused = Refusals::new();
    match texts {
        TextArray::Utf8(texts) => search_buffer(texts, detector, &mut refused, sink),
        TextArray::LargeUtf8(texts) => search_buffer(texts, detector, &mut refused, sink),
        TextArray::Utf8View(texts) => {
            for (row, text) in texts.iter().enumerate() {
                let explanation = text.map(|text| detector.explain(text));
                for refusal in explanation.iter().flat_map(|explanation| &explanation.refused) {
                    refused.add(refusal.kind, refusal.reason);
                }
                explanation
                    .iter()
                    .flat_map(|explanation| &explanation.findings)
                    .for_each(|&finding| sink(row, finding));
            }
        }
    }
    refused.iter().map(|(kind, reason, count)| ((kind, reason), count)).collect()
}

/// As [`search`], each text counted as often as `weights` says.
pub(super) fn search_weighted(
    texts: &TextArray<'_>,
    weights: &[u64],
    detector: &Detector,
    mut sink: impl FnMut(usize, Finding),
) -> Refused {
    let mut refused = Refused::new();
    for (row, &weight) in weights.iter().enumerate() {
        let Some(text) = with_texts!(texts, texts => texts.get(row)) else { continue };
        let explanation = detector.explain(text);
        for refusal in &explanation.refused {
            *refused.entry((refusal.kind, refusal.reason)).or_default() += weight;
        }
        explanation.findings.into_iter().for_each(|finding| sink(row, finding));
    }
    refused
}

fn search_buffer<O: OffsetSizeTrait>(
    texts: &GenericStringArray<O>,
    detector: &Detector,
    refused: &mut Refusals,
    sink: impl FnMut(usize, Finding),
) {
    let offsets = texts.value_offsets();
    let base = offsets.first().map_or(0, |offset| offset.as_usize());
    let column = ColumnText {
        bytes: used(texts),
        rows: Array::len(texts),
        offset: |row: usize| offsets.get(row).map_or(base, |offset| offset.as_usize()) - base,
        value: |row: usize| texts.get(row),
    };
    detector.find_column(&column, refused, sink);
}
