//! The options of `fpe`: what values look like, what of them stays, and which version of the key.

use super::fault_list::{FaultList, shown};
use super::fields::{Fields, Item};
use super::node::Value;
use super::suggestion::listed;
use crate::error::{FaultKind, Phrase};
use crate::model::{ColumnType, EntityKind};
use crate::transform::{FpeFormat, KeptPart};

/// The format that the options and the type give.
pub(super) fn format(fields: &Fields<'_>, of: Option<ColumnType>, faults: &mut FaultList) -> Option<FpeFormat> {
    let keep = fields.get("keep").map_or(Some(Vec::new()), |item| parts(&item, faults));
    let keep_prefix = fields.get("keep_prefix").map_or(Some(0), |item| item.count(faults));
    let alphabet = alphabet(fields, faults)?;
    let (keep, keep_prefix) = (keep?, keep_prefix?);
    let format = match (alphabet, of) {
        (Some(alphabet), _) => FpeFormat::Text { alphabet, keep_prefix },
        (None, Some(of)) => match of_type(of, &keep, keep_prefix) {
            Some(format) => format,
            None => {
                fields.fault(FaultKind::FpeWithoutFormat { name: of.name() }, faults);
                return None;
            }
        },
        (None, None) => {
            fields.fault(FaultKind::FpeUntyped, faults);
            return None;
        }
    };
    let known = knows_what_stays(&format, &keep, fields, faults);
    if known && format.size() < FpeFormat::LEAST_SIZE {
        let field = if keep.is_empty() { "keep_prefix" } else { "keep" };
        let item = fields.get(field)?;
        item.fault(FaultKind::FpeDomainTooSmall { kept: format.kept() }, faults);
        return None;
    }
    known.then_some(format)
}

/// The number of a version of the key; nothing if none is given.
pub(super) fn version(fields: &Fields<'_>, faults: &mut FaultList) -> Option<Option<u32>> {
    let Some(item) = fields.get("version") else { return Some(None) };
    let number = match item.node.value {
        Value::Int(number) => u32::try_from(number).ok().filter(|number| *number > 0),
        _ => None,
    };
    if number.is_none() {
        let expected = Phrase::new("the number of a version of the key", "密钥版本的编号");
        item.fault(FaultKind::WrongType { expected, found: item.node.what() }, faults);
    }
    number.map(Some)
}

/// The format that values of a type have by themselves.
fn of_type(of: ColumnType, keep: &[KeptPart], keep_prefix: usize) -> Option<FpeFormat> {
    let keep = keep.to_vec();
    Some(match of {
        ColumnType::Entity(EntityKind::IdCard) => FpeFormat::IdCard { keep },
        ColumnType::Entity(EntityKind::Uscc) => FpeFormat::Uscc { keep },
        ColumnType::Entity(EntityKind::Mobile) | ColumnType::Phone => FpeFormat::Mobile { keep_prefix },
        ColumnType::Entity(EntityKind::BankCard) => FpeFormat::BankCard { keep_prefix },
        ColumnType::Entity(EntityKind::Plate) => FpeFormat::Plate { keep },
        _ => return None,
    })
}

/// Whether the parts that are to stay are parts of the format; a fault if not.
fn knows_what_stays(format: &FpeFormat, keep: &[KeptPart], fields: &Fields<'_>, faults: &mut FaultList) -> bool {
    let known: &[KeptPart] = match format {
        FpeFormat::IdCard { .. } => &[KeptPart::Region, KeptPart::BirthYear],
        FpeFormat::Uscc { .. } => &[KeptPart::Region],
        FpeFormat::Plate { .. } => &[KeptPart::Province],
        _ => &[],
    };
    let takes_prefix = known.is_empty();
    let can = if takes_prefix {
        "keep_prefix".to_owned()
    } else {
        format!("keep: {}", listed(known.iter().map(|part| part.name())))
    };
    let mut all = true;
    if let Some(part) = keep.iter().find(|part| !known.contains(part)) {
        let kind = FaultKind::FpeKeep { part: format!("keep: {}", part.name()), name: format.name(), can: can.clone() };
        fields.get("keep").into_iter().for_each(|item| item.fault(kind.clone(), faults));
        all = false;
    }
    if let Some(item) = fields.get("keep_prefix").filter(|_| !takes_prefix) {
        item.fault(FaultKind::FpeKeep { part: "keep_prefix".to_owned(), name: format.name(), can }, faults);
        all = false;
    }
    all
}

/// One part or a list of parts.
fn parts(item: &Item<'_>, faults: &mut FaultList) -> Option<Vec<KeptPart>> {
    let items = match item.node.value {
        Value::List(_) => item.items(faults)?,
        _ => vec![item.clone()],
    };
    let words = KeptPart::ALL.map(|(part, name)| (name, part));
    let parts: Vec<_> = items
        .iter()
        .map(|item| item.one_of(Phrase::new("a part that can stay", "可保留的部分"), &words, faults))
        .collect();
    parts.into_iter().collect()
}

/// The characters of a text: those of a named format, or as written; nothing if the type decides.
fn alphabet(fields: &Fields<'_>, faults: &mut FaultList) -> Option<Option<String>> {
    match (fields.get("format"), fields.get("alphabet")) {
        (None, None) => Some(None),
        (Some(_), Some(_)) => {
            fields.fault(FaultKind::Conflict { one: "format".to_owned(), other: "alphabet".to_owned() }, faults);
            None
        }
        (Some(item), None) => {
            let of = item.one_of(Phrase::new("a format", "格式"), &FpeFormat::ALPHABETS, faults)?;
            Some(Some(of.to_owned()))
        }
        (None, Some(item)) => {
            let text = item.text(faults)?;
            if is_alphabet(text) {
                return Some(Some(text.to_owned()));
            }
            item.fault(FaultKind::FpeAlphabet { alphabet: shown(text) }, faults);
            None
        }
    }
}

/// Whether `text` is 2 to 94 printable ASCII characters, each once.
fn is_alphabet(text: &str) -> bool {
    let bytes = text.as_bytes();
    let distinct =
        bytes.iter().enumerate().all(|(place, byte)| !bytes.iter().skip(place + 1).any(|other| other == byte));
    bytes.len() >= 2 && bytes.iter().all(u8::is_ascii_graphic) && distinct
}
