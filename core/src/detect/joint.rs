//! Groups of digits and letters: which of them may belong to an address in a network, of a device, or to a position.
//!
//! The scanner gives places by the marks between groups alone (`Wanted::JOINTS`), and sections, file names and measurements have
//! such marks too, so the few bytes in front of a place are looked at before a row is read for it. The bytes are those of a whole
//! column: where a row ends between them, what is said is a superset.

/// Whether something of these may end or go on at byte `at`, a place that the scanner gave.
pub(super) fn may_reach(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    let here = bytes.get(at).copied().unwrap_or_default();
    match before {
        [.., b':'] if here == b':' => is_among_digits(bytes, at),
        [.., b'.'] if here.is_ascii_digit() => {
            has_groups(before, b'.', 1..=3, u8::is_ascii_digit) || is_of_device(bytes, at)
        }
        [.., b':'] if here.is_ascii_hexdigit() => has_groups(before, b':', 1..=4, u8::is_ascii_hexdigit),
        [.., b'-'] if here.is_ascii_hexdigit() => has_groups(before, b'-', 2..=2, u8::is_ascii_hexdigit),
        _ => is_of_device(bytes, at) || is_of_position(before),
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

/// Whether `before` ends with a joint, and twice with a group and a joint in front of that.
fn has_groups(before: &[u8], joint: u8, lengths: std::ops::RangeInclusive<usize>, member: fn(&u8) -> bool) -> bool {
    let mut rest = before.strip_suffix(&[joint]);
    for _ in 0..2 {
        rest = rest.and_then(|before| {
            let length = before.iter().rev().take(lengths.end() + 1).take_while(|byte| member(byte)).count();
            let (before, _) = before.split_at_checked(before.len() - length).filter(|_| lengths.contains(&length))?;
            before.strip_suffix(&[joint])
        });
    }
    rest.is_some()
}

/// Whether byte `at` is the last of two groups of four hexadecimal digits, each behind a point.
fn is_of_device(bytes: &[u8], at: usize) -> bool {
    let groups = at.checked_sub(9).and_then(|from| bytes.get(from..=at));
    groups.is_some_and(|groups| {
        groups.chunks(5).all(|group| matches!(group, [b'.', group @ ..] if group.iter().all(u8::is_ascii_hexdigit)))
    })
}

/// Whether `before` ends with a degree, its decimals and what may part it from another.
fn is_of_position(before: &[u8]) -> bool {
    let digits = |bytes: &[u8]| bytes.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    // A comma of three bytes and one of any blanks may stand between the numbers.
    let gap = before.iter().rev().take(5).take_while(|byte| !byte.is_ascii_digit()).count();
    let (number, gap) = before.split_at(before.len() - gap);
    let decimals = digits(number);
    let Some((whole, [b'.'])) = number.split_at(number.len() - decimals).0.split_last_chunk::<1>() else {
        return false;
    };
    let count = digits(whole).min(4);
    let degree = whole.iter().rev().take(count).rev().fold(0, |sum, digit| 10 * sum + u32::from(digit & 0xF));
    // What has more digits may begin with the end of the row before.
    decimals > 0 && count > 0 && (count == 4 || matches!(degree, 3..=135)) && is_gap(gap)
}

fn is_gap(gap: &[u8]) -> bool {
    std::str::from_utf8(gap).is_ok_and(|gap| !gap.is_empty() && matches!(gap.trim(), "" | "," | "，"))
}

#[cfg(test)]
mod tests {
    use super::may_reach;

    fn reaches(text: &str) -> bool {
        (0..text.len()).any(|at| may_reach(text.as_bytes(), at))
    }

    #[test]
    fn addresses_and_positions_are_reached() {
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
            assert!(reaches(text), "{text}");
        }
    }

    #[test]
    fn times_and_amounts_are_not() {
        for text in ["12:34:56", "2025-03-05", "12.34", "1,234.50", "std::vec", "a.b.c", "2.5%", "200.1234", "1.2.3"] {
            assert!(!reaches(text), "{text}");
        }
    }
}
