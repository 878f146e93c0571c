//! `weimu apply`: outputs, names, formats, report.

#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "a test stops where its expectation fails")]

mod weimu;

use std::fs;

use weimu::{Place, VALUES};

#[test]
fn the_output_holds_none_of_the_values() {
    let place = Place::new();
    place.run(&["apply", "residents.csv", "--policy", "open.yaml", "--out", "out/"]).ok();
    let out = place.read("out/residents.csv");
    VALUES.iter().for_each(|value| assert!(!out.contains(value), "{value} is left"));
    assert!(out.starts_with("姓名,身份证号,联系电话,家庭住址,备注,金额\n张*,"), "{out}");
    assert!(out.contains("138****8000"), "{out}");
    assert_eq!(out.lines().count(), 4);
}

#[test]
fn a_built_in_policy_goes_by_its_name() {
    let place = Place::new();
    place.run(&["apply", "residents.csv", "--policy", "open", "--out", "out.csv"]).ok();
    assert!(!place.read("out.csv").contains(VALUES[0]));
}

#[test]
fn the_report_counts_and_names_no_value() {
    let place = Place::new();
    let arguments =
        ["apply", "residents.csv", "--policy", "open.yaml", "--out", "out/", "--json", "--report", "r/report.json"];
    let ran = place.run(&arguments).ok();
    let report = ran.json();
    assert_eq!(report["command"], "apply");
    assert_eq!(report["scenario"], "open");
    let file = &report["files"][0];
    assert_eq!((&file["rows"], &file["leak"]["result"]), (&3.into(), &"passed".into()));
    let columns = file["columns"].as_array().unwrap();
    let of = |name: &str| columns.iter().find(|column| column["name"] == name).unwrap();
    assert_eq!((&of("身份证号")["type"], &of("身份证号")["action"]), (&"id_card".into(), &"hash".into()));
    assert_eq!((&of("联系电话")["rows"], &of("备注")["action"]), (&3.into(), &"scan".into()));
    assert_eq!(of("备注")["findings"]["id_card"], 1);
    assert_eq!(ran.stdout, place.read("r/report.json"));
}

#[test]
fn a_second_run_is_refused_until_forced() {
    let place = Place::new();
    let arguments = ["apply", "residents.csv", "--policy", "open.yaml", "--out", "out/"];
    place.run(&arguments).ok();
    place.refuses(2, "--force", &arguments);
    place.run(&[&arguments[..], &["--force"]].concat()).ok();
    assert_eq!(place.everything().iter().filter(|name| name.starts_with("out")).count(), 2);
}

#[test]
fn the_extension_of_out_gives_the_format() {
    let place = Place::new();
    place.run(&["apply", "residents.csv", "--policy", "open.yaml", "--out", "out.parquet"]).ok();
    assert!(fs::read(place.path("out.parquet")).unwrap().starts_with(b"PAR1"));
    place.run(&["apply", "residents.csv", "--policy", "open.yaml", "--out", "out/", "--format", "jsonl"]).ok();
    assert!(place.read("out/residents.jsonl").starts_with('{'));
}

#[test]
fn a_folder_keeps_its_paths_and_one_person_gets_one_surrogate() {
    let place = Place::new();
    place.write("in/2025/a.csv", weimu::RESIDENTS);
    place.write("in/2026/a.csv", weimu::RESIDENTS);
    place.write("in/readme.pdf", "");
    let ran = place.run(&["apply", "in", "--policy", "open.yaml", "--out", "out"]).ok();
    assert!(ran.stdout.contains("2 files") && ran.stdout.contains("skipped: 1"), "{}", ran.stdout);
    let id = |name: &str| place.read(name).lines().nth(1).unwrap().split(',').nth(1).unwrap().to_owned();
    assert_eq!(id("out/2025/a.csv"), id("out/2026/a.csv"), "the key of a run is the same for all of its files");
}

#[test]
fn an_output_inside_the_input_folder_is_not_read_again() {
    let place = Place::new();
    place.write("in/a.csv", weimu::RESIDENTS);
    let arguments = ["apply", "in", "--policy", "open.yaml", "--out", "in/out/", "--force"];
    place.run(&arguments).ok();
    place.run(&arguments).ok();
    assert!(!place.path("in/out/out").exists());
}

#[test]
fn globs_are_understood() {
    let place = Place::new();
    place.write("in/a1.csv", weimu::RESIDENTS);
    place.write("in/a2.csv", weimu::RESIDENTS);
    place.run(&["apply", "in/a?.csv", "--policy", "open.yaml", "--out", "out"]).ok();
    assert!(place.path("out/a1.csv").exists() && place.path("out/a2.csv").exists());
}

#[test]
fn the_number_of_threads_does_not_change_the_output() {
    let place = Place::new();
    let policy = weimu::OPEN.replace("身份证号: { type: id_card }", "身份证号: { op: mask, keep_last: 1 }");
    // A hash under the key of one run differs between runs; in text it is replaced here by a constant.
    let policy = policy + "scenarios:\n  open:\n    types:\n      id_card: { op: replace, with: 证号 }\n";
    place.write("policy.yaml", policy);
    let rows = weimu::RESIDENTS.split_once('\n').unwrap();
    place.write("big.csv", format!("{}\n{}", rows.0, rows.1.repeat(9_000)));
    place.run(&["apply", "big.csv", "--policy", "policy.yaml", "--out", "one/", "--threads", "1"]).ok();
    place.run(&["apply", "big.csv", "--policy", "policy.yaml", "--out", "two/", "--threads", "2"]).ok();
    assert_eq!(place.read("one/big.csv"), place.read("two/big.csv"));
}

#[test]
fn two_inputs_for_one_output_are_refused() {
    let place = Place::new();
    place.write("other/residents.csv", weimu::RESIDENTS);
    let arguments = ["apply", "residents.csv", "other/residents.csv", "--policy", "open.yaml", "--out", "out"];
    place.refuses(2, "two inputs would give this output", &arguments);
}
