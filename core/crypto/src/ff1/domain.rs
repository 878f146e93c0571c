//! What FF1 has to know of values of one radix and length (SP 800-38G algorithm 7, steps 1 to 5).

use super::feistel::{Narrow, Rounds};
use super::half::{Folded, Long, Medium, Short};
use super::head::{Head, Tweak};
use super::numeral::Place;
use super::slot::Slots;
use crate::cipher::BlockCipher;

/// The fewest values that a domain may have (SP 800-38G Rev. 1).
pub(super) const FEWEST: u64 = 1_000_000;

/// The longest half in bytes: with it a round still needs one block.
const LONGEST_HALF: u32 = 12;

/// All strings of one length over numerals of one radix.
pub(super) struct Domain {
    pub(super) rounds: HalfRounds,
    pub(super) slots: Slots,
    pub(super) a: Place,
    pub(super) b: Place,
}

/// The rounds of a domain, by the type that holds its halves.
pub(super) enum HalfRounds {
    Narrow(Rounds<Narrow>),
    Long(Rounds<Long>),
}

impl Domain {
    /// The domain of `numerals` numerals; nothing if it is smaller than [`FEWEST`] or a half takes more than 12 bytes.
    pub(super) fn try_new(cipher: &impl BlockCipher, radix: u32, numerals: u32, tweak: Tweak<'_>) -> Option<Self> {
        let (first, second) = (numerals / 2, numerals - numerals / 2);
        let moduli = [u128::from(radix).checked_pow(first)?, u128::from(radix).checked_pow(second)?];
        let half_bytes = (u128::BITS - (moduli[1] - 1).leading_zeros()).div_ceil(8);
        if half_bytes > LONGEST_HALF || moduli[0].saturating_mul(moduli[1]) < u128::from(FEWEST) {
            return None;
        }
        let head = Head::new(cipher, radix, numerals, half_bytes, tweak);
        let a = Place { start: 0, numerals: first as usize };
        let b = Place { start: first as usize, numerals: second as usize };
        Some(Self {
            rounds: HalfRounds::new(head, half_bytes, moduli),
            slots: Slots::new(a.offsets().chain(b.offsets()), numerals as usize),
            a,
            b,
        })
    }
}

impl HalfRounds {
    fn new(head: Head, half_bytes: u32, moduli: [u128; 2]) -> Self {
        let [first, second] = moduli.map(|modulus| u64::try_from(modulus).unwrap_or(u64::MAX));
        if second > 1 << 61 {
            let reductions = moduli.map(|modulus| Long::new(modulus, 4 * half_bytes.div_ceil(4) + 4));
            return Self::Long(Rounds { head, half_bytes, reductions });
        }
        let reductions = [first, second].map(|modulus| match modulus {
            _ if half_bytes <= 4 => Narrow::Short(Short::new(modulus)),
            ..0x1_0000_0000 => Narrow::Folded(Folded::new(second, modulus)),
            _ => Narrow::Medium(Medium::new(modulus)),
        });
        Self::Narrow(Rounds { head, half_bytes, reductions })
    }
}
