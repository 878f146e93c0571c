//! Names of people in news, résumés and newspapers, at two settings.
//!
//! `precise` reports findings of the default threshold, `thorough` those of a lower one. A finding is right when its span is
//! that of a label; `touched` counts labels that any finding overlaps, which is what is left of a name in a masked text.

use weimu::detect::Detector;
use weimu::model::{Confidence, EntityKind, KindSet};

use super::labelled::Labelled;
use super::material::{lines, shared};
use super::score::{Goal, SHARE, Score, Show, record, share};
use crate::Failure;
use crate::record::Record;

/// The threshold of the thorough setting.
const THOROUGH: Confidence = Confidence::percent(25);

pub(super) fn cluener(name: &str) -> Result<Vec<Record>, Failure> {
    of_file(name, "ner/cluener_train.jsonl.zst", 0.75)
}

pub(super) fn resume(name: &str) -> Result<Vec<Record>, Failure> {
    of_file(name, "ner/resume_train.jsonl.zst", 0.95)
}

pub(super) fn peoples_daily(name: &str) -> Result<Vec<Record>, Failure> {
    of_file(name, "ner/peoples_daily_dev.jsonl.zst", 0.85)
}

fn of_file(name: &str, file: &str, f1: f64) -> Result<Vec<Record>, Failure> {
    let Some(text) = shared(file)? else { return Ok(Vec::new()) };
    let cases: Vec<Labelled> = lines(&text)?.iter().filter_map(Labelled::read).collect();
    let names = KindSet::EMPTY.with(EntityKind::Name);
    let precise = Detector::new().with_kinds(names);
    let thorough = precise.clone().with_threshold(THOROUGH);
    let mut records = at(&format!("{name}/precise"), &cases, &precise, Goal { precision: 0.9, f1, ..Goal::NONE });
    records.extend(at(&format!("{name}/thorough"), &cases, &thorough, Goal::NONE));
    Ok(records)
}

fn at(name: &str, cases: &[Labelled], detector: &Detector, goal: Goal) -> Vec<Record> {
    let mut show = Show::new();
    let (mut score, mut touched) = (Score::default(), 0);
    for case in cases {
        let labels: Vec<_> =
            case.spans.iter().filter(|(_, kind)| *kind == EntityKind::Name).map(|(place, _)| place).collect();
        let found: Vec<_> = detector.find(&case.text).iter().map(|finding| finding.span.range()).collect();
        score.labelled += labels.len();
        score.found += found.len();
        for place in &found {
            let right = labels.contains(&place);
            score.met += usize::from(right);
            score.right += usize::from(right);
            if !right {
                show.show(&format!("{name} false"), || format!("{} [{}]", case.text, case.part(place)));
            }
        }
        for &label in &labels {
            touched += usize::from(found.iter().any(|place| place.start < label.end && label.start < place.end));
            if !found.contains(label) {
                show.show(&format!("{name} missed"), || format!("{} [{}]", case.text, case.part(label)));
            }
        }
    }
    let mut records = score.records(name, goal);
    records.push(record(format!("{name}/touched"), SHARE, share(touched, score.labelled), f64::NAN));
    records
}
