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
pub(super) fn search(texts: &TextArray<'_>, detector: &Detector, sink: impl FnMut(usize, Finding)) -> Refused {
    let mut refused = Refusals::new();
    match texts {
        TextArray::Utf8(texts) => search_buffer(texts, detector, &mut refused, sink),
        TextArray::LargeUtf8(texts) => search_buffer(texts, detector, &mut refused, sink),
        // Its texts lie in several buffers, short ones among the offsets: each is read where it is.
        TextArray::Utf8View(texts) => detector.find_texts(texts.iter().enumerate(), &mut refused, sink),
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
    let mut of_text = Refusals::new();
    for (row, &weight) in weights.iter().enumerate() {
        let text = with_texts!(texts, texts => texts.get(row));
        of_text.clear();
        detector.find_texts(std::iter::once((row, text)), &mut of_text, &mut sink);
        for (kind, reason, count) in of_text.iter() {
            *refused.entry((kind, reason)).or_default() += count * weight;
        }
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
