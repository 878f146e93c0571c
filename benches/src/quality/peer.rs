//! Cases out of other projects' tests: values that they call valid or not.
//!
//! A case that weimu judges otherwise is a disagreement; `WEIMU_SHOW` lists them with their source. A disagreement is no fault by
//! itself (sources disagree among themselves), so no level is set.

use std::collections::BTreeMap;

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
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
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
        if !agrees {
            show.show(&format!("{label} called {}", if wanted { "valid" } else { "invalid" }), || case.to_string());
        }
    }
    let figures = counts
        .iter()
        .map(|(label, (all, agreed))| record(format!("{name}/{label}/agreed"), SHARE, share(*agreed, *all), f64::NAN));
    Ok(figures.collect())
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
        "PHONE" | "LANDLINE" => &[EntityKind::Landline, EntityKind::Mobile, EntityKind::Hotline],
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
