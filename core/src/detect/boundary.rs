//! What stands between two tokens, and beside one.
//!
//! Beside a Chinese character, punctuation or a line end a token ends. A digit or letter never stands beside a token,
//! since tokens are maximal. What remains: a point that makes a decimal fraction, and dashes that make the parts of one
//! reference (`F1000-0201-2021-3979054`).

use std::sync::OnceLock;

use super::normalize::{is_blank, is_dash, is_zero_width};
use super::passage::Passage;
use super::token::Token;

/// Bytes of the longest gap that links.
pub(super) const LONGEST_GAP: usize = 24;

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
        match gap.as_bytes() {
            [byte] => Self::of_one(*byte),
            _ => Self::of(gap),
        }
    }

    /// What a gap of one character is, which most are: looked up.
    fn of_one(byte: u8) -> Self {
        static LINKS: OnceLock<[Link; 128]> = OnceLock::new();
        let of_byte = |byte: usize| Self::of(char::from(byte as u8).encode_utf8(&mut [0; 4]));
        let links = LINKS.get_or_init(|| std::array::from_fn(of_byte));
        links.get(usize::from(byte)).copied().unwrap_or(Self::Apart)
    }

    fn of(gap: &str) -> Self {
        if gap.len() > LONGEST_GAP {
            return Self::Apart;
        }
        let mut core = ['\0'; LONGEST_GAP];
        let (mut count, mut blanks) = (0, 0);
        for c in gap.chars().filter(|&c| !is_zero_width(c)) {
            if is_blank(c) {
                blanks += 1;
                continue;
            }
            if !may_link(c) {
                return Self::Apart;
            }
            if let Some(slot) = core.get_mut(count) {
                *slot = c;
                count += 1;
            }
        }
        match core.get(..count).unwrap_or_default() {
            [] if blanks == 1 => Self::Blank,
            [] => Self::Apart,
            [dash] if is_dash(*dash) => Self::Dash,
            [first, second] if is_dash(*first) && is_dash(*second) => Self::Dash,
            [')' | '）'] => Self::Closing,
            [_, last] if core.contains(&')') || core.contains(&'）') => {
                if is_dash(*last) {
                    Self::Closing
                } else {
                    Self::Apart
                }
            }
            ['、' | ',' | '，' | '/' | ';' | '；' | '或'] => Self::List,
            marks if is_extension_mark(marks) => Self::Extension,
            _ => Self::Apart,
        }
    }
}

/// Whether `c` stands in some link that is not `Apart`; almost nothing does, and the first character of most gaps tells.
pub(super) fn may_link(c: char) -> bool {
    is_dash(c)
        || matches!(c, ')' | '）' | '、' | ',' | '，' | '/' | ';' | '；' | '或' | '转' | '接' | '分' | '机')
        || matches!(c, '#' | '＃' | '.' | ':' | '：' | '(' | '（')
        || matches!(c.to_ascii_lowercase(), 'e' | 'x' | 't')
}

fn is_extension_mark(marks: &[char]) -> bool {
    const MARKS: [&str; 9] = ["转", "#", "＃", "ext", "ext.", "转接", "分机", "转分机", "x"];
    let read = || marks.iter().filter(|c| !matches!(c, ':' | '：' | '(' | '（')).map(char::to_ascii_lowercase);
    MARKS.iter().any(|mark| mark.chars().eq(read()))
}

/// Whether a point joins the token to digits beside it: part of a decimal, a version, a file name.
pub(super) fn is_fraction(passage: Passage<'_>, first: Token, last: Token) -> bool {
    let bytes = passage.text().as_bytes();
    let left = bytes.get(..first.start).is_some_and(|before| matches!(before, [.., b'0'..=b'9', b'.']));
    let right = bytes.get(last.end..).is_some_and(|after| matches!(after, [b'.', b'0'..=b'9', ..]));
    left || right
}

/// The character before `at`, zero-width characters read over.
pub(super) fn char_before(passage: Passage<'_>, at: usize) -> Option<char> {
    passage.before(at).chars().rev().find(|&c| !is_zero_width(c))
}
