//! Levels of addresses in a corpus of deliveries whose tokens people labelled.
//!
//! The labels PROV, CITY, DISTRICT, TOWN and ROAD with SUBROAD are province, city, county, town and road. A municipality is
//! labelled as a city there and is a province here. Roads that are numbers (9组, 3弄) are labelled as roads in some rows and
//! as something else in others; they count neither way, as do repetitions (REDUNDANT) and the names inside those of development
//! zones (DEVZONE). A part is met when its very text is read at its level, wherever it stands in the row, since of a name that
//! stands there twice the corpus labels either.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use weimu::detect::parse_address;
use weimu::model::AddressPartKind;

use super::material::{lines, shared};
use super::score::{Goal, Score, Show};
use crate::Failure;
use crate::record::Record;

const FILES: [&str; 2] = ["train", "dev"];

/// The parts that are scored; each should reach an F1 of 0.90.
const SCORED: [AddressPartKind; 5] = [
    AddressPartKind::Province,
    AddressPartKind::City,
    AddressPartKind::County,
    AddressPartKind::Town,
    AddressPartKind::Road,
];

const MUNICIPALITIES: [&str; 4] = ["北京", "上海", "天津", "重庆"];

pub(super) fn score(name: &str) -> Result<Vec<Record>, Failure> {
    let mut records = Vec::new();
    for file in FILES {
        let Some(text) = shared(&format!("address/address_parsing_{file}.jsonl.zst"))? else { return Ok(Vec::new()) };
        let mut scores = BTreeMap::new();
        let mut show = Show::new();
        for case in lines(&text)?.iter().filter_map(Labels::read) {
            case.compare(&mut scores, &mut show);
        }
        let goal = Goal { f1: 0.9, ..Goal::NONE };
        let of_kind = scores.iter().map(|(kind, score): (&AddressPartKind, &Score)| {
            score.records(&format!("{name}/{file}/{}", kind.name()), goal)
        });
        records.extend(of_kind.flatten());
    }
    Ok(records)
}

/// A row, and what is labelled in it.
struct Labels<'a> {
    text: &'a str,
    parts: BTreeSet<(AddressPartKind, &'a str)>,
    /// Texts in which a name counts neither way.
    neutral: Vec<&'a str>,
}

impl<'a> Labels<'a> {
    fn read(case: &'a Value) -> Option<Self> {
        let text = case["text"].as_str()?;
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let place = |value: &Value| places.get(usize::try_from(value.as_u64()?).ok()?).copied();
        let mut labels = Self { text, parts: BTreeSet::new(), neutral: Vec::new() };
        for span in case["spans"].as_array()? {
            let part = text.get(place(&span[0])?..place(&span[1])?)?;
            match (span[2].as_str()?, kind_of(span[2].as_str()?, part)) {
                (_, Some(kind)) => drop(labels.parts.insert((kind, part))),
                ("REDUNDANT" | "DEVZONE" | "ROAD" | "SUBROAD", None) => labels.neutral.push(part),
                _ => {}
            }
        }
        Some(labels)
    }

    fn compare(&self, scores: &mut BTreeMap<AddressPartKind, Score>, show: &mut Show) {
        let parts = parse_address(self.text);
        let scored = parts.iter().filter(|part| SCORED.contains(&part.kind));
        let found: BTreeSet<_> =
            scored.filter_map(|part| Some((part.kind, self.text.get(part.span.range())?))).collect();
        for part in &self.parts {
            let score = scores.entry(part.0).or_default();
            score.labelled += 1;
            score.met += usize::from(found.contains(part));
            if !found.contains(part) {
                show.show(&format!("{} missed", part.0.name()), || format!("{} [{}]", self.text, part.1));
            }
        }
        for part in &found {
            let right = self.parts.contains(part);
            if !right && self.neutral.iter().any(|neutral| neutral.contains(part.1)) {
                continue;
            }
            let score = scores.entry(part.0).or_default();
            score.found += 1;
            score.right += usize::from(right);
            if !right {
                show.show(&format!("{} false", part.0.name()), || format!("{} [{}]", self.text, part.1));
            }
        }
    }
}

/// The kind that a label means; nothing for those that are not scored.
fn kind_of(label: &str, text: &str) -> Option<AddressPartKind> {
    Some(match label {
        "PROV" => AddressPartKind::Province,
        "CITY" if MUNICIPALITIES.contains(&text.trim_end_matches('市')) => AddressPartKind::Province,
        "CITY" => AddressPartKind::City,
        "DISTRICT" => AddressPartKind::County,
        "TOWN" => AddressPartKind::Town,
        "ROAD" | "SUBROAD" if !is_number(text) => AddressPartKind::Road,
        _ => return None,
    })
}

/// Whether a road is the number of a group or a lane: 9组, 3弄.
fn is_number(text: &str) -> bool {
    let numeral = |c: char| c.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(c);
    text.ends_with(['组', '队', '社']) || text.trim_end_matches(['弄', '巷', '号']).chars().all(numeral)
}
