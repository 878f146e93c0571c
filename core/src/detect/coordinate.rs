//! Precise positions: longitude and latitude within China (STANDARDS B.11).
//!
//! Finds a longitude (73 to 136) and a latitude (3 to 54) in decimal degrees with a comma or blank between, in this order,
//! each with four decimals or more, which is about eleven metres; behind a word such as 坐标 in the other order too. One number
//! alone, of four decimals or more, is found right behind 经度, 纬度, lng, lat and their like. Longitudes and latitudes with
//! seconds, two decimals of minutes or four of degrees, written as angles, are found one by one: with 东经, 北纬, E or N beside,
//! right behind a word such as 坐标, or right behind another.
//!
//! Two such numbers among others are measurements, and refused. Missed: positions outside China, and ones less precise, on
//! purpose.

use super::angle::{Angle, Axis};
use super::candidate::Candidates;
use super::context::{self, Subjects};
use super::passage::Passage;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::Coordinate;
pub(super) const WORDS: [&str; 14] = [
    "坐标",
    "经纬",
    "经度",
    "纬度",
    "东经",
    "北纬",
    "定位",
    "位置",
    "lng",
    "lat",
    "lon",
    "longitude",
    "latitude",
    "gps",
];

const PRECISE: usize = 4;

/// A decimal number: two tokens with a point between.
#[derive(Clone, Copy)]
struct Decimal {
    whole: u32,
    decimals: usize,
    start: usize,
    end: usize,
}

impl Decimal {
    fn at(row: &Row<'_>, index: usize) -> Option<Self> {
        let (whole, fraction) = row.tokens.get(index).zip(row.tokens.get(index + 1))?;
        let digits = row.tokens.digits(index).filter(|digits| matches!(digits, 1..=3))?;
        let decimals = row.tokens.digits(index + 1)?;
        (row.passage.between(whole.end, fraction.start) == ".").then_some(())?;
        let whole_part = row.tokens.ascii(index).iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
        let begins = !row.passage.before(whole.start).ends_with(['.', '-', '+', '_']);
        let ends = !row.passage.after(fraction.end).starts_with(['.', '%', '_']);
        let plain = digits == 1 || !row.tokens.ascii(index).starts_with(b"0");
        (begins && ends && plain).then_some(Self { whole: whole_part, decimals, start: whole.start, end: fraction.end })
    }

    fn is_longitude(self) -> bool {
        matches!(self.whole, 73..=135)
    }

    fn is_latitude(self) -> bool {
        matches!(self.whole, 3..=53)
    }

    fn is_precise(self) -> bool {
        matches!(self.decimals, PRECISE..=16)
    }
}

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    let mut index = 0;
    while index < row.tokens.len() {
        index += if row.tokens.starts(index).has(Starts::HEXADECIMAL) { at(row, index, out) } else { 1 };
    }
}

/// Looks for a position that begins with token `index`; how many tokens it took.
fn at(row: &Row<'_>, index: usize, out: &mut Candidates) -> usize {
    let Some(first) = Decimal::at(row, index) else { return 1 };
    let pair = Decimal::at(row, index + 2).filter(|second| parts(row.passage.between(first.end, second.start)));
    let Some(second) = pair else {
        return one(row, index, first, out);
    };
    let ordered = first.is_longitude() && second.is_latitude();
    let swapped = first.is_latitude() && second.is_longitude() && row.names(index, Subjects::POSITION);
    if !ordered && !swapped {
        return 2;
    }
    let judgement = if !first.is_precise() || !second.is_precise() {
        Err(Reason::Length)
    } else if is_measurement(row, index) {
        Err(Reason::Boundary)
    } else {
        Ok(Confidence::percent(if row.says(KIND, index, Subjects::POSITION) { 95 } else { 60 }))
    };
    out.judge(Span::try_new(first.start, second.end), KIND, judgement);
    4
}

/// A longitude or a latitude by itself.
fn one(row: &Row<'_>, index: usize, number: Decimal, out: &mut Candidates) -> usize {
    let in_range = number.is_longitude() || number.is_latitude();
    if in_range && number.is_precise() && row.labels(KIND, index, Subjects::POSITION) {
        out.accept(Span::try_new(number.start, number.end), KIND, Confidence::percent(85));
    }
    2
}

/// `places` are those of marks of degrees and of 东经 and 北纬, among others; `is_assumed` says that the value is a position.
pub(super) fn detect_angles(passage: Passage<'_>, places: &[usize], is_assumed: bool, out: &mut Candidates) {
    let mut done = 0;
    // Where the last one ended that was found.
    let mut found = None;
    for &place in places.iter() {
        let Some(angle) = Angle::around(passage.text(), done, place) else { continue };
        done = angle.end;
        let axes = [Axis::Longitude, Axis::Latitude];
        let in_china = axes.iter().any(|axis| angle.axis.is_none_or(|own| own == *axis) && axis.holds(angle.degrees));
        let labelled = || is_assumed || context::subjects(passage, angle.start).has(Subjects::POSITION.as_labels());
        let percent = match angle.axis {
            Some(_) => 90,
            None if labelled() => 85,
            None if found.is_some_and(|end| parts(passage.between(end, angle.start))) => 75,
            None => continue,
        };
        let judgement = match (in_china, angle.is_precise) {
            (false, _) => Err(Reason::Region),
            (true, false) => Err(Reason::Length),
            (true, true) => Ok(Confidence::percent(percent)),
        };
        found = judgement.is_ok().then_some(angle.end);
        out.judge(Span::try_new(angle.start, angle.end), KIND, judgement);
    }
}

/// Whether this stands between a longitude and a latitude.
fn parts(gap: &str) -> bool {
    matches!(gap.trim(), "," | "，" | "") && gap.len() <= 4
}

/// Whether another decimal number is joined to the pair.
fn is_measurement(row: &Row<'_>, index: usize) -> bool {
    let joined = |left: usize, right: usize| {
        let ends = row.tokens.get(left).zip(row.tokens.get(right));
        ends.is_some_and(|(left, right)| parts(row.passage.between(left.end, right.start)))
    };
    let behind = joined(index + 3, index + 4) && Decimal::at(row, index + 4).is_some();
    let before = index >= 2 && joined(index - 1, index) && Decimal::at(row, index - 2).is_some();
    behind || before
}
