//! The table of names of towns is made from the published list, and nothing else.
//!
//! `WEIMU_BLESS=1 cargo test --release -p weimu --test address_townships` writes the table anew from
//! `reference/townships.tsv.zst` of the shared data; its origin is stated in `corpora/README.md`.

#![expect(clippy::string_slice, reason = "codes are digits")]

mod shared;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use shared::data_file;

/// Suffixes of towns, longer ones first.
const SUFFIXES: [&str; 6] = ["街道办事处", "街道", "民族乡", "镇", "乡", "苏木"];

/// Ends of names that would be read as roads: 九州路 of 九州路街道.
const ROADS: [char; 5] = ['路', '街', '道', '巷', '弄'];

fn table_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/detect/address/townships.txt")
}

/// The name without its suffix, if it has one and two to four Chinese characters in front of it.
fn stem(name: &str) -> Option<&str> {
    let stem = SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix))?;
    let han = stem.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
    ((2..=4).contains(&stem.chars().count()) && han && !stem.ends_with(ROADS)).then_some(stem)
}

/// One line for each prefecture: the first four digits of its code, and the stems of its towns.
fn table(published: &str) -> String {
    let mut prefectures: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in published.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [code, name, others, ..] = fields[..] else { continue };
        let names = others.split('|').chain([name]).filter_map(stem);
        prefectures.entry(&code[..4]).or_default().extend(names);
    }
    let line = |(code, names): (&&str, &BTreeSet<&str>)| {
        let names: Vec<&str> = names.iter().copied().collect();
        format!("{code} {}\n", names.join(" "))
    };
    prefectures.iter().filter(|(_, names)| !names.is_empty()).map(line).collect()
}

#[test]
fn the_table_of_towns_is_what_the_published_list_gives() {
    let Some(published) = data_file("reference/townships.tsv.zst") else { return };
    let made = table(&published);
    if std::env::var_os("WEIMU_BLESS").is_some() {
        std::fs::write(table_file(), &made).expect("the folder of the crate can be written to");
    }
    let kept = std::fs::read_to_string(table_file()).expect("the table is part of the crate");
    assert!(made == kept, "the table is not what the list gives; WEIMU_BLESS=1 writes it anew");
}

#[test]
fn the_table_of_towns_is_sorted_and_without_repetition() {
    let kept = std::fs::read_to_string(table_file()).expect("the table is part of the crate");
    let lines: Vec<&str> = kept.lines().collect();
    assert!(lines.len() > 300 && lines.is_sorted_by(|a, b| a[..4] < b[..4]));
    for line in lines {
        let names: Vec<&str> = line.split(' ').skip(1).collect();
        assert!(!names.is_empty() && names.is_sorted_by(|a, b| a < b), "{}", &line[..4]);
        assert!(names.iter().all(|name| (2..=4).contains(&name.chars().count())), "{}", &line[..4]);
    }
}
