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
