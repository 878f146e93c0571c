//! Addresses in a network: IPv4 and IPv6 (RFC 791, RFC 4291; STANDARDS B.11).
//!
//! Finds four decimal numbers up to 255 with points, none with a leading 0, and IPv6 addresses of global, unique local and
//! link-local scope, both by a parser and not inside a longer run of their characters (object identifiers, fingerprints).
//!
//! Releases of software and numbers of sections have four parts too: where a word such as 版本 stands in front, or no number
//! reaches 100 and none of a network does, an address is refused. Private addresses (10.) count as addresses. 127. and 0.,
//! netmasks and other addresses of nobody are not reported. Missed: addresses of small numbers without such a word
//! (8.8.8.8), and IPv6 addresses whose groups are written without any digit.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::candidate::Candidates;
use super::context::Subjects;
use super::row::Row;
use super::start::Starts;
use super::token::Token;
use crate::model::{Confidence, EntityKind, Reason, Span};

const KIND: EntityKind = EntityKind::Ip;
pub(super) const WORDS: [&str; 14] =
    ["ip", "地址", "主机", "服务器", "网关", "host", "addr", "from", "src", "dst", "client", "server", "登录", "dns"];
pub(super) const VERSIONS: [&str; 11] =
    ["版本", "version", "ver.", "release", "升级", "固件", "oid", "章节", "条款", "build", "sdk"];

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    let mut read_to = 0;
    for index in 0..row.tokens.len() {
        if !row.tokens.starts(index).has(Starts::HEXADECIMAL) {
            continue;
        }
        let Some(token) = row.tokens.get(index).filter(|token| token.start >= read_to) else { continue };
        let Some((span, judgement)) = six_at(row, index, token).or_else(|| four_at(row, index, token)) else {
            continue;
        };
        read_to = span.end();
        out.judge(Some(span), KIND, judgement);
    }
}

fn four_at(row: &Row<'_>, index: usize, token: Token) -> Option<(Span, Result<Confidence, Reason>)> {
    let start = token.start;
    let may_begin = row.tokens.digits(index).is_some_and(|digits| digits <= 3);
    (may_begin && row.passage.after(token.end).starts_with('.')).then_some(())?;
    let text = row.passage.after(start);
    let end = text.bytes().position(|byte| !(byte.is_ascii_digit() || byte == b'.')).unwrap_or(text.len());
    let digits = text.get(..end)?.trim_end_matches('.');
    // What is no four numbers of three digits at most is another kind of number, and not refused.
    let fits = |count: usize, part: &[u8]| matches!(part.len(), 1..=3).then_some(count + 1);
    let count = digits.as_bytes().split(|&byte| byte == b'.').try_fold(0, fits)?;
    (count >= 4).then_some(())?;
    let span = Span::try_new(start, start + digits.len())?;
    let before = row.passage.before(start);
    let touched = before.ends_with('.')
        || before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        || row.passage.after(span.end()).starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let judgement = match digits.parse() {
        _ if touched || count > 4 => Err(Reason::Boundary),
        Ok(address) => judge_four(row, index, address),
        Err(_) => Err(Reason::Shape),
    };
    Some((span, judgement))
}

fn judge_four(row: &Row<'_>, index: usize, address: Ipv4Addr) -> Result<Confidence, Reason> {
    let named = row.says(KIND, index, Subjects::NETWORK);
    let numbers = address.octets();
    if matches!(numbers, [0 | 127, ..] | [255, _, _, _]) || address.is_multicast() {
        return Err(Reason::Prefix);
    }
    if row.assumed != Some(KIND) && row.names(index, Subjects::VERSION) {
        return Err(Reason::Context);
    }
    if named {
        return Ok(Confidence::percent(95));
    }
    let small = numbers.iter().all(|&number| number < 100) && !matches!(numbers, [10, ..]);
    if small { Err(Reason::Context) } else { Ok(Confidence::percent(80)) }
}

/// More characters than any address has, beside a token in it.
const REACH: usize = 64;

fn six_at(row: &Row<'_>, index: usize, token: Token) -> Option<(Span, Result<Confidence, Reason>)> {
    let (start, end) = (token.start, token.end);
    (row.passage.after(end).starts_with(':') || row.passage.before(start).ends_with(':')).then_some(())?;
    let member = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '.');
    let long = |chars: &mut dyn Iterator<Item = char>| chars.take(REACH).take_while(|&c| member(c)).count() == REACH;
    if long(&mut row.passage.before(start).chars().rev()) || long(&mut row.passage.after(end).chars()) {
        return None;
    }
    let before = row.passage.before(start).trim_end_matches(member);
    let rest = row.passage.after(end);
    let reach = end + rest.len() - rest.trim_start_matches(member).len();
    let text = row.passage.between(before.len(), reach).trim_end_matches('.');
    let text = if text.ends_with("::") { text } else { text.trim_end_matches(':') };
    (text.len() <= 45).then_some(())?;
    let span = Span::try_new(before.len(), before.len() + text.len())?;
    let address: Ipv6Addr = text.parse().ok()?;
    let touched = before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        || row.passage.after(span.end()).starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let named = row.says(KIND, index, Subjects::NETWORK);
    let judgement = match address.segments() {
        _ if touched => Err(Reason::Boundary),
        // Of nobody: unspecified, loopback, documentation of scope.
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => Err(Reason::Prefix),
        [0, 0, 0, 0, 0, 0xFFFF, ..] | [0x2000..=0x3FFF | 0xFC00..=0xFDFF | 0xFE80..=0xFEBF, ..] => {
            Ok(Confidence::percent(if named { 97 } else { 88 }))
        }
        // `a::b1` may be a path of names.
        _ if named && text.matches(':').count() >= 4 => Ok(Confidence::percent(70)),
        _ => return None,
    };
    Some((span, judgement))
}
