//! Sealing and opening batch by batch: synthetic IVs and texts of many values at a time.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Mode, SivKey};
use crate::batch::{self, Batch, ROOM, blocks_of};
use crate::cipher::{Block, BlockCipher, equal_blocks, wipe};
use crate::column::Appended;
use crate::{Column, ColumnBuf, OpenError};

/// The loops over the values of a batch, as a level of the processor has them.
///
/// In `stream` every value has as many blocks as its text takes, in `blocks` one at least; behind the last value there is
/// [`ROOM`]. A text is a value without the `overhead` bytes that it begins with.
pub(super) trait Passes: Copy {
    /// Writes what S2V hands to the MAC for every text: the text padded, and the rest added. If there is a stream, the
    /// text is the value's and the stream's sum.
    fn load_texts(self, batch: Batch<'_>, overhead: usize, s2v: &S2v, stream: Option<&[Block]>, blocks: &mut [Block]);

    /// Writes the counter blocks of texts with these synthetic IVs (RFC 5297 2.5).
    fn write_counters(self, batch: Batch<'_>, overhead: usize, ivs: &[Block], stream: &mut [Block]);

    /// Writes the sum of text and stream for every value, behind its IV if the batch has none.
    fn write_texts(self, batch: Batch<'_>, overhead: usize, ivs: &[Block], stream: &[Block], out: Appended<'_>);
}

/// What S2V adds to a text before its MAC is taken, and what CMAC adds to the last block.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct S2v {
    /// Added to the last 16 bytes of a text that has as many.
    pub(super) long: Block,
    /// Added to a shorter text, padded, with CMAC's sum for whole blocks.
    pub(super) short: Block,
    pub(super) whole: Block,
    pub(super) partial: Block,
}

/// How many blocks the MAC takes for a text of `length` bytes.
#[inline(always)]
pub(super) fn count_of(length: usize) -> usize {
    blocks_of(length).max(1)
}

impl<C: BlockCipher> Mode<C> {
    /// Appends `synthetic IV | ciphertext` for every value.
    pub(super) fn seal_all(&self, passes: impl Passes, s2v: &S2v, input: Column<'_>, out: &mut ColumnBuf) {
        let mut scratch = Scratch::default();
        let mut offsets = input.offsets();
        while offsets.len() > 1 {
            let batch = scratch.take(input.bytes(), offsets, 0);
            passes.load_texts(batch, 0, s2v, None, &mut scratch.blocks);
            scratch.make_ivs(self);
            scratch.make_stream(self, passes, batch, 0);
            let out = out.append_batch(batch, |length| length + SivKey::IV_LEN);
            passes.write_texts(batch, 0, &scratch.ivs, &scratch.stream, out);
            offsets = &offsets[batch.len()..];
        }
    }

    /// Appends the text of every value. What was appended before a failure is for the caller to take back.
    pub(super) fn open_all(
        &self,
        passes: impl Passes,
        s2v: &S2v,
        input: Column<'_>,
        out: &mut ColumnBuf,
    ) -> Result<(), OpenError> {
        let mut scratch = Scratch::default();
        let (mut claimed, mut opened) = (Vec::new(), 0);
        let whole = batch::whole(input, SivKey::IV_LEN, u64::MAX >> 1);
        let mut offsets = &input.offsets()[..=whole];
        while offsets.len() > 1 {
            let batch = scratch.take(input.bytes(), offsets, SivKey::IV_LEN);
            claimed.clear();
            claimed.extend(batch.beginnings());
            scratch.ivs.copy_from_slice(&claimed);
            scratch.make_stream(self, passes, batch, SivKey::IV_LEN);
            passes.load_texts(batch, SivKey::IV_LEN, s2v, Some(&scratch.stream), &mut scratch.blocks);
            scratch.make_ivs(self);
            let forged = claimed.iter().zip(&scratch.ivs).position(|(claimed, iv)| !equal_blocks(claimed, iv));
            if let Some(index) = forged {
                return Err(OpenError::at(opened + index));
            }
            let out = out.append_batch(batch, |length| length - SivKey::IV_LEN);
            passes.write_texts(batch, SivKey::IV_LEN, &scratch.ivs, &scratch.stream, out);
            offsets = &offsets[batch.len()..];
            opened += batch.len();
        }
        if whole < input.len() { Err(OpenError::at(whole)) } else { Ok(()) }
    }
}

/// What a batch is worked on in.
#[derive(Default)]
struct Scratch {
    /// How many blocks of each value the MAC takes.
    counts: Vec<usize>,
    blocks: Vec<Block>,
    ivs: Vec<Block>,
    stream: Vec<Block>,
}

impl Scratch {
    /// Takes values from the front.
    fn take<'a>(&mut self, bytes: &'a [u8], offsets: &'a [usize], overhead: usize) -> Batch<'a> {
        let (batch, blocks) = batch::take(bytes, offsets, |length| count_of(length - overhead));
        self.counts.clear();
        let stream = match batch.length_of_all() {
            Some(length) => {
                self.counts.resize(batch.len(), count_of(length - overhead));
                batch.len() * blocks_of(length - overhead)
            }
            None => {
                self.counts.extend(batch.lengths().map(|length| count_of(length - overhead)));
                batch.lengths().map(|length| blocks_of(length - overhead)).sum()
            }
        };
        self.stream.resize(stream + ROOM, [0; 16]);
        self.blocks.resize(blocks + ROOM, [0; 16]);
        self.ivs.resize(batch.len(), [0; 16]);
        batch
    }

    fn make_ivs<C: BlockCipher>(&mut self, mode: &Mode<C>) {
        mode.mac.digest_each(&self.blocks, &self.counts, &mut self.ivs);
    }

    fn make_stream<C: BlockCipher>(&mut self, mode: &Mode<C>, passes: impl Passes, batch: Batch<'_>, overhead: usize) {
        passes.write_counters(batch, overhead, &self.ivs, &mut self.stream);
        let used = self.stream.len() - ROOM;
        mode.stream.encrypt_blocks(&mut self.stream[..used]);
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        wipe(&mut self.blocks);
        wipe(&mut self.ivs);
        wipe(&mut self.stream);
    }
}

/// The counter that a synthetic IV begins with: two bits are cleared, so that no count carries beyond a word.
pub(super) fn first_counter(iv: &Block) -> u128 {
    u128::from_be_bytes(*iv) & !(1 << 63 | 1 << 31)
}

/// Adds what S2V and CMAC ask for to the padded blocks of a text of `length` bytes.
pub(super) fn finish_text(s2v: &S2v, length: usize, blocks: &mut [Block]) {
    let over = length % 16;
    let long = u128::from_le_bytes(s2v.long);
    match blocks {
        [.., last] if length >= 16 && over == 0 => add(last, long ^ u128::from_le_bytes(s2v.whole)),
        [.., before, last] if length >= 16 => {
            add(before, long << (8 * over));
            add(last, long >> (8 * (16 - over)) ^ 0x80 << (8 * over) ^ u128::from_le_bytes(s2v.partial));
        }
        [.., last] => add(last, 0x80 << (8 * over) ^ u128::from_le_bytes(s2v.short)),
        [] => {}
    }
}

fn add(block: &mut Block, number: u128) {
    *block = (u128::from_le_bytes(*block) ^ number).to_le_bytes();
}
