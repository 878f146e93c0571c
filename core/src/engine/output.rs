//! One transform over one array of texts.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, GenericStringArray, OffsetSizeTrait};
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::DataType;

use super::chunk;
use super::texts::{ArrayWriter, AsciiWriter, TextLayout};
use crate::error::{ErrorKind, Result};
use crate::transform::{Mask, NonceRange, Nonces, Tally, TextBuffer, Texts, Transform};

/// An array seen as texts, whatever its layout.
pub(super) enum TextArray<'a> {
    Utf8(&'a GenericStringArray<i32>),
    LargeUtf8(&'a GenericStringArray<i64>),
    Utf8View(&'a arrow_array::StringViewArray),
}

impl<'a> TextArray<'a> {
    /// The texts of `array`, or nothing if it is not text.
    pub(super) fn of(array: &'a dyn Array) -> Option<Self> {
        match array.data_type() {
            DataType::Utf8 => array.as_string_opt().map(Self::Utf8),
            DataType::LargeUtf8 => array.as_string_opt().map(Self::LargeUtf8),
            DataType::Utf8View => array.as_string_view_opt().map(Self::Utf8View),
            _ => None,
        }
    }

    /// Bytes of text, for sizing an output.
    pub(super) fn text_bytes(&self) -> usize {
        match self {
            Self::Utf8(array) => used(array).len(),
            Self::LargeUtf8(array) => used(array).len(),
            Self::Utf8View(array) => array.total_buffer_bytes_used(),
        }
    }
}

/// Runs an expression with `$texts` bound to the concrete array.
macro_rules! with_texts {
    ($array:expr, $texts:ident => $body:expr) => {
        match $array {
            $crate::engine::output::TextArray::Utf8($texts) => $body,
            $crate::engine::output::TextArray::LargeUtf8($texts) => $body,
            $crate::engine::output::TextArray::Utf8View($texts) => $body,
        }
    };
}
pub(super) use with_texts;

/// As [`with_texts`], with `$writer` naming the writer of the same layout.
macro_rules! with_writer {
    ($array:expr, $texts:ident, $writer:ident => $body:expr) => {
        match $array {
            $crate::engine::output::TextArray::Utf8($texts) => {
                type $writer = $crate::engine::texts::StringWriter<i32>;
                $body
            }
            $crate::engine::output::TextArray::LargeUtf8($texts) => {
                type $writer = $crate::engine::texts::StringWriter<i64>;
                $body
            }
            $crate::engine::output::TextArray::Utf8View($texts) => {
                type $writer = $crate::engine::texts::ViewWriter;
                $body
            }
        }
    };
}
pub(super) use with_writer;

/// Applies `transform` to every text of `array`, giving an array of the same layout.
pub(super) fn transformed(array: &ArrayRef, transform: &Transform, nonces: &mut Nonces) -> Result<(ArrayRef, Tally)> {
    let parts: Vec<(ArrayRef, Range<usize>, NonceRange)> = chunk::parts(array.len())
        .into_iter()
        .map(|part| {
            let slice = array.slice(part.start, part.len());
            let range = match transform {
                Transform::Encrypt(_) => nonces.reserve((slice.len() - slice.null_count()) as u64)?,
                _ => NonceRange::NONE,
            };
            Ok((slice, part, range))
        })
        .collect::<Result<_>>()?;
    let results = chunk::in_parallel(parts, |(slice, part, nonces)| {
        part_transformed(&slice, transform, nonces).map_err(|error| error.rows_after(part.start as u64))
    })?;
    let mut tally = Tally::default();
    let arrays = results.into_iter().map(|(array, counts)| {
        tally.add(counts);
        array
    });
    let array = chunk::joined(arrays.collect())?;
    Ok((array, tally))
}

/// Counts how many rows a transform falls back for, when each value stands for `weights` rows.
pub(super) fn weighted(values: &ArrayRef, transform: &Transform, tally: Tally, weights: &[u64]) -> Tally {
    let rows = |index: usize| weights.get(index).copied().unwrap_or(0);
    let valid = (0..values.len()).filter(|&index| values.is_valid(index));
    let all: u64 = valid.clone().map(rows).sum();
    if tally.fallback == 0 {
        return Tally { values: all, fallback: 0 };
    }
    let falls_back = |index: usize| {
        let slice = values.slice(index, 1);
        let mut scratch = TextBuffer::default();
        let counts = TextArray::of(&slice)
            .and_then(|texts| with_texts!(texts, texts => transform.apply(texts, NonceRange::NONE, &mut scratch)).ok());
        counts.is_some_and(|counts| counts.fallback > 0)
    };
    Tally { values: all, fallback: valid.filter(|&index| falls_back(index)).map(rows).sum() }
}

fn part_transformed(array: &ArrayRef, transform: &Transform, nonces: NonceRange) -> Result<(ArrayRef, Tally)> {
    let Some(texts) = TextArray::of(array) else {
        return Err(ErrorKind::UnsupportedType { data_type: array.data_type().to_string() }.into());
    };
    if let Transform::Mask(mask) = transform {
        let in_place = match texts {
            TextArray::Utf8(texts) => overwritten(texts, mask),
            TextArray::LargeUtf8(texts) => overwritten(texts, mask),
            TextArray::Utf8View(_) => None,
        };
        if let Some(done) = in_place {
            return Ok(done);
        }
    }
    let bytes = texts.text_bytes();
    match texts {
        TextArray::Utf8(texts) if transform.writes_ascii() => {
            return written::<_, AsciiWriter<i32>>(texts, bytes, transform, nonces);
        }
        TextArray::LargeUtf8(texts) if transform.writes_ascii() => {
            return written::<_, AsciiWriter<i64>>(texts, bytes, transform, nonces);
        }
        _ => {}
    }
    with_writer!(texts, texts, Writer => written::<_, Writer>(texts, bytes, transform, nonces))
}

fn written<T: Texts, W: ArrayWriter>(
    texts: &T,
    bytes: usize,
    transform: &Transform,
    nonces: NonceRange,
) -> Result<(ArrayRef, Tally)> {
    let mut writer = W::with_capacity(texts.len(), transform.bytes_after(texts.len(), bytes));
    let tally = transform.apply(texts, nonces, &mut writer)?;
    Ok((writer.finish()?, tally))
}

/// The bytes of the rows that are in the array; what a slice cut away is not among them.
pub(super) fn used<O: OffsetSizeTrait>(array: &GenericStringArray<O>) -> &[u8] {
    let offsets = array.value_offsets();
    let start = offsets.first().map_or(0, |offset| offset.as_usize());
    let end = offsets.last().map_or(0, |offset| offset.as_usize());
    array.value_data().get(start..end).unwrap_or_default()
}

/// Masks a copy of the value buffer where it lies and shares the offsets: ASCII text keeps its length under a mask.
///
/// Gives nothing when the text is not ASCII, or when a null hides bytes, which must not reach the output.
fn overwritten<O: OffsetSizeTrait>(array: &GenericStringArray<O>, mask: &Mask) -> Option<(ArrayRef, Tally)> {
    let text = used(array);
    if !text.is_ascii() || hides_bytes(array) {
        return None;
    }
    let offsets = array.value_offsets();
    let base = offsets.first()?.as_usize();
    let mut bytes = text.to_vec();
    let offset = |row: usize| offsets.get(row).map_or(base, |offset| offset.as_usize()) - base;
    let mut tally = mask.overwrite_ascii(&mut bytes, offset, Array::len(array))?;
    tally.values -= array.null_count() as u64;
    let offsets = if base == 0 { array.offsets().clone() } else { rebased(array.offsets(), base)? };
    let masked = GenericStringArray::<O>::try_new(offsets, Buffer::from_vec(bytes), array.nulls().cloned()).ok()?;
    Some((Arc::new(masked), tally))
}

fn hides_bytes<O: OffsetSizeTrait>(array: &GenericStringArray<O>) -> bool {
    array.null_count() > 0
        && (0..Array::len(array)).any(|row| array.is_null(row) && array.value_length(row) > O::usize_as(0))
}

fn rebased<O: OffsetSizeTrait>(offsets: &OffsetBuffer<O>, base: usize) -> Option<OffsetBuffer<O>> {
    let moved: Option<Vec<O>> = offsets.iter().map(|offset| O::from_usize(offset.as_usize() - base)).collect();
    Some(OffsetBuffer::new(ScalarBuffer::from(moved?)))
}

/// The layout of the texts that a transform of this column writes.
pub(super) fn layout_of(data_type: &DataType) -> TextLayout {
    match data_type {
        DataType::Dictionary(_, values) => TextLayout::of(values).unwrap_or(TextLayout::Utf8),
        other => TextLayout::of(other).unwrap_or(TextLayout::Utf8),
    }
}
