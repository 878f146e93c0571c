//! The way back inside text: sealed pieces, and results of `fpe`, become what they were.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::counts::ColumnCounts;
use super::in_place::InPlace;
use super::output::{TextArray, with_texts, with_writer};
use super::search::search;
use super::texts::ArrayWriter;
use super::{chunk, dictionary};
use crate::detect::Detector;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{EntityKind, KindSet, Span};
use crate::policy::TextInverses;
use crate::transform::{NonceRange, TextBuffer, TextWriter, Texts, Transform, sealed};

/// Opens surrogates with the first of several keys that authenticates them, and restores what `fpe` put in their place.
pub(super) struct Revealer {
    openers: Vec<Arc<Transform>>,
    in_place: InPlace,
}

/// A result of `fpe` in a text, and what it was.
struct Restored {
    row: usize,
    span: Span,
    text: String,
}

impl Revealer {
    pub(super) fn new(inverses: TextInverses) -> Self {
        Self { openers: inverses.openers, in_place: InPlace::of(&inverses.in_place, KindSet::EMPTY) }
    }

    /// # Errors
    /// A surrogate that no key authenticates; the row is that in `array`.
    pub(super) fn apply(&self, array: &ArrayRef, detector: &Detector, counts: &mut ColumnCounts) -> Result<ArrayRef> {
        let detector = &self.in_place.detector(detector);
        let decoded;
        let array = if matches!(array.data_type(), DataType::Dictionary(..)) {
            decoded = dictionary::decoded(array)?;
            &decoded
        } else {
            array
        };
        let parts = chunk::in_parallel(chunk::parts(array.len()), |rows| {
            let slice = array.slice(rows.start, rows.len());
            self.part(&slice, detector).map_err(|error| error.rows_after(rows.start as u64))
        })?;
        let mut arrays = Vec::with_capacity(parts.len());
        for (part, opened) in parts {
            arrays.push(part);
            counts.values += opened;
        }
        chunk::joined(arrays)
    }

    fn part(&self, array: &ArrayRef, detector: &Detector) -> Result<(ArrayRef, u64)> {
        let Some(texts) = TextArray::of(array) else { return Ok((array.clone(), 0)) };
        let restored = if self.in_place.is_empty() { Vec::new() } else { self.restored(&texts, detector)? };
        let bytes = texts.text_bytes();
        with_writer!(texts, texts, Writer => self.opened::<_, Writer>(texts, bytes, &restored))
    }

    /// The results of `fpe` in these texts, by row and place.
    fn restored(&self, texts: &TextArray<'_>, detector: &Detector) -> Result<Vec<Restored>> {
        let mut found: Vec<(EntityKind, usize, Span)> = Vec::new();
        let text_of = |row| with_texts!(texts, texts => Texts::get(*texts, row)).unwrap_or_default();
        search(texts, detector, |row, finding| {
            let text = text_of(row);
            if self.in_place.is_result(&finding, text) && sealed::looks_sealed(text).is_none() {
                found.push((finding.kind, row, finding.span));
            }
        });
        let mut restored = Vec::with_capacity(found.len());
        for (kind, inverse) in self.in_place.rules() {
            let places: Vec<_> =
                found.iter().filter(|(of, _, _)| of == kind).map(|(_, row, span)| (*row, *span)).collect();
            let values: Vec<Option<&str>> = places.iter().map(|(row, span)| text_of(*row).get(span.range())).collect();
            let mut originals = TextBuffer::default();
            inverse.apply(&values[..], NonceRange::NONE, &mut originals)?;
            restored.extend(places.into_iter().enumerate().map(|(index, (row, span))| Restored {
                row,
                span,
                text: originals.get(index).unwrap_or_default().to_owned(),
            }));
        }
        restored.sort_unstable_by_key(|restored| (restored.row, restored.span));
        Ok(restored)
    }

    fn opened<T: Texts, W: ArrayWriter>(
        &self,
        texts: &T,
        bytes: usize,
        restored: &[Restored],
    ) -> Result<(ArrayRef, u64)> {
        let mut writer = W::with_capacity(texts.len(), bytes);
        let mut opened = 0;
        let mut restored = restored;
        for row in 0..texts.len() {
            let Some(text) = texts.get(row) else {
                writer.null();
                continue;
            };
            let (here, behind) = restored.split_at(restored.partition_point(|restored| restored.row <= row));
            restored = behind;
            opened += self.write(text, here, &mut writer).map_err(|error| error.in_row(row as u64))?;
            writer.end();
        }
        Ok((writer.finish()?, opened))
    }

    fn write<W: TextWriter>(&self, text: &str, restored: &[Restored], writer: &mut W) -> Result<u64> {
        if sealed::looks_sealed(text).is_some() {
            writer.push(&self.open(text)?);
            return Ok(1);
        }
        let mut opened = 0;
        let mut done = 0;
        let mut restored = restored.iter().peekable();
        let mut replace = |span: Span, by: &str, writer: &mut W| {
            writer.push(text.get(done..span.start()).unwrap_or_default());
            writer.push(by);
            done = span.end();
            opened += 1;
        };
        for piece in sealed::find_in_text(text) {
            while let Some(result) = restored.next_if(|result| result.span < piece.span) {
                replace(result.span, &result.text, writer);
            }
            let original = self.open(text.get(piece.surrogate.range()).unwrap_or_default())?;
            replace(piece.span, &original, writer);
        }
        restored.for_each(|result| replace(result.span, &result.text, writer));
        writer.push(text.get(done..).unwrap_or_default());
        Ok(opened)
    }

    fn open(&self, surrogate: &str) -> Result<String> {
        let mut refusal = Error::from(ErrorKind::Unauthentic);
        for opener in &self.openers {
            let opened = match opener.as_ref() {
                Transform::Unseal(unseal) => unseal.open_one(surrogate),
                Transform::Restore(restore) => restore.open_one(surrogate),
                _ => continue,
            };
            match opened {
                Ok(text) => return Ok(text),
                Err(error) => refusal = error,
            }
        }
        Err(refusal)
    }
}
