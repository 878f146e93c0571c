//! The candidates in plain Rust: every first byte of a character of three.

use super::{Candidates, SIGHT};

/// Runs anywhere.
#[derive(Clone, Debug)]
pub(super) struct Portable;

impl Candidates for Portable {
    #[inline(always)]
    fn candidates(&self, bytes: &[u8; SIGHT]) -> u64 {
        let (eights, _) = bytes.as_chunks::<8>();
        eights
            .iter()
            .enumerate()
            .fold(0, |mask, (number, eight)| mask | leads(u64::from_le_bytes(*eight)) << (8 * number))
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// Which of eight bytes are 0xE0 to 0xEF.
#[inline(always)]
fn leads(eight: u64) -> u64 {
    let upper = ((eight >> 4) & (ONES * 0xF)) ^ (ONES * 0xE);
    // Below 16 no addition carries into the next byte.
    let equal = !(upper + ONES * 0x7F) >> 7 & ONES;
    equal.wrapping_mul(0x0102_0408_1020_4080) >> 56
}
