//! One byte string from several, so that different lists never give the same one.

/// `number of parts (4) | length (8) | part | length (8) | part …`, numbers big-endian.
///
/// A concatenation would make `("ab", "c")` and `("a", "bc")` the same place; with counts and lengths in front no two
/// lists agree.
pub(crate) fn canonical(parts: &[&[u8]]) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(4 + parts.iter().map(|part| 8 + part.len()).sum::<usize>());
    encoded.extend_from_slice(&(parts.len() as u32).to_be_bytes());
    for part in parts {
        encoded.extend_from_slice(&(part.len() as u64).to_be_bytes());
        encoded.extend_from_slice(part);
    }
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::canonical;

    #[test]
    fn counts_and_lengths_come_first() {
        assert_eq!(canonical(&[]), [0, 0, 0, 0]);
        assert_eq!(canonical(&[b"ab", b""]), [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, b'a', b'b', 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    proptest! {
        #[test]
        fn different_lists_differ(one in lists(), other in lists()) {
            let encode = |list: &[Vec<u8>]| canonical(&list.iter().map(Vec::as_slice).collect::<Vec<_>>());
            prop_assert_eq!(encode(&one) == encode(&other), one == other);
        }
    }

    fn lists() -> impl Strategy<Value = Vec<Vec<u8>>> {
        prop::collection::vec(prop::collection::vec(0_u8..2, 0..3), 0..4)
    }
}
