//! Values of any plain type as text.

use std::fmt::Write;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type, Decimal256Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, PrimitiveArray};
use arrow_schema::{DataType, TimeUnit};

use crate::error::{ErrorKind, Result};

/// Whether values of this type can be written as text.
pub(super) fn is_plain(data_type: &DataType) -> bool {
    match data_type {
        DataType::Null
        | DataType::Boolean
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Float32
        | DataType::Float64
        | DataType::Date32
        | DataType::Date64
        | DataType::Timestamp(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => true,
        DataType::Dictionary(_, values) => is_plain(values),
        other => other.is_integer(),
    }
}

/// Appends the value at `row` to `out`, and says whether there is one: a null appends nothing. Dictionaries are decoded by
/// the caller, once per batch.
///
/// Dates are `2026-05-07`, timestamps `2026-05-07T08:09:10.123456`; one with a time zone is in UTC and ends with `Z`.
pub(super) fn append(array: &ArrayRef, row: usize, out: &mut String) -> Result<bool> {
    if array.is_null(row) {
        return Ok(false);
    }
    match array.data_type() {
        DataType::Null => return Ok(false),
        DataType::Utf8 => out.push_str(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => out.push_str(array.as_string::<i64>().value(row)),
        DataType::Utf8View => out.push_str(array.as_string_view().value(row)),
        DataType::Boolean => out.push_str(if array.as_boolean().value(row) { "true" } else { "false" }),
        DataType::Int8 => shown::<Int8Type>(array, row, out),
        DataType::Int16 => shown::<Int16Type>(array, row, out),
        DataType::Int32 => shown::<Int32Type>(array, row, out),
        DataType::Int64 => shown::<Int64Type>(array, row, out),
        DataType::UInt8 => shown::<UInt8Type>(array, row, out),
        DataType::UInt16 => shown::<UInt16Type>(array, row, out),
        DataType::UInt32 => shown::<UInt32Type>(array, row, out),
        DataType::UInt64 => shown::<UInt64Type>(array, row, out),
        DataType::Float32 => shown::<Float32Type>(array, row, out),
        DataType::Float64 => shown::<Float64Type>(array, row, out),
        DataType::Decimal128(..) => out.push_str(&array.as_primitive::<Decimal128Type>().value_as_string(row)),
        DataType::Decimal256(..) => out.push_str(&array.as_primitive::<Decimal256Type>().value_as_string(row)),
        DataType::Date32 => append_date(array.as_primitive::<Date32Type>().value(row).into(), out),
        DataType::Date64 => append_date(array.as_primitive::<Date64Type>().value(row).div_euclid(DAY_MILLIS), out),
        DataType::Timestamp(unit, zone) => {
            append_timestamp(array, row, *unit, out);
            out.push_str(if zone.is_some() { "Z" } else { "" });
        }
        other => return Err(ErrorKind::UnsupportedType { data_type: other.to_string() }.into()),
    }
    Ok(true)
}

fn shown<T: ArrowPrimitiveType<Native: std::fmt::Debug>>(array: &ArrayRef, row: usize, out: &mut String) {
    let array: &PrimitiveArray<T> = array.as_primitive();
    // Debug writes floats so that they read back as the same value, and without a hundred zeros.
    let _ = write!(out, "{:?}", array.value(row));
}

fn append_timestamp(array: &ArrayRef, row: usize, unit: TimeUnit, out: &mut String) {
    let (value, per_second, digits) = match unit {
        TimeUnit::Second => (array.as_primitive::<TimestampSecondType>().value(row), 1, 0),
        TimeUnit::Millisecond => (array.as_primitive::<TimestampMillisecondType>().value(row), 1000, 3),
        TimeUnit::Microsecond => (array.as_primitive::<TimestampMicrosecondType>().value(row), 1_000_000, 6),
        TimeUnit::Nanosecond => (array.as_primitive::<TimestampNanosecondType>().value(row), 1_000_000_000, 9),
    };
    let (seconds, fraction) = (value.div_euclid(per_second), value.rem_euclid(per_second));
    append_date(seconds.div_euclid(DAY_SECONDS), out);
    let second = seconds.rem_euclid(DAY_SECONDS);
    let _ = write!(out, "T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    if digits > 0 {
        let _ = write!(out, ".{fraction:0digits$}");
    }
}

/// Appends the date that lies `days` after 1970-01-01, in the proleptic Gregorian calendar.
///
/// The years are counted from March, so that the leap day is the last of its year, in eras of 400 years
/// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`).
fn append_date(days: i64, out: &mut String) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let _ = write!(out, "{year:04}-{month:02}-{day:02}");
}

const DAY_SECONDS: i64 = 86_400;
const DAY_MILLIS: i64 = 1000 * DAY_SECONDS;
