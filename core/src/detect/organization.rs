//! How names of organizations end.

/// Whether a name ends as that of an organization does; its characters are given from the last to the first.
pub(super) fn ends_as_one(reversed: impl Iterator<Item = char> + Clone) -> bool {
    ENDINGS.iter().any(|ending| ending.chars().rev().eq(reversed.clone().take(ending.chars().count())))
}

/// What their names end with.
pub(super) const ENDINGS: [&str; 36] = [
    "公司",
    "医院",
    "大学",
    "学院",
    "学校",
    "中学",
    "小学",
    "幼儿园",
    "中心",
    "局",
    "厅",
    "委员会",
    "委",
    "办公室",
    "政府",
    "银行",
    "支行",
    "分行",
    "营业部",
    "合作社",
    "基金会",
    "协会",
    "总会",
    "红十字会",
    "厂",
    "店",
    "酒店",
    "宾馆",
    "研究院",
    "研究所",
    "事务所",
    "集团",
    "部",
    "所",
    "站",
    "门诊",
];
