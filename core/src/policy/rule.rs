//! What a rule says, and the rules that are refused because they would protect nothing.

use super::fault_list::{FaultList, shown};
use super::fields::{Fields, Item, Marked};
use super::fpe;
use super::node::{Mark, Value};
use super::suite::{Algorithm, Purpose};
use crate::error::{FaultKind, Phrase};
use crate::model::{AddressLevel, ColumnType, EntityKind};
use crate::transform::{DatePrecision, FpeFormat, MaskRule};

/// What becomes of values of a type or of a column.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) op: Op,
    pub(super) mark: Mark,
    pub(super) path: String,
}

/// An operation with its options.
#[derive(Clone, Debug)]
pub(super) enum Op {
    Keep,
    Drop,
    Null,
    Replace(String),
    Mask { rule: MaskRule, replacement: char },
    Address(AddressLevel),
    Date(DatePrecision),
    Number(f64),
    Keyed(Keyed),
}

/// An operation under a key.
#[derive(Clone, Debug)]
pub(super) struct Keyed {
    pub(super) purpose: Purpose,
    pub(super) key: Marked<String>,
    /// Values of one domain give the same result; without one, the type's name is the domain.
    pub(super) domain: Option<String>,
    /// Bytes of a hash that are kept.
    pub(super) length: Option<usize>,
    pub(super) algorithm: Option<Marked<Algorithm>>,
    /// What values look like, for `fpe`.
    pub(super) format: Option<Box<FpeFormat>>,
    /// The number of the key's version, for `fpe`.
    pub(super) version: Option<u32>,
}

/// The fields of each operation beside `op`.
const OPS: [(&str, &[&str]); 10] = [
    ("keep", &[]),
    ("drop", &[]),
    ("null", &[]),
    ("replace", &["with"]),
    ("mask", &["keep_first", "keep_last", "mask_first", "mask_last", "keep_range", "range", "before", "after", "char"]),
    ("generalize", &["level", "precision", "width"]),
    ("hash", &["key", "domain", "length", "algorithm"]),
    ("tokenize", &["key", "domain", "algorithm"]),
    ("encrypt", &["key", "algorithm"]),
    ("fpe", &["key", "version", "domain", "algorithm", "keep", "keep_prefix", "format", "alphabet"]),
];

/// Operations of the design that this version lacks.
const LATER: [&str; 5] = ["pseudonym", "shift_date", "noise", "round", "shuffle"];

/// Fewest bytes of a hash, below which unequal values soon share one.
const SHORTEST_HASH: usize = 8;
/// Bytes of a whole HMAC-SM3 or HMAC-SHA-256.
const WHOLE_HASH: usize = 32;

impl Rule {
    /// Reads the rule in `fields`, whose entry may hold `besides` as well. `of` is what the rule is for, if that is known.
    pub(super) fn read(
        fields: &Fields<'_>,
        besides: &[&str],
        of: Option<ColumnType>,
        faults: &mut FaultList,
    ) -> Option<Self> {
        let Some(item) = fields.get("op") else {
            fields.fault(FaultKind::FieldMissing { field: "op" }, faults);
            return None;
        };
        let (name, own) = op_name(&item, faults)?;
        let known: Vec<&str> = ["op"].iter().chain(besides).chain(own).copied().collect();
        fields.refuse_others(&known, faults);
        let op = Op::read(name, fields, of, faults)?;
        if let Op::Mask { rule, .. } = &op
            && let Some(fault) = mask_fault(rule, of)
        {
            item.fault(fault, faults);
            return None;
        }
        let place = fields.marked(());
        Some(Self { op, mark: place.mark, path: place.path })
    }

    pub(super) fn fault(&self, kind: FaultKind, faults: &mut FaultList) {
        faults.push(self.mark, &self.path, kind);
    }

    /// The key and the format, if it is `fpe`.
    pub(super) fn fpe(&self) -> Option<(&Keyed, &FpeFormat)> {
        let keyed = self.keyed()?;
        Some((keyed, keyed.format.as_deref()?))
    }

    pub(super) fn keyed(&self) -> Option<&Keyed> {
        match &self.op {
            Op::Keyed(keyed) => Some(keyed),
            _ => None,
        }
    }
}

/// The operation that `item` names, with its fields.
fn op_name(item: &Item<'_>, faults: &mut FaultList) -> Option<(&'static str, &'static [&'static str])> {
    let word = match &item.node.value {
        Value::Null => "null",
        _ => item.text(faults)?,
    };
    if let Some(op) = OPS.into_iter().find(|(name, _)| *name == word) {
        return Some(op);
    }
    if let Some(fault) = refused_word(word) {
        item.fault(fault, faults);
    } else if LATER.contains(&word) {
        item.fault(FaultKind::NotInVersion { op: word.to_owned() }, faults);
    } else {
        item.unknown(Phrase::new("an operation", "操作"), word, OPS.iter().map(|(name, _)| *name), faults);
    }
    None
}

/// The reason why an operation or algorithm of this name is refused.
fn refused_word(word: &str) -> Option<FaultKind> {
    let folded: String = word.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
    match folded.as_str() {
        "ff1" | "ff3" | "ff31" => Some(FaultKind::FpeAlgorithm),
        "md2" | "md4" | "md5" | "sha" | "sha1" | "hmacmd5" | "hmacsha1" | "des" | "3des" | "des3" | "tripledes"
        | "tdea" | "rc2" | "rc4" | "crc32" | "base64" | "xor" => {
            Some(FaultKind::WeakAlgorithm { algorithm: shown(word) })
        }
        "sm3" | "sha2" | "sha224" | "sha256" | "sha384" | "sha512" | "sha3" | "blake2" | "blake3" => {
            Some(FaultKind::UnkeyedHash)
        }
        _ if folded.contains("ecb") => Some(FaultKind::Ecb),
        _ if folded.starts_with("des") || folded.starts_with("3des") => {
            Some(FaultKind::WeakAlgorithm { algorithm: shown(word) })
        }
        _ => None,
    }
}

impl Op {
    fn read(name: &'static str, fields: &Fields<'_>, of: Option<ColumnType>, faults: &mut FaultList) -> Option<Self> {
        match name {
            "keep" => Some(Self::Keep),
            "drop" => Some(Self::Drop),
            "null" => Some(Self::Null),
            "replace" => Some(Self::Replace(required(fields, "with", faults)?.text(faults)?.to_owned())),
            "mask" => mask(fields, faults),
            "generalize" => generalize(fields, faults),
            "hash" => keyed(Purpose::Hash, fields, faults),
            "tokenize" => keyed(Purpose::Tokenize, fields, faults),
            "fpe" => {
                let format = fpe::format(fields, of, faults);
                let version = fpe::version(fields, faults);
                match keyed(Purpose::Fpe, fields, faults)? {
                    Self::Keyed(keyed) => {
                        Some(Self::Keyed(Keyed { format: Some(Box::new(format?)), version: version?, ..keyed }))
                    }
                    other => Some(other),
                }
            }
            _ => keyed(Purpose::Encrypt, fields, faults),
        }
    }

    /// The word of the policy.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Drop => "drop",
            Self::Null => "null",
            Self::Replace(_) => "replace",
            Self::Mask { .. } => "mask",
            Self::Address(_) | Self::Date(_) | Self::Number(_) => "generalize",
            Self::Keyed(keyed) => keyed.purpose.op(),
        }
    }
}

fn required<'n>(fields: &Fields<'n>, field: &'static str, faults: &mut FaultList) -> Option<Item<'n>> {
    let item = fields.get(field);
    if item.is_none() {
        fields.fault(FaultKind::FieldMissing { field }, faults);
    }
    item
}

/// The first of `groups` that has a field here; a fault when two have.
fn only<'g>(fields: &Fields<'_>, groups: &[&'g [&'g str]], faults: &mut FaultList) -> Option<&'g [&'g str]> {
    let present: Vec<_> = groups
        .iter()
        .filter_map(|group| group.iter().find(|name| fields.has(name)).map(|name| (*group, *name)))
        .collect();
    if let [(_, one), (_, other), ..] = present.as_slice() {
        fields.fault(FaultKind::Conflict { one: (*one).to_owned(), other: (*other).to_owned() }, faults);
        return None;
    }
    Some(present.first().map_or(&[], |(group, _)| *group))
}

fn mask(fields: &Fields<'_>, faults: &mut FaultList) -> Option<Op> {
    const GROUPS: [&[&str]; 6] = [
        &["keep_first", "keep_last"],
        &["mask_first", "mask_last"],
        &["keep_range"],
        &["range"],
        &["before"],
        &["after"],
    ];
    let replacement = match fields.get("char") {
        Some(item) => one_character(&item, faults),
        None => Some('*'),
    };
    let group = only(fields, &GROUPS, faults)?;
    let mut counts = || {
        let mut count = |name: &str| fields.get(name).map_or(Some(0), |item| item.count(faults));
        match group {
            [first, last] => Some((count(first)?, count(last)?)),
            _ => None,
        }
    };
    let rule = match group.first().copied() {
        None => MaskRule::All,
        Some("keep_first") => counts().map(|(first, last)| MaskRule::KeepEnds { first, last })?,
        Some("mask_first") => counts().map(|(first, last)| MaskRule::MaskEnds { first, last })?,
        Some("keep_range") => {
            fields.get("keep_range")?.range(faults).map(|(from, to)| MaskRule::KeepRange { from, to })?
        }
        Some("range") => fields.get("range")?.range(faults).map(|(from, to)| MaskRule::MaskRange { from, to })?,
        Some(side) => {
            let item = fields.get(side)?;
            let marker = item.text(faults)?;
            if marker.is_empty() {
                item.fault(FaultKind::MaskHidesNothing, faults);
                return None;
            }
            if side == "before" { MaskRule::Before(marker.to_owned()) } else { MaskRule::After(marker.to_owned()) }
        }
    };
    Some(Op::Mask { rule, replacement: replacement? })
}

fn one_character(item: &Item<'_>, faults: &mut FaultList) -> Option<char> {
    let text = item.text(faults)?;
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(one), None) if !one.is_control() && !one.is_numeric() => Some(one),
        _ => {
            let expected = Phrase::new("one character that is not a digit", "一个非数字字符");
            item.fault(FaultKind::WrongType { expected, found: Phrase::new("other text", "其他文本") }, faults);
            None
        }
    }
}

fn generalize(fields: &Fields<'_>, faults: &mut FaultList) -> Option<Op> {
    const GROUPS: [&[&str]; 3] = [&["level"], &["precision"], &["width"]];
    let group = only(fields, &GROUPS, faults)?;
    match group.first().copied() {
        Some("level") => {
            let levels = AddressLevel::ALL.map(|level| (level.name(), level));
            fields.get("level")?.one_of(Phrase::new("an address level", "地址层级"), &levels, faults).map(Op::Address)
        }
        Some("precision") => {
            let precisions = DatePrecision::ALL.map(|(precision, name)| (name, precision));
            fields
                .get("precision")?
                .one_of(Phrase::new("a date precision", "日期精度"), &precisions, faults)
                .map(Op::Date)
        }
        Some(_) => fields.get("width")?.width(faults).map(Op::Number),
        None => {
            fields.fault(FaultKind::FieldMissing { field: "level, precision or width" }, faults);
            None
        }
    }
}

fn keyed(purpose: Purpose, fields: &Fields<'_>, faults: &mut FaultList) -> Option<Op> {
    let key = match fields.get("key") {
        Some(item) => item.name(faults).map(|name| item.marked(name.to_owned())),
        None => {
            let unkeyed = FaultKind::KeyNotNamed { op: purpose.op() };
            fields.fault(if purpose == Purpose::Hash { FaultKind::UnkeyedHash } else { unkeyed }, faults);
            None
        }
    };
    let algorithm = match fields.get("algorithm") {
        Some(item) => algorithm(purpose, &item, faults).map(|algorithm| Some(item.marked(algorithm))),
        None => Some(None),
    };
    let domain = match fields.get("domain") {
        Some(item) => item.name(faults).map(|name| Some(name.to_owned())),
        None => Some(None),
    };
    let length = match fields.get("length") {
        Some(item) => hash_length(&item, faults).map(Some),
        None => Some(None),
    };
    Some(Op::Keyed(Keyed {
        purpose,
        key: key?,
        domain: domain?,
        length: length?,
        algorithm: algorithm?,
        format: None,
        version: None,
    }))
}

fn hash_length(item: &Item<'_>, faults: &mut FaultList) -> Option<usize> {
    let length = item.count(faults)?;
    if (SHORTEST_HASH..=WHOLE_HASH).contains(&length) {
        return Some(length);
    }
    item.fault(FaultKind::OutOfRange { expected: Phrase::new("from 8 to 32 bytes", "8 到 32 字节") }, faults);
    None
}

fn algorithm(purpose: Purpose, item: &Item<'_>, faults: &mut FaultList) -> Option<Algorithm> {
    if let Value::Text(word) = &item.node.value
        && let Some(fault) = refused_word(word)
    {
        item.fault(fault, faults);
        return None;
    }
    let algorithm = item.one_of(Phrase::new("an algorithm", "算法"), &Algorithm::ALL, faults)?;
    if algorithm.purpose() == purpose {
        return Some(algorithm);
    }
    let fitting = Algorithm::ALL.into_iter().filter(|(_, other)| other.purpose() == purpose).map(|(name, _)| name);
    let instead = super::suggestion::listed(fitting);
    item.fault(
        FaultKind::AlgorithmNotForOp { algorithm: algorithm.name().to_owned(), op: purpose.op(), instead },
        faults,
    );
    None
}

/// Why a mask is refused: it leaves every character of a form that values of the type have, or of every value.
fn mask_fault(rule: &MaskRule, of: Option<ColumnType>) -> Option<FaultKind> {
    if matches!(rule, MaskRule::MaskEnds { first: 0, last: 0 }) {
        return Some(FaultKind::MaskHidesNothing);
    }
    let of = of?;
    let length = shortest_form(of)?;
    kept(rule, length)?.iter().all(|kept| *kept).then(|| FaultKind::MaskKeepsAll { name: of.name(), length })
}

/// Which characters of a value of `length` a mask leaves; nothing if that depends on the value. The form is taken by its word: that a value
/// too short for `keep_first` and `keep_last` is masked whole saves the value, not the rule.
pub(super) fn kept(rule: &MaskRule, length: usize) -> Option<Vec<bool>> {
    let keeps = |index: usize| match rule {
        MaskRule::All => Some(false),
        MaskRule::KeepEnds { first, last } => Some(index < *first || index >= length.saturating_sub(*last)),
        MaskRule::MaskEnds { first, last } => Some(index >= *first && index < length.saturating_sub(*last)),
        MaskRule::KeepRange { from, to } => Some((*from..=*to).contains(&(index + 1))),
        MaskRule::MaskRange { from, to } => Some(!(*from..=*to).contains(&(index + 1))),
        _ => None,
    };
    (0..length).map(keeps).collect()
}

/// Characters of the shortest form of a type whose forms are fixed (GB 11643, GB 32100, GB 11714, GS 15, GA 36, ISO 3779, …).
fn shortest_form(of: ColumnType) -> Option<usize> {
    let kind = match of {
        ColumnType::Entity(kind) => kind,
        ColumnType::Phone => EntityKind::Mobile,
        _ => return None,
    };
    match kind {
        EntityKind::IdCard | EntityKind::BusinessReg | EntityKind::Imei => Some(15),
        EntityKind::Uscc => Some(18),
        EntityKind::OrgCode | EntityKind::Passport => Some(9),
        EntityKind::Mobile => Some(11),
        EntityKind::Landline | EntityKind::Plate => Some(7),
        EntityKind::Hotline => Some(10),
        EntityKind::BankCard => Some(13),
        EntityKind::Permit => Some(8),
        EntityKind::Vin => Some(17),
        EntityKind::Mac => Some(12),
        EntityKind::Postcode => Some(6),
        _ => None,
    }
}
