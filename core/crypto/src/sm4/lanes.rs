//! Words of SM4 sliced by bit.
//!
//! A bit of the bytes of sixteen 32-bit words fills a `u64`: bits `16 c` to `16 c + 15` hold it for byte `c` of the words,
//! byte 0 being the least significant. Turning every word by a byte is then turning the `u64` by 16.

use core::array::from_fn;

/// Sixteen words: element `j` holds bit `j` of their bytes.
pub(super) type Sliced = [u64; 8];

/// Slices sixteen words.
#[inline(always)]
pub(super) fn sliced(word: impl Fn(usize) -> u32) -> Sliced {
    transposed(from_fn(|n| spread(word(n)) | spread(word(n + 8)) << 8))
}

/// Gives each word to `store` with its number: the inverse of [`sliced`].
#[inline(always)]
pub(super) fn unsliced(sliced: Sliced, mut store: impl FnMut(usize, u32)) {
    for (n, pair) in transposed(sliced).into_iter().enumerate() {
        store(n, gathered(pair));
        store(n + 8, gathered(pair >> 8));
    }
}

/// Sixteen times the same word.
#[inline(always)]
pub(super) fn broadcast(word: u32) -> Sliced {
    from_fn(|j| {
        let bits = spread(word >> j & 0x0101_0101);
        (bits << 16).wrapping_sub(bits)
    })
}

/// The first of sixteen words.
#[inline(always)]
pub(super) fn first(sliced: &Sliced) -> u32 {
    sliced.iter().rev().fold(0, |word, lanes| word << 1 | gathered(lanes & 0x0001_0001_0001_0001))
}

/// The bytes of a word, at every other byte.
#[inline(always)]
fn spread(word: u32) -> u64 {
    let bytes = u64::from(word);
    let bytes = (bytes | bytes << 16) & 0x0000_ffff_0000_ffff;
    (bytes | bytes << 8) & 0x00ff_00ff_00ff_00ff
}

/// Every other byte: the inverse of [`spread`].
#[inline(always)]
fn gathered(bytes: u64) -> u32 {
    let bytes = bytes & 0x00ff_00ff_00ff_00ff;
    let bytes = (bytes | bytes >> 8) & 0x0000_ffff_0000_ffff;
    (bytes | bytes >> 16) as u32
}

/// Swaps bit `i` of the bytes of element `j` with bit `j` of those of element `i`.
#[inline(always)]
fn transposed(mut rows: Sliced) -> Sliced {
    for (distance, mask) in [(1, 0x5555_5555_5555_5555), (2, 0x3333_3333_3333_3333), (4, 0x0f0f_0f0f_0f0f_0f0f)] {
        for low in (0..8).filter(|row| row & distance == 0) {
            let moved = (rows[low] >> distance ^ rows[low + distance]) & mask;
            rows[low] ^= moved << distance;
            rows[low + distance] ^= moved;
        }
    }
    rows
}
