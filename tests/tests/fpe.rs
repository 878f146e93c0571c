//! What format-preserving encryption gives is valid, joins, comes back byte for byte, and says when it cannot.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, DictionaryArray, Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray,
};
use arrow_schema::{DataType, Field, Schema};
use proptest::prelude::*;
use weimu::detect::{Detector, validate};
use weimu::engine::ApplyOptions;
use weimu::error::{ErrorKind, FaultKind};
use weimu::keys::{Keyring, Profile};
use weimu::model::EntityKind;
use weimu::policy::Policy;
use weimu_tests::table::{self, applied, revealed};

const SUITES: [&str; 2] = ["gm", "intl"];

fn keyring() -> Keyring {
    let mut keyring = Keyring::create(Profile::Gm).expect("a keyring");
    keyring.add("k").expect("a key");
    keyring
}

fn options() -> ApplyOptions {
    ApplyOptions::new().with_keyring(Arc::new(keyring()))
}

/// A policy with a rule of `fpe` for every kind that has a format; `options` are those of identity cards.
fn policy(suite: &str, unlisted: &str, options: &str, columns: &str) -> Policy {
    let text = format!(
        "weimu: 1\ndataset: d\ncrypto: {suite}\nkeys: {{ k: {{ keyring: k }} }}\nscenarios:\n  s:\n    unlisted: {unlisted}\n    types:\n      \
         id_card: {{ op: fpe, key: k, domain: person{options} }}\n      uscc: {{ op: fpe, key: k }}\n      phone: {{ op: fpe, key: k }}\n      \
         bank_card: {{ op: fpe, key: k }}\n      plate: {{ op: fpe, key: k }}\n      address: {{ op: tokenize, key: k }}\n      \
         name: {{ op: tokenize, key: k }}
      email: {{ op: encrypt, key: k }}
      postcode: {{ op: fpe, key: k, format: digits }}
      \
         bank_account: {{ op: tokenize, key: k }}
      business_reg: {{ op: tokenize, key: k }}
      ip: {{ op: tokenize, key: k }}
\
         columns: {{ {columns} }}\nchecks: {{ leak: deny }}\n"
    );
    Policy::parse(&text).unwrap_or_else(|error| panic!("{error}"))
}

fn one_column(values: ArrayRef) -> RecordBatch {
    let schema = Arc::new(Schema::new(vec![Field::new("c", values.data_type().clone(), true)]));
    RecordBatch::try_new(schema, vec![values]).expect("one column")
}

fn texts(values: &[Option<&str>]) -> RecordBatch {
    one_column(Arc::new(StringArray::from(values.to_vec())))
}

/// Every table with stated types, and those of its columns that have a format.
fn tables() -> Vec<(table::Table, Vec<(String, EntityKind)>)> {
    let tables = table::demo().into_iter().chain(table::real().into_iter().flatten());
    let kinds = [("ID_CARD", EntityKind::IdCard), ("USCC", EntityKind::Uscc), ("PHONE", EntityKind::Mobile)];
    tables
        .map(|table| {
            let columns = kinds.iter().flat_map(|(of, kind)| {
                table.columns_of(std::slice::from_ref(of)).map(|(name, _)| (name.to_owned(), *kind)).collect::<Vec<_>>()
            });
            let columns = columns.collect();
            (table, columns)
        })
        .collect()
}

#[test]
fn whole_columns_of_tables_stay_valid_and_come_back() {
    let options = options();
    let mut replaced = BTreeMap::new();
    for (turn, (table, columns)) in tables().into_iter().enumerate() {
        let keep = ["", ", keep: region", ", keep: birth_year"][turn % 3];
        let entries: Vec<_> = table
            .batch
            .schema()
            .fields()
            .iter()
            .map(|field| match columns.iter().find(|(name, _)| name == field.name()) {
                Some((name, kind)) => format!("{name:?}: {{ type: {} }}", kind.name().replace("mobile", "phone")),
                None => format!("{:?}: {{ op: tokenize, key: k }}", field.name()),
            })
            .collect();
        let policy = policy(SUITES[turn % 2], "deny", keep, &entries.join(", "));
        let (output, counts) =
            applied(&table.batch, 5000, &policy, &options).unwrap_or_else(|error| panic!("{}: {error}", table.name));
        for (name, kind) in &columns {
            let [before, after] =
                [&table.batch, &output].map(|batch| batch.column_by_name(name).expect("a column").as_string::<i32>());
            for (old, new) in before.iter().zip(after).filter_map(|(old, new)| Some((old?, new?))) {
                if new.starts_with("wt1.") {
                    continue;
                }
                assert_ne!(old, new, "{}: {name}", table.name);
                assert_eq!(old.len(), new.len());
                let verdict = validate(*kind, new).expect("a kind with a validator");
                assert!(verdict.valid, "{}: {name}: {new} {:?}", table.name, verdict.reason);
                *replaced.entry(*kind).or_insert(0) += 1;
            }
            let counted = counts.columns.iter().find(|column| column.name == *name).expect("a column");
            let tokens = after.iter().flatten().filter(|text| text.starts_with("wt1.")).count();
            assert_eq!(counted.fallback, tokens as u64, "{}: {name}", table.name);
        }
        let back = revealed(&output, 777, &policy, &options).unwrap_or_else(|error| panic!("{}: {error}", table.name));
        assert!(back == table.batch, "{}", table.name);
    }
    for (kind, least) in [(EntityKind::IdCard, 1500), (EntityKind::Uscc, 450), (EntityKind::Mobile, 1000)] {
        assert!(replaced.get(&kind).is_some_and(|count| *count >= least), "{replaced:?}");
    }
}

#[test]
fn texts_of_tables_come_back() {
    let options = options();
    let (mut found, mut fallback) = (0, 0);
    for (turn, (table, _)) in tables().into_iter().enumerate() {
        let schema = table.batch.schema();
        let entries = schema.fields().iter().map(|field| match field.data_type() {
            DataType::Utf8 => format!("{:?}: {{ scan: text }}", field.name()),
            _ => format!("{:?}: {{ op: keep }}", field.name()),
        });
        let policy = policy(SUITES[turn % 2], "deny", "", &entries.collect::<Vec<_>>().join(", "));
        let (output, counts) =
            applied(&table.batch, 5000, &policy, &options).unwrap_or_else(|error| panic!("{}: {error}", table.name));
        let back = revealed(&output, 777, &policy, &options).unwrap_or_else(|error| panic!("{}: {error}", table.name));
        for (index, field) in schema.fields().iter().enumerate() {
            let [old, new] = [&table.batch, &back].map(|batch| batch.column(index));
            let row = (0..old.len()).find(|&row| old.slice(row, 1) != new.slice(row, 1));
            assert!(row.is_none(), "{}: {} differs in row {row:?}", table.name, field.name());
        }
        for column in &counts.columns {
            let in_format = [EntityKind::IdCard, EntityKind::Uscc, EntityKind::Mobile, EntityKind::BankCard];
            found += in_format.iter().filter_map(|kind| column.findings.get(kind)).sum::<u64>();
            fallback += column.fallback;
        }
    }
    println!("{found} found, {fallback} became tokens");
    assert!(found > 1000, "only {found} were found");
}

#[test]
fn a_value_gives_the_same_in_a_column_and_in_a_text() {
    let options = options();
    let values = ["11010519491231002X", "91350100M000100Y43", "13800138000", "6222021234567894"];
    let types = ["id_card", "uscc", "mobile", "bank_card"];
    let text = format!("证号{}，代码{}，电话{}，卡号{}。", values[0], values[1], values[2], values[3]);
    let in_text = applied(&texts(&[Some(&text)]), 1, &policy("gm", "deny", "", "c: { scan: text }"), &options);
    let in_text = in_text.expect("it applies").0.column(0).as_string::<i32>().value(0).to_owned();
    for (value, of) in values.iter().zip(types) {
        let policy = policy("gm", "deny", "", &format!("c: {{ type: {of} }}"));
        let column = applied(&texts(&[Some(value)]), 1, &policy, &options).expect("it applies").0;
        let result = column.column(0).as_string::<i32>().value(0).to_owned();
        assert!(result != *value && in_text.contains(&result), "{of}: {result} in {in_text}");
    }
    assert!(!in_text.contains('⟦'), "{in_text}");
}

#[test]
fn separators_and_country_codes_stay_where_they_are() {
    let options = options();
    let policy = policy("gm", "deny", "", "c: { scan: text }");
    let text = "电话+86 138 0013 8000或13800138000，卡号6222 0212 3456 7894，地址";
    let output = applied(&texts(&[Some(text)]), 1, &policy, &options).expect("it applies").0;
    let output = output.column(0).as_string::<i32>().value(0);
    let shape = |text: &str| text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>();
    assert_eq!(shape(output), shape(text));
    let digits = output.chars().filter(char::is_ascii_digit).collect::<String>();
    assert!(digits.starts_with("86") && digits.get(2..13) == digits.get(13..24), "{output}");
}

/// Pieces of texts: every kind of finding, in every form, and what comes near to one.
const PIECES: [&str; 34] = [
    "11010519491231002X",
    "110105491231002",
    "440524188001010014",
    "11010519491231002x",
    "110105 19491231 002X",
    "810000199408230021",
    "91350100M000100Y43",
    "91110000600037341L",
    "914403001922038216",
    "13800138000",
    "138-0013-8000",
    "+86 138 0013 8000",
    "(+86)13800138000",
    "013800138000",
    "１３８００１３８０００",
    "138001380001",
    "14612345678",
    "6222021234567894",
    "6222 0212 3456 7894",
    "6212261001011234561",
    "4111-1111-1111-1111",
    "620502198912049897",
    "0375—2692229",
    "021-68881234",
    "400-672-2705",
    "100080",
    "湖北省武汉市洪山区珞喻路1037号",
    "li.si@mail.gov.cn",
    "F1000-0201-2021-3979054",
    "2026-01-31",
    "⟦wt⟧",
    "110105",
    "1949",
    "8000",
];
const JOINTS: [&str; 14] =
    ["", " ", "-", "，", "转", "身份证", "卡号:", "电话", "/", ".", "、", "\n", "订单号", "\u{200b}"];

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => "[0-9]{1,20}",
        1 => "62[0-9]{13,17}",
        1 => "1[3-9][0-9]{9}",
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec((prop::sample::select(&JOINTS[..]), piece), 0..8)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(joint, piece)| [joint.to_owned(), piece]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_back(values in prop::collection::vec(prop::option::weighted(0.95, any_text()), 1..60), turn in 0_usize..6) {
        let options = options();
        let keep = ["", ", keep: region", ", keep: birth_year"][turn % 3];
        let policy = policy(SUITES[turn / 3], "deny", keep, "c: { scan: text }");
        let batch = one_column(Arc::new(StringArray::from(values)));
        let (output, counts) = applied(&batch, 7, &policy, &options).expect("nothing unexplained is left");
        prop_assert!(counts.columns[0].fallback <= counts.columns[0].values);
        let back = revealed(&output, 11, &policy, &options).expect("it is revealed");
        prop_assert_eq!(back, batch);
    }

    #[test]
    fn rules_that_cannot_be_undone_leave_what_fpe_did_undone_alone(values in prop::collection::vec(any_text(), 1..40)) {
        let text = "weimu: 1\nkeys: { k: { keyring: k } }\nscenarios:\n  s:\n    types:\n      id_card: { op: fpe, key: k }\n      \
                    mobile: { op: mask, keep_first: 3, keep_last: 4 }\ncolumns: { c: { scan: text } }\nchecks: { leak: deny }\n";
        let (policy, options) = (Policy::parse(text).expect("without fault"), options());
        let batch = one_column(Arc::new(StringArray::from_iter_values(&values)));
        let output = applied(&batch, 7, &policy, &options).expect("nothing unexplained is left").0;
        let back = revealed(&output, 11, &policy, &options).expect("it is revealed");
        let ids = |batch: &RecordBatch| -> Vec<String> {
            let detector = Detector::new();
            let texts = batch.column(0).as_string::<i32>();
            texts.iter().flatten().flat_map(|text| {
                let found = detector.find(text).into_iter().filter(|found| found.kind == EntityKind::IdCard);
                found.map(|found| text.get(found.span.range()).expect("a span").to_owned()).collect::<Vec<_>>()
            }).collect()
        };
        let (before, after) = (ids(&batch), ids(&back));
        prop_assert!(before.iter().all(|id| after.contains(id)), "{:?} of {:?}", after, before);
    }
}

#[test]
fn every_layout_comes_back() {
    let options = options();
    let values = [
        Some("11010519491231002X"),
        None,
        Some("11010519491231002x"),
        Some("440524198001010013"),
        Some(""),
        Some("11010519491231002X"),
    ];
    let mut list = ListBuilder::new(StringBuilder::new());
    for chunk in values.chunks(2) {
        chunk.iter().for_each(|value| list.values().append_option(*value));
        list.append(true);
    }
    let arrays: [ArrayRef; 5] = [
        Arc::new(StringArray::from(values.to_vec())),
        Arc::new(LargeStringArray::from(values.to_vec())),
        Arc::new(StringViewArray::from(values.to_vec())),
        Arc::new(values.into_iter().collect::<DictionaryArray<Int32Type>>()),
        Arc::new(list.finish()),
    ];
    for array in arrays {
        let batch = one_column(array);
        for column in ["c: { type: id_card }", "c: { scan: text }"] {
            let policy = policy("gm", "deny", "", column);
            let (output, counts) = applied(&batch, 2, &policy, &options).expect("it applies");
            assert!(output.column(0) != batch.column(0));
            assert!(counts.columns.last().is_some_and(|column| column.fallback > 0), "{counts:?}");
            let back = revealed(&output, 5, &policy, &options).expect("it is revealed");
            let [old, new] = [&batch, &back].map(|batch| weimu_tests::cell::rows(batch.column(0)));
            assert!(old == new, "{column}: {:?}", batch.schema());
        }
    }
}

#[test]
fn numbers_come_back_as_numbers() {
    let options = options();
    let policy = policy("gm", "deny", "", "c: { type: phone }");
    let batch =
        one_column(Arc::new(Int64Array::from(vec![Some(13_800_138_000), None, Some(19_900_138_000), Some(-1)])));
    let output = applied(&batch, 9, &policy, &options).expect("it applies").0;
    assert_eq!(revealed(&output, 9, &policy, &options).expect("it is revealed"), batch);
    // Whoever reads the results may take them for numbers.
    let batch = batch.slice(0, 3);
    let output = applied(&batch, 9, &policy, &options).expect("it applies").0;
    let numbers = output.column(0).as_string::<i32>().iter().map(|text| text.map(|text| text.parse().expect("digits")));
    let read_again = one_column(Arc::new(numbers.collect::<Int64Array>()));
    let back = revealed(&read_again, 9, &policy, &options).expect("it is revealed");
    assert_eq!(back.column(0), batch.column(0));
}

#[test]
fn what_would_lose_zeros_as_a_number_is_not_restored_from_numbers() {
    let options = options();
    let numbers = one_column(Arc::new(Int64Array::from(vec![1_234_567, 110_105_194_912_310_021])));
    for column in ["c: { type: qq, op: fpe, key: k, format: digits }", "c: { type: id_card }"] {
        let policy = policy("gm", "deny", "", column);
        let error = revealed(&numbers, 9, &policy, &options).expect_err("the results were texts");
        assert!(matches!(error.kind(), ErrorKind::Policy(_)), "{error}");
    }
}

#[test]
fn another_domain_key_or_kept_part_gives_other_results() {
    let one = options();
    let batch = texts(&[Some("11010519491231002X"), Some("11010519491231001X")]);
    let result = |options: &ApplyOptions, column: &str| {
        let output = applied(&batch, 9, &policy("gm", "deny", "", column), options).expect("it applies").0;
        output.column(0).as_string::<i32>().value(0).to_owned()
    };
    let ours = result(&one, "c: { type: id_card }");
    assert_eq!(result(&one, "c: { type: id_card, op: fpe, key: k, domain: person }"), ours);
    let others = [
        result(&one, "c: { type: id_card, op: fpe, key: k, domain: other }"),
        result(&one, "c: { type: id_card, op: fpe, key: k }"),
        result(&options(), "c: { type: id_card }"),
        result(&one, "c: { type: id_card, op: fpe, key: k, domain: person, keep: region }"),
    ];
    assert!(others.iter().all(|other| *other != ours && other.get(10..) != ours.get(10..)), "{ours} {others:?}");
    assert!(others[3].starts_with("110105"));
}

#[test]
fn what_is_no_result_is_refused() {
    let options = options();
    let policy = policy("gm", "deny", "", "c: { type: id_card }");
    for value in ["11010519491231002x", "wt1.x", "张三", ""] {
        let error =
            revealed(&texts(&[Some("11010519491231002X"), Some(value)]), 9, &policy, &options).expect_err(value);
        assert!(matches!(error.kind(), ErrorKind::NotSealed), "{error}");
        assert_eq!(error.at().row, Some(1));
    }
}

#[test]
fn a_column_without_an_entry_is_not_guessed_at() {
    let options = options();
    let policy = policy("gm", "inspect", "", "");
    let batch = texts(&[Some("11010519491231002X"), Some("440524198001010013")]);
    let output = applied(&batch, 9, &policy, &options).expect("it applies").0;
    let error = revealed(&output, 9, &policy, &options).expect_err("nobody knows what was done");
    let ErrorKind::Policy(faults) = error.kind() else { panic!("{error}") };
    assert_eq!((faults.len(), &faults[0].kind, faults[0].path.as_str()), (1, &FaultKind::RevealUnnamed, "c"));
    let named = self::policy("gm", "inspect", "", "c: { type: id_card }");
    assert_eq!(revealed(&output, 9, &named, &options).expect("it is revealed"), batch);
}

#[test]
fn a_key_with_several_versions_needs_its_version_in_the_rule() {
    let mut keyring = keyring();
    let first = keyring.list()[0].id;
    let batch = texts(&[Some("11010519491231002X"), Some("x")]);
    let policy_of = |options: &str| policy("gm", "deny", options, "c: { type: id_card }");
    let with = |keyring: &Keyring| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let passphrase = weimu::keys::Passphrase::new("p".to_owned());
        keyring.save_new(&folder.path().join("k"), &passphrase).expect("a new file");
        ApplyOptions::new()
            .with_keyring(Arc::new(Keyring::open(&folder.path().join("k"), &passphrase).expect("it opens")))
    };
    let output = applied(&batch, 9, &policy_of(""), &with(&keyring)).expect("one version").0;
    keyring.rotate("k").expect("it exists");
    let rotated = with(&keyring);
    for result in [
        applied(&batch, 9, &policy_of(""), &rotated).map(|(output, _)| output),
        revealed(&output, 9, &policy_of(""), &rotated),
    ] {
        let error = result.expect_err("which version?");
        let ErrorKind::Policy(faults) = error.kind() else { panic!("{error}") };
        assert!(matches!(faults[0].kind, FaultKind::FpeVersionMissing { .. }) && faults[0].line > 0, "{error}");
    }
    let pinned = policy_of(&format!(", version: {}", first.0));
    assert_eq!(revealed(&output, 9, &pinned, &rotated).expect("it is revealed"), batch);
    assert_eq!(applied(&batch, 9, &pinned, &rotated).expect("it applies").0, output);
    let other = policy_of(", version: 1");
    let error = applied(&batch, 9, &other, &rotated).expect_err("no such version");
    assert!(matches!(error.kind(), ErrorKind::KeyIdMissing { id: 1 }), "{error}");
}
