//! Texts made to be slow: 100 MB in one value.

use weimu::detect::Detector;

use super::text::Text;
use super::{MEGABYTE, Measurement, four_kinds, over};

const BYTES: usize = 100 * MEGABYTE;

/// What is repeated, by name.
const REPEATED: [(&str, &str); 6] = [
    ("digits", "7"),
    ("separators", "-"),
    ("alternating", "7-"),
    ("letters-and-digits", "a7"),
    ("groups", "777 "),
    ("long-runs", "77777777777777777777，"),
];

pub(super) fn measurements() -> impl Iterator<Item = Measurement> {
    REPEATED.into_iter().map(|(name, piece)| {
        let text = move || Text::one(piece.repeat(BYTES / piece.len()));
        over(format!("scan/one-value-of-{name}/four-kinds/100-mb"), text, Detector::new().with_kinds(four_kinds()))
    })
}
