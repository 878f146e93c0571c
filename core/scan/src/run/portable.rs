//! The mask in plain Rust: the reference for every other backend.

use super::BLOCK;

/// Bit `i` is set where byte `i` is an ASCII digit or 0xEF, the first byte of every full-width form.
pub(super) fn digit_mask(block: &[u8; BLOCK]) -> u64 {
    let (words, _) = block.as_chunks::<8>();
    words.iter().enumerate().fold(0, |mask, (number, word)| mask | u64::from(eight(*word)) << (8 * number))
}

/// How many of `bytes` are ASCII digits.
pub(super) fn count_digits(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    let in_words: u32 = words.iter().map(|word| digits(u64::from_le_bytes(*word)).count_ones()).sum();
    in_words as usize + rest.iter().filter(|byte| byte.is_ascii_digit()).count()
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The mask of eight bytes, all at once in one word.
fn eight(bytes: [u8; 8]) -> u8 {
    let word = u64::from_le_bytes(bytes);
    let other_than_ef = ((word & !HIGH) ^ (ONES * 0x6F)) + ONES * 0x7F;
    let lead = !other_than_ef & word & HIGH;
    gather(digits(word) | lead)
}

/// The high bit of every byte that is an ASCII digit.
fn digits(word: u64) -> u64 {
    // With the high bit aside no addition carries into the next byte.
    let low = word & !HIGH;
    let at_least_zero = low + ONES * (0x80 - 0x30);
    let above_nine = low + ONES * (0x80 - 0x3A);
    at_least_zero & !above_nine & !word & HIGH
}

/// The eight high bits of a word as one byte, first byte lowest.
fn gather(high: u64) -> u8 {
    ((high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}
