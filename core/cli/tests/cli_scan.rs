//! `weimu scan`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "a test stops where its expectation fails")]

mod weimu;

use std::io::Write;
use std::process::Stdio;

use serde_json::json;
use weimu::{Place, Ran};

#[test]
fn a_table_is_one_object_with_its_columns() {
    let scan = Place::new().run(&["scan", "residents.csv", "--json"]).ok().json();
    let columns: Vec<(&str, &str)> = scan["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| (column["name"].as_str().unwrap(), column["type"].as_str().unwrap()))
        .collect();
    let expected = [("姓名", "name"), ("身份证号", "id_card"), ("家庭住址", "address"), ("金额", "none")];
    for pair in expected {
        assert!(columns.contains(&pair), "{pair:?} is not in {columns:?}");
    }
    assert!(["mobile", "phone"].contains(&columns[2].1));
    let id = &scan["columns"][1];
    assert!(id["confidence"].as_f64().unwrap() > 0.5);
    assert_eq!(id["level"], 3);
    assert_eq!(id["findings"]["id_card"], 3);
    assert!(id.get("refused").is_none());
}

#[test]
fn several_inputs_are_listed_under_files() {
    let place = Place::new();
    place.write("more/note.txt", "电话13800138000");
    let scan = place.run(&["scan", "residents.csv", "more", "--json"]).ok().json();
    assert_eq!(scan["files"][0]["rows"], 3);
    assert_eq!(scan["files"][1]["findings"][0]["kind"], "mobile");
}

#[test]
fn places_in_a_text_are_counted_in_characters() {
    let place = Place::new();
    let mut child = place
        .command(&["scan", "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all("𠮷先生证号11010519491231002X。".as_bytes()).unwrap();
    let scan = Ran::of(child.wait_with_output().unwrap()).ok().json();
    let finding = &scan["findings"][0];
    assert_eq!((&finding["start"], &finding["end"], &finding["kind"]), (&json!(5), &json!(23), &json!("id_card")));
    assert!(finding["confidence"].as_f64().unwrap() > 0.5);
}

#[test]
fn explain_tells_what_was_refused_and_why() {
    let place = Place::new();
    place.write("note.txt", "身份证号110105194912310021");
    let scan = place.run(&["scan", "note.txt", "--json", "--explain"]).ok().json();
    let refused = scan["refused"].as_array().unwrap();
    assert!(refused.iter().any(|refused| refused["kind"] == "id_card" && refused["reason"] == "checksum"), "{scan}");
    assert_eq!(refused[0]["outline"], "******************");
}

#[test]
fn explain_names_refused_cells_by_row_and_place_and_shows_their_outline_alone() {
    let place = Place::new();
    place.write("t.csv", "备注\n无\n\"证号 110105-19491231-0021 ，\"\n电话99900000000\n身份证110105194912310021\n");
    let scan = place.run(&["scan", "t.csv", "--json", "--explain"]).ok();
    let examples = &scan.json()["columns"][0]["examples"];
    let last = examples.as_array().unwrap().last().unwrap();
    let expected = json!({
        "row": 4, "start": 3, "end": 21, "kind": "id_card", "reason": "checksum", "outline": "******************"
    });
    assert_eq!(*last, expected);
    for form in [scan.stdout, place.run(&["scan", "t.csv", "--explain"]).ok().stdout] {
        assert!(!form.contains("0021"), "{form}");
    }
    assert!(place.run(&["scan", "t.csv", "--json"]).ok().json()["columns"][0].get("examples").is_none());
}

#[test]
fn the_table_for_people_is_in_the_language_asked_for() {
    let place = Place::new();
    assert!(place.run(&["scan", "residents.csv"]).ok().stdout.contains("id_card"));
    assert!(place.run(&["scan", "residents.csv", "--lang", "zh"]).ok().stdout.contains("居民身份证号"));
    let by_locale = place.command(&["scan", "residents.csv"]).env("LC_ALL", "zh_CN.UTF-8").output().unwrap();
    assert!(Ran::of(by_locale).ok().stdout.contains("居民身份证号"));
}

#[test]
fn a_text_that_is_not_utf8_is_refused_by_name() {
    let place = Place::new();
    place.write("note.txt", b"\xc9\xed\xb7\xdd13800138000");
    place.refuses(1, "note.txt: the text is not valid UTF-8", &["scan", "note.txt"]);
}
