//! What stands in each text, and where.

use std::sync::Arc;

use arrow_array::StructArray;
use arrow_array::cast::AsArray;
use arrow_array::{
    Array as _, ArrayRef, Float64Array, GenericStringArray, Int64Array, ListArray, OffsetSizeTrait, StringArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, Fields};
use pyo3::prelude::*;
use rayon::prelude::*;
use weimu::detect::{ColumnText, Detector, Refusals};
use weimu::error::{ErrorKind, Result};
use weimu::model::Finding;
use weimu_boundary::guarded;

use super::array::Array;
use super::error::exception;
use super::texts::texts;

/// Rows that one thread looks through at a time.
const PART_ROWS: usize = 4096;

/// Finds personal and organization data in each text.
///
/// values: a column of text as Arrow data (a Polars or pandas Series, a PyArrow array), or an iterable of str and None.
/// Returns an array with a list for each value: {"start", "end", "kind", "confidence"}, offsets in characters; null for a null.
#[pyfunction]
pub(crate) fn find(values: &Bound<'_, PyAny>) -> PyResult<Array> {
    let py = values.py();
    let arrays = texts(values)?;
    py.detach(|| guarded(|| found(&arrays))).map(Array).map_err(|error| exception(py, &error))
}

fn found(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let detector = Detector::new();
    let slices: Vec<ArrayRef> = arrays.iter().flat_map(parts).collect();
    let parts: Vec<Findings> = slices.par_iter().map(|slice| Findings::of(slice, &detector)).collect();
    let nulls: Vec<bool> = slices.iter().flat_map(|slice| (0..slice.len()).map(|row| slice.is_valid(row))).collect();
    let mut all = Findings::default();
    parts.into_iter().for_each(|part| all.append(part));
    all.finish(NullBuffer::from(nulls))
}

fn parts(array: &ArrayRef) -> Vec<ArrayRef> {
    let starts = (0..array.len()).step_by(PART_ROWS);
    starts.map(|start| array.slice(start, PART_ROWS.min(array.len() - start))).collect()
}

/// Findings of consecutive texts, column by column.
#[derive(Default)]
struct Findings {
    per_text: Vec<usize>,
    starts: Vec<i64>,
    ends: Vec<i64>,
    kinds: Vec<&'static str>,
    confidences: Vec<f64>,
}

impl Findings {
    fn of(texts: &ArrayRef, detector: &Detector) -> Self {
        match texts.as_string_opt::<i32>() {
            Some(texts) => Self::of_strings(texts, detector),
            None => texts.as_string_opt::<i64>().map(|texts| Self::of_strings(texts, detector)).unwrap_or_default(),
        }
    }

    fn of_strings<O: OffsetSizeTrait>(texts: &GenericStringArray<O>, detector: &Detector) -> Self {
        let value = |row: usize| texts.is_valid(row).then(|| texts.value(row));
        let offset = |row: usize| texts.value_offsets().get(row).map_or(0, |offset| offset.as_usize());
        let column = ColumnText { bytes: texts.value_data(), rows: texts.len(), offset, value };
        let mut found = Self { per_text: vec![0; texts.len()], ..Self::default() };
        let mut characters = Characters::default();
        detector.find_column(&column, &mut Refusals::new(), |row, finding| {
            found.push(row, &finding, value(row).unwrap_or_default(), &mut characters);
        });
        found
    }

    fn push(&mut self, row: usize, finding: &Finding, text: &str, characters: &mut Characters) {
        if let Some(count) = self.per_text.get_mut(row) {
            *count += 1;
        }
        characters.go_to_row(row);
        self.starts.push(characters.before(text, finding.span.start()));
        self.ends.push(characters.before(text, finding.span.end()));
        self.kinds.push(finding.kind.name());
        self.confidences.push(finding.confidence.as_f64());
    }

    fn append(&mut self, mut other: Self) {
        self.per_text.append(&mut other.per_text);
        self.starts.append(&mut other.starts);
        self.ends.append(&mut other.ends);
        self.kinds.append(&mut other.kinds);
        self.confidences.append(&mut other.confidences);
    }

    fn finish(self, valid: NullBuffer) -> Result<ArrayRef> {
        if i32::try_from(self.starts.len()).is_err() {
            return Err(ErrorKind::ColumnTooLarge.into());
        }
        let fields = fields();
        let columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from(self.starts)),
            Arc::new(Int64Array::from(self.ends)),
            Arc::new(StringArray::from(self.kinds)),
            Arc::new(Float64Array::from(self.confidences)),
        ];
        let unexpected = |_| ErrorKind::Internal { invariant: "columns of findings are of one length" };
        let rows = StructArray::try_new(fields.clone(), columns, None).map_err(unexpected)?;
        let item = Arc::new(Field::new("item", DataType::Struct(fields), false));
        let offsets = OffsetBuffer::from_lengths(self.per_text);
        Ok(Arc::new(ListArray::try_new(item, offsets, Arc::new(rows), Some(valid)).map_err(unexpected)?))
    }
}

fn fields() -> Fields {
    Fields::from(vec![
        Field::new("start", DataType::Int64, false),
        Field::new("end", DataType::Int64, false),
        Field::new("kind", DataType::Utf8, false),
        Field::new("confidence", DataType::Float64, false),
    ])
}

/// Counts characters up to ascending bytes of one text after another, each byte once.
#[derive(Default)]
struct Characters {
    row: usize,
    byte: usize,
    count: i64,
}

impl Characters {
    fn go_to_row(&mut self, row: usize) {
        if self.row != row {
            *self = Self { row, ..Self::default() };
        }
    }

    fn before(&mut self, text: &str, byte: usize) -> i64 {
        let between = text.get(self.byte..byte).unwrap_or_default().chars().count();
        self.byte = byte;
        self.count += between as i64;
        self.count
    }
}
