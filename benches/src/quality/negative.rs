//! Text without personal data: statutes, source code, logs. False findings per MB (1,000,000 bytes), by kind.
//!
//! What the list of suspects names in the same document (values that are real by shape and check) does not count.

use std::collections::{BTreeMap, HashSet};

use weimu::detect::Detector;
use weimu::model::EntityKind;

use super::material::{lines, shared};
use super::score::{Show, record};
use crate::Failure;
use crate::record::Record;

pub(super) fn score(name: &str) -> Result<Vec<Record>, Failure> {
    let mut records = Vec::new();
    for (file, most) in [("laws_dev", 0.0), ("java_code", 0.5), ("logs_dev", 2.0)] {
        let Some(text) = shared(&format!("negative/{file}.jsonl.zst"))? else { continue };
        let suspects = shared(&format!("negative/{file}.suspects.tsv"))?.unwrap_or_default();
        records.extend(of_file(&format!("{name}/{file}"), &text, &suspects, most)?);
    }
    Ok(records)
}

fn of_file(name: &str, text: &str, suspects: &str, most: f64) -> Result<Vec<Record>, Failure> {
    let suspects: HashSet<(&str, &str)> = suspects.lines().filter_map(suspect).collect();
    let detector = Detector::new();
    let mut show = Show::new();
    let mut counts: BTreeMap<EntityKind, usize> = STRICT.into_iter().map(|kind| (kind, 0)).collect();
    let mut bytes = 0;
    for case in lines(text)? {
        let (id, text) = (case["id"].as_str().unwrap_or_default(), case["text"].as_str().unwrap_or_default());
        bytes += text.len();
        for finding in detector.find(text) {
            let value = text.get(finding.span.range()).unwrap_or_default();
            if !suspects.contains(&(id, value)) {
                *counts.entry(finding.kind).or_default() += 1;
                show.show(&format!("{name} {}", finding.kind.name()), || around(text, finding.span.range()));
            }
        }
    }
    let figure = |(kind, count): (&EntityKind, &usize)| {
        let goal = if STRICT.contains(kind) { most } else { f64::NAN };
        let rate = *count as f64 * 1e6 / bytes.max(1) as f64;
        record(format!("{name}/{}", kind.name()), "per MB", rate, goal)
    };
    Ok(counts.iter().map(figure).collect())
}

/// The kinds for which a level is set.
const STRICT: [EntityKind; 4] = [EntityKind::IdCard, EntityKind::Uscc, EntityKind::Mobile, EntityKind::BankCard];

/// The document and the value of a line: document, start, end, type, value.
fn suspect(line: &str) -> Option<(&str, &str)> {
    let mut fields = line.split('\t');
    Some((fields.next()?, fields.nth(3)?))
}

fn around(text: &str, place: std::ops::Range<usize>) -> String {
    let part = |range| text.get::<std::ops::Range<usize>>(range).unwrap_or_default();
    let before: Vec<char> = part(0..place.start).chars().rev().take(20).collect();
    let before: String = before.into_iter().rev().collect();
    let after: String = part(place.end..text.len()).chars().take(20).collect();
    format!("{:?}", format!("{before}[{}]{after}", part(place)))
}
