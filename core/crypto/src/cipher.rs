//! What the modes ask of a block cipher.

use zeroize::Zeroize;

/// A block of 128 bits.
pub(crate) type Block = [u8; 16];

/// A keyed block cipher. It takes many blocks at a time: the modes gather those of a whole batch of values.
pub(crate) trait BlockCipher {
    /// Replaces every block by its ciphertext.
    fn encrypt_blocks(&self, blocks: &mut [Block]);

    /// The ciphertext of one block.
    fn encrypted(&self, block: Block) -> Block {
        let mut blocks = [block];
        self.encrypt_blocks(&mut blocks);
        let [encrypted] = blocks;
        encrypted
    }
}

/// The bitwise sum of two blocks.
#[inline]
pub(crate) fn xor(a: &Block, b: &Block) -> Block {
    let mut sum = *a;
    sum.iter_mut().zip(b).for_each(|(byte, other)| *byte ^= other);
    sum
}

/// Whether two blocks are the same. They are compared as one number, without a branch on a part of it.
#[inline]
pub(crate) fn equal_blocks(a: &Block, b: &Block) -> bool {
    u128::from_ne_bytes(*a) == u128::from_ne_bytes(*b)
}

/// Overwrites the blocks, and what else the vector has room for.
pub(crate) fn wipe(blocks: &mut Vec<Block>) {
    // Room is overwritten block by block, elements byte by byte.
    blocks.clear();
    blocks.zeroize();
}
