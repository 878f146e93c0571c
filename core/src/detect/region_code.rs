//! Six-digit division codes, soft evidence only (GB/T 2260; STANDARDS B.1).
//!
//! Real numbers carry codes outside every table, codes withdrawn before the birth they were given for, and codes older than
//! the division; so an unknown code lowers confidence and never refuses by itself.

use std::sync::OnceLock;

/// How well a six-digit code is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Known {
    /// Neither the code nor its prefecture was ever issued.
    Never,
    /// The prefecture was issued, this code was not.
    Prefecture,
    /// Issued at another time.
    OtherTime,
    /// In force in the year asked for, or a permit code of Hong Kong, Macao or Taiwan.
    InForce,
}

/// The divisions as published, one row per code and name: code, name, first year, last year.
///
/// An empty first year means before 1981 or unknown; an empty last year means in force, `~` that the year is not known.
pub(super) const DIVISIONS: &str = include_str!("address/divisions.tsv");

/// Provinces by the first two digits of a code (GB/T 2260, and the permit codes 81, 82 and 83).
pub(super) fn is_province(digits: &[u8]) -> bool {
    matches!(
        digits,
        [b'1', b'1'..=b'5', ..]
            | [b'2', b'1'..=b'3', ..]
            | [b'3', b'1'..=b'7', ..]
            | [b'4', b'1'..=b'6', ..]
            | [b'5', b'0'..=b'4', ..]
            | [b'6', b'1'..=b'5', ..]
            | [b'7', b'1', ..]
            | [b'8', b'1'..=b'3', ..]
    )
}

/// What is known of the code in `digits` for someone born in `year`; without a year, at any time.
pub(super) fn known(digits: &[u8], year: Option<u16>) -> Known {
    let Some(code) = number(digits) else { return Known::Never };
    if matches!(code, 710_000 | 810_000 | 820_000 | 830_000) {
        return Known::InForce;
    }
    let prefecture = Table::get().prefecture(code);
    let from = prefecture.partition_point(|row| row.code < code);
    let rows = || prefecture.iter().skip(from).take_while(|row| row.code == code);
    if rows().next().is_none() {
        return if prefecture.is_empty() { Known::Never } else { Known::Prefecture };
    }
    let in_force = rows().any(|row| year.is_none_or(|year| row.first <= year && year <= row.last));
    if in_force { Known::InForce } else { Known::OtherTime }
}

struct Row {
    code: u32,
    first: u16,
    last: u16,
}

/// All rows, sorted by code.
struct Table {
    rows: Vec<Row>,
    /// By the first four digits of a code: where its rows begin; one more entry for the end.
    begins: Vec<u16>,
}

impl Table {
    fn get() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(Self::build)
    }

    fn build() -> Self {
        let mut rows: Vec<Row> = DIVISIONS.lines().skip(1).filter_map(parse).collect();
        rows.sort_by_key(|row| row.code);
        let begin = |four: u32| rows.partition_point(|row| row.code < four * 100);
        let begins = (0..=10_000).map(|four| u16::try_from(begin(four)).unwrap_or(u16::MAX)).collect();
        Self { rows, begins }
    }

    /// The rows of all codes with the first four digits of `code`.
    fn prefecture(&self, code: u32) -> &[Row] {
        let four = (code / 100) as usize;
        let bounds = self.begins.get(four).zip(self.begins.get(four + 1));
        bounds.and_then(|(&from, &to)| self.rows.get(usize::from(from)..usize::from(to))).unwrap_or_default()
    }
}

fn parse(line: &str) -> Option<Row> {
    let mut fields = line.split('\t');
    let code = fields.next()?.parse().ok()?;
    let _name = fields.next()?;
    let first = fields.next().and_then(|year| year.parse().ok()).unwrap_or(0);
    let last = match fields.next() {
        None | Some("" | "~") => u16::MAX,
        Some(year) => year.parse().unwrap_or(u16::MAX),
    };
    Some(Row { code, first, last })
}

fn number(digits: &[u8]) -> Option<u32> {
    if digits.len() != 6 {
        return None;
    }
    digits.iter().try_fold(0, |value, &digit| digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0')))
}
