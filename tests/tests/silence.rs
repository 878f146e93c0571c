//! What the product says never holds a value of the data: errors in both languages, `Debug`, counts, profiles.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use arrow_array::RecordBatch;
use weimu::engine::{self, ApplyOptions};
use weimu::error::{Error, Lang};
use weimu::io::{self, Existing, Format, Layout};
use weimu::keys::{Keyring, Profile};
use weimu::policy::Policy;
use weimu_tests::cell;
use weimu_tests::table::{self, applied, revealed, stream, try_read};

/// Shorter values are everyday words, such as 男.
const SHORTEST: usize = 5;

/// Everything that was said about a table.
struct Said {
    texts: Vec<String>,
    failures: usize,
}

impl Said {
    fn error(&mut self, error: &Error) {
        self.failures += 1;
        self.texts.extend([error.to_string(), format!("{error:?}"), error.message(Lang::Zh), error.message(Lang::En)]);
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            self.texts.extend([cause.to_string(), format!("{cause:?}")]);
            source = cause.source();
        }
    }

    fn result<T>(&mut self, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.error(&error)).ok()
    }

    fn debug(&mut self, value: &dyn std::fmt::Debug) {
        self.texts.push(format!("{value:?}"));
    }
}

#[test]
fn nothing_that_is_said_about_a_table_holds_a_value_of_it() {
    let mut tables: Vec<(String, RecordBatch)> =
        table::demo().into_iter().map(|table| (table.name, table.batch)).collect();
    tables.extend(
        table::real()
            .into_iter()
            .flatten()
            .map(|table| (table.name, table.batch.slice(0, table.batch.num_rows().min(500)))),
    );
    for (name, batch) in tables {
        let said = say_everything(&batch);
        assert!(said.failures > 20, "only {} failures over {name}", said.failures);
        let values = values(&batch);
        assert!(values.len() > 20, "only {} values in {name}", values.len());
        let search = AhoCorasick::new(&values).expect("an automaton");
        for text in &said.texts {
            let found = search.find_overlapping_iter(text).find(|found| !is_inside_a_number(text, found.range()));
            let found = found.map(|found| &values[found.pattern().as_usize()]);
            assert_eq!(found, None, "a value of {name} is in: {text}");
        }
    }
}

/// Whether a number continues on either side: key identifiers are random and may hold the digits of any postcode.
fn is_inside_a_number(text: &str, place: Range<usize>) -> bool {
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let before = digit(bytes.get(place.start)) && place.start > 0 && digit(bytes.get(place.start - 1));
    let after = digit(bytes.get(place.end - 1)) && digit(bytes.get(place.end));
    before || after
}

fn values(batch: &RecordBatch) -> Vec<String> {
    let names: BTreeSet<String> = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
    let values = cell::all(batch).map(|(_, value)| value.trim().to_owned());
    let values: BTreeSet<String> =
        values.filter(|value| value.chars().count() >= SHORTEST && !names.contains(value)).collect();
    values.into_iter().collect()
}

fn say_everything(batch: &RecordBatch) -> Said {
    let mut said = Said { texts: Vec::new(), failures: 0 };
    say_policies(batch, &mut said);
    say_files(batch, &mut said);
    let profile = engine::scan(stream(batch, 100)).expect("a table can be scanned");
    said.debug(&profile);
    said
}

/// Policies that do not fit, rules that leak, and reversals of what was never sealed.
fn say_policies(batch: &RecordBatch, said: &mut Said) {
    let mut keyring = Keyring::create(Profile::Gm).expect("a keyring");
    keyring.add("k").expect("a key");
    let options = ApplyOptions::new().with_keyring(Arc::new(keyring));
    said.debug(&options);
    let head = "weimu: 1\ndataset: d\nkeys: { k: { keyring: k }, other: { keyring: other } }\n";
    let rules = [
        "op: keep",
        "op: mask, keep_first: 2",
        "op: 'null'",
        "op: replace, with: x",
        "op: tokenize, key: k",
        "op: encrypt, key: k",
        "op: hash, key: k",
        "op: generalize, level: county",
        "op: generalize, precision: month",
        "op: generalize, width: 10",
        "scan: text",
        "op: tokenize, key: other",
        "type: id_card",
        "type: date",
    ];
    for rule in rules {
        let columns: String =
            batch.schema().fields().iter().map(|field| format!("  {:?}: {{ {rule} }}\n", field.name())).collect();
        for leak in ["deny", "warn"] {
            let text = format!(
                "{head}scenarios: {{ s: {{ unlisted: deny }} }}\ncolumns:\n{columns}checks: {{ leak: {leak} }}\n"
            );
            let Some(policy) = said.result(Policy::parse(&text)) else { continue };
            said.debug(&policy);
            if let Some((output, counts)) = said.result(applied(batch, 64, &policy, &options)) {
                said.debug(&counts);
                let back = revealed(&output, 64, &policy, &options);
                said.result(back);
            }
            let never_sealed = revealed(batch, 64, &policy, &options);
            said.result(never_sealed);
        }
    }
    for builtin in Policy::builtin_names() {
        let policy = Policy::builtin(builtin).expect("a built-in policy");
        if let Some((_, counts)) = said.result(applied(batch, 64, &policy, &ApplyOptions::new())) {
            said.debug(&counts);
        }
    }
    said.result(
        Policy::parse("weimu: 1\ncolumns: { 不存在: { op: mask } }\nscenarios: { s: {} }")
            .and_then(|policy| applied(batch, 64, &policy, &ApplyOptions::new())),
    );
}

/// Files that are cut off or damaged, in every format.
fn say_files(batch: &RecordBatch, said: &mut Said) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for format in [Format::Parquet, Format::Csv, Format::Tsv, Format::JsonLines, Format::ArrowFile, Format::ArrowStream]
    {
        let path = folder.path().join(format!("table.{}", format.extension()));
        let mut sink = io::create(&path, &Layout::new(format), &batch.schema(), Existing::Refuse).expect("a new file");
        sink.write(batch).and_then(|()| sink.finish()).expect("the table can be written");
        say_damage(&path, said);
    }
}

fn say_damage(path: &Path, said: &mut Said) {
    let whole = fs::read(path).expect("the file just written");
    let mut damaged: Vec<Vec<u8>> = (1..8).map(|part| whole[..whole.len() * part / 8].to_vec()).collect();
    for part in 0..24 {
        let mut bytes = whole.clone();
        let place = bytes.len() * part / 24;
        bytes[place] = [0xff, b'"', b'\n', b','][part % 4];
        damaged.push(bytes);
    }
    for bytes in damaged {
        fs::write(path, bytes).expect("the file can be replaced");
        said.result(try_read(path));
    }
}
