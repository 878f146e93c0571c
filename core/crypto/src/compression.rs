//! What SM3 and SHA-256 have in common: a state of 8 words into which blocks of 64 bytes are compressed.

use crate::Digest;
use crate::lanes::{Lanes, PaddedBlock, Portable, words_of};

/// The chaining value of a hash.
pub(crate) type State = [u32; 8];

/// A compression function of the family.
pub(crate) trait Compression {
    /// The state before the first block.
    const INITIAL: State;

    /// The fewest messages that are done sooner side by side, in 16 lanes, than one by one.
    const LEAST_LANES: usize;

    /// Compresses one block in each lane; lanes where `active` is zero keep their state.
    fn compress_lanes<L: Lanes>(lanes: L, state: [L::Word; 8], block: [L::Word; 16], active: L::Word) -> [L::Word; 8];

    /// Compresses blocks of one message.
    #[inline]
    fn compress(state: &mut State, blocks: &[[u8; 64]]) {
        for block in blocks {
            *state = Self::compress_lanes(Portable, *state, words_of(block), u32::MAX);
        }
    }

    /// The digest of `message` from a state that `before` bytes led to.
    #[inline]
    fn digest(mut state: State, message: &[u8], before: usize) -> Digest {
        let (whole, _) = message.as_chunks();
        Self::compress(&mut state, whole);
        for index in whole.len()..PaddedBlock::count(message.len()) {
            let length = PaddedBlock::length_in_bits(message.len(), index, before);
            Self::compress(&mut state, &[PaddedBlock::of(message, index).with_length(length)]);
        }
        let mut digest = [0; 32];
        digest.as_chunks_mut().0.iter_mut().zip(state).for_each(|(bytes, word)| *bytes = word.to_be_bytes());
        digest
    }
}

/// Sixteen rounds, numbered so that the compiler knows the place of every word of the message.
macro_rules! sixteen {
    ($round:ident) => {
        sixteen!($round: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    ($round:ident: $($number:literal)*) => {
        $($round!($number);)*
    };
}
pub(crate) use sixteen;
