//! Recall and precision on mixed text, and false findings on text without personal data.
//!
//! `WEIMU_SHOW=n` prints the first n misses and false findings of every kind.

#![expect(clippy::string_slice, reason = "a span that cuts a character is a failure")]

mod shared;

use std::collections::BTreeMap;

use shared::{data_file, lines};
use weimu::detect::{Detector, keep_address};
use weimu::model::{AddressLevel, EntityKind, Finding};

fn kind_of(label: &str) -> Option<EntityKind> {
    Some(match label {
        "ID_CARD" => EntityKind::IdCard,
        "USCC" => EntityKind::Uscc,
        "MOBILE" => EntityKind::Mobile,
        "LANDLINE" => EntityKind::Landline,
        "ADDRESS" => EntityKind::Address,
        "EMAIL" => EntityKind::Email,
        "BANK_CARD" => EntityKind::BankCard,
        "PASSPORT" => EntityKind::Passport,
        "PLATE" => EntityKind::Plate,
        _ => return None,
    })
}

#[derive(Default, Debug)]
struct Score {
    labelled: usize,
    exact: usize,
    touched: usize,
    found: usize,
    false_findings: usize,
    shown: usize,
}

fn show() -> usize {
    std::env::var("WEIMU_SHOW").ok().and_then(|count| count.parse().ok()).unwrap_or(0)
}

#[test]
fn mixed_text_is_found_with_the_recall_that_is_stated() {
    let Some(text) = data_file("mixed/mixed_dev.jsonl.zst") else { return };
    let detector = Detector::new();
    let mut scores: BTreeMap<EntityKind, Score> = BTreeMap::new();
    for case in lines(&text) {
        let text = case["text"].as_str().expect("a text");
        let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let labels: Vec<(EntityKind, usize, usize)> = case["spans"]
            .as_array()
            .expect("spans")
            .iter()
            .filter_map(|span| {
                let place = |index: usize| span[index].as_u64().map(|at| bytes[at as usize]);
                Some((kind_of(span[2].as_str()?)?, place(0)?, place(1)?))
            })
            .collect();
        let found = detector.find(text);
        for &(kind, start, end) in &labels {
            let score = scores.entry(kind).or_default();
            score.labelled += 1;
            let hit = |finding: &&Finding| finding.kind == kind;
            score.exact += usize::from(found.iter().filter(hit).any(|finding| finding.span.range() == (start..end)));
            let covered: usize = found
                .iter()
                .filter(|finding| kind != EntityKind::Landline || finding.kind.group().is_some())
                .filter(|finding| finding.kind == kind || finding.kind.group().is_some() && kind.group().is_some())
                .map(|finding| finding.span.end().min(end).saturating_sub(finding.span.start().max(start)))
                .sum();
            let touched = covered * 2 >= end - start;
            score.touched += usize::from(touched);
            if !(touched && (kind != EntityKind::Address || covered == end - start)) && score.shown < show() {
                score.shown += 1;
                println!("{} missed in part: {text} [{}]", kind.name(), text.get(start..end).unwrap_or_default());
            }
        }
        for finding in found {
            let score = scores.entry(finding.kind).or_default();
            score.found += 1;
            let (from, to) = (finding.span.start(), finding.span.end());
            let same = |kind: EntityKind| {
                kind == finding.kind || kind.group().is_some() && finding.kind.group() == kind.group()
            };
            if !labels.iter().any(|&(kind, start, end)| same(kind) && from < end && start < to) {
                score.false_findings += 1;
                if score.shown < show() {
                    score.shown += 1;
                    println!("{} false: {text} [{}]", finding.kind.name(), text.get(from..to).unwrap_or_default());
                }
            }
        }
    }
    for (kind, score) in &scores {
        println!("{:10} {score:?}", kind.name());
    }
    for (kind, least) in [
        (EntityKind::IdCard, 98),
        (EntityKind::Uscc, 98),
        (EntityKind::Mobile, 98),
        (EntityKind::Landline, 98),
        (EntityKind::Address, 93),
    ] {
        let score = &scores[&kind];
        assert!(score.touched * 100 >= score.labelled * least, "recall of {}: {score:?}", kind.name());
        assert!(score.false_findings * 100 <= score.found * (100 - least), "precision of {}: {score:?}", kind.name());
    }
}

/// The text with the address of `finding` made no finer than `level`, and the bytes that stand in its place.
fn generalized(text: &str, finding: &Finding, level: AddressLevel) -> (String, std::ops::Range<usize>) {
    let address = &text[finding.span.range()];
    let kept = match keep_address(address, level) {
        Some(cut) if cut.whole => address.to_owned(),
        Some(cut) => format!("{}***", &address[..cut.keep]),
        None => "***".to_owned(),
    };
    let (before, after) = (&text[..finding.span.start()], &text[finding.span.end()..]);
    (format!("{before}{kept}{after}"), before.len()..before.len() + kept.len())
}

#[test]
fn what_was_kept_of_an_address_is_never_found_finer() {
    let detector = Detector::new();
    let mut replaced = 0;
    for name in [
        "address/address_parsing_dev.jsonl.zst",
        "address/address_parsing_train.jsonl.zst",
        "mixed/mixed_dev.jsonl.zst",
    ] {
        let Some(data) = data_file(name) else { return };
        for case in lines(&data) {
            let text = case["text"].as_str().expect("a text");
            for finding in detector.find(text).iter().filter(|finding| finding.kind == EntityKind::Address) {
                for level in AddressLevel::ALL.into_iter().filter(|&level| level < AddressLevel::Room) {
                    let (output, place) = generalized(text, finding, level);
                    replaced += 1;
                    // One that begins in front of the place is made of text that was no address before.
                    let finer = |found: &&Finding| found.level > Some(level) && place.contains(&found.span.start());
                    assert_eq!(detector.find(&output).iter().find(finer), None, "{text} at {level:?}: {output}");
                }
            }
        }
    }
    assert!(replaced > 10_000);
}

#[test]
fn text_without_personal_data_gives_few_findings() {
    let mut counts: BTreeMap<(String, EntityKind), usize> = BTreeMap::new();
    let detector = Detector::new();
    for name in ["hard_negatives_dev", "laws_dev", "logs_dev", "java_code"] {
        let Some(text) = data_file(&format!("negative/{name}.jsonl.zst")) else { return };
        for case in lines(&text) {
            let text = case["text"].as_str().expect("a text");
            for finding in detector.find(text) {
                let count = counts.entry((name.to_owned(), finding.kind)).or_default();
                *count += 1;
                if *count <= show() {
                    let begin =
                        (0..=finding.span.start().saturating_sub(30)).rev().find(|&at| text.is_char_boundary(at));
                    let line = text.get(begin.unwrap_or(0)..).unwrap_or_default();
                    let line: String = line.chars().take(60).collect();
                    println!(
                        "{name} {}: [{}] in {line:?}",
                        finding.kind.name(),
                        text.get(finding.span.range()).unwrap_or_default()
                    );
                }
            }
        }
    }
    println!("{counts:#?}");
    let of = |name: &str, kind: EntityKind| counts.get(&(name.to_owned(), kind)).copied().unwrap_or(0);
    assert!(of("hard_negatives_dev", EntityKind::IdCard) <= 5);
    // All in rows of running numbers that a telephone list would look like.
    assert!(of("hard_negatives_dev", EntityKind::Mobile) <= 10);
    assert!(of("laws_dev", EntityKind::Address) <= 20);
    assert_eq!(of("laws_dev", EntityKind::IdCard), 0);
}
