//! The loops in plain Rust.

use super::Nonce;
use super::batch::{Absorbed, Nonces, Passes, count_of, counter, write_counters_of};
use crate::AeadKey;
use crate::batch::{Batch, CHUNK, ROOM, blocks_of, chunk_at, put, sum};
use crate::cipher::{Block, equal_blocks, wipe, xor};
use crate::column::Appended;
use crate::ghash::Ghash;

/// Any processor.
pub(super) struct Portable<'a> {
    ghash: &'a Ghash,
    /// What GHASH digests for each value: ciphertext padded with zeros, then the block of lengths; the associated data is
    /// added to the first. Behind the last value there is [`ROOM`].
    hashed: Vec<Block>,
    /// How many blocks each value has there.
    counts: Vec<usize>,
    tags: Vec<Block>,
}

impl<'a> Portable<'a> {
    pub(super) fn new(ghash: &'a Ghash) -> Self {
        Self { ghash, hashed: Vec::new(), counts: Vec::new(), tags: Vec::new() }
    }

    /// Makes room for texts of these lengths.
    fn begin(&mut self, lengths: impl Iterator<Item = usize>) {
        self.counts.clear();
        self.counts.extend(lengths.map(count_of));
        self.hashed.resize(self.counts.iter().sum::<usize>() + ROOM, [0; 16]);
        self.tags.resize(self.counts.len(), [0; 16]);
    }

    /// Digests all texts; their tags are that under `masks`.
    fn make_tags(&mut self, masks: &[Block]) -> &[Block] {
        self.ghash.digest_each(&self.hashed, &self.counts, &mut self.tags);
        self.tags.iter_mut().zip(masks).for_each(|(tag, mask)| *tag = xor(tag, mask));
        &self.tags
    }
}

impl Drop for Portable<'_> {
    fn drop(&mut self) {
        wipe(&mut self.hashed);
        wipe(&mut self.tags);
    }
}

impl Passes for Portable<'_> {
    fn write_counters(&self, batch: Batch<'_>, nonces: Nonces<'_>, stream: &mut [Block]) {
        let (masks, mut rest) = stream.split_at_mut(batch.len());
        let mut write = |(length, mask, nonce): (usize, &mut Block, Nonce)| {
            let text = rest.split_off_mut(..blocks_of(length - nonces.overhead())).unwrap_or_default();
            *mask = counter(&nonce, 1);
            write_counters_of(&nonce, text);
        };
        let values = batch.lengths().zip(masks);
        match nonces {
            Nonces::Given(nonces) => {
                values.zip(nonces).for_each(|((length, mask), nonce)| write((length, mask, *nonce)))
            }
            Nonces::Before => {
                values.zip(batch.beginnings()).for_each(|((length, mask), nonce)| write((length, mask, nonce)));
            }
        }
    }

    fn seal(&mut self, batch: Batch<'_>, aad: &Absorbed, nonces: &[Nonce], stream: &[Block], out: Appended<'_>) {
        self.begin(batch.lengths());
        let (masks, stream) = stream.split_at(batch.len());
        let (stream, hashed) = (stream.as_flattened(), self.hashed.as_flattened_mut());
        let (mut key, mut at) = (0, 0);
        for ((ends, nonce), &start) in batch.offsets().windows(2).zip(nonces).zip(out.starts) {
            let (from, end) = (ends[0], ends[1]);
            put(out.bytes, start, nonce);
            for done in (0..end - from).step_by(CHUNK) {
                let stream = chunk_at(stream, key + done, key + end - from);
                let sealed = sum(&stream, &chunk_at(batch.bytes(), from + done, end));
                put(out.bytes, start + AeadKey::NONCE_LEN + done, &sealed);
                put(hashed, at + done, &sealed);
            }
            key += 16 * blocks_of(end - from);
            at = frame(aad, hashed, at, end - from);
        }
        for ((length, tag), &start) in batch.lengths().zip(self.make_tags(masks)).zip(out.starts) {
            put(out.bytes, start + AeadKey::NONCE_LEN + length, tag);
        }
    }

    fn open(&mut self, batch: Batch<'_>, aad: &Absorbed, stream: &[Block], out: Appended<'_>) -> Result<(), usize> {
        let (masks, stream) = stream.split_at(batch.len());
        self.verify(batch, aad, masks)?;
        let stream = stream.as_flattened();
        let mut key = 0;
        for (ends, &start) in batch.offsets().windows(2).zip(out.starts) {
            let (from, end) = text_of(ends);
            for done in (0..end - from).step_by(CHUNK) {
                let stream = chunk_at(stream, key + done, key + end - from);
                put(out.bytes, start + done, &sum(&stream, &chunk_at(batch.bytes(), from + done, end)));
            }
            key += 16 * blocks_of(end - from);
        }
        Ok(())
    }
}

impl Portable<'_> {
    /// Compares the tags behind the texts; the first value whose tag differs is the error.
    fn verify(&mut self, batch: Batch<'_>, aad: &Absorbed, masks: &[Block]) -> Result<(), usize> {
        self.begin(batch.lengths().map(|length| length - AeadKey::OVERHEAD));
        let hashed = self.hashed.as_flattened_mut();
        let mut at = 0;
        for ends in batch.offsets().windows(2) {
            let (from, end) = text_of(ends);
            for done in (0..end - from).step_by(CHUNK) {
                put(hashed, at + done, &chunk_at(batch.bytes(), from + done, end));
            }
            at = frame(aad, hashed, at, end - from);
        }
        let authentic = |(end, tag): (&usize, &Block)| {
            batch.bytes()[..*end].last_chunk().is_some_and(|claimed| equal_blocks(tag, claimed))
        };
        match batch.offsets()[1..].iter().zip(self.make_tags(masks)).position(|value| !authentic(value)) {
            Some(forged) => Err(forged),
            None => Ok(()),
        }
    }
}

/// Where the text of a sealed value begins and ends.
fn text_of(ends: &[usize]) -> (usize, usize) {
    (ends[0] + AeadKey::NONCE_LEN, ends[1] - AeadKey::TAG_LEN)
}

/// Adds the associated data and the lengths to the blocks of a text of `length` bytes that begin at byte `start`; gives their
/// end.
fn frame(aad: &Absorbed, hashed: &mut [u8], start: usize, length: usize) -> usize {
    let last = start + 16 * blocks_of(length);
    put(hashed, last, &aad.lengths(length).to_be_bytes());
    if let Some(first) = hashed.get_mut(start..).and_then(<[u8]>::first_chunk_mut) {
        *first = xor(first, &aad.digest);
    }
    last + 16
}
