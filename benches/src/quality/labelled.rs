//! A text with labels on its parts.

use std::ops::Range;

use serde_json::Value;
use weimu::model::EntityKind;

/// A text, and what stands where in it.
pub(super) struct Labelled {
    pub(super) text: String,
    /// Places in bytes, their kinds.
    pub(super) spans: Vec<(Range<usize>, EntityKind)>,
}

impl Labelled {
    /// Reads `{"text", "spans": [[start, end, LABEL]]}`, places counted in characters; labels without a kind are left out.
    pub(super) fn read(case: &Value) -> Option<Self> {
        let text = case["text"].as_str()?.to_owned();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let place = |value: &Value| value.as_u64().and_then(|at| places.get(usize::try_from(at).ok()?).copied());
        let labelled = |span: &Value| {
            let kind = kind_of(span[2].as_str()?)?;
            Some((place(&span[0])?..place(&span[1])?, kind))
        };
        let spans = case["spans"].as_array()?.iter().filter_map(labelled).collect();
        Some(Self { text, spans })
    }

    /// A part of the text.
    pub(super) fn part(&self, place: &Range<usize>) -> &str {
        self.text.get(place.clone()).unwrap_or_default()
    }
}

/// The kind that a label of the shared material means.
pub(super) fn kind_of(label: &str) -> Option<EntityKind> {
    Some(match label {
        "ID_CARD" => EntityKind::IdCard,
        "USCC" => EntityKind::Uscc,
        "MOBILE" => EntityKind::Mobile,
        "LANDLINE" => EntityKind::Landline,
        "ADDRESS" => EntityKind::Address,
        "EMAIL" => EntityKind::Email,
        "BANK_CARD" => EntityKind::BankCard,
        "PERSON" => EntityKind::Name,
        "PASSPORT" => EntityKind::Passport,
        "PLATE" => EntityKind::Plate,
        "IPV4" => EntityKind::Ip,
        _ => return None,
    })
}
