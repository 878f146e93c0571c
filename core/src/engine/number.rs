//! Columns that are not text: written as text, cut down, moved to a bucket, and read back.

use std::fmt::{Display, Write};
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::*;
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray, StringArray};
use arrow_schema::{DataType, TimeUnit};

use crate::error::{Error, ErrorKind, Result};
use crate::transform::{CivilDate, DatePrecision, Texts, bucket};

/// Runs a generic function for the integer type of `$array`, or gives the last expression.
macro_rules! for_integer {
    ($data_type:expr, $function:ident ( $($argument:expr),* ), $otherwise:expr) => {
        match $data_type {
            DataType::Int8 => $function::<Int8Type>($($argument),*),
            DataType::Int16 => $function::<Int16Type>($($argument),*),
            DataType::Int32 => $function::<Int32Type>($($argument),*),
            DataType::Int64 => $function::<Int64Type>($($argument),*),
            DataType::UInt8 => $function::<UInt8Type>($($argument),*),
            DataType::UInt16 => $function::<UInt16Type>($($argument),*),
            DataType::UInt32 => $function::<UInt32Type>($($argument),*),
            DataType::UInt64 => $function::<UInt64Type>($($argument),*),
            _ => $otherwise,
        }
    };
}

/// Whether values of this type can be written as text and read back.
pub(super) fn has_text_form(data_type: &DataType) -> bool {
    data_type.is_integer() || *data_type == DataType::Date32
}

/// The values as text: integers in decimal, dates as `1990-05-17`.
pub(super) fn to_text(array: &ArrayRef) -> Result<StringArray> {
    for_integer!(
        array.data_type(),
        integers_to_text(array),
        match array.data_type() {
            DataType::Date32 => Ok(array
                .as_primitive::<Date32Type>()
                .iter()
                .map(|days| days.map(|days| CivilDate::from_days(days.into()).to_string()))
                .collect()),
            other => Err(unsupported(other)),
        }
    )
}

fn integers_to_text<P: ArrowPrimitiveType>(array: &ArrayRef) -> Result<StringArray>
where
    P::Native: Display,
{
    let array = array.as_primitive::<P>();
    let mut builder = StringBuilder::with_capacity(array.len(), array.len() * 11);
    for value in array {
        match value {
            Some(value) => {
                let _ = write!(builder, "{value}");
                builder.append_value("");
            }
            None => builder.append_null(),
        }
    }
    Ok(builder.finish())
}

/// Reads back what [`to_text`] wrote.
///
/// # Errors
/// [`ErrorKind::NotSealed`] with the row of the first text that is not a value of the type.
pub(super) fn from_text(texts: &impl Texts, data_type: &DataType) -> Result<ArrayRef> {
    for_integer!(
        data_type,
        integers_from_text(texts),
        match data_type {
            DataType::Date32 => parsed::<Date32Type>(texts, |text| {
                CivilDate::parse(text).and_then(|date| i32::try_from(date.to_days()).ok())
            }),
            other => Err(unsupported(other)),
        }
    )
}

fn integers_from_text<P: ArrowPrimitiveType>(texts: &impl Texts) -> Result<ArrayRef>
where
    P::Native: std::str::FromStr,
{
    parsed::<P>(texts, |text| text.parse().ok())
}

fn parsed<P: ArrowPrimitiveType>(texts: &impl Texts, parse: impl Fn(&str) -> Option<P::Native>) -> Result<ArrayRef> {
    let parse = |(row, text): (usize, Option<&str>)| match text {
        None => Ok(None),
        Some(text) => parse(text).map(Some).ok_or_else(|| Error::from(ErrorKind::NotSealed).in_row(row as u64)),
    };
    let texts = (0..texts.len()).map(|row| (row, texts.get(row)));
    let array: PrimitiveArray<P> = texts.map(parse).collect::<Result<_>>()?;
    Ok(Arc::new(array))
}

/// Dates and timestamps moved to the start of their period.
pub(super) fn truncated(array: &ArrayRef, precision: DatePrecision) -> Result<ArrayRef> {
    let day = |days: i64| CivilDate::from_days(days).truncated(precision).to_days();
    let tick = |per_day: i64| move |ticks: i64| day(ticks.div_euclid(per_day)).saturating_mul(per_day);
    Ok(match array.data_type() {
        DataType::Date32 => {
            let array = array.as_primitive::<Date32Type>();
            Arc::new(array.unary::<_, Date32Type>(|days| i32::try_from(day(days.into())).unwrap_or(i32::MIN)))
        }
        DataType::Date64 => Arc::new(array.as_primitive::<Date64Type>().unary::<_, Date64Type>(tick(86_400_000))),
        DataType::Timestamp(unit, zone) => {
            let zone = zone.clone();
            match unit {
                TimeUnit::Second => timestamps::<TimestampSecondType>(array, tick(86_400), zone),
                TimeUnit::Millisecond => timestamps::<TimestampMillisecondType>(array, tick(86_400_000), zone),
                TimeUnit::Microsecond => timestamps::<TimestampMicrosecondType>(array, tick(86_400_000_000), zone),
                TimeUnit::Nanosecond => timestamps::<TimestampNanosecondType>(array, tick(86_400_000_000_000), zone),
            }
        }
        other => return Err(unsupported(other)),
    })
}

fn timestamps<T: ArrowTimestampType>(array: &ArrayRef, cut: impl Fn(i64) -> i64, zone: Option<Arc<str>>) -> ArrayRef {
    Arc::new(array.as_primitive::<T>().unary::<_, T>(cut).with_timezone_opt(zone))
}

/// Numbers moved down to a multiple of `width`.
pub(super) fn bucketed(array: &ArrayRef, width: f64) -> Result<ArrayRef> {
    for_integer!(
        array.data_type(),
        integers_bucketed(array, width),
        match array.data_type() {
            DataType::Float32 => Ok(Arc::new(
                array.as_primitive::<Float32Type>().unary::<_, Float32Type>(|value| bucket(value.into(), width) as f32),
            )),
            DataType::Float64 => {
                Ok(Arc::new(array.as_primitive::<Float64Type>().unary::<_, Float64Type>(|value| bucket(value, width))))
            }
            other => Err(unsupported(other)),
        }
    )
}

/// Integers keep to whole multiples: a width below 1 counts as 1, and what would leave the type becomes null.
fn integers_bucketed<P: ArrowPrimitiveType>(array: &ArrayRef, width: f64) -> Result<ArrayRef>
where
    P::Native: Copy + TryInto<i128> + TryFrom<i128>,
{
    let width = (width as i128).max(1);
    let cut = |value: P::Native| {
        let value: i128 = value.try_into().ok()?;
        P::Native::try_from(value.div_euclid(width) * width).ok()
    };
    Ok(Arc::new(array.as_primitive::<P>().unary_opt::<_, P>(cut)))
}

fn unsupported(data_type: &DataType) -> Error {
    ErrorKind::UnsupportedType { data_type: data_type.to_string() }.into()
}
