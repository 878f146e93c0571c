//! What a transform of whole values left that can still be found.
//!
//! A rule fits the values it was made for; a cell with two telephones, or an address behind a name, may keep one of them
//! under it. Such a result is masked whole.

use arrow_array::ArrayRef;

use super::leak::Watch;
use super::output::{TextArray, with_texts, with_writer};
use super::texts::ArrayWriter;
use crate::detect::Detector;
use crate::error::Result;
use crate::transform::{Mask, NonceRange, Tally, TextBuffer, Texts, Transform};

/// Masks the results in which something is found that no rule explains, and gives their rows.
pub(super) fn masked(array: ArrayRef, watch: &Watch, detector: &Detector) -> Result<(ArrayRef, Vec<usize>)> {
    let rows = watch.rows(&array, detector)?;
    let Some(texts) = TextArray::of(&array).filter(|_| !rows.is_empty()) else { return Ok((array, rows)) };
    let masks = with_texts!(&texts, texts => masks(*texts, &rows))?;
    Ok((with_rows(&array, &rows, &masks)?, rows))
}

/// The array with other texts in `rows`, which are in order.
pub(super) fn with_rows(array: &ArrayRef, rows: &[usize], others: &TextBuffer) -> Result<ArrayRef> {
    let Some(texts) = TextArray::of(array) else { return Ok(array.clone()) };
    let bytes = texts.text_bytes();
    with_writer!(texts, texts, Writer => rewritten::<_, Writer>(texts, bytes, rows, others))
}

/// Masks for these rows.
fn masks<T: Texts>(texts: &T, rows: &[usize]) -> Result<TextBuffer> {
    let mut masks = TextBuffer::default();
    let whole = Transform::Mask(Mask::whole());
    let _: Tally = whole.apply(&Rows { texts, rows }, NonceRange::NONE, &mut masks)?;
    Ok(masks)
}

fn rewritten<T: Texts, W: ArrayWriter>(
    texts: &T,
    bytes: usize,
    rows: &[usize],
    others: &TextBuffer,
) -> Result<ArrayRef> {
    let mut writer = W::with_capacity(texts.len(), bytes);
    let mut next = 0;
    for row in 0..texts.len() {
        let Some(text) = texts.get(row) else {
            writer.null();
            continue;
        };
        if rows.get(next) == Some(&row) {
            writer.push(others.get(next).unwrap_or_default());
            next += 1;
        } else {
            writer.push(text);
        }
        writer.end();
    }
    writer.finish()
}

/// Some rows of a slice of texts.
struct Rows<'a, T> {
    texts: &'a T,
    rows: &'a [usize],
}

impl<T: Texts> Texts for Rows<'_, T> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn get(&self, index: usize) -> Option<&str> {
        self.texts.get(*self.rows.get(index)?)
    }
}
