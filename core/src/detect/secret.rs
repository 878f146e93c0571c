//! Passwords, keys and other secrets written in clear (STANDARDS D.1, account passwords).
//!
//! Finds the value behind a key such as `password=`, `"api_key": "…"`, 密码：, 口令为 or 验证码; the names of the key may end longer names
//! (`db_password`). Finds by their form alone: JSON Web Tokens, PEM private keys, and access keys of known issuers (AKIA, ASIA,
//! LTAI, AKID, ghp_ and its like).
//!
//! Not found, by intention: masks, placeholders (`${…}`, `<…>`, null, changeme), names of variables and calls in program text, sealed
//! values of weimu, and lower-case hexadecimal of 16 digits and more, which is what weimu's own hashes look like, and UUIDs. Missed: values
//! with blanks outside quotes, values of fewer than four characters, and values whose key is another word.

use super::candidate::Candidates;
use super::normalize::{is_blank, is_han};
use super::passage::Passage;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::Secret;

/// Names of keys without `_` and `-`, in lower case, and how many characters their values have at least.
const KEYS: [(&str, usize); 14] = [
    ("password", 4),
    ("passwd", 4),
    ("passphrase", 4),
    ("pwd", 4),
    ("secret", 8),
    ("secretkey", 8),
    ("apikey", 8),
    ("accesskey", 8),
    ("accesskeyid", 8),
    ("accesskeysecret", 8),
    ("secretaccesskey", 8),
    ("accesstoken", 8),
    ("authtoken", 8),
    ("secretid", 8),
];
const WORDS: [(&str, usize); 5] = [("密码", 4), ("口令", 4), ("密钥", 16), ("秘钥", 16), ("验证码", 4)];

/// Finds access keys whose form is known among the tokens.
pub(super) fn detect_tokens(row: &Row<'_>, out: &mut Candidates) {
    for index in 0..row.tokens.len() {
        if !row.tokens.starts(index).has(Starts::ACCESS_KEY) {
            continue;
        }
        let Some(span) = row.tokens.span(index, 1) else { continue };
        let ascii = row.tokens.ascii(index);
        let capitals = || ascii.iter().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
        let prefixed = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"]
            .iter()
            .any(|prefix| ascii.len() == 36 && row.passage.before(span.start()).ends_with(prefix));
        let span = match ascii {
            [b'A', b'K' | b'S', b'I', b'A', ..] if ascii.len() == 20 && capitals() => Some(span),
            [b'L', b'T', b'A', b'I', ..] if matches!(ascii.len(), 16 | 20 | 24) => Some(span),
            [b'A', b'K', b'I', b'D', ..] if ascii.len() == 36 => Some(span),
            _ if prefixed => Span::try_new(span.start() - 4, span.end()),
            _ => None,
        };
        if row.tokens.stands_alone(index, 1) {
            out.accept(span, KIND, Confidence::percent(92));
        }
    }
}

/// `places` are those of words for secrets, among others.
pub(super) fn detect(passage: Passage<'_>, places: &[usize], out: &mut Candidates) {
    let mut read_to = 0;
    for &place in places {
        let rest = passage.after(place);
        let found = if rest.starts_with("eyJ") {
            web_token(passage, place)
        } else if rest.starts_with("PRIVATE KEY") {
            private_key(passage, place)
        } else if let Some((word, least)) = WORDS.iter().find(|(word, _)| rest.starts_with(word)) {
            behind_word(passage, place + word.len(), *least)
        } else {
            behind_key(passage, place)
        };
        if let Some((span, judgement)) = found.filter(|(span, _)| span.start() >= read_to) {
            read_to = span.end();
            out.judge(Some(span), KIND, judgement);
        }
    }
}

/// Judges a whole value.
pub(super) fn check(value: &str) -> Result<Confidence, Reason> {
    let value = value.trim();
    match value.chars().count() {
        0..4 | 257.. => Err(Reason::Length),
        _ if is_placeholder(value) || value.contains(char::is_whitespace) => Err(Reason::Shape),
        _ => Ok(Confidence::percent(60)),
    }
}

type Found = Option<(Span, Result<Confidence, Reason>)>;

/// The value behind a key of letters that holds the byte `place`.
fn behind_key(passage: Passage<'_>, place: usize) -> Found {
    let member = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let rest = passage.after(place);
    let end = place + rest.len() - rest.trim_start_matches(member).len();
    let start = passage.before(place).trim_end_matches(member).len();
    let joined = |c: &char| matches!(c, '_' | '-');
    // Keys are short: what is behind 32 characters is another name.
    let key: String = passage.between(start, end).chars().rev().filter(|c| !joined(c)).take(32).collect();
    let key: String = key.chars().rev().map(|c| c.to_ascii_lowercase()).collect();
    let (_, least) = KEYS.iter().find(|(name, _)| key.ends_with(name))?;
    let behind = passage.after(end);
    let value = after_mark(behind)?;
    judge_value(passage, end + behind.len() - value.len(), *least, Said::Key)
}

/// The value behind a Chinese word.
fn behind_word(passage: Passage<'_>, end: usize, least: usize) -> Found {
    let behind = passage.after(end);
    if let Some(value) = after_mark(behind) {
        return judge_value(passage, end + behind.len() - value.len(), least, Said::Word);
    }
    let value = behind.trim_start_matches(|c| is_blank(c) || matches!(c, '是' | '为' | '“' | '"' | '(' | '（'));
    judge_value(passage, end + behind.len() - value.len(), least, Said::Beside)
}

/// What stands behind a colon or an equals sign, and behind the quotes beside it.
fn after_mark(behind: &str) -> Option<&str> {
    let rest = behind.trim_start_matches(|c| is_blank(c) || matches!(c, '"' | '\'' | ']' | '`' | '\\'));
    let mut marks = rest.chars();
    marks.next().filter(|c| matches!(c, ':' | '：' | '=' | '＝'))?;
    // `==` compares, `::` names; `=>` is an arrow of program text and `:=` sets.
    let value = marks.as_str();
    let value = value.strip_prefix('>').unwrap_or(value);
    (!value.starts_with([':', '='])).then(|| value.trim_start_matches(is_blank))
}

/// How a value was announced.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// By a name of program text or configuration.
    Key,
    /// By a Chinese word and a mark.
    Word,
    /// By a Chinese word, without a mark.
    Beside,
}

fn judge_value(passage: Passage<'_>, start: usize, least: usize, said: Said) -> Found {
    let text = passage.after(start);
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`' | '“'));
    let (begin, value) = match quote {
        Some(quote) => {
            let inner = text.strip_prefix(quote)?;
            let close = if quote == '“' { '”' } else { quote };
            let line = inner.lines().next().unwrap_or_default();
            (start + quote.len_utf8(), line.split_once(close)?.0.trim_end_matches('\\'))
        }
        None => (start, bare(text)),
    };
    let count = value.chars().count();
    let span = Span::try_new(begin, begin + value.len())?;
    if count < least || count > 256 {
        return None;
    }
    let next = passage.after(span.end()).chars().next();
    let digit = value.contains(|c: char| c.is_ascii_digit());
    let mixed = digit || value.contains(|c: char| c.is_ascii_punctuation() && !matches!(c, '_' | '.' | '-'));
    let measure = value.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '~')) && next.is_some_and(is_han);
    let percent = match said {
        _ if is_placeholder(value) || measure => return Some((span, Err(Reason::Shape))),
        _ if value.contains(|c: char| c.is_whitespace() || is_han(c)) => return None,
        // An expression: a name, a call, a field.
        Said::Key if quote.is_none() && (!mixed || value.contains(['(', '[', '{', '$'])) => return None,
        Said::Key if quote.is_some() && !mixed => return None,
        Said::Beside if !digit || next.is_some_and(is_han) => return None,
        Said::Key => 85,
        Said::Word => 88,
        Said::Beside => 70,
    };
    Some((span, Ok(Confidence::percent(percent))))
}

/// A value without quotes: up to a blank or a mark that ends it.
fn bare(text: &str) -> &str {
    let ends = |c: char| {
        c.is_whitespace()
            || !c.is_ascii()
            || matches!(c, ',' | ';' | '"' | '\'' | '<' | '>' | '&' | '|' | '`' | ')' | '}')
    };
    let end = text.find(ends).unwrap_or(text.len());
    text.get(..end).unwrap_or_default().trim_end_matches(['.', ':', '\\'])
}

/// Whether a value stands for another: a mask, a variable, a default that is no secret, a result of weimu.
fn is_placeholder(value: &str) -> bool {
    const DEFAULTS: [&str; 16] = [
        "null",
        "none",
        "nil",
        "true",
        "false",
        "undefined",
        "string",
        "text",
        "password",
        "passwd",
        "secret",
        "changeme",
        "your_password",
        "yourpassword",
        "example",
        "required",
    ];
    let lower = value.to_ascii_lowercase();
    let filled = |c: char| value.chars().filter(|&other| other == c).count() >= 3;
    let hexadecimal = value.len() >= 16 && value.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
    let uuid = value.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    DEFAULTS.contains(&lower.as_str())
        || ['*', '＊', '●', '×', '•', '…', '?'].into_iter().any(filled)
        || lower.bytes().all(|c| c == b'x')
        || value.starts_with(['$', '<', '{', '%', '#', '@'])
        || value.starts_with("wt1.")
        || value.starts_with("wm1.")
        || hexadecimal
        || uuid
        || lower.starts_with("your")
}

/// `eyJ….eyJ….…`: a header and a payload of JSON in base64url, and a signature.
fn web_token(passage: Passage<'_>, place: usize) -> Found {
    let member = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '=');
    let text = passage.after(place);
    let token = text.get(..text.find(|c| !member(c)).unwrap_or(text.len()))?.trim_end_matches(['.', '=']);
    let mut parts = token.split('.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = header.len() >= 16 && payload.starts_with("eyJ") && signature.len() >= 16 && parts.next().is_none();
    let begins = !passage.before(place).ends_with(member);
    (fits && begins).then_some((Span::try_new(place, place + token.len())?, Ok(Confidence::percent(95))))
}

/// A private key in PEM, from `-----BEGIN` to the end of `END … KEY-----`, or to the end of the text.
fn private_key(passage: Passage<'_>, place: usize) -> Found {
    let before = passage.before(place);
    let line = before.rfind("-----BEGIN ").filter(|&at| before.len() - at <= 40)?;
    let rest = passage.after(place);
    let body = rest.strip_prefix("PRIVATE KEY-----")?;
    let end = body.find("-----END ").and_then(|at| Some(at + body.get(at..)?.find("KEY-----")? + "KEY-----".len()));
    let end = place + "PRIVATE KEY-----".len() + end.unwrap_or(body.len());
    Some((Span::try_new(line, end)?, Ok(Confidence::percent(98))))
}
