//! `N` messages side by side for any processor, without vector code of its own: the reference of the other backends.

use super::{Lanes, MOST_LANES, PaddedBlock, Work};
use crate::Digest;

/// `N` lanes in arrays.
#[derive(Clone, Copy)]
pub(crate) struct Portable<const N: usize>;

impl<const N: usize> Lanes for Portable<N> {
    type Word = [u32; N];

    const COUNT: usize = N;

    #[inline(always)]
    fn splat(self, word: u32) -> [u32; N] {
        [word; N]
    }

    #[inline(always)]
    fn mask(self, lanes: u32) -> [u32; N] {
        std::array::from_fn(|lane| (lanes >> lane & 1).wrapping_neg())
    }

    #[inline(always)]
    fn add(self, a: [u32; N], b: [u32; N]) -> [u32; N] {
        zip(a, b, u32::wrapping_add)
    }

    #[inline(always)]
    fn xor(self, a: [u32; N], b: [u32; N]) -> [u32; N] {
        zip(a, b, |a, b| a ^ b)
    }

    #[inline(always)]
    fn and(self, a: [u32; N], b: [u32; N]) -> [u32; N] {
        zip(a, b, |a, b| a & b)
    }

    #[inline(always)]
    fn rotl<const BITS: u32>(self, a: [u32; N]) -> [u32; N] {
        a.map(|a| a.rotate_left(BITS))
    }

    #[inline(always)]
    fn shr<const BITS: u32>(self, a: [u32; N]) -> [u32; N] {
        a.map(|a| a >> BITS)
    }

    #[inline(always)]
    fn load<'a>(self, block: impl Fn(usize) -> PaddedBlock<'a>) -> [[u32; N]; 16] {
        let mut words = [[0; N]; 16];
        for lane in 0..N {
            let bytes = block(lane).to_bytes();
            for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
                word[lane] = u32::from_be_bytes(*bytes);
            }
        }
        words
    }

    #[inline(always)]
    fn store(self, state: [[u32; N]; 8], digests: &mut [Digest; MOST_LANES]) {
        for (lane, digest) in digests.iter_mut().take(N).enumerate() {
            for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(state) {
                *bytes = word[lane].to_be_bytes();
            }
        }
    }

    #[inline(always)]
    fn within<W: Work>(self, work: W) -> W::Output {
        work.run(self)
    }
}

#[inline(always)]
fn zip<const N: usize>(a: [u32; N], b: [u32; N], of: impl Fn(u32, u32) -> u32) -> [u32; N] {
    std::array::from_fn(|lane| of(a[lane], b[lane]))
}
