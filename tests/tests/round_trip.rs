//! What is sealed is opened again to the same bytes, and nothing else is opened.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray};
use arrow_schema::{DataType, Field, Schema};
use weimu::engine::{ApplyOptions, Pipeline};
use weimu::error::{Error, ErrorKind};
use weimu::io::{self, Existing, Format, Layout, ReadOptions};
use weimu::keys::{Keyring, Profile};
use weimu::model::EntityKind;
use weimu::policy::Policy;
use weimu_tests::table::{self, applied, revealed};

fn options() -> ApplyOptions {
    let mut keyring = Keyring::create(Profile::Gm).expect("a keyring");
    keyring.add("k").expect("a key");
    ApplyOptions::new().with_keyring(Arc::new(keyring))
}

/// Whether columns of numbers and dates are sealed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    Sealed,
    Kept,
}

/// A policy that reverses: columns are encrypted, tokenized or searched by turns, everything found is tokenized or encrypted.
fn reversible(schema: &Schema, numbers: Numbers, turn: usize, suite: &str) -> Policy {
    let kinds = EntityKind::ALL.iter().enumerate().map(|(index, kind)| {
        let op = if index % 2 == 0 { "tokenize" } else { "encrypt" };
        format!("      {}: {{ op: {op}, key: k }}\n", kind.name())
    });
    let columns = schema.fields().iter().enumerate().map(|(index, field)| {
        let is_text = matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        let rule = match (index + turn) % 3 {
            _ if !is_text && numbers == Numbers::Kept => "op: keep",
            0 => "op: encrypt, key: k",
            1 => "op: tokenize, key: k",
            _ if is_text => "scan: text",
            _ => "op: keep",
        };
        format!("  {:?}: {{ {rule} }}\n", field.name())
    });
    let (kinds, columns): (String, String) = (kinds.collect(), columns.collect());
    let text = format!(
        "weimu: 1\ndataset: d\ncrypto: {suite}\nkeys: {{ k: {{ keyring: k }} }}\n\
         scenarios:\n  s:\n    types:\n{kinds}columns:\n{columns}checks: {{ leak: warn }}\n"
    );
    Policy::parse(&text).unwrap_or_else(|error| panic!("{error}"))
}

/// Numbers of rows at a time, for sealing and for opening.
const SPLITS: (usize, usize) = (1000, 777);

fn tables() -> Vec<(String, RecordBatch)> {
    let demo = table::demo().into_iter().map(|table| (table.name, table.batch));
    let real = table::real().into_iter().flatten().map(|table| (table.name, table.batch));
    demo.chain(real).collect()
}

#[test]
fn tables_in_memory_are_restored_byte_for_byte() {
    let options = options();
    let mut sealed = 0;
    for (name, batch) in tables() {
        for turn in 0..3 {
            let policy = reversible(&batch.schema(), Numbers::Sealed, turn, ["gm", "intl", "any"][turn]);
            let (output, counts) =
                applied(&batch, SPLITS.0, &policy, &options).unwrap_or_else(|error| panic!("{name}: {error}"));
            let back = revealed(&output, SPLITS.1, &policy, &options).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_same(&name, &batch, &back);
            sealed += counts.columns.iter().map(|column| column.values).sum::<u64>();
        }
    }
    assert!(sealed > 10_000, "only {sealed} values were sealed");
}

#[test]
fn files_of_every_format_are_restored_byte_for_byte() {
    let options = options();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut files = 0;
    for (number, (name, batch)) in tables().into_iter().enumerate() {
        let batch = batch.slice(0, batch.num_rows().min(3000));
        for format in
            [Format::Parquet, Format::Csv, Format::Tsv, Format::JsonLines, Format::ArrowFile, Format::ArrowStream]
        {
            let [plain, sealed, back] = ["plain", "sealed", "back"]
                .map(|stage| folder.path().join(format!("{number}-{stage}.{}", format.extension())));
            let mut sink =
                io::create(&plain, &Layout::new(format), &batch.schema(), Existing::Refuse).expect("a new file");
            sink.write(&batch).and_then(|()| sink.finish()).expect("the table can be written");
            let original = table::read(&plain);
            // JSON Lines has no place for the type that a sealed number had.
            let numbers = if format == Format::JsonLines { Numbers::Kept } else { Numbers::Sealed };
            let policy = reversible(&original.schema(), numbers, number, "any");
            pipe(&plain, &sealed, |source| Pipeline::apply(source, &policy, &options))
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            pipe(&sealed, &back, |source| Pipeline::reveal(source, &policy, &options))
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_same(&format!("{name} as {}", format.name()), &original, &table::read(&back));
            files += 1;
        }
    }
    assert!(files >= 18, "only {files} files were written");
}

fn pipe(
    input: &Path,
    output: &Path,
    compile: impl FnOnce(Box<dyn weimu::engine::Source>) -> Result<Pipeline, Error>,
) -> Result<(), Error> {
    let opened = io::open(input, &ReadOptions { batch_rows: 640, ..ReadOptions::default() })?;
    let pipeline = compile(opened.source)?;
    let mut sink = io::create(output, &opened.layout, pipeline.output_schema(), Existing::Refuse)?;
    pipeline.run(&mut *sink, &AtomicBool::new(false), &|_| {})?;
    sink.finish()
}

fn assert_same(name: &str, before: &RecordBatch, after: &RecordBatch) {
    assert_eq!(after.num_rows(), before.num_rows(), "{name}");
    for (index, field) in before.schema().fields().iter().enumerate() {
        let [old, new] = [before, after].map(|batch| batch.column(index));
        assert_eq!(new.data_type(), old.data_type(), "{name}: {}", field.name());
        let row = (0..old.len()).find(|&row| old.slice(row, 1) != new.slice(row, 1));
        assert!(old == new, "{name}: {} differs, first in row {row:?}", field.name());
    }
}

const OPS: [&str; 2] = ["encrypt", "tokenize"];

fn sealed_column(op: &str, dataset: &str, name: &str) -> Policy {
    let text = format!(
        "weimu: 1\ndataset: {dataset}\nkeys: {{ k: {{ keyring: k }} }}\nscenarios: {{ s: {{}} }}\n\
         columns: {{ {name}: {{ op: {op}, key: k }} }}\n"
    );
    Policy::parse(&text).unwrap_or_else(|error| panic!("{error}"))
}

fn one_column(name: &str, values: Vec<Option<String>>) -> RecordBatch {
    let schema = Arc::new(Schema::new(vec![Field::new(name, DataType::Utf8, true)]));
    RecordBatch::try_new(schema, vec![Arc::new(StringArray::from(values)) as ArrayRef]).expect("one column")
}

fn values() -> Vec<Option<String>> {
    ["13800138000", "", "张三", "\u{0}\u{200b}é🏠"]
        .map(|text| Some(text.to_owned()))
        .into_iter()
        .chain([None])
        .collect()
}

fn is_refused(result: Result<RecordBatch, Error>) -> bool {
    result.is_err_and(|error| matches!(error.kind(), ErrorKind::Unauthentic | ErrorKind::NotSealed))
}

#[test]
fn a_flipped_character_is_refused_wherever_it_stands() {
    let options = options();
    for op in OPS {
        let policy = sealed_column(op, "d", "c");
        let (output, _) = applied(&one_column("c", values()), 9, &policy, &options).expect("the policy applies");
        let sealed = output.column(0).as_string::<i32>().value(0).to_owned();
        for place in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).expect("ASCII");
            let result = revealed(&one_column("c", vec![Some(changed)]), 9, &policy, &options);
            let error = result.expect_err("a changed character is refused");
            let named =
                matches!(error.kind(), ErrorKind::Unauthentic | ErrorKind::NotSealed | ErrorKind::KeyIdMissing { .. });
            assert!(named, "{op}: character {place} of {}: {error}", sealed.len());
        }
    }
}

#[test]
fn a_value_of_another_column_dataset_or_key_is_refused() {
    for op in OPS {
        let options_ours = options();
        let (output, _) = applied(&one_column("c", values()), 9, &sealed_column(op, "d", "c"), &options_ours)
            .expect("the policy applies");
        let moved = RecordBatch::try_new(one_column("other", Vec::new()).schema(), output.columns().to_vec())
            .expect("one column");
        assert!(is_refused(revealed(&moved, 9, &sealed_column(op, "d", "other"), &options_ours)), "{op}: other column");
        if op == "encrypt" {
            let result = revealed(&output, 9, &sealed_column(op, "other", "c"), &options_ours);
            assert!(is_refused(result), "{op}: other dataset");
        }
        let result = revealed(&output, 9, &sealed_column(op, "d", "c"), &options());
        assert!(result.is_err(), "{op}: other key");
        let back = revealed(&output, 9, &sealed_column(op, "d", "c"), &options_ours).expect("the right key opens");
        assert_same(op, &one_column("c", values()), &back);
    }
}

#[test]
fn encrypting_twice_gives_different_ciphertexts() {
    let options = options();
    let policy = sealed_column("encrypt", "d", "c");
    let (output, _) = applied(&one_column("c", values()), 9, &policy, &options).expect("the policy applies");
    let first = output.column(0).as_string::<i32>().value(0);
    let again = applied(&one_column("c", values()), 9, &policy, &options).expect("the policy applies").0;
    assert_ne!(first, again.column(0).as_string::<i32>().value(0), "two runs gave one ciphertext");
}

#[test]
fn numbers_come_back_as_numbers_in_whatever_layout_their_tokens_return() {
    let phones: ArrayRef = Arc::new(Int64Array::from(vec![Some(13_800_138_000), None, Some(-1)]));
    let schema = Arc::new(Schema::new(vec![Field::new("phone", DataType::Int64, true)]));
    let batch = RecordBatch::try_new(schema, vec![phones.clone()]).expect("one column");
    let policy = reversible(batch.schema_ref(), Numbers::Sealed, 1, "gm");
    let options = options();
    let sealed = applied(&batch, 10, &policy, &options).expect("it is applied").0;
    let tokens = sealed.column(0).as_string::<i32>();
    let layouts: [ArrayRef; 3] = [
        Arc::new(tokens.clone()),
        Arc::new(tokens.iter().collect::<LargeStringArray>()),
        Arc::new(tokens.iter().collect::<StringViewArray>()),
    ];
    for tokens in layouts {
        let field = sealed.schema_ref().field(0).clone().with_data_type(tokens.data_type().clone());
        let sealed = RecordBatch::try_new(Arc::new(Schema::new(vec![field])), vec![tokens]).expect("one column");
        let back = revealed(&sealed, 10, &policy, &options).expect("it is revealed");
        assert_eq!((back.column(0), back.schema_ref()), (&phones, batch.schema_ref()));
    }
}
