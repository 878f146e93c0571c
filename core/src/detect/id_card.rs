//! Resident identity card numbers (GB 11643-1999; STANDARDS B.1, B.12).
//!
//! Finds the 18-digit number (region 6, birth date 8, serial 3, check character by MOD 11-2, `x` or `X`), also in groups
//! parted by blanks or dashes, and the 15-digit number of before 1999 (region 6, birth date 6, serial 3, no check).
//! Residence permits of Hong Kong, Macao and Taiwan residents (81, 82, 83) are of the same form.
//!
//! For 18 digits the check character, a real birth date from 1800 to today and the province are conditions; the six-digit
//! region only changes the confidence, because real numbers lie outside every table. 15 digits hold the date and the
//! province alone: without a known region they need a word such as 身份证 in front. Registration numbers and IMEIs have
//! 15 digits too; where the words in front name one of those, the number is refused.
//!
//! Missed: numbers whose check character was misread. Permanent residence cards of foreigners are found by `foreigner_card`.

use super::boundary::is_fraction;
use super::candidate::Candidates;
use super::context::Subjects;
use super::date::Date;
use super::region_code::{self, Known};
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason};

const KIND: EntityKind = EntityKind::IdCard;

pub(super) const WORDS: [&str; 8] = ["身份", "证件", "证号", "公民", "idcard", "id_card", "id card", "居住证"];
pub(super) const OTHER_15: [&str; 9] = ["注册号", "营业执照", "工商", "imei", "imsi", "订单", "流水", "运单", "单号"];
pub(super) const NUMBERED: [&str; 8] = ["订单", "流水", "单号", "案号", "批次", "orderno", "order_no", "运单"];

/// The ways in which the 18 characters are grouped.
const GROUPS: [&[usize]; 6] = [&[6, 8, 4], &[6, 8, 3, 1], &[6, 4, 4, 4], &[6, 4, 2, 2, 4], &[3, 3, 8, 4], &[6, 12]];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    let mut index = 0;
    while index < row.tokens.len() {
        index += at(row, index, out);
    }
}

/// Looks for a number that begins with token `index`; how many tokens it took, at least 1.
fn at(row: &Row<'_>, index: usize, out: &mut Candidates) -> usize {
    let tokens = row.tokens;
    if !tokens.starts(index).has(Starts::ID_CARD) {
        return 1;
    }
    let single = matches!(tokens.ascii(index).len(), 15 | 18);
    let grouped = GROUPS.iter().filter(|_| !single).find(|group| {
        tokens.lengths(index, group)
            && tokens.joined(index, group.len())
            && is_shape(tokens.ascii_of(index, group.len()))
    });
    if let Some(group) = grouped {
        let judgement = alone(row, index, group.len()).and_then(|()| in_text(row, index, group.len()));
        // Groups that fail are dates and amounts far more often than numbers with a slip.
        if judgement.is_ok() {
            out.judge(tokens.span(index, group.len()), KIND, judgement);
            return group.len();
        }
    }
    let judgement = match tokens.ascii(index).len() {
        18 if is_shape(tokens.ascii(index)) => alone(row, index, 1).and_then(|()| in_text(row, index, 1)),
        15 if tokens.digits(index).is_some() => alone(row, index, 1).and_then(|()| old_in_text(row, index)),
        _ => return 1,
    };
    out.judge(tokens.span(index, 1), KIND, judgement);
    1
}

fn alone(row: &Row<'_>, first: usize, count: usize) -> Result<(), Reason> {
    let tokens = row.tokens;
    let fraction = tokens
        .get(first)
        .zip(tokens.get(first + count - 1))
        .is_some_and(|(first, last)| is_fraction(row.passage, first, last));
    if tokens.stands_alone(first, count) && !fraction { Ok(()) } else { Err(Reason::Boundary) }
}

fn in_text(row: &Row<'_>, first: usize, count: usize) -> Result<Confidence, Reason> {
    match check(row.tokens.ascii_of(first, count), row.today)? {
        Known::InForce => Ok(Confidence::CERTAIN),
        Known::OtherTime => Ok(Confidence::percent(95)),
        _ if row.says(KIND, first, Subjects::IDENTITY) => Ok(Confidence::percent(80)),
        _ if row.names(first, Subjects::RUNNING_NUMBER) => Err(Reason::Context),
        Known::Prefecture => Ok(Confidence::percent(75)),
        Known::Never => Ok(Confidence::percent(60)),
    }
}

fn old_in_text(row: &Row<'_>, index: usize) -> Result<Confidence, Reason> {
    let known = check_old(row.tokens.ascii(index))?;
    let named = row.says(KIND, index, Subjects::IDENTITY);
    match known {
        _ if !named && row.names(index, Subjects::OTHER_15) => Err(Reason::Context),
        Known::InForce | Known::OtherTime if named => Ok(Confidence::percent(85)),
        Known::InForce | Known::OtherTime => Ok(Confidence::percent(65)),
        _ if named => Ok(Confidence::percent(55)),
        _ => Err(Reason::Region),
    }
}

/// Judges the 18 characters of a whole value, which no words announce: how sure it is that they are a number.
///
/// In a column of numbers this is asked of every value, and made to be answered without a branch that goes both ways.
pub(super) fn whole(ascii: &[u8; 18], today: Date) -> Option<Confidence> {
    let (eights, &[serial, last]) = ascii.as_chunks::<8>() else { return None };
    let [region, born] = eights else { return None };
    let digit = |byte: u8| u32::from(byte.wrapping_sub(b'0'));
    let in_digits = are_digits(*region) & are_digits(*born) & serial.is_ascii_digit();
    let check = if is_letter(last) { 10 } else { digit(last) };
    const WEIGHTS: [u16; 16] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4];
    let products = ascii.iter().zip(WEIGHTS).map(|(&byte, weight)| u16::from(byte & 0xF) * weight);
    let sum = u32::from(products.sum::<u16>()) + digit(serial) * 2 + check;
    let two = |at: usize| digit(ascii[at]) * 10 + digit(ascii[at + 1]);
    let (year, month, day) = (two(6) * 100 + two(8), two(10), two(12));
    if !(in_digits && (check < 10 || is_letter(last)) && sum % 11 == 1 && region_code::is_province(ascii)) {
        return None;
    }
    let exists = day.wrapping_sub(1) < 28 && month.wrapping_sub(1) < 12;
    let exact = || Date::try_new(year as u16, month as u8, day as u8).is_some_and(|born| born <= today);
    if year < 1800 || !(year < u32::from(today.year()) && exists || exact()) {
        return None;
    }
    let code = two(0) * 10_000 + two(2) * 100 + two(4);
    Some(confidence_alone(region_code::of_code(code, Some(year as u16))))
}

/// How sure a number is that no words announce.
pub(super) const fn confidence_alone(known: Known) -> Confidence {
    Confidence::percent(match known {
        Known::InForce => 100,
        Known::OtherTime => 95,
        Known::Prefecture => 75,
        Known::Never => 60,
    })
}

/// Whether a check character is the letter among them.
const fn is_letter(last: u8) -> bool {
    last | 0x20 == b'x'
}

/// What another detector says of the 18 characters of an identity card number that is a whole value.
pub(super) enum Beside {
    Nothing,
    Refused(Reason),
    Accepted(Confidence),
}

pub(super) fn are_digits(eight: [u8; 8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_le_bytes(eight);
    let upper = word & (ONES * 0xF0) == ONES * 0x30;
    upper & (word.wrapping_add(ONES * 6) & (ONES * 0xF0) == ONES * 0x30)
}

pub(super) fn is_shape(ascii: &[u8]) -> bool {
    let Some((body, [last])) = ascii.split_first_chunk::<17>() else { return false };
    body.iter().fold(true, |all, byte| all & byte.is_ascii_digit()) && matches!(last, b'0'..=b'9' | b'x' | b'X')
}

/// Judges the 18 characters; what is known of their region.
pub(super) fn check(ascii: &[u8], today: Date) -> Result<Known, Reason> {
    let (body, last) = match ascii.split_first_chunk::<17>() {
        Some((body, &[last])) => (body, last),
        _ => return Err(Reason::Length),
    };
    if !is_shape(ascii) {
        return Err(Reason::Shape);
    }
    if !region_code::is_province(body) {
        return Err(Reason::Region);
    }
    let born = body.get(6..14).and_then(Date::from_eight_digits).ok_or(Reason::Date)?;
    if born < Date::EARLIEST_BIRTH || born > today {
        return Err(Reason::Date);
    }
    if check_character(body) != last.to_ascii_uppercase() {
        return Err(Reason::Checksum);
    }
    Ok(region_code::known(body.get(..6).unwrap_or_default(), Some(born.year())))
}

/// Judges the 15 digits of an old number; what is known of their region.
pub(super) fn check_old(ascii: &[u8]) -> Result<Known, Reason> {
    if ascii.len() != 15 || !ascii.iter().all(u8::is_ascii_digit) {
        return Err(Reason::Shape);
    }
    if !region_code::is_province(ascii) {
        return Err(Reason::Region);
    }
    let mut date = *b"19000000";
    date.iter_mut().skip(2).zip(ascii.iter().skip(6)).for_each(|(to, &from)| *to = from);
    let born = Date::from_eight_digits(&date).ok_or(Reason::Date)?;
    Ok(region_code::known(ascii.get(..6).unwrap_or_default(), Some(born.year())))
}

/// The check character of 17 digits by MOD 11-2 (ISO 7064).
pub(super) fn check_character(body: &[u8; 17]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let products =
        body.iter().zip(WEIGHTS).map(|(&digit, weight)| u32::from(digit.wrapping_sub(b'0')).wrapping_mul(weight));
    let sum = products.fold(0, u32::wrapping_add);
    let remainder = sum % 11;
    b"10X98765432".get(remainder as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::check_character;

    /// GB 11643-1999, the examples of its text.
    #[test]
    fn check_characters_are_those_of_the_standard() {
        assert_eq!(check_character(b"11010519491231002"), b'X');
        assert_eq!(check_character(b"44052418800101001"), b'4');
    }
}
