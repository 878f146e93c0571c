//! Which operation works on which type of column.

use arrow_schema::DataType;

use super::rule::Op;
use crate::error::Phrase;

/// What can be done with values of an Arrow type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Text, plain or dictionary.
    Text,
    /// Whole numbers: written as text where an operation works on text.
    Integer,
    /// Days: written as text where an operation works on text.
    Date,
    /// Days counted in milliseconds, and days with a time.
    Timestamp,
    /// Numbers that are not whole.
    Float,
    /// Numbers with a fixed scale, and of half precision.
    Decimal,
    /// Values that name nobody: truth values, times of day, durations.
    Plain,
    /// Several values.
    List,
    /// Several fields.
    Struct,
    /// Bytes and everything else that cannot be looked into.
    Opaque,
}

impl Class {
    pub(super) fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::Text,
            DataType::Dictionary(_, values) if Self::of(values) == Self::Text => Self::Text,
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => Self::Integer,
            DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => Self::Integer,
            DataType::Date32 => Self::Date,
            DataType::Date64 | DataType::Timestamp(..) => Self::Timestamp,
            DataType::Float32 | DataType::Float64 => Self::Float,
            DataType::Float16
            | DataType::Decimal32(..)
            | DataType::Decimal64(..)
            | DataType::Decimal128(..)
            | DataType::Decimal256(..) => Self::Decimal,
            DataType::Null | DataType::Boolean | DataType::Time32(_) | DataType::Time64(_) => Self::Plain,
            DataType::Duration(_) | DataType::Interval(_) => Self::Plain,
            DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => Self::List,
            DataType::Struct(_) => Self::Struct,
            _ => Self::Opaque,
        }
    }

    /// How an operation other than `keep`, `drop` and `null` is done on values of this class, or what to do instead.
    pub(super) fn way(self, op: &Op) -> Result<Way, Phrase> {
        const NOT_TEXT: Phrase = Phrase::new(
            "use `drop` or `null`, or convert the column to text first",
            "请使用 `drop` 或 `null`,或先转换为文本",
        );
        match (self, op) {
            (Self::List, _) => Ok(Way::Items),
            (Self::Struct, _) => Err(Phrase::new(
                "name its fields instead, as `column.field`, or use `drop` or `null`",
                "请改为写明其字段(`列.字段`),或使用 `drop` 或 `null`",
            )),
            (Self::Date | Self::Timestamp, Op::Date(_)) => Ok(Way::Truncate),
            (Self::Integer | Self::Float, Op::Number(_)) => Ok(Way::Bucket),
            (Self::Text, _) => Ok(Way::Text),
            (Self::Integer, Op::Address(_)) | (Self::Date, Op::Address(_) | Op::Number(_)) => Err(NOT_TEXT),
            (Self::Integer | Self::Date, _) => Ok(Way::Text),
            (Self::Float, _) => Err(Phrase::new(
                "use `generalize` with `width`, `drop` or `null`",
                "请使用带 `width` 的 `generalize`、`drop` 或 `null`",
            )),
            (Self::Timestamp, _) => Err(Phrase::new(
                "use `generalize` with `precision`, `drop` or `null`",
                "请使用带 `precision` 的 `generalize`、`drop` 或 `null`",
            )),
            (Self::Decimal | Self::Plain | Self::Opaque, _) => Err(NOT_TEXT),
        }
    }
}

/// How an operation is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// On text.
    Text,
    /// On dates, which stay dates.
    Truncate,
    /// On numbers, which stay numbers.
    Bucket,
    /// On the items of a list.
    Items,
}
