//! Labelled addresses: their parts, where they are found in running text, and what is none.

mod shared;

use serde_json::Value;
use shared::{case_file, data_file, lines};
use weimu::detect::{Detector, keep_address, parse_address};
use weimu::model::{AddressLevel, AddressPartKind, EntityKind, Finding};

fn cases(list: &str) -> Vec<Value> {
    let cases: Value = serde_json::from_str(&case_file("address_parts.json")).expect("well-formed JSON");
    let cases = cases[list].as_array().expect("a list").clone();
    assert!(!cases.is_empty());
    cases
}

fn text_of(case: &Value) -> &str {
    case.as_str().expect("a text")
}

#[test]
fn addresses_have_the_parts_that_are_labelled() {
    for case in cases("parts") {
        let text = text_of(&case[0]);
        let parts = parse_address(text);
        let found: Vec<_> =
            parts.iter().map(|part| (part.kind.name(), text.get(part.span.range()).expect("a span"))).collect();
        let labelled: Vec<_> =
            case[2].as_array().expect("parts").iter().map(|part| (text_of(&part[0]), text_of(&part[1]))).collect();
        assert_eq!(found, labelled, "{text}: {}", text_of(&case[1]));
    }
}

#[test]
fn what_is_kept_of_an_address_ends_with_one_of_its_parts() {
    for case in cases("parts") {
        let text = text_of(&case[0]);
        let parts = parse_address(text);
        for level in AddressLevel::ALL.into_iter().filter(|&level| level < AddressLevel::Room) {
            let Some(cut) = keep_address(text, level) else { continue };
            let last =
                parts.iter().find(|part| part.span.end() == cut.keep).expect("a part ends where the text is cut");
            assert!(last.level <= level, "{text} at {}", level.name());
            let kept = parts.iter().filter(|part| part.span.end() <= cut.keep);
            assert!(kept.into_iter().all(|part| part.level <= level), "{text} at {}", level.name());
        }
    }
}

#[test]
fn nothing_that_was_not_read_is_kept() {
    for (text, level, kept) in [
        ("浙江省奉化市松岙镇后山东省村", AddressLevel::Town, "浙江省奉化市松岙镇"),
        ("杭州市华美服饰对面灵隐街道", AddressLevel::Town, "杭州市"),
        ("中国（上海）自由贸易试验区民生路3号", AddressLevel::County, "中国（上海）自由贸易试验区"),
    ] {
        let cut = keep_address(text, level).expect("it begins with a division");
        assert_eq!(text.get(..cut.keep), Some(kept));
    }
}

#[test]
fn addresses_are_found_with_the_span_that_is_labelled() {
    for case in cases("found") {
        let text = text_of(&case[0]);
        let findings = Detector::new().find(text);
        let addresses = findings.iter().filter(|finding| finding.kind == EntityKind::Address);
        let found: Vec<_> = addresses.filter_map(|finding| text.get(finding.span.range())).collect();
        let labelled: Vec<_> = case.as_array().expect("a case").iter().skip(1).map(text_of).collect();
        assert_eq!(found, labelled, "{text}");
    }
}

#[test]
fn prose_and_code_have_no_address() {
    for case in cases("silent") {
        let kinds: Vec<_> = Detector::new().find(text_of(&case)).iter().map(|finding| finding.kind).collect();
        assert!(!kinds.contains(&EntityKind::Address), "{}", text_of(&case));
    }
}

/// The labels of a line of mixed text: places in bytes, and whether they are addresses.
fn labels(case: &Value) -> Vec<(std::ops::Range<usize>, bool)> {
    let text = text_of(&case["text"]);
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let place = |value: &Value| bytes[value.as_u64().expect("a place") as usize];
    let spans = case["spans"].as_array().expect("spans");
    spans.iter().map(|span| (place(&span[0])..place(&span[1]), span[2] == "ADDRESS")).collect()
}

/// Whether a finding covers at least four fifths of the label and touches no label of another kind.
fn meets(
    text: &str,
    finding: &Finding,
    label: &std::ops::Range<usize>,
    all: &[(std::ops::Range<usize>, bool)],
) -> bool {
    let (from, to) = (finding.span.start(), finding.span.end());
    let length = |from: usize, to: usize| text.get(from..to).map_or(0, |part| part.chars().count());
    let covered = length(from.max(label.start), to.min(label.end));
    let clean = all.iter().all(|(other, is_address)| *is_address || other.end <= from || to <= other.start);
    covered * 5 >= length(label.start, label.end) * 4 && clean
}

#[test]
fn addresses_of_mixed_text_are_found_with_the_f1_that_is_stated() {
    let Some(data) = data_file("mixed/mixed_dev.jsonl.zst") else { return };
    let detector = Detector::new();
    let (mut right, mut labelled, mut found) = (0, 0, 0);
    for case in lines(&data) {
        let text = text_of(&case["text"]);
        let labels = labels(&case);
        let findings = detector.find(text);
        let findings: Vec<_> = findings.iter().filter(|finding| finding.kind == EntityKind::Address).collect();
        let addresses = labels.iter().filter(|(_, is_address)| *is_address);
        found += findings.len();
        labelled += addresses.clone().count();
        right +=
            addresses.filter(|(label, _)| findings.iter().any(|finding| meets(text, finding, label, &labels))).count();
    }
    let f1 = 2.0 * right as f64 / (labelled + found) as f64;
    println!("labelled {labelled} found {found} right {right} F1 {f1:.4}");
    assert!(labelled > 2000 && f1 >= 0.965, "F1 {f1:.4}");
}

#[test]
fn kinds_have_names_of_their_own() {
    let mut names: Vec<_> = AddressPartKind::ALL.iter().map(|kind| kind.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), AddressPartKind::ALL.len());
}
