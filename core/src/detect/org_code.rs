//! Organization codes (GB 11714-1997; STANDARDS B.4, B.12).
//!
//! Finds eight characters of 0-9 and A-Z and a check character by MOD 11 (X for 10), the last with a dash in front or
//! without. One in eleven numbers of the form passes, passports too, so a word such as 组织机构代码 must stand in front.
//!
//! Missed: codes without such a word. The code inside a credit code is found with it (`uscc`).

use super::boundary::Link;
use super::candidate::Candidates;
use super::context::Subjects;
use super::normalize::{identifier, is_dash};
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::OrgCode;
pub(super) const WORDS: [&str; 6] = ["机构代码", "组织代码", "代码证", "组织机构", "orgcode", "org_code"];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        if row.tokens.starts(index).has(Starts::ORG_CODE)
            && let Some((code, span)) = code_at(row, index)
            && row.says(KIND, index, Subjects::ORGANIZATION_CODE)
        {
            out.judge(Some(span), KIND, check(&code).map(|()| Confidence::percent(92)));
        }
    }
}

/// The nine characters that begin with token `index`, and where they stand.
fn code_at(row: &Row<'_>, index: usize) -> Option<([u8; 9], Span)> {
    let tokens = row.tokens;
    let mut code = [0; 9];
    match tokens.ascii(index) {
        ascii if ascii.len() == 9 && row.alone(index, 1) => {
            code.copy_from_slice(ascii);
            Some((code, tokens.span(index, 1)?))
        }
        ascii if ascii.len() == 8 => {
            code.get_mut(..8)?.copy_from_slice(ascii);
            let (last, end) = check_behind(row, index)?;
            *code.last_mut()? = last;
            (tokens.link_before(index) != Link::Dash).then_some(())?;
            Some((code, Span::try_new(tokens.get(index)?.start, end)?))
        }
        _ => None,
    }
}

/// The one character behind a dash behind token `index`, and where it ends. An X alone is no token, for want of a digit.
fn check_behind(row: &Row<'_>, index: usize) -> Option<(u8, usize)> {
    let end = row.tokens.get(index)?.end;
    let mut behind = row.passage.after(end).char_indices();
    behind.next().filter(|&(_, c)| is_dash(c))?;
    let (at, last) = behind.next()?;
    let next = behind.next().map(|(_, c)| c);
    let bounded = next.is_none_or(|c| identifier(c).is_none() && !is_dash(c));
    Some((identifier(last)?, end + at + last.len_utf8())).filter(|_| bounded)
}

/// Judges the nine characters, letters in either case.
pub(super) fn check(code: &[u8]) -> Result<(), Reason> {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let Some((body, &[last])) = code.split_first_chunk::<8>() else { return Err(Reason::Length) };
    let value = |c: &u8| char::from(*c).to_digit(36);
    let Some(sum) = body.iter().zip(WEIGHTS).map(|(c, weight)| Some(value(c)? * weight)).sum::<Option<u32>>() else {
        return Err(Reason::Shape);
    };
    if !matches!(last, b'0'..=b'9' | b'X' | b'x') {
        return Err(Reason::Shape);
    }
    let expected = match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    };
    if expected == last.to_ascii_uppercase() { Ok(()) } else { Err(Reason::Checksum) }
}
