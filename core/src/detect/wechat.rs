//! WeChat names (STANDARDS B.11).
//!
//! Finds a letter and 5 to 19 letters, digits, `_` and `-` right behind 微信号 or 微信 and a colon, 为 or 是, behind wechat or
//! weixin and a colon or equals sign where the name has a digit, and every name that begins with `wxid_`.
//!
//! Telephone numbers that serve as names are found as such. Missed: names without such a word, and numbers of QQ used as names.

use super::candidate::Candidates;
use super::normalize::is_blank;
use super::passage::Passage;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::Wechat;

/// `places` are those of words for WeChat, among others.
pub(super) fn detect(passage: Passage<'_>, places: &[usize], out: &mut Candidates) {
    for &place in places {
        let rest = passage.after(place);
        let found = if rest.starts_with("wxid_") {
            let begins = !passage.before(place).ends_with(is_member);
            (begins && name(rest).len() >= 12).then_some((place, 90))
        } else if let Some(behind) = rest.strip_prefix("微信") {
            behind_chinese(behind).map(|at| (place + "微信".len() + at, 85))
        } else {
            ["echat", "eChat", "ECHAT", "eixin"].iter().find_map(|part| rest.strip_prefix(*part)).and_then(|behind| {
                let at = behind_english(behind)?;
                Some((place + rest.len() - behind.len() + at, 75))
            })
        };
        if let Some((start, percent)) = found {
            let span = Span::try_new(start, start + name(passage.after(start)).len());
            // `微信：wxid_…` has two places and one name.
            if out.findings.last().is_none_or(|last| (last.kind, Some(last.span)) != (KIND, span)) {
                out.accept(span, KIND, Confidence::percent(percent));
            }
        }
    }
}

/// Judges a whole value.
pub(super) fn check(value: &str) -> Result<Confidence, Reason> {
    let value = value.trim();
    match value.len() {
        _ if value.is_empty() || !value.starts_with(|c: char| c.is_ascii_alphabetic()) => Err(Reason::Shape),
        _ if !value.chars().all(is_member) => Err(Reason::Shape),
        6..=20 => Ok(Confidence::percent(60)),
        _ => Err(Reason::Length),
    }
}

/// Where a name begins behind 微信: after 号 or after a mark; right behind 微信 only what holds a digit or `_`.
fn behind_chinese(behind: &str) -> Option<usize> {
    let mut rest = behind;
    let mut marked = false;
    for word in ["账号", "帐号", "号码", "名", "号", "ID", "id", "Id"] {
        if let Some(after) = rest.strip_prefix(word) {
            (rest, marked) = (after, true);
            break;
        }
    }
    let value = rest.trim_start_matches(|c| {
        is_blank(c) || matches!(c, '：' | ':' | '=' | '＝' | '"' | '“' | '是' | '为' | '(' | '（')
    });
    let parted = rest.get(..rest.len() - value.len()).is_some_and(|parts| parts.contains(|c| !is_blank(c)));
    let name = name(value);
    let telling = name.contains(|c: char| c.is_ascii_digit() || c == '_');
    (!name.is_empty()
        && (telling || marked && value.len() < rest.len() || parted && name.len() == value.trim_end().len()))
    .then_some(behind.len() - value.len())
}

/// Where a name begins behind the English word: after a colon or an equals sign, and with a digit in it.
fn behind_english(behind: &str) -> Option<usize> {
    const WORDS: [&str; 8] = ["_id", "_no", "_account", "Id", "No", "ID", " ID", "号"];
    let rest = WORDS.iter().find_map(|word| behind.strip_prefix(*word)).unwrap_or(behind);
    let value = rest.trim_start_matches(|c| is_blank(c) || matches!(c, '：' | ':' | '=' | '"' | '\''));
    let parts = rest.get(..rest.len() - value.len())?;
    let name = name(value);
    (parts.contains([':', '：', '=']) && name.contains(|c: char| c.is_ascii_digit()))
        .then_some(behind.len() - value.len())
}

/// The name that `text` begins with; empty when there is none.
fn name(text: &str) -> &str {
    let end = text.find(|c| !is_member(c)).unwrap_or(text.len());
    let name = text.get(..end).unwrap_or_default();
    let followed =
        text.get(end..).is_some_and(|rest| rest.starts_with(['@', '.', '(', '/', '*']) && !rest.starts_with(". "));
    if check(name).is_ok() && !followed && !name.starts_with("wt1-") { name } else { "" }
}

fn is_member(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}
