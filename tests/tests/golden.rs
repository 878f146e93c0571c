//! Results that must not change from one release to the next: the demo tables' first rows under operations that give the same
//! result every time. `WEIMU_BLESS=1` writes the files anew; their diff is then to be read.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::RecordBatch;
use weimu::engine::ApplyOptions;
use weimu::io::{self, Existing, Format, Layout};
use weimu::keys::{Keyring, Passphrase, Profile};
use weimu::policy::Policy;
use weimu_tests::place::root;
use weimu_tests::table::{self, applied, revealed};

const ROWS: usize = 20;

fn folder() -> PathBuf {
    root().join("corpora/golden")
}

fn blesses() -> bool {
    std::env::var_os("WEIMU_BLESS").is_some_and(|value| value == "1")
}

/// The committed keyring, of use for nothing else: its passphrase stands here.
fn keyring() -> Arc<Keyring> {
    let path = folder().join("keyring.json");
    let passphrase = Passphrase::new("golden".to_owned());
    if !path.exists() && blesses() {
        let mut keyring = Keyring::create(Profile::Gm).expect("a keyring");
        keyring.add("person").expect("a key");
        keyring.save_new(&path, &passphrase).expect("a new keyring file");
    }
    Arc::new(Keyring::open(&path, &passphrase).expect("corpora/golden/keyring.json"))
}

#[test]
fn demo_tables_give_the_committed_results() {
    let mut compared = 0;
    for table in table::demo() {
        let stem = table.name.split('.').next().expect("a name").to_owned();
        let policy = fs::read_to_string(folder().join(format!("{stem}.yaml"))).expect("a policy for every demo table");
        let policy = Policy::parse(&policy).unwrap_or_else(|error| panic!("{stem}: {error}"));
        let options = ApplyOptions::new().with_keyring(keyring());
        let rows = table.batch.slice(0, ROWS);
        let (output, _) = applied(&rows, ROWS, &policy, &options).unwrap_or_else(|error| panic!("{stem}: {error}"));
        compared += usize::from(is_committed(&format!("{stem}.jsonl"), &as_json_lines(&output)));
    }
    assert!(blesses() || compared >= 3, "only {compared} tables were compared");
}

#[test]
fn demo_tables_replaced_within_their_formats_give_the_committed_results_and_come_back() {
    let mut compared = 0;
    for (file, table) in [("residents.parquet", "residents"), ("enterprises.csv", "enterprises")] {
        let policy = fs::read_to_string(folder().join(format!("{table}_fpe.yaml"))).expect("the policy");
        let policy = Policy::parse(&policy).unwrap_or_else(|error| panic!("{table}: {error}"));
        let options = ApplyOptions::new().with_keyring(keyring());
        let rows = table::read(&root().join("corpora/demo").join(file)).slice(0, ROWS);
        let (output, _) = applied(&rows, ROWS, &policy, &options).unwrap_or_else(|error| panic!("{table}: {error}"));
        compared += usize::from(is_committed(&format!("{table}_fpe.jsonl"), &as_json_lines(&output)));
        let back = revealed(&output, 7, &policy, &options).unwrap_or_else(|error| panic!("{table}: {error}"));
        assert!(back == rows, "{table}");
    }
    assert!(blesses() || compared == 2, "only {compared} tables were compared");
}

#[test]
fn committed_tokens_are_opened_by_the_committed_keyring() {
    if blesses() {
        return;
    }
    let policy = fs::read_to_string(folder().join("residents.yaml")).expect("the policy");
    let policy = Policy::parse(&policy).unwrap_or_else(|error| panic!("{error}"));
    let sealed = table::read(&folder().join("residents.jsonl"));
    let back = revealed(&sealed, ROWS, &policy, &ApplyOptions::new().with_keyring(keyring()))
        .unwrap_or_else(|error| panic!("{error}"));
    let original = table::read(&root().join("corpora/demo/residents.parquet")).slice(0, ROWS);
    for name in ["身份证号", "联系电话"] {
        assert_eq!(back.column_by_name(name), original.column_by_name(name), "{name}");
    }
}

fn as_json_lines(batch: &RecordBatch) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("rows.jsonl");
    let mut sink =
        io::create(&path, &Layout::new(Format::JsonLines), &batch.schema(), Existing::Refuse).expect("a new file");
    sink.write(batch).and_then(|()| sink.finish()).expect("the rows can be written");
    fs::read_to_string(path).expect("the file just written")
}

/// Compares with the committed file, or writes it.
fn is_committed(name: &str, result: &str) -> bool {
    let path = folder().join(name);
    if blesses() {
        fs::write(path, result).expect("the golden file can be written");
        return false;
    }
    let committed = fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"));
    for (row, (now, then)) in result.lines().zip(committed.lines()).enumerate() {
        assert_eq!(now, then, "{name}, row {row}");
    }
    assert_eq!(result.len(), committed.len(), "{name}: rows were added or lost");
    true
}
