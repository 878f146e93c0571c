//! Cases out of other projects' tests: values that they call valid or not.
//!
//! A case that weimu judges otherwise is a disagreement. It is no fault by itself, for sources disagree among themselves;
//! `corpora/peers.toml` says which clause decides. `WEIMU_SHOW` lists those that it does not settle.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use weimu::detect::validate;
use weimu::model::EntityKind;

use super::material::{lines, shared};
use super::score::{SHARE, Show, record, share};
use crate::Failure;
use crate::record::Record;

pub(super) fn score(name: &str) -> Result<Vec<Record>, Failure> {
    let Some(text) = shared("peers/peer_cases_dev.jsonl")? else { return Ok(Vec::new()) };
    let mut show = Show::new();
    let rulings = rulings()?;
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let (mut disagreements, mut settled) = (0, 0);
    for case in lines(&text)? {
        let Some((kinds, value, wanted)) = read(&case) else { continue };
        let judged: Vec<bool> = kinds.iter().filter_map(|kind| Some(validate(*kind, value)?.valid)).collect();
        if judged.is_empty() {
            continue;
        }
        let label = case["type"].as_str().unwrap_or_default().to_lowercase();
        let agrees = judged.contains(&true) == wanted;
        let (all, agreed) = counts.entry(label.clone()).or_default();
        *all += 1;
        *agreed += usize::from(agrees);
        if agrees {
            continue;
        }
        disagreements += 1;
        if rulings.contains(value) {
            settled += 1;
        } else {
            show.show(&format!("{label} called {}", if wanted { "valid" } else { "invalid" }), || case.to_string());
        }
    }
    let mut figures: Vec<Record> = counts
        .iter()
        .map(|(label, (all, agreed))| record(format!("{name}/{label}/agreed"), SHARE, share(*agreed, *all), f64::NAN))
        .collect();
    figures.push(record(format!("{name}/settled"), SHARE, share(settled, disagreements), 1.0));
    Ok(figures)
}

/// The values of which `corpora/peers.toml` says what decides.
fn rulings() -> Result<BTreeSet<String>, Failure> {
    let rulings: toml::Table = include_str!("../../../corpora/peers.toml").parse()?;
    let rulings = rulings.get("ruling").and_then(toml::Value::as_array).ok_or("a list of rulings")?;
    let values = rulings.iter().filter_map(|ruling| ruling.get("values")?.as_array()).flatten();
    Ok(values.filter_map(|value| value.as_str().map(str::to_owned)).collect())
}

/// The kinds that a case is about, its value, and whether it is called valid.
fn read(case: &Value) -> Option<(&'static [EntityKind], &str, bool)> {
    (case["kind"] == "valid").then_some(())?;
    Some((kinds(case["type"].as_str()?), case["input"].as_str()?, case["valid"].as_bool()?))
}

fn kinds(label: &str) -> &'static [EntityKind] {
    match label {
        "ID_CARD" => &[EntityKind::IdCard],
        "USCC" => &[EntityKind::Uscc],
        "MOBILE" => &[EntityKind::Mobile],
        "PHONE" => &[EntityKind::Landline, EntityKind::Mobile, EntityKind::Hotline],
        "LANDLINE" => &[EntityKind::Landline, EntityKind::Hotline],
        "EMAIL" => &[EntityKind::Email],
        "CREDIT_CARD" => &[EntityKind::BankCard],
        "POSTCODE" => &[EntityKind::Postcode],
        "IPV4" => &[EntityKind::Ip],
        "PASSPORT_CN" => &[EntityKind::Passport],
        "PLATE" => &[EntityKind::Plate],
        "VIN" => &[EntityKind::Vin],
        _ => &[],
    }
}
