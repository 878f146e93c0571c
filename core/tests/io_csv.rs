//! CSV as source and sink.
#![cfg(feature = "csv")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "a test stops where its expectation fails")]

mod io_support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field, Schema};
use proptest::prelude::*;

use io_support::{folder, read_all, write_all};
use weimu::error::{Error, ErrorKind};
use weimu::io::{self, Dialect, Encoding, Existing, Format, Layout, ReadOptions, Terminator};

fn read_with(bytes: &[u8], options: &ReadOptions) -> Result<(RecordBatch, Layout), Error> {
    let folder = folder();
    let path = folder.path().join("a.csv");
    fs::write(&path, bytes).unwrap();
    let mut input = io::open(&path, options)?;
    let schema = input.source.schema();
    let mut batches = Vec::new();
    while let Some(batch) = input.source.next()? {
        batches.push(batch);
    }
    Ok((arrow_select::concat::concat_batches(&schema, &batches).unwrap(), input.layout))
}

fn read(bytes: &[u8]) -> Result<(RecordBatch, Layout), Error> {
    read_with(bytes, &ReadOptions::default())
}

fn dialect_of(bytes: &[u8]) -> Dialect {
    match read(bytes).unwrap().1 {
        Layout::Csv(dialect) => dialect,
        other => panic!("{other:?}"),
    }
}

fn failure(bytes: &[u8]) -> (ErrorKind, Option<u64>) {
    let error = read(bytes).err().unwrap();
    (error.kind().clone(), error.at().row)
}

fn cells(batch: &RecordBatch) -> Vec<Vec<String>> {
    let cell = |column: &ArrayRef, row: usize| column.as_string::<i32>().value(row).to_owned();
    (0..batch.num_rows()).map(|row| batch.columns().iter().map(|column| cell(column, row)).collect()).collect()
}

fn copied(bytes: &[u8], batch_rows: usize) -> Vec<u8> {
    let folder = folder();
    let (from, to) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
    fs::write(&from, bytes).unwrap();
    let mut input = io::open(&from, &ReadOptions { batch_rows, ..ReadOptions::default() }).unwrap();
    let mut sink = io::create(&to, &input.layout, &input.source.schema(), Existing::Refuse).unwrap();
    while let Some(batch) = input.source.next().unwrap() {
        sink.write(&batch).unwrap();
    }
    sink.finish().unwrap();
    fs::read(to).unwrap()
}

fn in_gb18030(text: &str) -> Vec<u8> {
    let (bytes, _, faulty) = encoding_rs::GB18030.encode(text);
    assert!(!faulty);
    bytes.into_owned()
}

fn in_utf16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_copy_is_the_same_file() {
    let inputs: Vec<Vec<u8>> = vec![
        b"a,b\n1,2\n".into(),
        b"a,b\n1,2".into(),
        b"a,b\r\n1,2\r\n".into(),
        b"a,b\r1,2\r".into(),
        b"a,b\n".into(),
        b"a,b".into(),
        b"a;b;c\n1,5;2,5;\n;;\n".into(),
        b"a\tb\n1 , 2\t\n".into(),
        b"a|b\nx|y\n".into(),
        b"\"a\",\"b\"\n\"1\",\"2\"\n\"\",\"3\"\n".into(),
        b"a,b\n\"1\",2\n\"\",3\n\"x,y\",4\n".into(),
        b"a,b\n\"1,5\",2\n\"he said \"\"no\"\"\",3\n\"two\nlines\",4\n".into(),
        b"only\nx\ny\n".into(),
        b"only\n\"\"\nx\n".into(),
        "姓名,电话\n张三,13800000000\n".into(),
        "\u{feff}姓名,电话\r\n张三,13800000000\r\n".into(),
        in_gb18030("姓名,电话\r\n张三,13800000000\r\n李四𠮷,\"a,b\"\r\n"),
        in_utf16("姓名\t电话\r\n张三𠮷\t1\r\n"),
        b"a,b\n1,\"nul \0 inside\"\n".iter().copied().filter(|byte| *byte != b'"').collect(),
    ];
    for input in inputs {
        for batch_rows in [1, 2, 1000] {
            assert_eq!(copied(&input, batch_rows), input, "{:?}", String::from_utf8_lossy(&input));
        }
    }
}

#[test]
fn a_copy_of_each_published_table_is_the_same_file() {
    let Some(shared) = shared() else { return };
    let mut copies = 0;
    for name in ["beijing_hospitals.csv", "beijing_hospitals.gb18030.csv", "charity_bank_accounts.csv"] {
        let bytes = fs::read(shared.join("data/tables").join(name)).unwrap();
        assert!(copied(&bytes, 100) == bytes, "{name}");
        copies += 1;
    }
    assert_eq!(copies, 3);
}

fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let shared = std::env::var_os("WEIMU_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    if shared.is_dir() {
        return Some(shared);
    }
    eprintln!("not present: {}", shared.display());
    None
}

#[test]
fn the_delimiter_is_told_from_the_records() {
    let cases: [(&[u8], u8); 8] = [
        (b"a,b\n1,2\n", b','),
        (b"a;b\n1,5;2,5\n", b';'),
        (b"a\tb\n1,5\t2;5\n", b'\t'),
        (b"a|b\n1|2\n", b'|'),
        (b"a,b\n\"x;y;z\",1\n", b','),
        (b"only\nx\n", b','),
        (b"a;b,c\n1;2,3\n", b','),
        (b"\"a,b\";c\n\"1,2\";3\n", b';'),
    ];
    for (input, delimiter) in cases {
        assert_eq!(dialect_of(input).delimiter, delimiter, "{}", String::from_utf8_lossy(input));
    }
}

#[test]
fn the_encoding_is_told_from_the_first_bytes() {
    assert_eq!(dialect_of(b"a,b\n1,2\n").encoding, Encoding::Utf8);
    assert_eq!(dialect_of("\u{feff}a,b\n1,2\n".as_bytes()).encoding, Encoding::Utf8Bom);
    assert_eq!(dialect_of(&in_gb18030("姓名,b\n张三,2\n")).encoding, Encoding::Gb18030);
    assert_eq!(dialect_of(&in_utf16("姓名,b\n张三,2\n")).encoding, Encoding::Utf16Le);
}

#[test]
fn a_character_cut_by_the_first_mebibyte_is_still_utf8() {
    for shift in 0..3 {
        let mut text = format!("{}b\n", "x".repeat(shift));
        while text.len() < (1 << 20) + 10 {
            text.push('汉');
        }
        text.push('\n');
        assert_eq!(dialect_of(text.as_bytes()).encoding, Encoding::Utf8);
    }
}

#[test]
fn text_is_read_in_its_encoding() {
    for bytes in [in_gb18030("姓名,b\n张三𠮷,2\n"), in_utf16("姓名,b\n张三𠮷,2\n"), "姓名,b\n张三𠮷,2\n".into()]
    {
        let batch = read(&bytes).unwrap().0;
        assert_eq!(batch.schema().field(0).name(), "姓名");
        assert_eq!(cells(&batch), [["张三𠮷", "2"]]);
    }
}

#[test]
fn a_malformed_sequence_is_an_error_with_its_row() {
    let mut late = b"a,b\n".to_vec();
    while late.len() < 2 << 20 {
        late.extend_from_slice(b"some text,1\n");
    }
    let rows = late.iter().filter(|byte| **byte == b'\n').count() as u64 - 1;
    late.extend_from_slice(b"\xff,1\n");
    assert_eq!(failure(&late), (ErrorKind::Encoding { encoding: "UTF-8" }, Some(rows)));
    assert_eq!(
        failure(
            "a,b\n张三,1\n李四,2\n李\u{0}".as_bytes().iter().copied().chain(*b"\xe5\n").collect::<Vec<_>>().as_slice()
        ),
        (ErrorKind::Encoding { encoding: "UTF-8" }, Some(2))
    );
    let mut gb18030 = in_gb18030("姓名,b\n张三,1\n李四,2\n");
    gb18030.extend_from_slice(b"\xff\xff,3\n");
    assert_eq!(failure(&gb18030), (ErrorKind::Encoding { encoding: "GB18030" }, Some(2)));
    let mut cut = in_gb18030("姓名,b\n张三,1\n李四");
    cut.pop();
    assert_eq!(failure(&cut), (ErrorKind::Encoding { encoding: "GB18030" }, Some(1)));
}

#[test]
fn a_ragged_record_is_an_error_with_its_row() {
    assert_eq!(failure(b"a,b\n1,2\n3\n"), (ErrorKind::Ragged { expected: 2, found: 1 }, Some(1)));
    assert_eq!(failure(b"a,b\n1,2,3\n"), (ErrorKind::Ragged { expected: 2, found: 3 }, Some(0)));
    assert_eq!(failure(b"only\nx,y\n"), (ErrorKind::Ragged { expected: 1, found: 2 }, Some(0)));
}

#[test]
fn a_quote_that_is_never_closed_is_an_error_with_its_row() {
    let inputs: [&[u8]; 6] = [
        b"a,b\n1,2\n3,\"4\n5,6\n",
        b"a,b\n1,2\n3,\"",
        b"a,b\n1,2\n\"3,4\n",
        b"a,b\r\n1,2\r\n3,\"4\r\n",
        b"only\nx\n\"\n",
        b"only\nx\n\"",
    ];
    for input in inputs {
        let (kind, row) = failure(input);
        let ErrorKind::Malformed { format: "CSV", reason } = kind else { panic!("{kind:?}") };
        assert!(reason.in_lang(weimu::error::Lang::En).contains("never closed"));
        assert_eq!(row, Some(1), "{}", String::from_utf8_lossy(input));
    }
    assert!(matches!(failure(b"a,\"b\n1,2\n").0, ErrorKind::Malformed { .. }));
}

#[test]
fn a_file_cut_inside_a_quote_is_malformed() {
    let whole = "姓名,备注\n张三,\"一,二\"\n李四,\"他说\"\"不\"\"\"\n王五,\"x\ny\"\n";
    let mut seen = 0;
    for cut in whole.char_indices().map(|(at, _)| at) {
        let quotes = whole[..cut].matches('"').count();
        if quotes % 2 == 1 {
            assert!(matches!(failure(&whole.as_bytes()[..cut]).0, ErrorKind::Malformed { format: "CSV", .. }));
            seen += 1;
        }
    }
    assert!(seen > 10);
}

#[test]
fn a_record_that_looks_like_the_end_mark_is_a_record() {
    let batch = read(b"only\n\x03\n\x03\n").unwrap().0;
    assert_eq!(cells(&batch), [["\x03"], ["\x03"]]);
}

#[test]
fn quotes_inside_a_bare_field_are_characters() {
    assert_eq!(cells(&read(b"a,b\n5\" pipe,x\n").unwrap().0), [["5\" pipe", "x"]]);
}

#[test]
fn the_header_is_required_and_its_names_differ() {
    let empty_name = failure(b"a,,c\n1,2,3\n").0;
    assert!(matches!(empty_name, ErrorKind::Malformed { .. }), "{empty_name:?}");
    assert!(matches!(failure(b"").0, ErrorKind::Malformed { .. }));
    assert!(matches!(failure(b"\n\n").0, ErrorKind::Malformed { .. }));
    assert!(matches!(failure(b"\xef\xbb\xbf").0, ErrorKind::Malformed { .. }));
    let error = read("姓名,b,姓名\n1,2,3\n".as_bytes()).err().unwrap();
    assert_eq!((error.kind(), error.at().column.as_deref()), (&ErrorKind::DuplicateColumn, Some("姓名")));
}

#[test]
fn a_header_alone_is_a_table_without_rows() {
    let batch = read(b"a,b\r\n").unwrap().0;
    assert_eq!((batch.num_rows(), batch.num_columns()), (0, 2));
}

#[test]
fn empty_fields_are_empty_text() {
    let batch = read(b"a,b\n,\"\"\n").unwrap().0;
    assert_eq!((cells(&batch), batch.column(0).null_count()), (vec![vec![String::new(); 2]], 0));
}

#[test]
fn given_options_are_obeyed() {
    let options = ReadOptions { delimiter: Some(b';'), encoding: Some(Encoding::Gb18030), ..ReadOptions::default() };
    let (batch, layout) = read_with(b"a,b;c\n1,2;3\n", &options).unwrap();
    assert_eq!(cells(&batch), [["1,2", "3"]]);
    assert!(matches!(layout, Layout::Csv(Dialect { encoding: Encoding::Gb18030, delimiter: b';', .. })));
}

#[test]
fn a_delimiter_that_cannot_be_one_is_refused() {
    for delimiter in [b'"', b'\n', b'\r', 0xff] {
        let options = ReadOptions { delimiter: Some(delimiter), ..ReadOptions::default() };
        let error = read_with(b"a,b\n1,2\n", &options).err().unwrap();
        assert!(matches!(error.kind(), ErrorKind::Argument { .. }), "{error}");
    }
}

#[test]
fn a_long_field_is_one_value() {
    let long = "长,文\n".repeat(3 << 20);
    let input = format!("a,b\n\"{long}\",2\n");
    assert_eq!(cells(&read(input.as_bytes()).unwrap().0)[0][0], long);
}

#[test]
fn plain_types_are_written_as_text() {
    let mut kinds = StringDictionaryBuilder::<Int32Type>::new();
    kinds.append_value("甲");
    kinds.append_null();
    let micros = 1_778_141_350_123_456;
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("text", Arc::new(StringArray::from(vec![Some("x"), None]))),
        ("kind", Arc::new(kinds.finish())),
        ("i", Arc::new(Int64Array::from(vec![Some(i64::MIN), None]))),
        ("f", Arc::new(Float64Array::from(vec![Some(0.1), Some(1e300)]))),
        ("b", Arc::new(BooleanArray::from(vec![true, false]))),
        ("d", Arc::new(Date32Array::from(vec![-1, 19_782]))),
        ("t", Arc::new(TimestampMicrosecondArray::from(vec![Some(micros), None]))),
        ("z", Arc::new(TimestampMicrosecondArray::from(vec![Some(-1), None]).with_timezone("+08:00"))),
        ("m", Arc::new(Decimal128Array::from(vec![-12_345, 5]).with_precision_and_scale(10, 2).unwrap())),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true))).unwrap();
    let folder = folder();
    let path = folder.path().join("a.csv");
    write_all(&path, &Layout::new(Format::Csv), &batch);
    assert_eq!(
        fs::read_to_string(path).unwrap(),
        "text,kind,i,f,b,d,t,z,m\n\
         x,甲,-9223372036854775808,0.1,true,1969-12-31,2026-05-07T08:09:10.123456,1969-12-31T23:59:59.999999Z,-123.45\n\
         ,,,1e300,false,2024-02-29,,,0.05\n"
    );
}

#[test]
fn a_nested_type_is_refused_by_column() {
    let folder = folder();
    let path = folder.path().join("a.csv");
    let list = DataType::new_list(DataType::Utf8, true);
    let schema = Arc::new(Schema::new(vec![Field::new("标签", list, true)]));
    let error = io::create(&path, &Layout::new(Format::Csv), &schema, Existing::Refuse).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::UnsupportedType { .. }));
    assert_eq!(error.at().column.as_deref(), Some("标签"));
}

#[test]
fn every_character_has_a_place_in_gb18030_except_those_that_are_named() {
    let (mut missing, mut replaced) = (Vec::new(), Vec::new());
    for character in (0..=0x10_ffff).filter_map(char::from_u32) {
        let mut utf8 = [0; 4];
        let text = character.encode_utf8(&mut utf8);
        let (bytes, _, faulty) = encoding_rs::GB18030.encode(text);
        let back = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(&bytes);
        if faulty {
            missing.push(character);
        } else if back.as_deref() != Some(text) {
            replaced.push(character);
        }
    }
    assert_eq!(missing, ['\u{e5e5}']);
    assert_eq!(replaced.len(), 18);
    assert!(replaced.iter().all(|character| ('\u{e78d}'..='\u{e864}').contains(character)));
}

#[test]
fn a_character_without_a_place_is_an_error_with_its_row() {
    let folder = folder();
    let path = folder.path().join("a.csv");
    let dialect = Dialect { encoding: Encoding::Gb18030, ..Dialect::default() };
    let column: ArrayRef = Arc::new(StringArray::from(vec!["好", "\u{e5e5}"]));
    let batch = RecordBatch::try_from_iter([("a", column)]).unwrap();
    let mut sink = io::create(&path, &Layout::Csv(dialect), &batch.schema(), Existing::Refuse).unwrap();
    let error = sink.write(&batch).unwrap_err();
    assert_eq!((error.kind(), error.at().row), (&ErrorKind::Encoding { encoding: "GB18030" }, Some(1)));
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

fn any_dialect() -> impl Strategy<Value = Dialect> {
    let delimiter = prop::sample::select(vec![b',', b';', b'\t', b'|']);
    let encoding = prop::sample::select(vec![
        Encoding::Utf8,
        Encoding::Utf8Bom,
        Encoding::Gb18030,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
    ]);
    let terminator = prop::sample::select(vec![Terminator::Lf, Terminator::CrLf, Terminator::Cr]);
    (delimiter, encoding, terminator, any::<[bool; 4]>()).prop_map(|(delimiter, encoding, terminator, flags)| {
        let [terminated_at_end, quoted_header, first, second] = flags;
        let quoted = [("甲", first), ("b", second)].into_iter().filter(|(_, quoted)| *quoted);
        let quoted_columns = quoted.map(|(name, _)| name.to_owned()).collect();
        Dialect { delimiter, encoding, terminator, terminated_at_end, quoted_header, quoted_columns }
    })
}

fn any_cell() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => prop::sample::select(vec![',', ';', '\t', '|', '"', '\n', '\r', ' ', 'a', '汉', '𠮷', '\u{feff}', '\0', '\x03']),
        1 => any::<char>().prop_filter("private use", |character| !('\u{e000}'..='\u{f8ff}').contains(character)),
    ];
    prop::collection::vec(character, 0..8).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn any_text_survives_any_dialect(
        dialect in any_dialect(),
        rows in prop::collection::vec((any_cell(), any_cell()), 0..20),
    ) {
        let folder = folder();
        let path = folder.path().join("a.csv");
        let (first, second): (Vec<_>, Vec<_>) = rows.iter().cloned().unzip();
        let columns: [(&str, ArrayRef); 2] =
            [("甲", Arc::new(StringArray::from(first))), ("b", Arc::new(StringArray::from(second)))];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        write_all(&path, &Layout::Csv(dialect.clone()), &batch);

        let options = ReadOptions {
            delimiter: Some(dialect.delimiter), encoding: Some(dialect.encoding), batch_rows: 3,
        };
        let back = read_with(&fs::read(&path).unwrap(), &options).unwrap().0;
        prop_assert_eq!(cells(&back), rows.into_iter().map(|(a, b)| vec![a, b]).collect::<Vec<_>>());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }
}

#[test]
fn reading_back_a_whole_file_gives_its_cells() {
    let folder = folder();
    let path = folder.path().join("a.csv");
    fs::write(&path, "a,b\n1,2\n3,4\n").unwrap();
    assert_eq!(cells(&read_all(&path)), [["1", "2"], ["3", "4"]]);
}
