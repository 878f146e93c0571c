//! Parquet as source and sink.
#![cfg(feature = "parquet")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "a test stops where its expectation fails")]

mod io_support;

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array,
    LargeStringArray, RecordBatch, StringArray, StringViewArray, StructArray, TimestampMicrosecondArray, UInt32Array,
};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnPath;

use io_support::{cut_short, flip_bytes, folder, read_all, rows_of, write_all};
use weimu::error::ErrorKind;
use weimu::io::{self, Existing, Layout, ReadOptions};

/// One column of every type a table of personal data is likely to have.
fn every_type(rows: usize) -> RecordBatch {
    let text = |row: usize| (!row.is_multiple_of(5)).then(|| format!("值{row}"));
    let mut tags = ListBuilder::new(StringBuilder::new());
    let mut kinds = StringDictionaryBuilder::<Int32Type>::new();
    for row in 0..rows {
        for tag in 0..row % 3 {
            tags.values().append_value(format!("t{tag}"));
        }
        tags.append(row % 7 != 0);
        kinds.append_option((row % 4 != 0).then(|| ["甲", "乙", "丙"][row % 3]));
    }
    let inner: ArrayRef = Arc::new((0..rows).map(text).collect::<StringArray>());
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("utf8", Arc::new((0..rows).map(text).collect::<StringArray>())),
        ("large", Arc::new((0..rows).map(text).collect::<LargeStringArray>())),
        ("view", Arc::new((0..rows).map(text).collect::<StringViewArray>())),
        ("dictionary", Arc::new(kinds.finish())),
        ("i64", Arc::new((0..rows).map(|row| (row % 3 != 0).then_some(row as i64)).collect::<Int64Array>())),
        ("u32", Arc::new((0..rows).map(|row| row as u32).collect::<UInt32Array>())),
        ("f64", Arc::new((0..rows).map(|row| row as f64 / 3.0).collect::<Float64Array>())),
        ("bool", Arc::new((0..rows).map(|row| Some(row % 2 == 0)).collect::<BooleanArray>())),
        ("date", Arc::new(Date32Array::from_iter_values(0..rows as i32))),
        ("at", Arc::new(TimestampMicrosecondArray::from_iter_values(0..rows as i64).with_timezone("Asia/Shanghai"))),
        (
            "money",
            Arc::new(Decimal128Array::from_iter_values(0..rows as i128).with_precision_and_scale(20, 2).unwrap()),
        ),
        ("bytes", Arc::new(BinaryArray::from_iter_values((0..rows).map(|row| row.to_le_bytes())))),
        ("tags", Arc::new(tags.finish())),
        ("person", Arc::new(StructArray::from(vec![(Arc::new(Field::new("name", DataType::Utf8, true)), inner)]))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

fn written_by_arrow_rs(path: &Path, batch: &RecordBatch, properties: WriterProperties) {
    let mut writer = ArrowWriter::try_new(fs::File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

fn copied(from: &Path, to: &Path, batch_rows: usize) {
    let mut input = io::open(from, &ReadOptions { batch_rows, ..ReadOptions::default() }).unwrap();
    let mut sink = io::create(to, &input.layout, &input.source.schema(), Existing::Refuse).unwrap();
    while let Some(batch) = input.source.next().unwrap() {
        assert!(batch.num_rows() <= batch_rows);
        sink.write(&batch).unwrap();
    }
    sink.finish().unwrap();
}

#[test]
fn every_type_returns_as_it_was() {
    let folder = folder();
    let (from, to) = (folder.path().join("a.parquet"), folder.path().join("b.parquet"));
    let batch = every_type(3000);
    written_by_arrow_rs(&from, &batch, WriterProperties::default());
    copied(&from, &to, 700);
    let copy = read_all(&to);
    assert_eq!(copy.schema().fields(), batch.schema().fields());
    assert_eq!(rows_of(&copy), rows_of(&batch));
}

#[test]
fn output_bytes_do_not_depend_on_the_batches() {
    let folder = folder();
    let from = folder.path().join("a.parquet");
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(20_000)).build();
    written_by_arrow_rs(&from, &every_type(45_000), properties);
    let outputs = [7, 1000, 4096, 45_000].map(|batch_rows| {
        let to = folder.path().join(format!("{batch_rows}.parquet"));
        copied(&from, &to, batch_rows);
        fs::read(to).unwrap()
    });
    assert!(outputs.iter().all(|bytes| *bytes == outputs[0]));
}

#[test]
fn output_bytes_do_not_depend_on_the_threads() {
    let folder = folder();
    let from = folder.path().join("a.parquet");
    written_by_arrow_rs(&from, &every_type(30_000), WriterProperties::default());
    let outputs = [1, 2, 5].map(|threads| {
        let to = folder.path().join(format!("{threads}.parquet"));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| copied(&from, &to, 4096));
        fs::read(to).unwrap()
    });
    assert!(outputs.iter().all(|bytes| *bytes == outputs[0]));
}

#[test]
fn keeps_compression_row_groups_and_metadata() {
    let folder = folder();
    let (from, to) = (folder.path().join("a.parquet"), folder.path().join("b.parquet"));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_column_compression(ColumnPath::from("i64"), Compression::ZSTD(Default::default()))
        .set_column_compression(
            ColumnPath::new(vec!["person".into(), "name".into()]),
            Compression::GZIP(Default::default()),
        )
        .set_max_row_group_row_count(Some(1000))
        .set_key_value_metadata(Some(vec![KeyValue::new("发布".to_owned(), "市数据局".to_owned())]))
        .build();
    written_by_arrow_rs(&from, &every_type(2500), properties);
    copied(&from, &to, 16_384);

    let shape = |path: &Path| {
        let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
        let metadata = reader.metadata();
        let groups: Vec<_> = metadata.row_groups().iter().map(|group| group.num_rows()).collect();
        let columns = metadata.row_group(0).columns().iter();
        let codecs: Vec<_> = columns.map(|column| format!("{:?}", column.compression())).collect();
        let pairs = metadata.file_metadata().key_value_metadata().cloned().unwrap();
        let pairs: HashMap<_, _> = pairs.into_iter().map(|pair| (pair.key, pair.value)).collect();
        (groups, codecs, pairs)
    };
    assert_eq!(shape(&from), shape(&to));
    assert_eq!(shape(&to).0, [1000, 1000, 500]);
}

#[test]
fn an_empty_table_keeps_its_schema() {
    let folder = folder();
    let (from, to) = (folder.path().join("a.parquet"), folder.path().join("b.parquet"));
    let batch = every_type(0);
    written_by_arrow_rs(&from, &batch, WriterProperties::default());
    copied(&from, &to, 100);
    let copy = read_all(&to);
    assert_eq!((copy.num_rows(), copy.schema().fields()), (0, batch.schema().fields()));
}

#[test]
fn a_table_without_columns_is_refused() {
    let path = folder();
    let path = path.path().join("a.parquet");
    written_by_arrow_rs(&path, &RecordBatch::new_empty(Arc::new(Schema::empty())), WriterProperties::default());
    let error = io::open(&path, &ReadOptions::default()).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::Malformed { format: "Parquet", .. }), "{error}");
}

#[test]
fn two_columns_of_one_name_are_refused() {
    let folder = folder();
    let path = folder.path().join("a.parquet");
    let field = Field::new("姓名", DataType::Int64, false);
    let column: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let schema = Arc::new(Schema::new(vec![field.clone(), field]));
    let batch = RecordBatch::try_new(schema, vec![column.clone(), column]).unwrap();
    written_by_arrow_rs(&path, &batch, WriterProperties::default());
    let error = io::open(&path, &ReadOptions::default()).err().unwrap();
    assert_eq!((error.kind(), error.at().column.as_deref()), (&ErrorKind::DuplicateColumn, Some("姓名")));
}

#[test]
fn a_file_that_is_cut_short_is_malformed() {
    let folder = folder();
    let path = folder.path().join("a.parquet");
    written_by_arrow_rs(&path, &every_type(2000), WriterProperties::default());
    cut_short(&path, |result| {
        assert!(matches!(result.unwrap_err().kind(), ErrorKind::Malformed { format: "Parquet", .. }));
    });
}

#[test]
fn a_damaged_file_is_malformed_or_reads_whole() {
    let folder = folder();
    let path = folder.path().join("a.parquet");
    for compression in [Compression::SNAPPY, Compression::UNCOMPRESSED, Compression::ZSTD(Default::default())] {
        written_by_arrow_rs(&path, &every_type(500), WriterProperties::builder().set_compression(compression).build());
        flip_bytes(&path, |result| match result {
            Ok(rows) => assert_eq!(rows, 500),
            Err(error) => assert!(
                matches!(error.kind(), ErrorKind::Malformed { format: "Parquet", .. } | ErrorKind::DuplicateColumn),
                "{error}"
            ),
        });
    }
}

#[test]
fn an_encrypted_file_is_told_as_such() {
    let folder = folder();
    let path = folder.path().join("a.parquet");
    fs::write(&path, b"PARE\0\0\0\0\0\0\0\0PARE").unwrap();
    let error = io::open(&path, &ReadOptions::default()).err().unwrap();
    assert!(error.to_string().contains("encrypted"), "{error}");
}

#[test]
fn a_type_that_parquet_lacks_is_refused_by_column() {
    let folder = folder();
    let path = folder.path().join("a.parquet");
    let data_type = DataType::Duration(arrow_schema::TimeUnit::Second);
    let union = DataType::Union(
        [(0, Arc::new(Field::new("u", data_type, true)))].into_iter().collect(),
        arrow_schema::UnionMode::Sparse,
    );
    let schema = Arc::new(Schema::new(vec![Field::new("ok", DataType::Utf8, true), Field::new("状态", union, true)]));
    let layout = Layout::new(io::Format::Parquet);
    let error = io::create(&path, &layout, &schema, Existing::Refuse).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::UnsupportedType { .. }), "{error}");
    assert_eq!(error.at().column.as_deref(), Some("状态"));
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

#[test]
fn a_long_input_is_read_back_from_what_was_written() {
    let folder = folder();
    let path = folder.path().join("a.parquet");
    let batch = every_type(40_000);
    write_all(&path, &Layout::new(io::Format::Parquet), &batch);
    assert_eq!(rows_of(&read_all(&path)), rows_of(&batch));
    assert_eq!(batch.column(0).len(), 40_000);
}
