//! Kinds, types and actions by their words: fixed ones in JSON, a reader's own language on a terminal.

use std::collections::BTreeMap;

use serde::Serializer;
use serde::ser::SerializeMap;

use super::amount::grouped;
use crate::error::Lang;
use crate::model::{ColumnType, Confidence, EntityKind, Reason};

/// Counts by kind.
pub(super) type ByKind = BTreeMap<EntityKind, u64>;
/// Counts by kind and reason.
pub(super) type ByReason = BTreeMap<(EntityKind, Reason), u64>;

pub(super) fn column_type<S: Serializer>(of: &ColumnType, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(of.name())
}

pub(super) fn kind<S: Serializer>(of: &EntityKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(of.name())
}

pub(super) fn reason<S: Serializer>(of: &Reason, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(of.name())
}

pub(super) fn confidence<S: Serializer>(of: &Confidence, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(of.as_f64())
}

/// `{"id_card": 3}`.
pub(super) fn by_kind<S: Serializer>(counts: &ByKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(counts.iter().map(|(kind, count)| (kind.name(), count)))
}

/// `{"id_card": {"checksum": 3}}`.
pub(super) fn by_reason<S: Serializer>(counts: &ByReason, serializer: S) -> Result<S::Ok, S::Error> {
    let mut nested: BTreeMap<EntityKind, BTreeMap<&str, u64>> = BTreeMap::new();
    for (&(kind, reason), &count) in counts {
        *nested.entry(kind).or_default().entry(reason.name()).or_default() += count;
    }
    let mut map = serializer.serialize_map(Some(nested.len()))?;
    for (kind, reasons) in &nested {
        map.serialize_entry(kind.name(), reasons)?;
    }
    map.end()
}

/// `id_card 3, mobile 5`.
pub(super) fn kinds_text(counts: &ByKind, lang: Lang) -> String {
    let parts = counts.iter().filter(|(_, count)| **count > 0);
    let parts: Vec<String> =
        parts.map(|(kind, count)| format!("{} {}", kind_word(*kind, lang), grouped(*count))).collect();
    parts.join(lang.pick(", ", "、"))
}

/// `id_card checksum 3, mobile boundary 5`.
pub(super) fn reasons_text(counts: &ByReason, lang: Lang) -> String {
    let parts = counts.iter().map(|((kind, reason), count)| {
        format!("{} {} {}", kind_word(*kind, lang), reason_word(*reason, lang), grouped(*count))
    });
    parts.collect::<Vec<_>>().join(lang.pick(", ", "、"))
}

/// A kind for a reader.
pub(super) fn kind_word(kind: EntityKind, lang: Lang) -> &'static str {
    lang.pick(kind.name(), kind.name_zh())
}

/// A type for a reader.
pub(super) fn type_word(of: ColumnType, lang: Lang) -> &'static str {
    match (of, lang) {
        (ColumnType::None, _) => "–",
        (_, Lang::En) => of.name(),
        (ColumnType::Entity(kind), Lang::Zh) => kind.name_zh(),
        (ColumnType::Phone, Lang::Zh) => "电话",
        (ColumnType::Organization, Lang::Zh) => "单位名称",
        (ColumnType::Region, Lang::Zh) => "行政区划",
        (ColumnType::Date, Lang::Zh) => "日期",
    }
}

/// An action for a reader; the policy's own word where there is no other.
pub(super) fn action_word(action: &str, lang: Lang) -> &str {
    match (lang, action) {
        (Lang::En, "scan") => "replace in text",
        (Lang::En, _) => action,
        (Lang::Zh, "keep") => "保留",
        (Lang::Zh, "drop") => "删除",
        (Lang::Zh, "null") => "置空",
        (Lang::Zh, "replace") => "替换",
        (Lang::Zh, "mask") => "掩码",
        (Lang::Zh, "generalize") => "泛化",
        (Lang::Zh, "hash") => "散列",
        (Lang::Zh, "tokenize") => "令牌化",
        (Lang::Zh, "encrypt") => "加密",
        (Lang::Zh, "reveal") => "还原",
        (Lang::Zh, "scan") => "文本内替换",
        (Lang::Zh, _) => action,
    }
}

/// A reason for a reader.
pub(super) fn reason_word(reason: Reason, lang: Lang) -> &'static str {
    match (lang, reason) {
        (Lang::En, _) => reason.name(),
        (Lang::Zh, Reason::Shape) => "形式不符",
        (Lang::Zh, Reason::Length) => "长度不符",
        (Lang::Zh, Reason::Boundary) => "边界不符",
        (Lang::Zh, Reason::Checksum) => "校验位不符",
        (Lang::Zh, Reason::Date) => "日期不存在",
        (Lang::Zh, Reason::Region) => "无此区划",
        (Lang::Zh, Reason::Prefix) => "号段未分配",
        (Lang::Zh, Reason::Context) => "缺少上下文",
        (Lang::Zh, Reason::Overlap) => "被其他命中覆盖",
        (Lang::Zh, Reason::Pilot) => "试点期代码",
    }
}
