//! What is done to one field of a batch, children included.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, FixedSizeListArray, GenericListArray, OffsetSizeTrait, StructArray};
use arrow_buffer::{OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, FieldRef, Fields};

use super::counts::ColumnCounts;
use super::output::{TextArray, layout_of, transformed, weighted, with_texts};
use super::reveal::Revealer;
use super::splice::{Splicer, TextNonces, nonce_row};
use super::texts::TextLayout;
use super::{dictionary, leak, number, remainder, secrecy};
use crate::detect::Detector;
use crate::error::{Error, ErrorKind, Result};
use crate::model::ColumnType;
use crate::policy::{Action, LeakCheck, PlannedColumn};
use crate::transform::{DatePrecision, Nonces, Transform};

/// Field metadata that says which type the values had before they became text.
pub(super) const SOURCE_TYPE: &str = "weimu.type";

/// One field of the input, and what becomes of it.
pub(super) struct Column {
    /// Name; nested fields are joined by a dot.
    path: String,
    output: Option<FieldRef>,
    watch: leak::Watch,
    op: Op,
}

enum Op {
    Keep,
    Drop,
    Null,
    Values { transform: Arc<Transform>, restore: Option<DataType> },
    Truncate(DatePrecision),
    Bucket(f64),
    Text(Splicer),
    Reveal { revealer: Revealer, restore: Option<DataType> },
    Struct(Vec<Column>),
    List(Box<Column>),
}

/// What a column carries from batch to batch.
pub(super) struct ColumnState {
    /// Counts; a struct or a list has only those of its children.
    pub(super) counts: ColumnCounts,
    nonces: Nonces,
    text_nonces: TextNonces,
    pub(super) children: Vec<ColumnState>,
}

/// What every column of a run shares.
pub(super) struct Shared<'a> {
    pub(super) detector: &'a Detector,
    pub(super) leak: LeakCheck,
}

impl Column {
    /// Joins a planned column with its field.
    ///
    /// # Errors
    /// The action does not work on the field's type.
    pub(super) fn new(planned: PlannedColumn, field: &FieldRef, parent: Option<&str>) -> Result<Self> {
        let path = parent.map_or_else(|| planned.name.clone(), |parent| format!("{parent}.{}", planned.name));
        let mut watch = leak::Watch::new(planned.allow, planned.allow_address);
        let restore = field.metadata().get(SOURCE_TYPE).and_then(|name| name.parse().ok());
        let data_type = field.data_type();
        let op = match planned.action {
            Action::Keep => Op::Keep,
            Action::Drop => Op::Drop,
            Action::Values(transform) if matches!(*transform, Transform::Null) => Op::Null,
            Action::Values(transform) if matches!(*transform, Transform::Keep) => Op::Keep,
            Action::Values(transform) => {
                if transform.is_opaque() || transform.is_inverse() {
                    watch = leak::Watch::none();
                }
                Op::Values { restore: restore.or_else(|| own_type(&transform, data_type)), transform }
            }
            Action::Truncate(precision) => Op::Truncate(precision),
            Action::Bucket(width) => Op::Bucket(width),
            Action::Text(rules) => {
                let splicer = Splicer::new(rules, watch);
                watch = splicer.watch().clone();
                Op::Text(splicer)
            }
            Action::RevealText(inverses) => {
                watch = leak::Watch::none();
                Op::Reveal { revealer: Revealer::new(inverses), restore }
            }
            Action::Struct(children) => {
                let DataType::Struct(fields) = data_type else { return Err(mismatch(data_type, &path)) };
                let children = children.into_iter().zip(fields.iter());
                Op::Struct(children.map(|(child, field)| Self::new(child, field, Some(&path))).collect::<Result<_>>()?)
            }
            Action::List(item) => {
                let item_field = match data_type {
                    DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => item,
                    _ => return Err(mismatch(data_type, &path)),
                };
                Op::List(Box::new(Self::new(*item, item_field, Some(&path))?))
            }
        };
        let output = output_field(&op, field).map_err(|error| error.in_column(&path))?;
        Ok(Self { path, output, watch, op })
    }

    /// The field in the output, or nothing if it is dropped.
    pub(super) fn output(&self) -> Option<&FieldRef> {
        self.output.as_ref()
    }

    /// A fresh state; `leaf` numbers the fields of the run, so that no two share nonces.
    pub(super) fn state(&self, planned_type: ColumnType, seed: &[u8; 32], leaf: &mut u32) -> ColumnState {
        let children = match &self.op {
            Op::Struct(children) => children.iter().map(|child| child.state(ColumnType::None, seed, leaf)).collect(),
            Op::List(item) => vec![item.state(planned_type, seed, leaf)],
            _ => Vec::new(),
        };
        let number = *leaf;
        *leaf += 1;
        ColumnState {
            counts: ColumnCounts::new(&self.path, planned_type, self.action()),
            nonces: Nonces::new(seed, nonce_row(number, 0)),
            text_nonces: TextNonces::new(seed, number),
            children,
        }
    }

    /// Does the column's work on one array.
    ///
    /// # Errors
    /// With the column and the row within `array`.
    pub(super) fn apply(
        &self,
        array: &ArrayRef,
        state: &mut ColumnState,
        shared: &Shared<'_>,
    ) -> Result<Option<ArrayRef>> {
        self.changed(array, state, shared).map_err(|error| error.in_column(&self.path))
    }

    fn changed(&self, array: &ArrayRef, state: &mut ColumnState, shared: &Shared<'_>) -> Result<Option<ArrayRef>> {
        secrecy::refuse_levels(array, state.counts.column_type, self.watch.allowed())?;
        let row = state.counts.rows;
        state.counts.rows += array.len() as u64;
        state.counts.nulls += array.null_count() as u64;
        let mut searched = shared.leak == LeakCheck::Off;
        if matches!(self.op, Op::Null | Op::Truncate(_) | Op::Bucket(_)) {
            state.counts.values += (array.len() - array.null_count()) as u64;
        }
        let result = match &self.op {
            Op::Drop => return Ok(None),
            Op::Keep => kept(array)?,
            Op::Null => arrow_array::new_null_array(array.data_type(), array.len()),
            Op::Values { transform, restore } => {
                searched = true;
                self.values(array, transform, restore.as_ref(), state, shared)?
            }
            Op::Truncate(precision) => number::truncated(array, *precision)?,
            Op::Bucket(width) => number::bucketed(array, *width)?,
            Op::Text(splicer) => {
                let spliced = splicer.apply(array, shared.detector, &mut state.text_nonces, &mut state.counts)?;
                searched |= spliced.settled;
                spliced.array
            }
            Op::Reveal { revealer, restore } => {
                restored(revealer.apply(array, shared.detector, &mut state.counts)?, restore.as_ref())?
            }
            Op::Struct(children) => return struct_changed(array, children, self.output.as_ref(), state, shared),
            Op::List(item) => list_changed(array, item, self.output.as_ref(), state, shared)?,
        };
        if !searched && !matches!(self.op, Op::List(_)) {
            self.watch.check(&result, shared.detector, row, &mut state.counts)?;
        }
        secrecy::refuse_marks(&state.counts, self.watch.allowed())?;
        Ok(Some(result))
    }

    fn values(
        &self,
        array: &ArrayRef,
        transform: &Transform,
        restore: Option<&DataType>,
        state: &mut ColumnState,
        shared: &Shared<'_>,
    ) -> Result<ArrayRef> {
        let settled = |texts: ArrayRef| match shared.leak {
            LeakCheck::Off => Ok((texts, Vec::new())),
            _ => remainder::masked(texts, &self.watch, shared.detector),
        };
        if matches!(array.data_type(), DataType::Dictionary(..)) && transform.is_deterministic() {
            let plain = dictionary::with_plain_values(array)?;
            let distinct = dictionary::Distinct::of(&plain)?;
            let done = transformed(&distinct.values, transform, &mut state.nonces);
            let (values, tally) = done.map_err(|error| Self::at_its_row(error, array, transform, &mut state.nonces))?;
            let (values, masked) = settled(values)?;
            state.counts.add(weighted(&distinct.values, transform, tally, &distinct.weights));
            state.counts.fallback += masked.iter().filter_map(|&value| distinct.weights.get(value)).sum::<u64>();
            return dictionary::with_values(&plain, values);
        }
        let (texts, tally) = match array.data_type() {
            DataType::Dictionary(..) => transformed(&dictionary::decoded(array)?, transform, &mut state.nonces)?,
            other if TextLayout::of(other).is_some() => transformed(array, transform, &mut state.nonces)?,
            _ => transformed(&(Arc::new(number::to_text(array)?) as ArrayRef), transform, &mut state.nonces)?,
        };
        let (texts, masked) = settled(texts)?;
        state.counts.add(tally);
        state.counts.fallback += masked.len() as u64;
        if transform.is_inverse() { restored(texts, restore) } else { Ok(texts) }
    }

    /// The error of a dictionary's value as that of the first row that fails.
    fn at_its_row(error: Error, array: &ArrayRef, transform: &Transform, nonces: &mut Nonces) -> Error {
        let by_row = dictionary::decoded(array).and_then(|texts| transformed(&texts, transform, nonces));
        by_row.err().unwrap_or(error)
    }

    fn action(&self) -> &'static str {
        match &self.op {
            Op::Keep => "keep",
            Op::Drop => "drop",
            Op::Null => "null",
            Op::Values { transform, .. } => transform.name(),
            Op::Truncate(_) | Op::Bucket(_) => "generalize",
            Op::Text(_) => "scan",
            Op::Reveal { .. } => "reveal",
            Op::Struct(_) | Op::List(_) => "nested",
        }
    }
}

/// The field after the operation: text transforms of other types give text and remember the type in the metadata.
fn output_field(op: &Op, field: &FieldRef) -> Result<Option<FieldRef>> {
    let data_type = field.data_type();
    let unsupported = || Error::from(ErrorKind::UnsupportedType { data_type: data_type.to_string() });
    let is_text = layout_of(data_type).data_type() == *data_type || is_text_dictionary(data_type);
    let output = match op {
        Op::Drop => return Ok(None),
        Op::Keep => with_type(field, dictionary::output_type(data_type)),
        Op::Null => Arc::new(field.as_ref().clone().with_nullable(true)),
        Op::Values { transform, restore } => {
            if !is_text && !number::has_text_form(data_type) {
                return Err(unsupported());
            }
            match restore {
                Some(restore) if transform.is_inverse() => without_source_type(field, restore.clone()),
                _ if !is_text => with_source_type(field),
                _ if is_text_dictionary(data_type) && transform.is_deterministic() => {
                    with_type(field, dictionary::output_type(data_type))
                }
                _ => with_type(field, layout_of(data_type).data_type()),
            }
        }
        Op::Reveal { restore: Some(restore), .. } if is_text => without_source_type(field, restore.clone()),
        Op::Text(_) | Op::Reveal { .. } if !is_text => return Err(unsupported()),
        Op::Text(splicer) if is_text_dictionary(data_type) && splicer.is_deterministic() => {
            with_type(field, dictionary::output_type(data_type))
        }
        Op::Text(_) | Op::Reveal { .. } => with_type(field, layout_of(data_type).data_type()),
        Op::Truncate(_) if data_type.is_temporal() => field.clone(),
        Op::Bucket(_) if data_type.is_numeric() => field.clone(),
        Op::Truncate(_) | Op::Bucket(_) => return Err(unsupported()),
        Op::Struct(children) => {
            let fields: Fields = children.iter().filter_map(|child| child.output.clone()).collect();
            if fields.is_empty() {
                return Ok(None);
            }
            with_type(field, DataType::Struct(fields))
        }
        Op::List(item) => {
            let Some(item) = item.output.clone() else { return Ok(None) };
            let data_type = match data_type {
                DataType::List(_) => DataType::List(item),
                DataType::LargeList(_) => DataType::LargeList(item),
                DataType::FixedSizeList(_, size) => DataType::FixedSizeList(item, *size),
                _ => return Err(unsupported()),
            };
            with_type(field, data_type)
        }
    };
    Ok(Some(output))
}

fn is_text_dictionary(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Dictionary(_, values) if TextLayout::of(values).is_some())
}

fn with_type(field: &FieldRef, data_type: DataType) -> FieldRef {
    if *field.data_type() == data_type {
        return field.clone();
    }
    Arc::new(field.as_ref().clone().with_data_type(data_type))
}

fn with_source_type(field: &FieldRef) -> FieldRef {
    let mut metadata = field.metadata().clone();
    metadata.insert(SOURCE_TYPE.to_owned(), field.data_type().to_string());
    Arc::new(Field::new(field.name(), DataType::Utf8, field.is_nullable()).with_metadata(metadata))
}

fn without_source_type(field: &FieldRef, data_type: DataType) -> FieldRef {
    let mut metadata = field.metadata().clone();
    metadata.remove(SOURCE_TYPE);
    Arc::new(Field::new(field.name(), data_type, field.is_nullable()).with_metadata(metadata))
}

/// The type that restored values have when they were read as numbers, and nothing says what they were.
fn own_type(transform: &Transform, data_type: &DataType) -> Option<DataType> {
    (matches!(transform, Transform::Restore(_)) && data_type.is_integer()).then(|| data_type.clone())
}

fn kept(array: &ArrayRef) -> Result<ArrayRef> {
    match array.data_type() {
        DataType::Dictionary(_, values) if **values == DataType::Utf8View => dictionary::with_plain_values(array),
        _ => Ok(array.clone()),
    }
}

fn restored(texts: ArrayRef, restore: Option<&DataType>) -> Result<ArrayRef> {
    match (restore, TextArray::of(&texts)) {
        (Some(data_type), Some(texts)) => with_texts!(texts, texts => number::from_text(texts, data_type)),
        _ => Ok(texts),
    }
}

fn struct_changed(
    array: &ArrayRef,
    children: &[Column],
    output: Option<&FieldRef>,
    state: &mut ColumnState,
    shared: &Shared<'_>,
) -> Result<Option<ArrayRef>> {
    let parent = array.as_struct_opt().ok_or_else(|| mismatch_at(array.data_type()))?;
    let mut arrays = Vec::with_capacity(children.len());
    for ((child, values), state) in children.iter().zip(parent.columns()).zip(&mut state.children) {
        arrays.extend(child.apply(values, state, shared)?);
    }
    let Some(DataType::Struct(fields)) = output.map(|field| field.data_type()) else { return Ok(None) };
    let joined = StructArray::try_new_with_length(fields.clone(), arrays, parent.nulls().cloned(), parent.len());
    Ok(Some(Arc::new(joined.map_err(|_| broken_children())?)))
}

fn list_changed(
    array: &ArrayRef,
    item: &Column,
    output: Option<&FieldRef>,
    state: &mut ColumnState,
    shared: &Shared<'_>,
) -> Result<ArrayRef> {
    let item_field = output.map(|field| field.data_type()).and_then(|data_type| match data_type {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => Some(item.clone()),
        _ => None,
    });
    let (Some(item_field), Some(state)) = (item_field, state.children.first_mut()) else {
        return Err(broken_children());
    };
    match array.data_type() {
        DataType::List(_) => offsets_list::<i32>(array, item, item_field, state, shared),
        DataType::LargeList(_) => offsets_list::<i64>(array, item, item_field, state, shared),
        DataType::FixedSizeList(_, size) => {
            let list = array.as_fixed_size_list_opt().ok_or_else(|| mismatch_at(array.data_type()))?;
            let values = item.apply(list.values(), state, shared)?.ok_or_else(broken_children)?;
            let list = FixedSizeListArray::try_new(item_field, *size, values, list.nulls().cloned());
            Ok(Arc::new(list.map_err(|_| broken_children())?))
        }
        other => Err(mismatch_at(other)),
    }
}

/// Only the items that belong to the rows of this array are looked at and handed on.
fn offsets_list<O: OffsetSizeTrait>(
    array: &ArrayRef,
    item: &Column,
    item_field: FieldRef,
    state: &mut ColumnState,
    shared: &Shared<'_>,
) -> Result<ArrayRef> {
    let list = array.as_list_opt::<O>().ok_or_else(|| mismatch_at(array.data_type()))?;
    let offsets = list.value_offsets();
    let start = offsets.first().map_or(0, |offset| offset.as_usize());
    let end = offsets.last().map_or(0, |offset| offset.as_usize());
    let values = item.apply(&list.values().slice(start, end - start), state, shared)?.ok_or_else(broken_children)?;
    let moved: Option<Vec<O>> = offsets.iter().map(|offset| O::from_usize(offset.as_usize() - start)).collect();
    let offsets = OffsetBuffer::new(ScalarBuffer::from(moved.ok_or_else(broken_children)?));
    let list = GenericListArray::<O>::try_new(item_field, offsets, values, list.nulls().cloned());
    Ok(Arc::new(list.map_err(|_| broken_children())?))
}

fn mismatch(data_type: &DataType, path: &str) -> Error {
    mismatch_at(data_type).in_column(path)
}

fn mismatch_at(data_type: &DataType) -> Error {
    ErrorKind::UnsupportedType { data_type: data_type.to_string() }.into()
}

fn broken_children() -> Error {
    ErrorKind::Internal { invariant: "the children of a nested column no longer fit together" }.into()
}
