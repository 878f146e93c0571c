//! One dictionary for all batches of a file.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::ArrowDictionaryKeyType;
use arrow_array::{
    Array, ArrayRef, ArrowNativeTypeOp, DictionaryArray, PrimitiveArray, UInt64Array, downcast_dictionary_array,
};
use arrow_buffer::ArrowNativeType;
use arrow_schema::DataType;
use arrow_select::concat::concat;
use arrow_select::take::take;

use crate::error::{ErrorKind, Result};

/// A dictionary that grows with the batches, because a file, unlike a stream, may extend a dictionary but not replace it.
#[derive(Default)]
pub(super) struct GrowingDictionary {
    values: Option<ArrayRef>,
    places: HashMap<Option<Box<[u8]>>, usize>,
}

impl GrowingDictionary {
    /// Whether columns of this type need one: dictionaries of text.
    pub(super) fn suits(data_type: &DataType) -> bool {
        let DataType::Dictionary(_, values) = data_type else {
            return false;
        };
        matches!(**values, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
    }

    /// The same column over the grown dictionary.
    ///
    /// # Errors
    /// When there are more distinct values than the column's keys can count.
    pub(super) fn adopt(&mut self, column: &ArrayRef) -> Result<ArrayRef> {
        let Some(dictionary) = column.as_any_dictionary_opt() else {
            return Ok(column.clone());
        };
        let incoming = dictionary.values();
        let places = self.grow(incoming)?;
        let values = self.values.clone().unwrap_or_else(|| incoming.clone());
        let column: &dyn Array = column.as_ref();
        downcast_dictionary_array!(
            column => rekeyed(column, &places, values),
            _ => Ok(arrow_array::make_array(column.to_data())),
        )
    }

    /// Takes the values that are new, and says where each of `incoming` stands now.
    fn grow(&mut self, incoming: &ArrayRef) -> Result<Vec<usize>> {
        let mut places = Vec::with_capacity(incoming.len());
        let mut new = Vec::new();
        for at in 0..incoming.len() {
            let next = self.places.len();
            let place = *self.places.entry(bytes_of(incoming, at)?).or_insert(next);
            if place == next {
                new.push(at as u64);
            }
            places.push(place);
        }
        if !new.is_empty() {
            let too_large = |_| ErrorKind::ColumnTooLarge;
            let new = take(incoming, &UInt64Array::from(new), None).map_err(too_large)?;
            self.values = Some(match &self.values {
                Some(values) => concat(&[values.as_ref(), new.as_ref()]).map_err(too_large)?,
                None => new,
            });
        }
        Ok(places)
    }
}

fn bytes_of(values: &ArrayRef, at: usize) -> Result<Option<Box<[u8]>>> {
    if values.is_null(at) {
        return Ok(None);
    }
    let text = match values.data_type() {
        DataType::Utf8 => values.as_string::<i32>().value(at),
        DataType::LargeUtf8 => values.as_string::<i64>().value(at),
        DataType::Utf8View => values.as_string_view().value(at),
        _ => return Err(ErrorKind::Internal { invariant: "a growing dictionary holds text" }.into()),
    };
    Ok(Some(text.as_bytes().into()))
}

fn rekeyed<K: ArrowDictionaryKeyType>(
    column: &DictionaryArray<K>,
    places: &[usize],
    values: ArrayRef,
) -> Result<ArrayRef> {
    let keys = column.keys();
    // A null row's key may be anything.
    let key = |key: K::Native| match places.get(key.as_usize()) {
        Some(place) => K::Native::from_usize(*place).ok_or(ErrorKind::ColumnTooLarge),
        None => Ok(K::Native::ZERO),
    };
    let renamed = keys.values().iter().map(|old| key(*old)).collect::<Result<Vec<_>, _>>()?;
    let keys = PrimitiveArray::<K>::try_new(renamed.into(), keys.nulls().cloned());
    let column = keys.and_then(|keys| DictionaryArray::try_new(keys, values));
    match column {
        Ok(column) => Ok(Arc::new(column)),
        Err(_) => Err(ErrorKind::Internal { invariant: "every key has its place in the grown dictionary" }.into()),
    }
}
