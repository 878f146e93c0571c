//! Comparison that does not tell where two values differ.

use subtle::ConstantTimeEq;

/// Whether both are the same; the time depends on the lengths alone.
pub fn equal(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

#[cfg(test)]
mod tests {
    use super::equal;

    #[test]
    fn equal_means_same_length_and_bytes() {
        assert!(equal(b"", b""));
        assert!(equal(b"abc", b"abc"));
        assert!(!equal(b"abc", b"abd"));
        assert!(!equal(b"abc", b"ab"));
    }
}
