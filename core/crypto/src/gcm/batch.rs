//! Sealing and opening batch by batch: the key stream of many values at a time, then their texts and tags.

use zeroize::Zeroize;

use super::{Gcm, LONGEST, Nonce};
use crate::batch::{self, Batch, CHUNK, ROOM, blocks_of};
use crate::cipher::{Block, BlockCipher, wipe};
use crate::column::Appended;
use crate::{AeadKey, Column, ColumnBuf, OpenError};

/// The loops over the values of a batch, as a level of the processor has them.
///
/// A stream holds what every tag is masked with, then what every text is: as many blocks as it takes. Behind that there is
/// [`ROOM`].
pub(super) trait Passes {
    /// Writes the counter blocks (SP 800-38D 7.1: the tag's counter is 1, those of the text begin with 2).
    fn write_counters(&self, batch: Batch<'_>, nonces: Nonces<'_>, stream: &mut [Block]);

    /// Writes `nonce | ciphertext | tag` for every value.
    fn seal(&mut self, batch: Batch<'_>, aad: &Absorbed, nonces: &[Nonce], stream: &[Block], out: Appended<'_>);

    /// Writes the text of every value after its tag was compared.
    ///
    /// # Errors
    /// The index of the first value whose tag differs.
    fn open(&mut self, batch: Batch<'_>, aad: &Absorbed, stream: &[Block], out: Appended<'_>) -> Result<(), usize>;
}

/// Where the nonces of a batch are.
#[derive(Clone, Copy)]
pub(super) enum Nonces<'a> {
    /// There is one for every text to be sealed.
    Given(&'a [Nonce]),
    /// Every value is sealed, and begins with its own.
    Before,
}

impl Nonces<'_> {
    /// How much longer than their texts values are.
    pub(super) fn overhead(self) -> usize {
        match self {
            Self::Given(_) => 0,
            Self::Before => AeadKey::OVERHEAD,
        }
    }
}

/// How many values from the front go in groups of `group`, all with texts of the same length, that is no more than [`CHUNK`].
#[inline(always)]
pub(super) fn alike(batch: Batch<'_>, overhead: usize, group: usize) -> usize {
    match batch.length_of_all() {
        Some(length) if length - overhead <= CHUNK => batch.len() / group * group,
        _ => 0,
    }
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
    /// The block of lengths for a text of `length` bytes, as a number.
    #[inline(always)]
    pub(super) fn lengths(&self, length: usize) -> u128 {
        u128::from(self.bits) << 64 | u128::from(8 * length as u64)
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
        mut passes: impl Passes,
        nonces: &[Nonce],
        aad: &Absorbed,
        input: Column<'_>,
        out: &mut ColumnBuf,
    ) {
        let mut stream = Stream::default();
        let (mut offsets, mut nonces) = (input.offsets(), nonces);
        while offsets.len() > 1 {
            let (batch, blocks) = batch::take(input.bytes(), offsets, count_of);
            let (own, rest) = nonces.split_at(batch.len());
            passes.write_counters(batch, Nonces::Given(own), stream.of_blocks(blocks));
            stream.encrypt(&self.cipher);
            let out = out.append_batch(batch, |length| length + AeadKey::OVERHEAD);
            passes.seal(batch, aad, own, &stream.0, out);
            (offsets, nonces) = (&offsets[batch.len()..], rest);
        }
    }

    /// Appends the text of every value. What was appended before a failure is for the caller to take back.
    pub(super) fn open_all(
        &self,
        mut passes: impl Passes,
        aad: &Absorbed,
        input: Column<'_>,
        out: &mut ColumnBuf,
    ) -> Result<(), OpenError> {
        let mut stream = Stream::default();
        let (whole, mut opened) = (batch::whole(input, AeadKey::OVERHEAD, LONGEST), 0);
        let mut offsets = &input.offsets()[..=whole];
        while offsets.len() > 1 {
            let count = |length: usize| count_of(length.wrapping_sub(AeadKey::OVERHEAD));
            let (batch, blocks) = batch::take(input.bytes(), offsets, count);
            passes.write_counters(batch, Nonces::Before, stream.of_blocks(blocks));
            stream.encrypt(&self.cipher);
            let out = out.append_batch(batch, |length| length - AeadKey::OVERHEAD);
            passes.open(batch, aad, &stream.0, out).map_err(|index| OpenError::at(opened + index))?;
            offsets = &offsets[batch.len()..];
            opened += batch.len();
        }
        if whole < input.len() { Err(OpenError::at(whole)) } else { Ok(()) }
    }
}

/// The key stream of a batch.
#[derive(Default)]
struct Stream(Vec<Block>);

impl Stream {
    fn of_blocks(&mut self, blocks: usize) -> &mut [Block] {
        self.0.resize(blocks + ROOM, [0; 16]);
        &mut self.0
    }

    fn encrypt(&mut self, cipher: &impl BlockCipher) {
        let used = self.0.len() - ROOM;
        cipher.encrypt_blocks(&mut self.0[..used]);
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// A counter block (SP 800-38D 7.1).
#[inline(always)]
pub(super) fn counter(nonce: &Nonce, count: u32) -> Block {
    // As two numbers: put together byte by byte, a block took 3 ns.
    let [n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11] = *nonce;
    let first = u64::from_le_bytes([n0, n1, n2, n3, n4, n5, n6, n7]);
    let last = u64::from(u32::from_le_bytes([n8, n9, n10, n11])) | u64::from(count.swap_bytes()) << 32;
    (u128::from(first) | u128::from(last) << 64).to_le_bytes()
}

/// Writes the counter blocks of one text.
pub(super) fn write_counters_of(nonce: &Nonce, text: &mut [Block]) {
    for (count, block) in (2..).zip(text) {
        *block = counter(nonce, count);
    }
}
