//! Arrays that come in from another language.

use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{ArrayRef, make_array};
use arrow_data::ArrayData;
use arrow_schema::{ArrowError, DataType, Field, FieldRef};
use weimu::error::{Error, ErrorKind, Phrase, Result};

use super::guard::guarded;
use super::null_buffers::{has_null, without_null_buffers};

/// The arrays of a stream, or one array, each checked before it is handed on.
///
/// arrow-rs trusts the C Data Interface: text that is not UTF-8, an offset beyond its buffer or a dictionary key without a
/// value would be undefined behaviour. Producers do hand over such text (a Parquet file written with another encoding, read
/// by a reader that does not look).
///
/// The producer is called from the thread that asks for the next array, and from no other.
#[derive(Debug)]
pub struct Arrays {
    source: Source,
    field: FieldRef,
    has_null: bool,
}

#[derive(Debug)]
enum Source {
    Stream(FFI_ArrowArrayStream),
    Array(Box<FFI_ArrowArray>),
    Ended,
}

impl Arrays {
    /// The arrays of a stream.
    ///
    /// # Errors
    /// The stream was released before, its producer fails, or a field has a type that arrow-rs does not know; the error names
    /// that field.
    pub fn of_stream(mut stream: FFI_ArrowArrayStream) -> Result<Self> {
        guarded(|| {
            let field = Arc::new(stream_field(&mut stream)?);
            Ok(Self::new(Source::Stream(stream), field))
        })
    }

    /// One array, described by `schema`.
    ///
    /// # Errors
    /// A field has a type that arrow-rs does not know; the error names it.
    pub fn of_array(array: FFI_ArrowArray, schema: &FFI_ArrowSchema) -> Result<Self> {
        guarded(|| {
            if array.is_released() {
                return Err(contradiction("it was used before", "已被使用过"));
            }
            Ok(Self::new(Source::Array(Box::new(array)), Arc::new(field(schema, "")?)))
        })
    }

    fn new(source: Source, field: FieldRef) -> Self {
        let has_null = has_null(field.data_type());
        Self { source, field, has_null }
    }

    /// Type, name and metadata of every array; those of a table are a struct.
    pub fn field(&self) -> &FieldRef {
        &self.field
    }

    fn pull(&mut self) -> Result<Option<ArrayRef>> {
        let Some(array) = self.source.next()? else { return Ok(None) };
        let array = if self.has_null { without_null_buffers(array, self.field.data_type()) } else { array };
        // SAFETY: the producer gives arrays of the type that it announced; what it puts into them is checked below.
        let data = unsafe { from_ffi_and_data_type(array, self.field.data_type().clone()) };
        let data = data.map_err(|_| contradiction("a buffer is missing", "缺少缓冲区"))?;
        check(&data, &self.field)?;
        Ok(Some(make_array(data)))
    }
}

impl Iterator for Arrays {
    type Item = Result<ArrayRef>;

    fn next(&mut self) -> Option<Self::Item> {
        let result = guarded(|| self.pull()).transpose();
        if !matches!(result, Some(Ok(_))) {
            self.source = Source::Ended;
        }
        result
    }
}

impl Source {
    fn next(&mut self) -> Result<Option<FFI_ArrowArray>> {
        match std::mem::replace(self, Self::Ended) {
            Self::Stream(mut stream) => {
                let array = stream_next(&mut stream)?;
                *self = Self::Stream(stream);
                Ok(array)
            }
            Self::Array(array) => Ok(Some(*array)),
            Self::Ended => Ok(None),
        }
    }
}

/// Asks a stream for its type; what it says when it fails is not repeated, for it may quote the data.
fn stream_field(stream: &mut FFI_ArrowArrayStream) -> Result<Field> {
    let Some(get_schema) = stream.get_schema().filter(|_| stream.release().is_some()) else {
        return Err(contradiction("it was used before", "已被使用过"));
    };
    let mut schema = FFI_ArrowSchema::empty();
    // SAFETY: the callback belongs to this stream, which is not released, and `schema` is empty.
    let code = unsafe { get_schema(stream, &raw mut schema) };
    if code == 0 { field(&schema, "") } else { Err(ErrorKind::Upstream.into()) }
}

fn stream_next(stream: &mut FFI_ArrowArrayStream) -> Result<Option<FFI_ArrowArray>> {
    let Some(get_next) = stream.get_next() else {
        return Err(contradiction("it has no way to read it", "没有读取方法"));
    };
    let mut array = FFI_ArrowArray::empty();
    // SAFETY: the callback belongs to this stream, which is not released, and `array` is empty.
    let code = unsafe { get_next(stream, &raw mut array) };
    if code != 0 {
        return Err(ErrorKind::Upstream.into());
    }
    Ok((!array.is_released()).then_some(array))
}

/// The field that `schema` describes; an error names the innermost field that is not understood.
fn field(schema: &FFI_ArrowSchema, path: &str) -> Result<Field> {
    for child in schema.children() {
        let name = child.name().unwrap_or_default();
        field(child, &if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") })?;
    }
    Field::try_from(schema).map_err(|_| {
        let error = Error::from(ErrorKind::UnsupportedType { data_type: schema.format().to_owned() });
        if path.is_empty() { error } else { error.in_column(path) }
    })
}

/// Checks everything that safe code relies on; an error names the column.
fn check(data: &ArrayData, field: &Field) -> Result<()> {
    if let DataType::Struct(fields) = field.data_type() {
        for (child, field) in data.child_data().iter().zip(fields) {
            check_column(child).map_err(|error| error.in_column(field.name()))?;
        }
        return data.validate().map_err(|_| contradiction("its columns do not fit together", "各列不一致"));
    }
    check_column(data)
}

fn check_column(data: &ArrayData) -> Result<()> {
    data.validate_full().map_err(|error| match error {
        ArrowError::InvalidArgumentError(text) if text.starts_with(NOT_UTF8) || text.contains(NOT_UTF8_VIEW) => {
            ErrorKind::Encoding { encoding: "UTF-8" }.into()
        }
        _ => contradiction("a value lies outside its buffers", "有值超出其缓冲区"),
    })
}

/// How arrow-rs begins the message about a text that is not UTF-8; a test holds it to that.
const NOT_UTF8: &str = "Invalid UTF8 sequence";

/// The same for views.
const NOT_UTF8_VIEW: &str = "non-UTF-8";

fn contradiction(en: &'static str, zh: &'static str) -> Error {
    ErrorKind::ArrowInput { reason: Phrase::new(en, zh) }.into()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::builder::{BinaryBuilder, BinaryViewBuilder};
    use arrow_array::ffi::to_ffi;
    use arrow_array::ffi_stream::FFI_ArrowArrayStream;
    use arrow_array::{Array, ArrayRef, DictionaryArray, Int32Array, StringArray, StructArray};
    use arrow_data::ArrayData;
    use arrow_schema::{DataType, Field};
    use weimu::error::{Error, ErrorKind};

    use super::Arrays;

    fn imported(data: &ArrayData) -> Result<ArrayRef, Error> {
        let (array, schema) = to_ffi(data).expect("it can be exported");
        Arrays::of_array(array, &schema).expect("its type is known").next().expect("there is one array")
    }

    /// The same buffers under another type, as a careless producer hands them over.
    fn relabelled(array: &dyn Array, data_type: DataType) -> ArrayData {
        let builder = array.to_data().into_builder().data_type(data_type);
        // SAFETY: the result is exported and never read here; that it lies about its type is what is tested.
        unsafe { builder.build_unchecked() }
    }

    fn gbk() -> Vec<u8> {
        vec![0xcd, 0xf5, 0xd0, 0xa1, 0xc3, 0xf7]
    }

    #[test]
    fn arrays_come_in_as_they_went_out() {
        let texts = StringArray::from(vec![Some("王小明"), None, Some("")]);
        let array = imported(&texts.slice(1, 2).to_data()).expect("it is sound");
        assert_eq!(&array.to_data(), &texts.slice(1, 2).to_data());
    }

    #[test]
    fn text_that_is_not_utf8_is_refused() {
        let mut bytes = BinaryBuilder::new();
        bytes.append_value(gbk());
        let error = imported(&relabelled(&bytes.finish(), DataType::Utf8)).expect_err("it is GBK");
        assert_eq!(*error.kind(), ErrorKind::Encoding { encoding: "UTF-8" });
    }

    #[test]
    fn views_that_are_not_utf8_are_refused() {
        for value in [gbk(), gbk().repeat(5)] {
            let mut bytes = BinaryViewBuilder::new();
            bytes.append_value(&value);
            let error = imported(&relabelled(&bytes.finish(), DataType::Utf8View)).expect_err("it is GBK");
            assert_eq!(*error.kind(), ErrorKind::Encoding { encoding: "UTF-8" });
        }
    }

    #[test]
    fn text_that_is_not_utf8_in_a_table_is_refused_with_its_column() {
        let mut bytes = BinaryBuilder::new();
        bytes.append_value(gbk());
        let column = relabelled(&bytes.finish(), DataType::Utf8);
        let fields = vec![Field::new("姓名", DataType::Utf8, true)];
        let rows = ArrayData::builder(DataType::Struct(fields.into())).len(1).add_child_data(column);
        // SAFETY: as above.
        let error = imported(&unsafe { rows.build_unchecked() }).expect_err("it is GBK");
        assert_eq!(error.at().column.as_deref(), Some("姓名"));
    }

    #[test]
    fn dictionary_keys_without_a_value_are_refused() {
        let keys = Int32Array::from(vec![0, 7]);
        let values: ArrayRef = Arc::new(StringArray::from(vec!["a"]));
        // SAFETY: as above.
        let dictionary = unsafe { DictionaryArray::new_unchecked(keys, values) };
        let error = imported(&dictionary.to_data()).expect_err("7 is no key");
        assert!(matches!(error.kind(), ErrorKind::ArrowInput { .. }));
    }

    #[test]
    fn a_released_stream_is_refused() {
        let error = Arrays::of_stream(FFI_ArrowArrayStream::empty()).expect_err("nothing is there");
        assert!(matches!(error.kind(), ErrorKind::ArrowInput { .. }));
    }

    #[test]
    fn an_array_is_given_once() {
        let (array, schema) = to_ffi(&StructArray::new_empty_fields(3, None).to_data()).expect("it can be exported");
        let mut arrays = Arrays::of_array(array, &schema).expect("its type is known");
        assert_eq!(arrays.next().expect("once").expect("it is sound").len(), 3);
        assert!(arrays.next().is_none());
    }
}
