//! Secrecy marks of state secrets (GB/T 9704-2012, 7.2.2; STANDARDS A, R0-01 and R2-20).
//!
//! Finds 绝密, 机密 or 秘密 and a star behind it, with the term that follows (绝密★30年, 机密★启用前), and a level right behind
//! 密级 and a colon. Blanks between the characters are read over. Data that carries one must not be processed at all: a run over it
//! ends before anything is written.
//!
//! The words alone are ordinary prose (保守国家秘密) and no mark. Missed: marks without star, in pictures, and marks of
//! organizations' own (内部资料, 商密).

use super::candidate::Candidates;
use super::normalize::is_blank;
use super::passage::Passage;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::SecrecyMark;
const LEVELS: [[char; 2]; 3] = [['绝', '密'], ['机', '密'], ['秘', '密']];

/// `places` are those of stars and of words, among others.
pub(super) fn detect(passage: Passage<'_>, places: &[usize], out: &mut Candidates) {
    for &place in places {
        let rest = passage.after(place);
        if rest.starts_with(['★', '☆']) {
            if let Some(start) = level_before(passage, place) {
                let end = place + '★'.len_utf8();
                out.accept(Span::try_new(start, end + term(passage.after(end))), KIND, Confidence::percent(97));
            }
        } else if let Some(behind) = rest.strip_prefix("密级") {
            let value = behind.trim_start_matches(|c| is_blank(c) || matches!(c, '：' | ':' | '=' | '"' | '\t' | '|'));
            if value.len() < behind.len() && check(leading(value)).is_ok() {
                let start = place + rest.len() - value.len();
                out.accept(Span::try_new(start, start + leading(value).len()), KIND, Confidence::percent(90));
            }
        }
    }
}

/// Judges a whole value: a level, with a star and a term or without.
pub(super) fn check(value: &str) -> Result<Confidence, Reason> {
    let value = value.trim();
    let level: Vec<char> = value.chars().filter(|&c| !is_blank(c)).take(2).collect();
    if !LEVELS.iter().any(|chars| chars.as_slice() == level) {
        return Err(Reason::Shape);
    }
    let rest = value
        .char_indices()
        .filter(|&(_, c)| !is_blank(c))
        .nth(2)
        .map_or("", |(at, _)| value.get(at..).unwrap_or_default());
    let starred = rest.strip_prefix(['★', '☆']);
    match starred {
        Some(term_text) if term(term_text) == term_text.len() => Ok(Confidence::percent(97)),
        None if rest.is_empty() => Ok(Confidence::percent(90)),
        _ => Err(Reason::Shape),
    }
}

/// Where the level begins whose star stands at `place`.
fn level_before(passage: Passage<'_>, place: usize) -> Option<usize> {
    let mut before = passage.before(place).char_indices().rev().filter(|&(_, c)| !is_blank(c));
    let (_, second) = before.next()?;
    let (start, first) = before.next()?;
    LEVELS.contains(&[first, second]).then_some(start)
}

/// How many bytes of `behind` are a term: 30年, 6个月, 长期, 启用前.
fn term(behind: &str) -> usize {
    let text = behind.trim_start_matches(is_blank);
    let blanks = behind.len() - text.len();
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '０'..='９'));
    if number.len() < text.len() {
        let unit = ["年", "个月", "月", "天", "日"].iter().find(|unit| number.starts_with(**unit));
        return unit.map_or(0, |unit| blanks + text.len() - number.len() + unit.len());
    }
    const WORDS: [&str; 6] = ["长期", "永久", "启用前", "考试结束前", "启封并使用完毕前", "解密前"];
    WORDS.iter().find(|word| text.starts_with(**word)).map_or(0, |word| blanks + word.len())
}

/// What stands up to the end of the word, a star and term included.
fn leading(value: &str) -> &str {
    let end = value.find(|c: char| {
        matches!(c, '，' | '。' | '；' | ';' | ',' | '\n' | '\r' | '\t' | '|' | '"' | ')' | '）' | '、')
    });
    value.get(..end.unwrap_or(value.len())).unwrap_or_default().trim_end()
}
