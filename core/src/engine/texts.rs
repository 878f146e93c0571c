//! Arrow's string arrays as the texts that operations read, and its builders as what they write to.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::{GenericStringBuilder, StringViewBuilder};
use arrow_array::{Array, ArrayRef, GenericStringArray, OffsetSizeTrait, StringViewArray};
use arrow_buffer::{Buffer, NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::DataType;

use crate::error::{ErrorKind, Result};
use crate::transform::{TextWriter, Texts};

impl<O: OffsetSizeTrait> Texts for GenericStringArray<O> {
    fn len(&self) -> usize {
        Array::len(self)
    }

    #[inline]
    fn get(&self, index: usize) -> Option<&str> {
        (index < Array::len(self) && self.is_valid(index)).then(|| self.value(index))
    }

    fn contiguous(&self, rows: Range<usize>, most_bytes: usize, offsets: &mut Vec<usize>) -> Option<(&[u8], usize)> {
        let nulls = self.nulls().map_or(0, |nulls| nulls.slice(rows.start, rows.len()).null_count());
        if nulls > 0 {
            return None;
        }
        let all = self.value_offsets().get(rows.start..=rows.end)?;
        let start = all.first()?.as_usize();
        let kept = all.partition_point(|offset| offset.as_usize() - start <= most_bytes).clamp(2, all.len().max(2));
        offsets.extend(all.iter().take(kept).map(|offset| offset.as_usize()));
        Some((self.value_data(), rows.start + offsets.len().saturating_sub(1)))
    }
}

impl Texts for StringViewArray {
    fn len(&self) -> usize {
        Array::len(self)
    }

    #[inline]
    fn get(&self, index: usize) -> Option<&str> {
        (index < Array::len(self) && self.is_valid(index)).then(|| self.value(index))
    }
}

/// Which of Arrow's three layouts a column of text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextLayout {
    Utf8,
    LargeUtf8,
    Utf8View,
}

impl TextLayout {
    /// The layout of a text type.
    pub(super) fn of(data_type: &DataType) -> Option<Self> {
        match data_type {
            DataType::Utf8 => Some(Self::Utf8),
            DataType::LargeUtf8 => Some(Self::LargeUtf8),
            DataType::Utf8View => Some(Self::Utf8View),
            _ => None,
        }
    }

    /// The type with this layout.
    pub(super) fn data_type(self) -> DataType {
        match self {
            Self::Utf8 => DataType::Utf8,
            Self::LargeUtf8 => DataType::LargeUtf8,
            Self::Utf8View => DataType::Utf8View,
        }
    }
}

/// Writes texts into an array of one layout.
pub(super) trait ArrayWriter: TextWriter {
    /// A writer with room for `rows` texts of `bytes` bytes together.
    fn with_capacity(rows: usize, bytes: usize) -> Self;

    /// The array of everything written.
    ///
    /// # Errors
    /// [`ErrorKind::ColumnTooLarge`] if the texts together have more bytes than the layout can address.
    fn finish(self) -> Result<ArrayRef>;
}

/// Writes `Utf8` (`i32`) or `LargeUtf8` (`i64`).
pub(super) struct StringWriter<O: OffsetSizeTrait> {
    builder: GenericStringBuilder<O>,
    written: usize,
    too_large: bool,
}

impl<O: OffsetSizeTrait> TextWriter for StringWriter<O> {
    #[inline]
    fn push(&mut self, piece: &str) {
        self.written += piece.len();
        if self.written > O::MAX_OFFSET {
            self.too_large = true;
        } else {
            let _ = self.builder.write_str(piece);
        }
    }

    #[inline]
    fn end(&mut self) {
        self.builder.append_value("");
    }

    #[inline]
    fn push_end(&mut self, piece: &str) {
        self.written += piece.len();
        if self.written > O::MAX_OFFSET {
            self.too_large = true;
        } else {
            self.builder.append_value(piece);
        }
    }

    fn null(&mut self) {
        self.builder.append_null();
    }
}

impl<O: OffsetSizeTrait> ArrayWriter for StringWriter<O> {
    fn with_capacity(rows: usize, bytes: usize) -> Self {
        let builder = GenericStringBuilder::with_capacity(rows, bytes.min(O::MAX_OFFSET));
        Self { builder, written: 0, too_large: false }
    }

    fn finish(mut self) -> Result<ArrayRef> {
        if self.too_large {
            return Err(ErrorKind::ColumnTooLarge.into());
        }
        Ok(Arc::new(self.builder.finish()))
    }
}

/// Writes `Utf8` or `LargeUtf8` behind one another and has all checked once, at the end: the faster way for texts of ASCII,
/// whose check costs less than a builder's step for each.
pub(super) struct AsciiWriter<O: OffsetSizeTrait> {
    bytes: Vec<u8>,
    offsets: Vec<O>,
    nulls: NullBufferBuilder,
}

impl<O: OffsetSizeTrait> AsciiWriter<O> {
    fn end_at(&mut self, end: usize) {
        // What does not fit ends the writing at `finish`, before anything is read by these offsets.
        self.offsets.push(O::from_usize(end).unwrap_or_default());
    }
}

impl<O: OffsetSizeTrait> TextWriter for AsciiWriter<O> {
    #[inline]
    fn push(&mut self, piece: &str) {
        self.bytes.extend_from_slice(piece.as_bytes());
    }

    #[inline]
    fn end(&mut self) {
        self.end_at(self.bytes.len());
        self.nulls.append_non_null();
    }

    fn push_ascii(&mut self, bytes: &[u8], places: impl Iterator<Item = Range<usize>>) {
        let before = self.offsets.len();
        for place in places {
            self.bytes.extend_from_slice(bytes.get(place).unwrap_or_default());
            self.end_at(self.bytes.len());
        }
        self.nulls.append_n_non_nulls(self.offsets.len() - before);
    }

    fn push_texts(&mut self, bytes: &[u8], ends: impl Iterator<Item = usize>) {
        let (start, before) = (self.bytes.len(), self.offsets.len());
        self.bytes.extend_from_slice(bytes);
        ends.for_each(|end| self.end_at(start + end));
        self.nulls.append_n_non_nulls(self.offsets.len() - before);
    }

    fn null(&mut self) {
        self.end_at(self.bytes.len());
        self.nulls.append_null();
    }
}

impl<O: OffsetSizeTrait> ArrayWriter for AsciiWriter<O> {
    fn with_capacity(rows: usize, bytes: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(O::default());
        Self { bytes: Vec::with_capacity(bytes), offsets, nulls: NullBufferBuilder::new(rows) }
    }

    fn finish(mut self) -> Result<ArrayRef> {
        if self.bytes.len() > O::MAX_OFFSET {
            return Err(ErrorKind::ColumnTooLarge.into());
        }
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        let array = GenericStringArray::<O>::try_new(offsets, Buffer::from_vec(self.bytes), self.nulls.finish());
        let invariant = ErrorKind::Internal { invariant: "what operations write is text" };
        Ok(Arc::new(array.map_err(|_| invariant)?))
    }
}

/// Writes `Utf8View`.
pub(super) struct ViewWriter {
    builder: StringViewBuilder,
    text: String,
    too_large: bool,
}

impl TextWriter for ViewWriter {
    fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
    }

    fn end(&mut self) {
        self.too_large |= self.builder.try_append_value(&self.text).is_err();
        self.text.clear();
    }

    fn null(&mut self) {
        self.builder.append_null();
    }
}

impl ArrayWriter for ViewWriter {
    fn with_capacity(rows: usize, _: usize) -> Self {
        Self { builder: StringViewBuilder::with_capacity(rows), text: String::new(), too_large: false }
    }

    fn finish(mut self) -> Result<ArrayRef> {
        if self.too_large {
            return Err(ErrorKind::ColumnTooLarge.into());
        }
        Ok(Arc::new(self.builder.finish()))
    }
}
