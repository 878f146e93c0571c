//! The levels of addresses as people labelled them, and the addresses of running text.
//!
//! `WEIMU_SHOW=n` prints the first n differences of every level.

#![expect(clippy::string_slice, reason = "a span that cuts a character is a failure")]

mod shared;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use shared::{data_file, lines};
use weimu::detect::parse_address;
use weimu::model::{AddressPart, AddressPartKind};

/// The levels that are scored, with the least F1 in percent.
const SCORED: [(AddressPartKind, usize); 5] = [
    (AddressPartKind::Province, 90),
    (AddressPartKind::City, 90),
    (AddressPartKind::County, 90),
    (AddressPartKind::Town, 90),
    (AddressPartKind::Road, 90),
];

const MUNICIPALITIES: [&str; 4] = ["北京", "上海", "天津", "重庆"];

#[derive(Default)]
struct Score {
    labelled: usize,
    found: usize,
    right: usize,
    shown: usize,
}

impl Score {
    fn percent(&self, of: usize) -> f64 {
        100.0 * self.right as f64 / of.max(1) as f64
    }

    fn f1(&self) -> f64 {
        200.0 * self.right as f64 / (self.labelled + self.found).max(1) as f64
    }
}

/// Which kind a label of the corpus means; a municipality is labelled as a city there.
fn kind_of(label: &str, text: &str) -> Option<AddressPartKind> {
    Some(match label {
        "PROV" => AddressPartKind::Province,
        "CITY" if MUNICIPALITIES.contains(&text.trim_end_matches('市')) => AddressPartKind::Province,
        "CITY" => AddressPartKind::City,
        "DISTRICT" => AddressPartKind::County,
        "TOWN" => AddressPartKind::Town,
        // Groups of villages and numbered lanes are labelled as roads in some rows and as something else in others.
        "ROAD" | "SUBROAD" if is_numbered(text) => return None,
        "ROAD" | "SUBROAD" => AddressPartKind::Road,
        _ => return None,
    })
}

/// Whether a label of a road is a group or a numbered lane: 9组, 3弄.
fn is_numbered(text: &str) -> bool {
    let numeral = |c: char| c.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(c);
    text.ends_with(['组', '队', '社']) || text.trim_end_matches(['弄', '巷', '号']).chars().all(numeral)
}

type Part<'a> = (AddressPartKind, &'a str);

/// What is labelled, and the texts of repetitions and development zones, in which a name counts neither way.
fn labelled(case: &Value) -> (BTreeSet<Part<'_>>, Vec<&str>) {
    let text = case["text"].as_str().expect("a text");
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let (mut parts, mut repeated) = (BTreeSet::new(), Vec::new());
    for span in case["spans"].as_array().expect("spans") {
        let place = |index: usize| bytes[span[index].as_u64().expect("a place") as usize];
        let (label, part) = (span[2].as_str().expect("a label"), text.get(place(0)..place(1)).expect("a span"));
        parts.extend(kind_of(label, part).map(|kind| (kind, part)));
        if matches!(label, "REDUNDANT" | "DEVZONE")
            || kind_of(label, part).is_none() && matches!(label, "ROAD" | "SUBROAD")
        {
            repeated.push(part);
        }
    }
    (parts, repeated)
}

fn scored(part: &AddressPart) -> bool {
    SCORED.iter().any(|&(kind, _)| kind == part.kind)
}

#[test]
fn levels_are_read_as_people_label_them() {
    let mut asked = 0;
    for name in ["address/address_parsing_train.jsonl.zst", "address/address_parsing_dev.jsonl.zst"] {
        let Some(data) = data_file(name) else { return };
        let scores = score(&lines(&data));
        println!("{name}");
        for (kind, least) in SCORED {
            let score = &scores[&kind];
            let (recall, precision) = (score.percent(score.labelled), score.percent(score.found));
            println!(
                "{:10} labelled {:5} found {:5} precision {precision:.1} recall {recall:.1} F1 {:.1}",
                kind.name(),
                score.labelled,
                score.found,
                score.f1()
            );
            asked += score.labelled;
            assert!(score.f1() >= least as f64 || std::env::var_os("WEIMU_MEASURE").is_some(), "{}", kind.name());
        }
    }
    assert!(asked > 20_000);
}

fn score(cases: &[Value]) -> BTreeMap<AddressPartKind, Score> {
    let show = std::env::var("WEIMU_SHOW").ok().and_then(|count| count.parse().ok()).unwrap_or(0);
    let mut scores: BTreeMap<AddressPartKind, Score> = BTreeMap::new();
    for case in cases {
        let text = case["text"].as_str().expect("a text");
        let (labelled, repeated) = labelled(case);
        let parts = parse_address(text);
        let found: BTreeSet<Part<'_>> =
            parts.iter().filter(|part| scored(part)).map(|part| (part.kind, &text[part.span.range()])).collect();
        for part in &labelled {
            let score = scores.entry(part.0).or_default();
            score.labelled += 1;
            score.right += usize::from(found.contains(part));
            if !found.contains(part) && score.shown < show {
                score.shown += 1;
                println!("- {} {} in {text}: {:?}", part.0.name(), part.1, found);
            }
        }
        for part in
            found.iter().filter(|part| labelled.contains(part) || !repeated.iter().any(|text| text.contains(part.1)))
        {
            let score = scores.entry(part.0).or_default();
            score.found += 1;
            if !labelled.contains(part) && score.shown < show {
                score.shown += 1;
                println!("+ {} {} in {text}: {labelled:?}", part.0.name(), part.1);
            }
        }
    }
    scores
}
