//! Number plates of vehicles (GA 36-2018; STANDARDS B.10).
//!
//! Finds the character of a province, a letter but I and O, a point, blank or dash or nothing, and five characters of which
//! at least three are digits; six for new energy, small (a letter A to H, J or K first) and large (one of these last); four and 警, 学,
//! 挂, 港, 澳 or 领; six digits and 使; 武警 (WJ, a province and five characters); and behind a word such as 车牌 the
//! military forms, a letter of 2012's list, a letter and five digits.
//!
//! 学, 领 and 使 begin other words (领取, 使用), so a Chinese character behind them needs such a word in front; so do the
//! provinces 新, 云, 青, 贵, 黑, 甘, 吉 and 宁 inside a Chinese word. Missed: temporary plates, and plates whose characters are
//! parted otherwise.

use super::candidate::Candidates;
use super::context::Subjects;
use super::normalize::{identifier, is_blank, is_dash, is_han};
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::Plate;
pub(super) const WORDS: [&str; 8] = ["车牌", "号牌", "车号", "牌照", "车辆", "驾驶", "机动车", "plate"];

pub(super) const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/// Provinces whose character is part of common words.
const COMMON: &str = "新云青贵黑甘吉宁";

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        if row.tokens.starts(index).has(Starts::PLATE)
            && let Some((form, span)) = form_at(row, index)
        {
            out.judge(Some(span), KIND, judge(row, index, form, span));
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Province, letter and five or six characters.
    Civil,
    /// A Chinese character is the last.
    Suffixed(char),
    /// WJ and a province.
    Police,
    /// No Chinese character at all.
    Military,
    /// Not a plate that was ever issued, though it begins as one.
    Unissued,
}

fn judge(row: &Row<'_>, index: usize, form: Form, span: Span) -> Result<Confidence, Reason> {
    let named = row.says(KIND, index, Subjects::VEHICLE);
    if !row.tokens.stands_alone(index, 1) && !row.passage.between(span.start(), span.end()).contains(is_dash) {
        return Err(Reason::Boundary);
    }
    if row.passage.after(span.end()).starts_with(|c| identifier(c).is_some()) {
        return Err(Reason::Boundary);
    }
    let before_han = row.passage.after(span.end()).starts_with(is_han);
    let behind_han = row.passage.before(span.start()).ends_with(is_han);
    let common = row.passage.after(span.start()).starts_with(|c| COMMON.contains(c));
    match form {
        Form::Unissued => Err(Reason::Shape),
        _ if named => Ok(Confidence::percent(95)),
        Form::Suffixed('学' | '领' | '使') if before_han => Err(Reason::Context),
        Form::Civil if common && behind_han => Err(Reason::Context),
        Form::Military => Err(Reason::Context),
        Form::Suffixed(_) | Form::Police => Ok(Confidence::percent(90)),
        Form::Civil => Ok(Confidence::percent(80)),
    }
}

fn form_at(row: &Row<'_>, index: usize) -> Option<(Form, Span)> {
    let token = row.tokens.get(index)?;
    let ascii = row.tokens.ascii(index);
    let before = row.passage.before(token.start);
    let suffix = row.passage.after(token.end).chars().next().filter(|&c| is_suffix(c));
    let suffixed = |start: usize, suffix: char| Span::try_new(start, token.end + suffix.len_utf8());
    if row.tokens.digits(index) == Some(6) {
        return Some((Form::Suffixed('使'), suffixed(token.start, suffix.filter(|&c| c == '使')?)?));
    }
    let (start, number) = match ascii.split_first() {
        Some((letter, number)) if before.ends_with(is_province) && is_letter(*letter) => {
            (before.len() - before.chars().next_back()?.len_utf8(), number)
        }
        _ => match under_letter(before) {
            Some(start) => (start, ascii),
            None => return without_letter(row, index),
        },
    };
    let form = match (number.len(), suffix) {
        (4, Some(suffix)) if suffix != '使' && has_digits(number, 3) => {
            return Some((Form::Suffixed(suffix), suffixed(start, suffix)?));
        }
        (5, _) if has_digits(number, 3) && number.iter().all(is_plate_character) => Form::Civil,
        (6, _) if is_new_energy(number) => Form::Civil,
        (5, _) if has_digits(number, 4) => Form::Unissued,
        _ => return None,
    };
    Some((form, Span::try_new(start, token.end)?))
}

/// Whether a plate may end with the character.
fn is_suffix(c: char) -> bool {
    matches!(c, '警' | '学' | '挂' | '港' | '澳' | '领' | '使')
}

/// Forms whose letters stand before the province, or that have none.
fn without_letter(row: &Row<'_>, index: usize) -> Option<(Form, Span)> {
    let token = row.tokens.get(index)?;
    let ascii = row.tokens.ascii(index);
    let before = row.passage.before(token.start);
    if let Some(under) = before.strip_suffix(is_province)
        && let Some(start) = under.strip_suffix("WJ")
        && matches!(ascii.len(), 5 | 6)
        && has_digits(ascii, 4)
    {
        return Some((Form::Police, Span::try_new(start.len(), token.end)?));
    }
    let military = match ascii {
        [b'V' | b'K' | b'H' | b'B' | b'S' | b'L' | b'J' | b'N' | b'G' | b'C' | b'E', letter, number @ ..] => {
            number.len() == 5 && is_letter(*letter) && number.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    };
    // Without a word in front the form is that of any part number.
    let named = military && row.says(KIND, index, Subjects::VEHICLE);
    named.then_some((Form::Military, row.tokens.span(index, 1)?))
}

/// Where a plate begins of which `before` holds the province, the letter and what parts it from the number.
fn under_letter(before: &str) -> Option<usize> {
    let parted = |c: char| matches!(c, '·' | '•' | '・' | '.' | '．') || is_blank(c) || is_dash(c);
    let before = before.strip_suffix(parted).unwrap_or(before);
    let before = before.strip_suffix(|c| identifier(c).is_some_and(is_letter))?;
    before.strip_suffix(is_province).map(str::len)
}

fn is_province(c: char) -> bool {
    PROVINCES.contains(c)
}

fn is_letter(c: u8) -> bool {
    matches!(c.to_ascii_uppercase(), b'A'..=b'H' | b'J'..=b'N' | b'P'..=b'Z')
}

fn is_plate_character(c: &u8) -> bool {
    c.is_ascii_digit() || is_letter(*c)
}

fn has_digits(number: &[u8], least: usize) -> bool {
    number.iter().filter(|c| c.is_ascii_digit()).count() >= least
}

/// Six characters: a letter of the list first, and digits behind it or behind one more letter; or a letter of the list last.
fn is_new_energy(number: &[u8]) -> bool {
    let listed = |c: &u8| matches!(c.to_ascii_uppercase(), b'A'..=b'H' | b'J' | b'K');
    match number {
        [first, second, rest @ ..] if listed(first) => {
            rest.len() == 4 && is_plate_character(second) && rest.iter().all(u8::is_ascii_digit)
        }
        [digits @ .., last] => digits.len() == 5 && digits.iter().all(u8::is_ascii_digit) && listed(last),
        [] => false,
    }
}
