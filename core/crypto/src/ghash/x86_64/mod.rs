//! Kernels for x86-64.

pub(super) mod pclmulqdq;
pub(crate) mod vpclmulqdq;

/// x^63 + x^62 + x^57: what x^128 is, but for its lowest term.
const REDUCTION: i64 = 0xc200_0000_0000_0000_u64 as i64;

/// `key` times x, modulo x^128 + x^127 + x^126 + x^121 + 1.
fn times_x(key: u128) -> u128 {
    let carry = (key >> 127).wrapping_neg();
    (key << 1) ^ (carry & (1 | 0xc2 << 120))
}
