//! Single numbers, labelled as valid or not: ID cards and credit codes.
//!
//! A label that says only "policy decides" is not scored.

use serde_json::Value;
use weimu::detect::validate;
use weimu::model::EntityKind;

use super::labelled::kind_of;
use super::material::{corpus, lines, shared};
use super::score::{SHARE, Show, record, share};
use crate::Failure;
use crate::record::Record;

pub(super) fn score(name: &str) -> Result<Vec<Record>, Failure> {
    let mut records = agreement(&format!("{name}/corpora"), &lines(&corpus("cases/id_uscc.jsonl")?)?);
    if let Some(text) = shared("values/id_uscc_cases.jsonl.zst")? {
        records.extend(agreement(&format!("{name}/cases"), &lines(&text)?));
    }
    Ok(records)
}

fn agreement(name: &str, cases: &[Value]) -> Vec<Record> {
    let mut show = Show::new();
    let of_kind = |kind: EntityKind| {
        let judged = cases.iter().filter_map(|case| judged(case, kind));
        let (mut all, mut agreed) = (0, 0);
        for (value, wanted, valid) in judged {
            all += 1;
            agreed += usize::from(wanted == valid);
            if wanted != valid {
                show.show(&format!("{} labelled {wanted}", kind.name()), || value.to_owned());
            }
        }
        record(format!("{name}/{}/as-labelled", kind.name()), SHARE, share(agreed, all), 1.0)
    };
    [EntityKind::IdCard, EntityKind::Uscc].map(of_kind).into()
}

/// The value of a case, whether it is labelled valid, and whether it is judged valid.
fn judged(case: &Value, kind: EntityKind) -> Option<(&str, bool, bool)> {
    let value = case["value"].as_str()?;
    let wanted = case["valid"].as_bool()?;
    (kind_of(case["type"].as_str()?)? == kind).then_some(())?;
    Some((value, wanted, validate(kind, value)?.valid))
}
