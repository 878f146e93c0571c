//! Characters that number houses, and what is in them.

/// Digits, letters, Chinese numerals, and the stems and directions that number houses.
pub(super) fn is_numeral(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || is_small(c)
        || is_direction(c)
        || matches!(c, '百' | '零' | '〇' | '甲' | '乙' | '丙' | '丁')
}

/// 一 to 十.
pub(super) fn is_small(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// Directions, which say where something lies as often as they number it.
pub(super) fn is_direction(c: char) -> bool {
    matches!(c, '东' | '西' | '南' | '北' | '中')
}

/// What the number of a house begins with behind a road: 5号, 甲3号.
pub(super) fn begins_house(c: char) -> bool {
    c.is_ascii_digit() || is_small(c) || matches!(c, '甲' | '乙' | '丙')
}

/// Characters between a name and the suffix of the road that bears it: 中山东一路.
pub(super) fn is_in_road_name(c: char) -> bool {
    is_direction(c) || is_small(c) || matches!(c, '大' | '新' | '老' | '支' | '前' | '后' | '内' | '外')
}
