//! What stands between two tokens, and beside one.
//!
//! Beside a Chinese character, punctuation or a line end a token ends. A digit or letter never stands beside a token,
//! since tokens are maximal. What remains: a point that makes a decimal fraction, and dashes that make the parts of one
//! reference (`F1000-0201-2021-3979054`).

use super::normalize::{is_blank, is_dash, is_zero_width};
use super::passage::Passage;
use super::token::Token;

/// What stands between two tokens that follow each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// One blank.
    Blank,
    /// One or two dashes, with blanks beside them or without.
    Dash,
    /// A closing parenthesis, with a blank or dash beside it or without: `(0571)88889999`.
    Closing,
    /// A mark of a telephone extension: 转, ext, #.
    Extension,
    /// A mark that separates items of a list.
    List,
    /// Anything else.
    Apart,
}

impl Link {
    pub(super) fn between(gap: &str) -> Self {
        if gap.len() > 24 {
            return Self::Apart;
        }
        let visible = || gap.chars().filter(|&c| !is_zero_width(c));
        let core = || visible().filter(|&c| !is_blank(c));
        match core().count() {
            0 => match visible().count() {
                1 => Self::Blank,
                _ => Self::Apart,
            },
            1 | 2 if core().all(is_dash) => Self::Dash,
            1 if core().all(|c| matches!(c, ')' | '）')) => Self::Closing,
            2 if core().any(|c| matches!(c, ')' | '）')) && core().next_back().is_some_and(is_dash) => Self::Closing,
            1 if core().all(|c| matches!(c, '、' | ',' | '，' | '/' | ';' | '；' | '或')) => Self::List,
            _ if is_extension_mark(core()) => Self::Extension,
            _ => Self::Apart,
        }
    }
}

fn is_extension_mark(marks: impl Iterator<Item = char>) -> bool {
    const MARKS: [&str; 9] = ["转", "#", "＃", "ext", "ext.", "转接", "分机", "转分机", "x"];
    let mark: String = marks.flat_map(char::to_lowercase).filter(|c| !matches!(c, ':' | '：' | '(' | '（')).collect();
    MARKS.contains(&mark.as_str())
}

/// Whether a point joins the token to digits beside it: part of a decimal, a version, a file name.
pub(super) fn is_fraction(passage: Passage<'_>, first: Token, last: Token) -> bool {
    let mut before = passage.before(first.start).chars().rev();
    let mut after = passage.after(last.end).chars();
    let left = before.next() == Some('.') && before.next().is_some_and(|c| c.is_ascii_digit());
    let right = after.next() == Some('.') && after.next().is_some_and(|c| c.is_ascii_digit());
    left || right
}

/// The character before `at`, zero-width characters read over.
pub(super) fn char_before(passage: Passage<'_>, at: usize) -> Option<char> {
    passage.before(at).chars().rev().find(|&c| !is_zero_width(c))
}
