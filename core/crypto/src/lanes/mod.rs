//! Independent messages side by side: the operations that a vector instruction set supplies to a hash function.
//!
//! SM3 and SHA-256 are chains of 32-bit operations, each waiting for the one before it; a single short message leaves most
//! of a processor idle. Here every vector holds the same word of several messages, one per lane, and a compression
//! function is written once over [`Lanes`]. A backend file is those operations and nothing of any algorithm. None of
//! them branches on a word or uses one as an index.

mod padded;
mod portable;

#[cfg(target_arch = "x86_64")]
mod x86_64 {
    pub(super) mod avx2;
    pub(super) mod avx512;
}

use weimu_cpu::Cpu;

use crate::Digest;

pub(crate) use self::padded::PaddedBlock;
pub(crate) use self::portable::{Portable, words_of};
#[cfg(target_arch = "x86_64")]
use self::x86_64::{avx2::Avx2, avx512::Avx512};

/// Lanes of the widest backend.
pub(crate) const MOST_LANES: usize = 16;

/// One message per lane.
pub(crate) trait Lanes: Copy {
    /// A 32-bit word of every message.
    type Word: Copy;

    /// How many messages lie side by side, at most [`MOST_LANES`].
    const COUNT: usize;

    /// The same word in every lane.
    fn splat(self, word: u32) -> Self::Word;

    /// A word for each lane.
    fn words(self, words: &[u32; MOST_LANES]) -> Self::Word;

    /// The sum modulo 2^32.
    fn add(self, a: Self::Word, b: Self::Word) -> Self::Word;

    /// Exclusive or.
    fn xor(self, a: Self::Word, b: Self::Word) -> Self::Word;

    /// And.
    fn and(self, a: Self::Word, b: Self::Word) -> Self::Word;

    /// All ones in the lanes where the words are equal, zero in the others.
    fn equal(self, a: Self::Word, b: Self::Word) -> Self::Word;

    /// Rotation to the left by `N` of 1 to 31 bits.
    fn rotl<const N: u32>(self, a: Self::Word) -> Self::Word;

    /// Shift to the right by `N` of 1 to 31 bits.
    fn shr<const N: u32>(self, a: Self::Word) -> Self::Word;

    /// The 16 words of one block per lane, read as big-endian.
    fn load(self, blocks: &[PaddedBlock<'_>; MOST_LANES]) -> [Self::Word; 16];

    /// The 8 words of a state as big-endian bytes, lane by lane; lanes that there are not stay as they were.
    fn store(self, state: [Self::Word; 8], digests: &mut [Digest; MOST_LANES]);

    /// Runs `work` where the instructions of this backend may be used.
    fn within<W: Work>(self, work: W) -> W::Output;

    /// Exclusive or of three words.
    #[inline(always)]
    fn xor3(self, a: Self::Word, b: Self::Word, c: Self::Word) -> Self::Word {
        self.xor(self.xor(a, b), c)
    }

    /// The bits of `a` where `by` is set, those of `b` elsewhere.
    #[inline(always)]
    fn choose(self, by: Self::Word, a: Self::Word, b: Self::Word) -> Self::Word {
        self.xor(self.and(self.xor(a, b), by), b)
    }

    /// The bits that two of the words agree on. `a` is asked for last: it is the newest word of a state.
    #[inline(always)]
    fn majority(self, a: Self::Word, b: Self::Word, c: Self::Word) -> Self::Word {
        self.xor(self.and(self.xor(b, c), a), self.and(b, c))
    }

    /// `a ^ (a <<< N) ^ (a <<< M)`, where `M` is `N + 8`.
    #[inline(always)]
    fn spread<const N: u32, const M: u32>(self, a: Self::Word) -> Self::Word {
        self.xor3(a, self.rotl::<N>(a), self.rotl::<M>(a))
    }
}

/// Work that is written once for every backend. `run` must be `#[inline(always)]`, to be compiled for each of them.
pub(crate) trait Work {
    /// What comes of it.
    type Output;

    /// Does it.
    fn run<L: Lanes>(self, lanes: L) -> Self::Output;
}

/// The backend for one processor.
#[derive(Clone, Copy)]
pub(crate) struct Backend(Chosen);

#[derive(Clone, Copy)]
enum Chosen {
    Portable(Portable),
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

impl Backend {
    /// The widest one that `cpu` has.
    pub(crate) fn new(cpu: Cpu) -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            let avx512 = cpu.avx512_vbmi().map(|token| Chosen::Avx512(Avx512::new(token)));
            if let Some(chosen) = avx512.or(cpu.avx2().map(|token| Chosen::Avx2(Avx2::new(token)))) {
                return Self(chosen);
            }
        }
        let _ = cpu;
        Self(Chosen::Portable(Portable))
    }

    /// Does `work` with it.
    pub(crate) fn run<W: Work>(self, work: W) -> W::Output {
        match self.0 {
            Chosen::Portable(lanes) => lanes.within(work),
            #[cfg(target_arch = "x86_64")]
            Chosen::Avx2(lanes) => lanes.within(work),
            #[cfg(target_arch = "x86_64")]
            Chosen::Avx512(lanes) => lanes.within(work),
        }
    }
}
