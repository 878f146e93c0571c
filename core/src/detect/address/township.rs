//! Names of towns without their suffix (洪家 for 洪家街道), by the prefecture they lie in.
//!
//! Searched in the text of the table as it is: nothing is built.

/// One line for each prefecture: the first four digits of its code and the names, sorted, separated by blanks.
const TOWNSHIPS: &str = include_str!("townships.txt");

/// Characters of the longest name of the table.
const LONGEST: usize = 4;

/// The length in characters of the longest name of a town that `chars` begins with, in one of the prefectures, given by the
/// first four digits of their codes.
pub(super) fn begins_with_town(chars: &[char], prefectures: impl Iterator<Item = u16>) -> Option<usize> {
    let name: String = chars.iter().take(LONGEST).collect();
    let ends: Vec<usize> = name.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let lengths = || (2..=ends.len()).rev();
    prefectures
        .filter_map(names_of)
        .filter_map(|names| {
            lengths().find(|&length| {
                let name = ends.get(length - 1).and_then(|&end| name.get(..end));
                name.is_some_and(|name| holds(names, name))
            })
        })
        .max()
}

fn names_of(prefecture: u16) -> Option<&'static str> {
    let line = find(TOWNSHIPS, b'\n', |line| number(line).cmp(&prefecture))?;
    line.get(5..)
}

fn number(line: &str) -> u16 {
    line.get(..4).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn holds(names: &'static str, name: &str) -> bool {
    find(names, b' ', |listed| listed.cmp(name)).is_some()
}

/// Searches `text`, whose pieces between separators are sorted, for the piece that compares equal.
fn find(text: &'static str, separator: u8, order: impl Fn(&str) -> std::cmp::Ordering) -> Option<&'static str> {
    let mut rest = text;
    while !rest.is_empty() {
        let (left, right) = rest.as_bytes().split_at_checked(rest.len() / 2)?;
        let begin = left.iter().rposition(|&byte| byte == separator).map_or(0, |at| at + 1);
        let end = right.iter().position(|&byte| byte == separator).map_or(rest.len(), |length| left.len() + length);
        let piece = rest.get(begin..end)?;
        match order(piece) {
            std::cmp::Ordering::Equal => return Some(piece),
            std::cmp::Ordering::Less => rest = rest.get(end + 1..).unwrap_or_default(),
            std::cmp::Ordering::Greater => rest = rest.get(..begin.saturating_sub(1)).unwrap_or_default(),
        }
    }
    None
}
