//! Sealing and opening batch by batch: counters, texts and tags of many values at a time.

use zeroize::Zeroize;

use super::{Gcm, LONGEST, Nonce};
use crate::batch::{self, Batch, ROOM, blocks_of, put};
use crate::cipher::{Block, BlockCipher, equal_blocks, wipe, xor};
use crate::column::Appended;
use crate::{AeadKey, Column, ColumnBuf, OpenError};

/// The loops over the values of a batch, as a level of the processor has them.
///
/// In `stream` and `hashed` every value has as many blocks as its text takes and one more, and behind the last value there
/// is [`ROOM`]. `hashed` holds what GHASH digests: ciphertext padded with zeros, then the block of lengths; the associated data
/// is added to the first.
pub(super) trait Passes: Copy {
    /// Writes the counter blocks of texts that take as many blocks as `counts` say with the tag's (SP 800-38D 7.1: the tag's
    /// counter is 1 and the last here, those of the text begin with 2).
    fn write_counters(self, nonces: &[Nonce], counts: &[usize], stream: &mut [Block]);

    /// Writes `nonce | ciphertext | room for the tag` for every value.
    fn seal_texts(
        self,
        batch: Batch<'_>,
        aad: &Absorbed,
        nonces: &[Nonce],
        stream: &[Block],
        hashed: &mut [Block],
        out: &mut Appended<'_>,
    );

    /// Hands the texts of sealed values to GHASH.
    fn load_texts(self, batch: Batch<'_>, aad: &Absorbed, hashed: &mut [Block]);

    /// Writes the texts of sealed values.
    fn open_texts(self, batch: Batch<'_>, stream: &[Block], out: Appended<'_>);
}

/// Associated data, digested once for a column.
pub(super) struct Absorbed {
    pub(super) digest: Block,
    pub(super) bits: u64,
}

impl Drop for Absorbed {
    fn drop(&mut self) {
        self.digest.zeroize();
    }
}

impl Absorbed {
    /// The block of lengths for a text of `length` bytes.
    pub(super) fn lengths(&self, length: usize) -> Block {
        (u128::from(self.bits) << 64 | (8 * length as u128)).to_be_bytes()
    }
}

/// How many blocks a text of `length` bytes has with the tag's.
#[inline(always)]
pub(super) fn count_of(length: usize) -> usize {
    blocks_of(length).wrapping_add(1)
}

impl<C: BlockCipher> Gcm<C> {
    /// Appends `nonce | ciphertext | tag` for every value. The lengths were checked.
    pub(super) fn seal_all(
        &self,
        passes: impl Passes,
        nonces: &[Nonce],
        aad: &Absorbed,
        input: Column<'_>,
        out: &mut ColumnBuf,
    ) {
        let mut scratch = Scratch::default();
        let (mut offsets, mut nonces) = (input.offsets(), nonces);
        while offsets.len() > 1 {
            let taken = scratch.take(offsets, 0);
            let (own, rest) = nonces.split_at(taken);
            let batch = Batch { bytes: input.bytes(), offsets: &offsets[..=taken] };
            let mut out = out.append_values(batch.lengths().map(|length| length + AeadKey::OVERHEAD));
            scratch.make_stream(passes, &self.cipher, own);
            passes.seal_texts(batch, aad, own, &scratch.stream, &mut scratch.hashed, &mut out);
            scratch.digest(self);
            for ((length, tag), start) in batch.lengths().zip(scratch.tags()).zip(out.starts) {
                put(out.bytes, start + AeadKey::NONCE_LEN + length, &tag);
            }
            (offsets, nonces) = (&offsets[taken..], rest);
        }
    }

    /// Appends the text of every value. What was appended before a failure is for the caller to take back.
    pub(super) fn open_all(
        &self,
        passes: impl Passes,
        aad: &Absorbed,
        input: Column<'_>,
        out: &mut ColumnBuf,
    ) -> Result<(), OpenError> {
        let mut scratch = Scratch::default();
        let (mut nonces, mut opened) = (Vec::new(), 0);
        let (bytes, mut offsets) = (input.bytes(), input.offsets());
        while offsets.len() > 1 {
            let taken = scratch.take(offsets, AeadKey::OVERHEAD);
            if taken == 0 {
                return Err(OpenError::at(opened));
            }
            let batch = Batch { bytes, offsets: &offsets[..=taken] };
            nonces.clear();
            nonces.extend(batch.beginnings());
            scratch.make_stream(passes, &self.cipher, &nonces);
            passes.load_texts(batch, aad, &mut scratch.hashed);
            scratch.digest(self);
            scratch.verify(batch).map_err(|index| OpenError::at(opened + index))?;
            let out = out.append_values(batch.lengths().map(|length| length - AeadKey::OVERHEAD));
            passes.open_texts(batch, &scratch.stream, out);
            offsets = &offsets[taken..];
            opened += taken;
        }
        Ok(())
    }
}

/// What a batch is worked on in.
#[derive(Default)]
struct Scratch {
    /// How many blocks each value has, with the tag's.
    counts: Vec<usize>,
    stream: Vec<Block>,
    hashed: Vec<Block>,
    digests: Vec<Block>,
}

impl Scratch {
    /// Takes values from the front; gives how many.
    fn take(&mut self, offsets: &[usize], overhead: usize) -> usize {
        let text = |length: usize| length.checked_sub(overhead).filter(|&text| text as u64 <= LONGEST);
        let blocks = batch::take(offsets, &mut self.counts, |length| text(length).map(count_of));
        self.digests.resize(self.counts.len(), [0; 16]);
        self.stream.resize(blocks + ROOM, [0; 16]);
        self.hashed.resize(blocks + ROOM, [0; 16]);
        self.counts.len()
    }

    fn make_stream(&mut self, passes: impl Passes, cipher: &impl BlockCipher, nonces: &[Nonce]) {
        passes.write_counters(nonces, &self.counts, &mut self.stream);
        let used = self.stream.len() - ROOM;
        cipher.encrypt_blocks(&mut self.stream[..used]);
    }

    fn digest<C>(&mut self, gcm: &Gcm<C>) {
        gcm.ghash.digest_each(&self.hashed, &self.counts, &mut self.digests);
    }

    /// The tags of the values: their digests under the last block of their stream.
    fn tags(&self) -> impl Iterator<Item = Block> {
        let mut end = 0;
        self.digests.iter().zip(&self.counts).map(move |(digest, count)| {
            end += count;
            xor(digest, &self.stream[end - 1])
        })
    }

    /// Compares the tags behind the texts; the first value whose tag differs is the error.
    fn verify(&self, batch: Batch<'_>) -> Result<(), usize> {
        let authentic = |(end, tag): (&usize, Block)| {
            batch.bytes[..*end].last_chunk().is_some_and(|claimed| equal_blocks(&tag, claimed))
        };
        match batch.offsets[1..].iter().zip(self.tags()).position(|value| !authentic(value)) {
            Some(forged) => Err(forged),
            None => Ok(()),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        wipe(&mut self.stream);
        wipe(&mut self.hashed);
        wipe(&mut self.digests);
    }
}

/// A counter block (SP 800-38D 7.1).
pub(super) fn counter(nonce: &Nonce, count: u32) -> Block {
    let [n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11] = *nonce;
    let [c0, c1, c2, c3] = count.to_be_bytes();
    [n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, c0, c1, c2, c3]
}

/// Writes the counter blocks of one text and, last, of its tag.
pub(super) fn write_counters_of(nonce: &Nonce, blocks: &mut [Block]) {
    let Some((last, text)) = blocks.split_last_mut() else { return };
    for (count, block) in (2..).zip(text) {
        *block = counter(nonce, count);
    }
    *last = counter(nonce, 1);
}
