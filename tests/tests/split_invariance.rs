//! The output depends neither on how rows are split into batches nor on the number of threads.

use std::sync::{Arc, OnceLock};

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, Date32Array, DictionaryArray, Int64Array, LargeStringArray, RecordBatch, StringArray,
    StringViewArray, StructArray,
};
use arrow_schema::{DataType, Field, Schema};
use proptest::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use weimu::engine::ApplyOptions;
use weimu::keys::{Keyring, Profile};
use weimu::policy::Policy;
use weimu::transform::RunSeed;
use weimu_tests::table::applied;

/// More rows than two threads are given one part for.
const MANY: usize = 9000;

const POLICY: &str = "
weimu: 1
dataset: split
crypto: any
keys: { k: { keyring: k } }
scenarios:
  all:
    types:
      id_card: { op: tokenize, key: k, domain: person }
      phone:   { op: encrypt, key: k }
      address: { op: generalize, level: county }
      uscc:    { op: hash, key: k }
      email:   { op: mask, before: '@' }
  formats:
    types:
      id_card: { op: fpe, key: k, domain: person, keep: region }
      phone:   { op: fpe, key: k, algorithm: ff1-aes-256 }
      address: { op: encrypt, key: k }
      uscc:    { op: fpe, key: k }
      email:   { op: tokenize, key: k }
default: all
columns:
  mask:       { op: mask, keep_first: 3, keep_last: 4 }
  mask_large: { op: mask, range: [2, 3], char: '●' }
  mask_view:  { op: mask, after: '省' }
  address:    { op: generalize, level: city }
  hash:       { op: hash, key: k, length: 16 }
  hash_sha:   { op: hash, key: k, algorithm: hmac-sha256 }
  token:      { op: tokenize, key: k }
  token_dict: { op: tokenize, key: k }
  seal:       { op: encrypt, key: k }
  seal_aes:   { op: encrypt, key: k, algorithm: aes-256-gcm }
  seal_dict:  { op: encrypt, key: k }
  number:     { op: encrypt, key: k }
  bucket:     { op: generalize, width: 100 }
  date:       { op: generalize, precision: month }
  text:       { scan: text }
  text_view:  { scan: text }
  text_dict:  { scan: text }
  constant:   { op: replace, with: 已脱敏 }
  nothing:    { op: 'null' }
  id:         { op: fpe, key: k, type: id_card }
  id_dict:    { op: fpe, key: k, type: id_card, domain: person, keep: region }
  phone_view: { op: fpe, key: k, type: phone, keep_prefix: 3 }
  digits:     { op: fpe, key: k, format: digits, keep_prefix: 1 }
  dropped:    { op: drop }
  kept:       { op: keep }
  list:       { op: encrypt, key: k }
  list_text:  { scan: text }
  person.phone: { op: mask, keep_last: 2 }
  person.note:  { scan: text }
  person.inner.id: { op: tokenize, key: k, domain: person }
checks: { leak: warn }
";

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("a thread pool")
}

fn keyring() -> Arc<Keyring> {
    static KEYRING: OnceLock<Arc<Keyring>> = OnceLock::new();
    let made = || {
        let mut keyring = Keyring::create(Profile::Gm).expect("a keyring");
        keyring.add("k").expect("a key");
        Arc::new(keyring)
    };
    KEYRING.get_or_init(made).clone()
}

/// Texts with every kind of finding, and such that come near to one.
const TEXTS: [&str; 16] = [
    "证号11010519491231002X,电话13800138000",
    "13800138000",
    "+86 138 0013 8000",
    "电话0375—2692229转12",
    "住广西壮族自治区柳州市城中区文昌路12号3单元",
    "湖北省武汉市洪山区珞喻路1037号",
    "91350100M000100Y43",
    "１３８００１３８０００",
    "",
    " ",
    "男",
    "🏠家在四川省🇨🇳",
    "邮箱 li.si@mail.gov.cn 与 zhang@example.com",
    "440524188001010014 与 11010519491231002x",
    "F1000-0201-2021-3979054",
    "身份证 440524188001010014 地址 河南省平顶山市新华区中兴路5号 手机 152-6623-5191 信用代码 91110000600037341L",
];

/// One value per row, by an index that proptest chooses; every seventh or so is null.
fn chosen(indices: &[u8], extra: &[String], shift: usize) -> Vec<Option<String>> {
    let of = |(row, &index): (usize, &u8)| {
        let index = usize::from(index) + shift * 31 + row * shift;
        if index % 7 == 3 {
            return None;
        }
        let number = index % (TEXTS.len() + extra.len());
        Some(TEXTS.get(number).map_or_else(|| extra[number - TEXTS.len()].clone(), |text| (*text).to_owned()))
    };
    indices.iter().enumerate().map(of).collect()
}

fn batch(indices: &[u8], extra: &[String]) -> RecordBatch {
    let texts = |shift: usize| chosen(indices, extra, shift);
    let utf8 = |shift: usize| -> ArrayRef { Arc::new(StringArray::from(texts(shift))) };
    let large = |shift: usize| -> ArrayRef { Arc::new(LargeStringArray::from(texts(shift))) };
    let view = |shift: usize| -> ArrayRef { Arc::new(texts(shift).into_iter().collect::<StringViewArray>()) };
    let dictionary = |shift: usize| -> ArrayRef {
        Arc::new(texts(shift).iter().map(Option::as_deref).collect::<DictionaryArray<Int32Type>>())
    };
    let numbers = || {
        indices
            .iter()
            .enumerate()
            .map(|(row, &index)| (index % 5 != 0).then_some(13_800_138_000 + i64::from(index) * row as i64))
    };
    let list = |shift: usize| -> ArrayRef {
        let mut builder = ListBuilder::new(StringBuilder::new());
        let texts = texts(shift);
        for (row, &index) in indices.iter().enumerate() {
            for offset in 0..usize::from(index % 4) {
                builder.values().append_option(texts[(row + offset) % texts.len()].as_deref());
            }
            builder.append(index % 6 != 5);
        }
        Arc::new(builder.finish())
    };
    let inner = StructArray::from(vec![(Arc::new(Field::new("id", DataType::Utf8, true)), utf8(21))]);
    let person = StructArray::from(vec![
        (Arc::new(Field::new("phone", DataType::Utf8View, true)), view(19)),
        (Arc::new(Field::new("note", DataType::Utf8, true)), utf8(20)),
        (Arc::new(Field::new("inner", inner.data_type().clone(), true)), Arc::new(inner) as ArrayRef),
    ]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("mask", utf8(1)),
        ("mask_large", large(2)),
        ("mask_view", view(3)),
        ("address", large(4)),
        ("hash", view(5)),
        ("hash_sha", utf8(6)),
        ("token", utf8(7)),
        ("token_dict", dictionary(8)),
        ("seal", utf8(9)),
        ("seal_aes", view(10)),
        ("seal_dict", dictionary(11)),
        ("number", Arc::new(numbers().collect::<Int64Array>())),
        ("bucket", Arc::new(numbers().collect::<Int64Array>())),
        ("date", Arc::new(indices.iter().map(|&index| Some(i32::from(index) * 97 - 5000)).collect::<Date32Array>())),
        ("text", utf8(12)),
        ("text_view", view(13)),
        ("text_dict", dictionary(14)),
        ("constant", utf8(15)),
        ("nothing", utf8(16)),
        ("id", large(24)),
        ("id_dict", dictionary(25)),
        ("phone_view", view(26)),
        ("digits", Arc::new(numbers().collect::<Int64Array>())),
        ("dropped", utf8(17)),
        ("kept", utf8(18)),
        ("list", list(22)),
        ("list_text", list(23)),
        ("person", Arc::new(person)),
    ];
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, array)| array).collect())
        .expect("equal lengths")
}

fn check(batch: &RecordBatch) {
    ["all", "formats"].into_iter().for_each(|scenario| check_scenario(batch, scenario));
}

fn check_scenario(batch: &RecordBatch, scenario: &str) {
    let policy = Policy::parse(POLICY).expect("a policy without fault");
    let seed = Arc::new(RunSeed::random().expect("randomness"));
    let options = ApplyOptions::new().with_keyring(keyring()).with_fixed_seed(seed).with_scenario(scenario);
    let run = |threads: usize, rows: usize| {
        pool(threads).install(|| applied(batch, rows, &policy, &options)).expect("the policy applies")
    };
    let (expected, counts) = run(1, batch.num_rows().max(1));
    assert_eq!(expected.num_rows(), batch.num_rows());
    for threads in [1, 2] {
        for rows in [1, 7, 4096, batch.num_rows().max(1)] {
            let (output, other_counts) = run(threads, rows);
            for (index, field) in expected.schema().fields().iter().enumerate() {
                // Dictionaries may number their values in another order; what the rows hold is the same.
                let [left, right] = [&expected, &output].map(|batch| weimu_tests::cell::rows(batch.column(index)));
                assert!(left == right, "{} differs with {threads} threads and batches of {rows}", field.name());
            }
            assert_eq!(format!("{counts:?}"), format!("{other_counts:?}"), "{threads} threads, batches of {rows}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn small_tables_come_out_the_same_for_any_split(
        indices in prop::collection::vec(any::<u8>(), 0..40),
        extra in prop::collection::vec("\\PC{0,24}", 1..6),
    ) {
        check(&batch(&indices, &extra));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn tables_that_threads_share_come_out_the_same_for_any_split(
        indices in prop::collection::vec(any::<u8>(), MANY..MANY + 100),
        extra in prop::collection::vec("\\PC{0,24}", 1..6),
    ) {
        check(&batch(&indices, &extra));
    }
}

#[test]
fn a_slice_comes_out_as_the_same_rows_of_the_whole() {
    let indices: Vec<u8> = (0..200).collect();
    let whole = batch(&indices, &["甲".to_owned()]);
    let policy = Policy::parse(POLICY).expect("a policy without fault");
    let options = ApplyOptions::new().with_keyring(keyring());
    let deterministic = [
        "mask",
        "mask_large",
        "mask_view",
        "address",
        "hash",
        "token",
        "token_dict",
        "bucket",
        "date",
        "constant",
        "id_dict",
    ];
    let (all, _) = applied(&whole, 200, &policy, &options).expect("the policy applies");
    let (part, _) = applied(&whole.slice(63, 50), 50, &policy, &options).expect("the policy applies");
    for name in deterministic {
        let of =
            |batch: &RecordBatch| weimu_tests::cell::rows(batch.column_by_name(name).expect("a column of the policy"));
        assert!(of(&all.slice(63, 50)) == of(&part), "{name}");
    }
}
