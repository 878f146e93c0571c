//! Ten million values are sealed under one key and dataset, by threads of several processes: no nonce comes twice.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, StringArray};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rayon::slice::ParallelSliceMut;
use weimu::engine::{ApplyOptions, apply};
use weimu::keys::{Keyring, Passphrase};
use weimu::policy::Policy;
use weimu::transform::sealed::{self, Form};
use weimu_tests::place::root;

const POLICY: &str = "
weimu: 1
dataset: d
crypto: any
keys: { k: { keyring: person } }
scenarios:
  s:
    types:
      id_card: { op: encrypt, key: k }
      mobile:  { op: encrypt, key: k }
columns:
  one:    { op: encrypt, key: k }
  other:  { op: encrypt, key: k, algorithm: aes-256-gcm }
  remark: { scan: text }
checks: { leak: off }
";

/// How the values of a run are spread, and runs over threads and processes.
const ROWS: usize = 12_500;
const BATCHES: usize = 5;
const RUNS: usize = 5;
const THREADS: usize = 2;
const CHILDREN: usize = 7;

/// Two columns and two kinds of findings: each has its own prefix in each run.
const PREFIXES: usize = 4;

/// One row in this many has findings in its text.
const REMARKS: usize = 250;

type Nonce = [u8; 12];

#[test]
fn no_nonce_comes_twice_under_a_key() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let program = env::current_exe().expect("the path of this program");
    let outputs: Vec<_> = (0..CHILDREN).map(|child| folder.path().join(child.to_string())).collect();
    let start = |output| {
        Command::new(&program)
            .args(["--exact", "a_process_seals", "--ignored"])
            .env(OUTPUT, output)
            .stdout(Stdio::null())
            .spawn()
    };
    let mut children: Vec<_> = outputs.iter().map(|output| start(output).expect("this program starts again")).collect();
    let mut nonces = sealed_by_this_process();
    for (child, output) in children.iter_mut().zip(&outputs) {
        assert!(child.wait().expect("it ends").success(), "a process failed");
        let bytes = fs::read(output).expect("the nonces of a process");
        nonces.extend_from_slice(bytes.as_chunks().0);
    }
    let sealed = (CHILDREN + 1) * THREADS * RUNS * BATCHES * (2 * ROWS + 2 * ROWS / REMARKS);
    assert!(sealed > 10_000_000);
    assert_eq!(nonces.len(), sealed);
    nonces.par_sort_unstable();
    assert!(nonces.is_sorted_by(|one, next| one < next), "a nonce came twice");
    nonces.dedup_by_key(|nonce| nonce.first_chunk::<8>().copied());
    // Prefixes are made from the seed of the run.
    assert_eq!(nonces.len(), (CHILDREN + 1) * THREADS * RUNS * PREFIXES, "two runs had one seed");
}

/// Where a process is to write its nonces.
const OUTPUT: &str = "WEIMU_NONCES";

#[test]
#[ignore = "it is one of the processes of the other test"]
fn a_process_seals() {
    let output = env::var_os(OUTPUT).expect("the other test says where to");
    fs::write(Path::new(&output), sealed_by_this_process().as_flattened()).expect("a temporary file");
}

fn sealed_by_this_process() -> Vec<Nonce> {
    let options = ApplyOptions::new().with_keyring(Arc::new(keyring()));
    let policy = Policy::parse(POLICY).expect("a policy");
    let runs = || (0..RUNS).flat_map(|_| sealed_by_a_run(&policy, &options)).collect::<Vec<_>>();
    thread::scope(|scope| {
        let threads = [(); THREADS].map(|()| scope.spawn(runs));
        threads.into_iter().flat_map(|thread| thread.join().expect("it does not panic")).collect()
    })
}

/// The same key in every process.
fn keyring() -> Keyring {
    let file = fs::read_to_string(root().join("corpora/vectors/weimu_keyring.json")).expect("a file of the project");
    let file: serde_json::Value = serde_json::from_str(&file).expect("JSON");
    let passphrase = Passphrase::new(file["passphrase"].as_str().expect("a passphrase").to_owned());
    Keyring::from_json(file["vectors"][0].to_string().as_bytes(), &passphrase).expect("a keyring")
}

fn sealed_by_a_run(policy: &Policy, options: &ApplyOptions) -> Vec<Nonce> {
    let values: ArrayRef = Arc::new(StringArray::from(vec!["x"; ROWS]));
    let remark = |row| (row % REMARKS == 0).then_some("电话13800138000,证件110101199003072316。");
    let remarks: ArrayRef = Arc::new((0..ROWS).map(remark).collect::<StringArray>());
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("one", values.clone(), true),
        ("other", values, true),
        ("remark", remarks, true),
    ]);
    let batch = batch.expect("three columns");
    let stream = RecordBatchIterator::new([(); BATCHES].map(|()| Ok(batch.clone())), batch.schema());
    let mut nonces = Vec::new();
    for output in apply(Box::new(stream), policy, options).expect("the policy fits") {
        let output = output.expect("it is sealed");
        for column in output.columns().iter().take(2) {
            nonces.extend(column.as_string::<i32>().iter().flatten().map(nonce));
        }
        for text in output.column(2).as_string::<i32>().iter().flatten() {
            let found = sealed::find_in_text(text).map(|found| nonce(&text[found.surrogate.range()]));
            nonces.extend(found);
        }
    }
    nonces
}

/// `wm1.`, 8 characters of header, 16 of nonce.
fn nonce(surrogate: &str) -> Nonce {
    assert_eq!(sealed::looks_sealed(surrogate), Some(Form::Encrypted));
    let mut nonce = [0; 12];
    BASE64_URL_SAFE_NO_PAD.decode_slice(&surrogate[12..28], &mut nonce).expect("base64url");
    nonce
}
