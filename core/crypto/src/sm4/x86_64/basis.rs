//! The basis in which the vector kernels keep the state of SM4, and the round keys in it.
//!
//! The S-box of the standard is `S(x) = A (A x + 0xd3)^-1 + 0xd3` over GF(2)[x]/(x^8+x^7+x^6+x^5+x^4+x^2+1). Let P be the
//! isomorphism from there to the field of AES, x^8+x^4+x^3+x+1, that takes x to x. A state byte `y` is kept as `P A y`, so
//! that a round inverts in the field of AES at once: `S(y) = A P^-1 (P A y + P 0xd3)^-1 + 0xd3`, where `P 0xd3` is added to
//! the round key beforehand.
//!
//! The linear map L turns by 2 bits plus multiples of 8. Of each `S(y)` two maps are needed: T turns a byte by 2 within
//! itself, V adds to it its shift by 2. If byte 0 is the most significant, byte `b` of `L(B)` is
//!
//! ```text
//! V B[b] + V B[b+3] + T B[b+1] + T B[b+2] + T B[b+3]        (indices modulo 4)
//! ```
//!
//! Matrices are written as GF2P8AFFINEQB takes them: byte `7 - i` of the number is the row that gives bit `i`.

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::sm4::schedule::Schedule;

/// `P A`: into the basis.
pub(super) const ENTER: u64 = 0x4c28_7db9_1a22_505d;
/// `(P A)^-1`: out of the basis.
pub(super) const LEAVE: u64 = 0xb3a4_f586_3284_728b;
/// `P A T A P^-1`: from the inverse to the turned S-box, in the basis.
pub(super) const TURNED: u64 = 0x2c02_0425_1620_40ad;
/// `P A V A P^-1`: from the inverse to the S-box plus its shift, in the basis.
pub(super) const SHIFTED: u64 = 0x040d_b891_e9a4_81b7;
/// `P A T 0xd3`: the constant of the S-box behind L, which three of T and none of V make up, in the basis.
pub(super) const OUTPUT: u8 = 0x63;
/// `P 0xd3`: the constant before the inversion.
const INPUT: u8 = 0x3e;

/// The bytes of the round keys in the basis, [`INPUT`] added, each filling a `u32`.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct RoundKeys([[u32; 4]; 32]);

impl RoundKeys {
    pub(super) fn new(schedule: &Schedule) -> Self {
        let mut round_keys = Self([[0; 4]; 32]);
        for (bytes, key) in round_keys.0.iter_mut().zip(schedule.round_keys()) {
            *bytes = key.to_be_bytes().map(|byte| u32::from_ne_bytes([product(ENTER, byte) ^ INPUT; 4]));
        }
        round_keys
    }

    /// The round keys of four rounds at a time.
    pub(super) fn quarters(&self) -> &[[[u32; 4]; 4]] {
        self.0.as_chunks::<4>().0
    }
}

/// A matrix times a byte.
fn product(matrix: u64, byte: u8) -> u8 {
    let rows = matrix.to_be_bytes();
    rows.iter().rev().fold(0, |bits, row| bits << 1 | (row & byte).count_ones() as u8 & 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sm4::tests::SBOX;

    /// The inverse in the field of AES, by search.
    fn inverse(x: u8) -> u8 {
        let times = |a: u8, b: u8| {
            (0..8).rev().fold(0u8, |sum, bit| {
                let doubled = sum << 1 ^ if sum >> 7 == 1 { 0x1b } else { 0 };
                doubled ^ if b >> bit & 1 == 1 { a } else { 0 }
            })
        };
        (0..=u8::MAX).find(|&y| times(x, y) == 1).unwrap_or(0)
    }

    #[test]
    fn the_matrices_compute_the_s_box_of_the_standard() {
        for x in 0..=u8::MAX {
            let s = SBOX[usize::from(x)];
            let inverse = inverse(product(ENTER, x) ^ INPUT);
            assert_eq!(product(LEAVE, product(ENTER, x)), x);
            assert_eq!(product(LEAVE, product(TURNED, inverse) ^ OUTPUT), s.rotate_left(2), "T S({x:#04x})");
            let (s, shifted) = (s ^ 0xd3, (s ^ 0xd3) << 2);
            assert_eq!(product(LEAVE, product(SHIFTED, inverse)), s ^ shifted, "V S({x:#04x})");
        }
    }
}
