//! The RustCrypto GHASH: multiplication without tables, or by PCLMULQDQ where the processor has it.

use ::ghash::GHash;
use ::ghash::universal_hash::UniversalHash;
use cipher::Array;

use crate::cipher::Block;

/// GHASH under one key.
pub(super) struct Ghash(GHash);

impl Ghash {
    /// GHASH under the hash key `key`.
    pub(super) fn new(key: &Block) -> Self {
        Self(GHash::new(key.into()))
    }

    /// As [`super::Ghash::digest_each`].
    pub(super) fn digest_each(&self, blocks: &[Block], counts: &[usize], out: &mut Vec<Block>) {
        let mut rest = blocks;
        out.extend(counts.iter().map_while(|&count| {
            let (string, after) = rest.split_at_checked(count)?;
            rest = after;
            let mut ghash = self.0.clone();
            ghash.update(Array::cast_slice_from_core(string));
            Some(Block::from(ghash.finalize()))
        }));
    }
}
