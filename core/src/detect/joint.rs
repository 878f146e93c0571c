//! Points, colons and dashes between digits and letters: which of them may belong to an address in a network, of a device, or
//! to a position.
//!
//! Every amount has a point and every time of day two colons, so the few bytes around a joint are looked at before a
//! row is read for it. The bytes are those of a whole column: where a row ends between them, what is said is a superset.

/// Whether something may begin with the group in front of this joint, or go on there; `at` is the byte behind the joint, or
/// the second of two colons.
pub(super) fn may_begin(bytes: &[u8], at: usize) -> bool {
    let Some(&joint) = at.checked_sub(1).and_then(|joint| bytes.get(joint)) else { return false };
    let behind = bytes.get(at..).unwrap_or_default();
    match joint {
        b':' if behind.first() == Some(&b':') => is_among_digits(bytes, at),
        b':' => has_groups(behind, b':', 1, 4),
        b'-' => has_groups(behind, b'-', 2, 2),
        _ => is_of_address(behind) || is_of_position(bytes, at) || is_of_device(behind),
    }
}

/// Whether a decimal digit stands among the hexadecimal ones around two colons.
fn is_among_digits(bytes: &[u8], at: usize) -> bool {
    const REACH: usize = 45;
    let member = |byte: &&u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let before = bytes.get(..at - 1).unwrap_or_default().iter().rev().take(REACH).take_while(member);
    let behind = bytes.get(at + 1..).unwrap_or_default().iter().take(REACH).take_while(member);
    before.chain(behind).any(u8::is_ascii_digit)
}

/// Whether two groups of `least` to `most` hexadecimal digits stand here, each with `joint` behind it, and a digit again.
fn has_groups(mut behind: &[u8], joint: u8, least: usize, most: usize) -> bool {
    for _ in 0..2 {
        let length = behind.iter().take(most + 1).take_while(|byte| byte.is_ascii_hexdigit()).count();
        if length < least || length > most || behind.get(length) != Some(&joint) {
            return false;
        }
        behind = behind.get(length + 1..).unwrap_or_default();
    }
    behind.first().is_some_and(u8::is_ascii_hexdigit)
}

/// Whether two groups of decimal digits stand here, each with a point behind it, and a digit again: `.2.3.4`.
fn is_of_address(mut behind: &[u8]) -> bool {
    for _ in 0..2 {
        let length = behind.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
        if !matches!(length, 1..=3) || behind.get(length) != Some(&b'.') {
            return false;
        }
        behind = behind.get(length + 1..).unwrap_or_default();
    }
    behind.first().is_some_and(u8::is_ascii_digit)
}

/// Whether this is the point of a degree with another number behind it; one alone needs a word in front.
fn is_of_position(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at - 1).unwrap_or_default().iter().rev().take(4).take_while(|byte| byte.is_ascii_digit());
    let (count, whole) =
        before.fold((0, 0), |(count, sum), &digit| (count + 1, sum + 10_u32.pow(count) * u32::from(digit & 0xF)));
    // What has more digits may begin with the end of the row before.
    if count == 0 || count < 4 && !matches!(whole, 3..=135) {
        return false;
    }
    let behind = bytes.get(at..).unwrap_or_default();
    let decimals = behind.iter().take_while(|byte| byte.is_ascii_digit()).count();
    // A comma of three bytes and one of any blanks may stand between the numbers.
    let next = || behind.get(decimals..).unwrap_or_default().iter().take(5).position(u8::is_ascii_digit);
    decimals > 0 && next().is_some_and(|gap| gap > 0 && is_gap(behind.get(decimals..decimals + gap)))
}

fn is_gap(gap: Option<&[u8]>) -> bool {
    gap.and_then(|gap| std::str::from_utf8(gap).ok()).is_some_and(|gap| matches!(gap.trim(), "" | "," | "，"))
}

/// Whether a group of four hexadecimal digits stands here and another behind a point.
fn is_of_device(behind: &[u8]) -> bool {
    let hexadecimal = |group: Option<&[u8]>| group.is_some_and(|group| group.iter().all(u8::is_ascii_hexdigit));
    hexadecimal(behind.get(..4)) && behind.get(4) == Some(&b'.') && hexadecimal(behind.get(5..9))
}

#[cfg(test)]
mod tests {
    use super::may_begin;

    fn begins(text: &str) -> bool {
        (0..text.len()).any(|at| may_begin(text.as_bytes(), at))
    }

    #[test]
    fn addresses_and_positions_begin_with_a_joint() {
        for text in [
            "10.1.2.3",
            "a1.1.2.3.4",
            "::1",
            "fe80::a",
            "1:2:3:4:5:6:7:8",
            "0-00-1a-2b-3c-4d-5e",
            "001A.2B3C.4D5E",
            "113.1,23.1",
            "113.1， 3.1",
            "1113.1 23.1",
        ] {
            assert!(begins(text), "{text}");
        }
    }

    #[test]
    fn times_and_amounts_do_not() {
        for text in ["12:34:56", "2025-03-05", "12.34", "1,234.50", "std::vec", "a.b.c", "2.5%", "200.1234", "1.2.3"] {
            assert!(!begins(text), "{text}");
        }
    }
}
