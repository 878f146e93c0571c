//! Mixed text: lines of forms, chats, logs and JSON with identifiers, addresses and names in them.
//!
//! A label of an identifier is met by a finding of its kind with its very span; a telephone by any kind of telephone, as an
//! extension belongs to the number. An address is met when findings cover at least four fifths of its characters, and is right
//! when it touches no character labelled as another kind. Kinds that are labelled and not detected score 0.

use std::collections::BTreeMap;
use std::ops::Range;

use weimu::detect::Detector;
use weimu::model::{EntityKind, Finding};

use super::labelled::Labelled;
use super::material::{lines, shared};
use super::score::{Goal, Score, Show};
use crate::Failure;
use crate::record::Record;

pub(super) fn score(name: &str) -> Result<Vec<Record>, Failure> {
    let Some(text) = shared("mixed/mixed_dev.jsonl.zst")? else { return Ok(Vec::new()) };
    let detector = Detector::new();
    let mut scores: BTreeMap<EntityKind, Score> = BTreeMap::new();
    let mut show = Show::new();
    for case in lines(&text)?.iter().filter_map(Labelled::read) {
        compare(&case, &detector.find(&case.text), &mut scores, &mut show);
    }
    let figures = scores.iter().map(|(kind, score)| score.records(&format!("{name}/{}", kind.name()), goal(*kind)));
    Ok(figures.flatten().collect())
}

fn goal(kind: EntityKind) -> Goal {
    use EntityKind::{Address, BankCard, Email, IdCard, Landline, Mobile, Uscc};
    match kind {
        IdCard | Uscc | Mobile | Email | BankCard => Goal { precision: 0.995, recall: 0.995, f1: f64::NAN },
        Landline => Goal { f1: 0.97, ..Goal::NONE },
        Address => Goal { f1: 0.95, ..Goal::NONE },
        _ => Goal::NONE,
    }
}

fn compare(case: &Labelled, found: &[Finding], scores: &mut BTreeMap<EntityKind, Score>, show: &mut Show) {
    let sort = |what: &str, kind: EntityKind| format!("{} {what}", kind.name());
    for (place, kind) in &case.spans {
        let met = is_met(case, place, *kind, found);
        let score = scores.entry(*kind).or_default();
        score.labelled += 1;
        score.met += usize::from(met);
        if !met {
            show.show(&sort("missed", *kind), || format!("{} [{}]", case.text, case.part(place)));
        }
    }
    for finding in found {
        let right = is_right(case, finding);
        let score = scores.entry(finding.kind).or_default();
        score.found += 1;
        score.right += usize::from(right);
        if !right {
            show.show(&sort("false", finding.kind), || format!("{} [{}]", case.text, case.part(&finding.span.range())));
        }
    }
}

fn is_met(case: &Labelled, place: &Range<usize>, kind: EntityKind, found: &[Finding]) -> bool {
    let of_kind = found.iter().filter(|finding| is_same(finding.kind, kind));
    if kind != EntityKind::Address {
        return of_kind.into_iter().any(|finding| finding.span.range() == *place);
    }
    let covered: usize = of_kind.map(|finding| characters(case, &common(&finding.span.range(), place))).sum();
    covered * 5 >= characters(case, place) * 4
}

fn is_right(case: &Labelled, finding: &Finding) -> bool {
    let at = finding.span.range();
    let mut touched = case.spans.iter().filter(|(place, _)| !common(place, &at).is_empty()).peekable();
    if finding.kind == EntityKind::Address {
        return touched.peek().is_some() && touched.all(|(_, kind)| *kind == EntityKind::Address);
    }
    touched.any(|(place, kind)| is_same(finding.kind, *kind) && *place == at)
}

fn is_same(one: EntityKind, other: EntityKind) -> bool {
    one == other || one.group().is_some() && one.group() == other.group()
}

fn common(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    one.start.max(other.start)..one.end.min(other.end)
}

fn characters(case: &Labelled, place: &Range<usize>) -> usize {
    case.part(place).chars().count()
}
