//! What is refused, with which exit code and message, and that nothing is left: bad input, bad output, bad policy.

#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "a test stops where its expectation fails")]

mod weimu;

use std::fs;
use std::process::Command;

use weimu::{Place, VALUES};

const APPLY: [&str; 4] = ["--policy", "open.yaml", "--out", "out/"];

fn apply(input: &str) -> Vec<&str> {
    [&["apply", input][..], &APPLY].concat()
}

#[test]
fn a_truncated_parquet_file() {
    let place = Place::new();
    place.run(&["apply", "residents.csv", "--policy", "open.yaml", "--out", "whole.parquet"]).ok();
    let whole = fs::read(place.path("whole.parquet")).unwrap();
    for length in [5, whole.len() / 2, whole.len() - 1] {
        place.write("cut.parquet", &whole[..length]);
        place.refuses(1, "cut.parquet", &apply("cut.parquet"));
    }
}

#[test]
fn csv_that_is_not_utf8() {
    let place = Place::new();
    let mut bytes = weimu::RESIDENTS.repeat(3).into_bytes();
    let end = bytes.len() - 4;
    bytes[end] = 0xff;
    place.write("bad.csv", bytes);
    place.refuses(1, "bad.csv", &apply("bad.csv"));
}

#[test]
fn a_ragged_csv_names_the_row() {
    let place = Place::new();
    place.write("ragged.csv", format!("{}赵六,11010519491231002X\n", weimu::RESIDENTS));
    let ran = place.refuses(1, "2 fields where the header has 6", &apply("ragged.csv"));
    assert!(ran.stderr.contains("ragged.csv, row 4"), "{}", ran.stderr);
}

#[test]
fn a_policy_that_names_an_unknown_column() {
    let place = Place::new();
    place.write("policy.yaml", weimu::OPEN.replace("家庭住址", "家庭地址"));
    let arguments = ["apply", "residents.csv", "--policy", "policy.yaml", "--out", "out/"];
    place.refuses(2, "家庭地址", &arguments);
}

#[test]
fn every_fault_of_a_policy_has_its_line() {
    let place = Place::new();
    place.write(
        "policy.yaml",
        "weimu: 1\nscenarios:\n  open:\n    types:\n      id_card: { op: msk }\n      phon: { op: keep }\n",
    );
    let arguments = ["apply", "residents.csv", "--policy", "policy.yaml", "--out", "out/", "--json"];
    let error = place.refuses(2, "policy.yaml", &arguments).error_json();
    assert_eq!(error["class"], "refused");
    let lines: Vec<u64> =
        error["faults"].as_array().unwrap().iter().map(|fault| fault["line"].as_u64().unwrap()).collect();
    assert!(lines.contains(&5) && lines.contains(&6), "{error}");
}

#[test]
fn a_leak_is_exit_code_3_and_leaves_no_output() {
    let place = Place::new();
    place.write("policy.yaml", weimu::OPEN.replace("备注: { scan: text }", "备注: { op: keep }"));
    let arguments = ["apply", "residents.csv", "--policy", "policy.yaml", "--out", "out/", "--json"];
    let error = place.refuses(3, "备注", &arguments).error_json();
    assert_eq!(error["class"], "gate");
    assert_eq!(error["leaks"][0]["column"], "备注");
}

#[test]
fn the_last_file_of_a_folder_stops_all_of_it() {
    let place = Place::new();
    place.write("in/a.csv", weimu::RESIDENTS);
    place.write("in/b.csv", format!("{}赵六\n", weimu::RESIDENTS));
    place.refuses(1, "b.csv", &apply("in"));
}

#[test]
fn an_output_that_is_the_input() {
    let place = Place::new();
    let arguments = ["apply", "residents.csv", "--policy", "open.yaml", "--out"];
    for out in ["residents.csv", "./", "../.././residents.csv"] {
        let out =
            if out.starts_with("../") { place.path("residents.csv").display().to_string() } else { out.to_owned() };
        place.refuses(2, "the output is the input", &[&arguments[..], &[&out, "--force"]].concat());
    }
    assert_eq!(place.read("residents.csv"), weimu::RESIDENTS);
}

#[test]
fn an_input_that_is_not_there_or_of_no_known_format() {
    let place = Place::new();
    place.refuses(2, "none.csv", &apply("none.csv"));
    place.write("note.txt", VALUES[0]);
    place.refuses(2, "note.txt", &apply("note.txt"));
}

#[test]
fn an_output_folder_that_cannot_be_written() {
    let place = Place::new();
    // Root may write into a read-only folder; nobody may into a file, nor into /proc.
    place.refuses(1, "open.yaml/out", &["apply", "residents.csv", "--policy", "open.yaml", "--out", "open.yaml/out/"]);
    if cfg!(target_os = "linux") {
        place.refuses(1, "/proc", &["apply", "residents.csv", "--policy", "open.yaml", "--out", "/proc/weimu/"]);
    }
}

#[test]
fn a_read_only_folder() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    fs::create_dir(place.path("fixed")).unwrap();
    fs::set_permissions(place.path("fixed"), fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(place.path("fixed/probe"), "").is_ok() {
        eprintln!("SKIPPED: this user may write into read-only folders");
        return;
    }
    place.refuses(1, "permission denied", &["apply", "residents.csv", "--policy", "open.yaml", "--out", "fixed/"]);
}

#[test]
fn a_disk_that_fills_up() {
    let place = Place::new();
    fs::create_dir(place.path("small")).unwrap();
    let small = place.path("small");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(&small).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: no right to mount a small file system");
        return;
    }
    let rows = weimu::RESIDENTS.split_once('\n').unwrap();
    place.write("big.csv", format!("{}\n{}", rows.0, rows.1.repeat(2_000)));
    let ran = place.run(&["apply", "big.csv", "--policy", "open.yaml", "--out", "small/"]);
    let left = fs::read_dir(&small).unwrap().count();
    Command::new("umount").arg(&small).status().unwrap();
    ran.failed_with(1, "the disk is full");
    assert!(ran.stderr.contains("small/big.csv"), "{}", ran.stderr);
    assert_eq!(left, 0);
}

#[test]
fn wrong_usage_is_exit_code_2_in_either_form() {
    let place = Place::new();
    place.refuses(2, "--policy", &["apply", "residents.csv", "--out", "out/"]);
    let error = place.refuses(2, "--policy", &["apply", "residents.csv", "--out", "out/", "--json"]).error_json();
    assert_eq!(error["class"], "refused");
}

#[test]
fn messages_are_in_chinese_when_asked_for() {
    let place = Place::new();
    place.refuses(2, "没有与 `none.csv` 匹配的输入文件", &[&["--lang", "zh"][..], &apply("none.csv")].concat());
}
