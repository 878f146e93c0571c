//! What the modes ask of a block cipher.

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
    (u128::from_ne_bytes(*a) ^ u128::from_ne_bytes(*b)).to_ne_bytes()
}
