//! The way back: sealed values, and sealed pieces inside text, become what they were.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::counts::ColumnCounts;
use super::output::{TextArray, with_writer};
use super::texts::ArrayWriter;
use super::{chunk, dictionary};
use crate::error::{Error, ErrorKind, Result};
use crate::transform::{TextWriter, Texts, Transform, Unseal, sealed};

/// Opens surrogates with the first of several keys that authenticates them.
pub(super) struct Revealer {
    unsealers: Vec<Arc<Transform>>,
}

impl Revealer {
    pub(super) fn new(unsealers: Vec<Arc<Transform>>) -> Self {
        Self { unsealers }
    }

    /// # Errors
    /// A surrogate that no key authenticates; the row is that in `array`.
    pub(super) fn apply(&self, array: &ArrayRef, counts: &mut ColumnCounts) -> Result<ArrayRef> {
        let decoded;
        let array = if matches!(array.data_type(), DataType::Dictionary(..)) {
            decoded = dictionary::decoded(array)?;
            &decoded
        } else {
            array
        };
        let parts = chunk::in_parallel(chunk::parts(array.len()), |rows| {
            let slice = array.slice(rows.start, rows.len());
            self.part(&slice).map_err(|error| error.rows_after(rows.start as u64))
        })?;
        let mut arrays = Vec::with_capacity(parts.len());
        for (part, opened) in parts {
            arrays.push(part);
            counts.values += opened;
        }
        chunk::joined(arrays)
    }

    fn part(&self, array: &ArrayRef) -> Result<(ArrayRef, u64)> {
        let Some(texts) = TextArray::of(array) else { return Ok((array.clone(), 0)) };
        let bytes = texts.text_bytes();
        with_writer!(texts, texts, Writer => self.opened::<_, Writer>(texts, bytes))
    }

    fn opened<T: Texts, W: ArrayWriter>(&self, texts: &T, bytes: usize) -> Result<(ArrayRef, u64)> {
        let mut writer = W::with_capacity(texts.len(), bytes);
        let mut opened = 0;
        for row in 0..texts.len() {
            let Some(text) = texts.get(row) else {
                writer.null();
                continue;
            };
            opened += self.write(text, &mut writer).map_err(|error| error.in_row(row as u64))?;
            writer.end();
        }
        Ok((writer.finish()?, opened))
    }

    fn write<W: TextWriter>(&self, text: &str, writer: &mut W) -> Result<u64> {
        if sealed::looks_sealed(text).is_some() {
            writer.push(&self.open(text)?);
            return Ok(1);
        }
        let mut opened = 0;
        let mut done = 0;
        for piece in sealed::find_in_text(text) {
            writer.push(text.get(done..piece.span.start()).unwrap_or_default());
            writer.push(&self.open(text.get(piece.surrogate.range()).unwrap_or_default())?);
            done = piece.span.end();
            opened += 1;
        }
        writer.push(text.get(done..).unwrap_or_default());
        Ok(opened)
    }

    fn open(&self, surrogate: &str) -> Result<String> {
        let mut refusal = Error::from(ErrorKind::Unauthentic);
        for unseal in self.unsealers() {
            match unseal.open_one(surrogate) {
                Ok(text) => return Ok(text),
                Err(error) => refusal = error,
            }
        }
        Err(refusal)
    }

    fn unsealers(&self) -> impl Iterator<Item = &Unseal> {
        self.unsealers.iter().filter_map(|transform| match transform.as_ref() {
            Transform::Unseal(unseal) => Some(unseal),
            _ => None,
        })
    }
}
