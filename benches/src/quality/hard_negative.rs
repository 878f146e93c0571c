//! Lines made to look like personal data: orders, waybills, invoices, hashes, masked values. How many stay silent.
//!
//! A line whose category is itself a kind of the catalogue (a MAC address, a coordinate, a device number, a postcode, an
//! organization code) may be found as that kind.

use std::collections::BTreeMap;

use weimu::detect::Detector;
use weimu::model::EntityKind;

use super::material::{lines, shared};
use super::score::{SHARE, Show, record, share};
use crate::Failure;
use crate::record::Record;

pub(super) fn score(name: &str) -> Result<Vec<Record>, Failure> {
    let Some(text) = shared("negative/hard_negatives_dev.jsonl.zst")? else { return Ok(Vec::new()) };
    let detector = Detector::new();
    let mut show = Show::new();
    let (mut all, mut silent) = (0, 0);
    let mut loud: BTreeMap<String, u32> = BTreeMap::new();
    for case in lines(&text)? {
        let (text, category) =
            (case["text"].as_str().unwrap_or_default(), case["category"].as_str().unwrap_or_default());
        let found = detector.find(text);
        let wrong = found.iter().find(|finding| own_kind(category) != Some(finding.kind));
        all += 1;
        match wrong {
            None => silent += 1,
            Some(finding) => {
                let sort = format!("{category} as {}", finding.kind.name());
                show.show(&sort, || text.to_owned());
                *loud.entry(sort).or_default() += 1;
            }
        }
    }
    let mut records = vec![record(format!("{name}/silent"), SHARE, share(silent, all), 0.98)];
    let by_sort = loud.iter().map(|(sort, count)| {
        record(format!("{name}/loud/{}", sort.replace(' ', "-")), "lines", f64::from(*count), f64::NAN)
    });
    records.extend(by_sort);
    Ok(records)
}

fn own_kind(category: &str) -> Option<EntityKind> {
    Some(match category {
        "mac" => EntityKind::Mac,
        "geo" => EntityKind::Coordinate,
        "imei_luhn" => EntityKind::Imei,
        "postcode" => EntityKind::Postcode,
        "orgcode" => EntityKind::OrgCode,
        "regno15" => EntityKind::BusinessReg,
        _ => return None,
    })
}
