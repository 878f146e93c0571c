//! The form of one cell, as far as it tells what a column holds.

use super::region_code::{Known, known};

/// The form of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A calendar date, with or without a time of the day.
    Date,
    /// A six-digit code of a division that is or was in force (GB/T 2260).
    RegionCode,
    /// Six digits that a postcode could be.
    Postcode,
    /// A number within the longitudes or latitudes of China with five decimals or more, or a pair of such.
    Coordinate,
    /// Nothing but nine to thirty digits and what separates them.
    Digits,
    /// The address of a page.
    Link,
    /// JSON, key=value, several fields in one cell.
    Parts,
    /// Anything else.
    Other,
}

/// Whether a value says nothing: 无, N/A, a dash.
pub(super) fn is_empty(value: &str) -> bool {
    const NOTHING: [&str; 16] =
        ["", "-", "--", "/", "\\", "无", "空", "暂无", "不详", "未知", "未填", "n/a", "na", "null", "none", "nan"];
    NOTHING.contains(&value.to_ascii_lowercase().as_str())
}

/// The form of `value`, which has no blanks around it.
pub(super) fn form(value: &str) -> Form {
    match () {
        () if is_date(value) => Form::Date,
        () if is_six_digits(value) => six_digits(value),
        () if is_coordinate(value) => Form::Coordinate,
        () if is_digits(value) => Form::Digits,
        () if is_link(value) => Form::Link,
        () if has_parts(value) => Form::Parts,
        () => Form::Other,
    }
}

fn is_six_digits(value: &str) -> bool {
    value.len() == 6 && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn six_digits(value: &str) -> Form {
    match known(value.as_bytes(), None) {
        Known::InForce | Known::OtherTime => Form::RegionCode,
        _ if has_postal_prefix(value) => Form::Postcode,
        _ => Form::Other,
    }
}

/// Whether the first two digits are those of a postal province (邮政编码: 01–86 with gaps).
fn has_postal_prefix(value: &str) -> bool {
    let prefix = value.get(..2).and_then(|prefix| prefix.parse().ok());
    prefix.is_some_and(|prefix: u8| {
        matches!(prefix, 1..=7 | 10..=16 | 20..=27 | 30..=36 | 40..=47 | 51..=57 | 61..=67 | 71..=75 | 81 | 83..=86)
    })
}

/// A date from 1900 to 2099 whose month and day exist, in figures.
fn is_date(value: &str) -> bool {
    let date = value.split(['T', ' ']).next().unwrap_or(value).trim_end_matches(['日', '号']);
    let parts: Vec<&str> = date.split(['-', '/', '.', '年', '月']).filter(|part| !part.is_empty()).collect();
    let figures = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !parts.iter().all(figures) {
        return false;
    }
    match parts.as_slice() {
        [year, month] if year.len() == 4 && month.len() <= 2 => exists(year, month, "1"),
        [year, month, day] if year.len() == 4 => exists(year, month, day),
        [compact] if compact.len() == 8 => {
            let part = |from, to| compact.get(from..to).unwrap_or_default();
            exists(part(0, 4), part(4, 6), part(6, 8))
        }
        _ => false,
    }
}

fn exists(year: &str, month: &str, day: &str) -> bool {
    let is_in = |text: &str, least: u16, most: u16| {
        text.len() <= 4 && text.parse().is_ok_and(|number: u16| (least..=most).contains(&number))
    };
    is_in(year, 1900, 2099) && is_in(month, 1, 12) && is_in(day, 1, 31)
}

/// Degrees of China with at least five decimals (about a metre): 73 to 136 east, 3 to 54 north (STANDARDS B.11).
fn is_coordinate(value: &str) -> bool {
    let mut numbers = value.split([',', '，', ' ', ';']).filter(|part| !part.is_empty());
    let is_degree = |part: &str| {
        let decimals = part.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let is_in_china = |degree: f64| (3.0..=54.0).contains(&degree) || (73.0..=136.0).contains(&degree);
        decimals >= 5 && part.parse().is_ok_and(is_in_china)
    };
    value.len() <= 48 && numbers.clone().count() <= 2 && numbers.clone().next().is_some() && numbers.all(is_degree)
}

fn is_digits(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    (9..=30).contains(&digits) && value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'-'))
}

fn is_link(value: &str) -> bool {
    ["http://", "https://", "www.", "ftp://"].iter().any(|scheme| value.starts_with(scheme))
}

/// Whether the cell is JSON or has two fields or more of the form key=value or key:value.
fn has_parts(value: &str) -> bool {
    let is_enclosed = |open, close| value.starts_with(open) && value.ends_with(close) && value.contains(['"', ':']);
    is_enclosed('{', '}') || is_enclosed('[', ']') || fields(value) >= 2
}

fn fields(value: &str) -> usize {
    let named = |part: &&str| {
        let key = part.trim().split(['=', ':', '：']).next().unwrap_or_default();
        key.len() < part.trim().len() && (1..=12).contains(&key.chars().count()) && key.chars().all(char::is_alphabetic)
    };
    value.split([';', '；', ',', '，', '&', '|', '\n']).filter(named).count()
}
