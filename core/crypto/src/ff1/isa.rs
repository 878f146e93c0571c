//! What an instruction set supplies to the rounds. All else is arithmetic on arrays, which compilers make vectors of.

use super::feistel::LANES;
use super::reciprocal::{Product, Widening};
use crate::cipher::Block;

/// The upper halves of blocks as numbers, and the lower halves.
pub(super) type Limbs = [[u64; LANES]; 2];

/// Lanes converted together at most: how many must exist beyond those in use.
pub(super) const GROUP: usize = 8;

/// The operations.
pub(super) trait Isa: Copy {
    type Product: Product;

    /// Reads blocks as big-endian numbers; `count` of them, or a few more.
    fn split(self, count: usize, blocks: &[Block; LANES], limbs: &mut Limbs);

    /// Writes big-endian numbers as blocks; `count` of them, or a few more.
    fn join(self, count: usize, limbs: &Limbs, blocks: &mut [Block; LANES]);
}

/// Any processor.
#[derive(Clone, Copy)]
pub(super) struct Portable;

impl Isa for Portable {
    type Product = Widening;

    #[inline(always)]
    fn split(self, count: usize, blocks: &[Block; LANES], [high, low]: &mut Limbs) {
        for ((high, low), block) in high.iter_mut().zip(low).zip(blocks).take(count) {
            let number = u128::from_be_bytes(*block);
            (*high, *low) = ((number >> 64) as u64, number as u64);
        }
    }

    #[inline(always)]
    fn join(self, count: usize, [high, low]: &Limbs, blocks: &mut [Block; LANES]) {
        for ((high, low), block) in high.iter().zip(low).zip(blocks).take(count) {
            *block = ((u128::from(*high) << 64) | u128::from(*low)).to_be_bytes();
        }
    }
}
