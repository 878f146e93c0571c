//! Words of SM4 sliced by bit.
//!
//! A bit of the bytes of sixteen 32-bit words fills a `u64`: bits `16 c` to `16 c + 15` hold it for byte `c` of the words,
//! byte 0 being the least significant. Turning every word by a byte is then turning the `u64` by 16. The arrays are long
//! enough for the compiler to use the vectors that every machine of the target has.

use core::array::from_fn;
use core::ops::{BitAnd, BitXor};

/// One bit of all bytes of `16 N` words.
#[derive(Clone, Copy)]
pub(super) struct Lanes<const N: usize>(pub(super) [u64; N]);

/// All bits of `16 N` words: element `j` holds bit `j` of their bytes.
pub(super) type Sliced<const N: usize> = [Lanes<N>; 8];

impl<const N: usize> BitXor for Lanes<N> {
    type Output = Self;

    #[inline(always)]
    fn bitxor(self, other: Self) -> Self {
        Self(from_fn(|n| self.0[n] ^ other.0[n]))
    }
}

impl<const N: usize> BitAnd for Lanes<N> {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(from_fn(|n| self.0[n] & other.0[n]))
    }
}

impl<const N: usize> Default for Lanes<N> {
    fn default() -> Self {
        Self::splat(0)
    }
}

impl<const N: usize> Lanes<N> {
    /// The same 64 bits in every place.
    #[inline(always)]
    pub(super) fn splat(bits: u64) -> Self {
        Self([bits; N])
    }

    /// The lanes of words turned left by `BYTES` bytes.
    #[inline(always)]
    pub(super) fn turned<const BYTES: u32>(self) -> Self {
        Self(self.0.map(|lanes| lanes.rotate_left(16 * BYTES)))
    }
}

/// Sixteen times the same word.
#[inline(always)]
pub(super) fn broadcast(word: u32) -> Sliced<1> {
    from_fn(|j| {
        let bits = u64::from(word >> j & 0x0101_0101);
        let bits = (bits | bits << 16) & 0x0000_ffff_0000_ffff;
        let bits = (bits | bits << 8) & 0x00ff_00ff_00ff_00ff;
        Lanes([(bits << 16).wrapping_sub(bits)])
    })
}

/// The first of sixteen words.
#[inline(always)]
pub(super) fn first(sliced: &Sliced<1>) -> u32 {
    sliced.iter().rev().fold(0, |word, Lanes([lanes])| {
        let bits = lanes & 0x0001_0001_0001_0001;
        let bits = (bits | bits >> 8) & 0x0000_ffff_0000_ffff;
        word << 1 | (bits | bits >> 16) as u32
    })
}

/// Slices words; those of place `n` of the `u64`s are `words[16 n..16 n + 16]`.
#[inline(always)]
pub(super) fn sliced<const N: usize>(word: impl Fn(usize) -> u32) -> Sliced<N> {
    transposed(from_fn(|i| Lanes(from_fn(|n| spread(word(16 * n + i)) | spread(word(16 * n + i + 8)) << 8))))
}

/// Gives each word to `store` with its number: the inverse of [`sliced`].
#[inline(always)]
pub(super) fn unsliced<const N: usize>(sliced: Sliced<N>, mut store: impl FnMut(usize, u32)) {
    let rows = transposed(sliced);
    for (i, Lanes(row)) in rows.iter().enumerate() {
        for (n, &pair) in row.iter().enumerate() {
            store(16 * n + i, gathered(pair));
            store(16 * n + i + 8, gathered(pair >> 8));
        }
    }
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
fn transposed<const N: usize>(mut rows: Sliced<N>) -> Sliced<N> {
    for (distance, mask) in [(1, 0x5555_5555_5555_5555), (2, 0x3333_3333_3333_3333), (4, 0x0f0f_0f0f_0f0f_0f0f)] {
        for low in (0..8).filter(|row| row & distance == 0) {
            let (a, b) = (rows[low].0, rows[low + distance].0);
            let moved: [u64; N] = from_fn(|n| (a[n] >> distance ^ b[n]) & mask);
            rows[low] = Lanes(from_fn(|n| a[n] ^ moved[n] << distance));
            rows[low + distance] = Lanes(from_fn(|n| b[n] ^ moved[n]));
        }
    }
    rows
}
