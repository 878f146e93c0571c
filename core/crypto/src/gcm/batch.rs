//! Sealing and opening batch by batch: counters, texts and tags of many values at a time.
//!
//! The passes are written once over the operations of [`Isa`] and inlined into its implementors, so that each is compiled
//! for its level of the processor.

use super::{Absorbed, Gcm, LONGEST, Nonce};
use crate::batch::{BLOCKS, CHUNK, Chunk, VALUES, blocks_of, put};
use crate::cipher::{Block, BlockCipher, equal_blocks, wipe, xor};
use crate::column::Appended;
use crate::{AeadKey, Column, ColumnBuf, OpenError};

/// What the passes ask of a level of the processor: pieces of 64 bytes.
pub(super) trait Isa: Copy {
    /// A piece.
    type Chunk: Copy;

    /// The first bytes of `bytes`, as many as fit, and zeros.
    fn load(self, bytes: &[u8]) -> Self::Chunk;

    /// A whole piece.
    fn load_whole(self, bytes: &Chunk) -> Self::Chunk;

    /// The sum of two pieces, of which `count` bytes are kept and the rest is zero.
    fn sum(self, a: Self::Chunk, b: Self::Chunk, count: usize) -> Self::Chunk;

    /// Writes a piece.
    fn store(self, piece: Self::Chunk, out: &mut Chunk);

    /// Writes the nonce four times, each with one of the counts behind it.
    fn store_counters(self, nonce: &Nonce, counts: &Counts, out: &mut Chunk);
}

/// Values to be sealed.
pub(super) struct Seal<'a> {
    pub(super) nonces: &'a [Nonce],
    pub(super) aad: Absorbed,
    pub(super) input: Column<'a>,
}

impl Seal<'_> {
    /// Appends what becomes of them.
    #[inline(always)]
    pub(super) fn run<C: BlockCipher>(self, isa: impl Isa, gcm: &Gcm<C>, out: &mut ColumnBuf) {
        let mut scratch = Scratch::default();
        let (mut offsets, mut nonces) = (self.input.offsets(), self.nonces);
        while offsets.len() > 1 {
            let taken = scratch.take(offsets, 0);
            let (batch, rest) = nonces.split_at(taken);
            let values = &offsets[..=taken];
            let mut out = out.append_values(values.windows(2).map(|ends| ends[1] - ends[0] + AeadKey::OVERHEAD));
            scratch.encrypt_counters(isa, &gcm.cipher, batch);
            scratch.seal_texts(isa, self.input.bytes(), values, batch, &self.aad, &mut out);
            scratch.digest(gcm);
            scratch.write_tags(values, &mut out);
            (offsets, nonces) = (&offsets[taken..], rest);
        }
    }
}

/// Values to be opened.
pub(super) struct Open<'a> {
    pub(super) aad: Absorbed,
    pub(super) input: Column<'a>,
}

impl Open<'_> {
    /// Appends what they hold. What was appended before a failure is for the caller to take back.
    #[inline(always)]
    pub(super) fn run<C: BlockCipher>(self, isa: impl Isa, gcm: &Gcm<C>, out: &mut ColumnBuf) -> Result<(), OpenError> {
        let mut scratch = Scratch::default();
        let bytes = self.input.bytes();
        let mut offsets = self.input.offsets();
        let (mut nonces, mut opened) = (Vec::new(), 0);
        while offsets.len() > 1 {
            let taken = scratch.take(offsets, AeadKey::OVERHEAD);
            if taken == 0 {
                return Err(OpenError::at(opened));
            }
            let values = &offsets[..=taken];
            nonces.clear();
            nonces.extend(
                values[..taken].iter().filter_map(|&start| bytes[start..].first_chunk::<{ AeadKey::NONCE_LEN }>()),
            );
            scratch.encrypt_counters(isa, &gcm.cipher, &nonces);
            scratch.load_texts(isa, bytes, values, &self.aad);
            scratch.digest(gcm);
            scratch.verify(bytes, values).map_err(|index| OpenError::at(opened + index))?;
            let out = out.append_values(values.windows(2).map(|ends| ends[1] - ends[0] - AeadKey::OVERHEAD));
            scratch.open_texts(isa, bytes, values, out);
            offsets = &offsets[taken..];
            opened += taken;
        }
        Ok(())
    }
}

/// What a batch is worked on in. Every value has as many blocks in `stream` and in `hashed` as its text takes, and one more.
#[derive(Default)]
struct Scratch {
    /// How many blocks each value has, with the one more.
    counts: Vec<usize>,
    /// Key stream: what encrypts the text, then what masks the tag.
    stream: Vec<Block>,
    /// What GHASH digests: ciphertext padded with zeros, then the block of lengths.
    hashed: Vec<Block>,
    tags: Vec<Block>,
}

/// Blocks that may be read, or written over, behind those of the last value.
const ROOM: usize = CHUNK / size_of::<Block>();

impl Scratch {
    /// Takes values from the front, as many as a batch holds, and none that cannot be sealed or opened.
    #[inline(always)]
    fn take(&mut self, offsets: &[usize], overhead: usize) -> usize {
        self.counts.clear();
        let mut blocks = 0;
        for ends in offsets.windows(2).take(VALUES) {
            let length = ends[1] - ends[0];
            if length < overhead || (length - overhead) as u64 > LONGEST {
                break;
            }
            let count = blocks_of(length - overhead) + 1;
            if blocks + count > BLOCKS && blocks > 0 {
                break;
            }
            blocks += count;
            self.counts.push(count);
        }
        self.stream.resize(blocks + ROOM, [0; 16]);
        self.hashed.resize(blocks + ROOM, [0; 16]);
        self.counts.len()
    }

    /// Fills the key stream (SP 800-38D 7.1: the tag's counter is 1, those of the text follow).
    #[inline(always)]
    fn encrypt_counters(&mut self, isa: impl Isa, cipher: &impl BlockCipher, nonces: &[Nonce]) {
        let used = self.stream.len() - ROOM;
        let stream = self.stream.as_flattened_mut();
        let mut at = 0;
        for (nonce, &count) in nonces.iter().zip(&self.counts) {
            match FEW.get(count) {
                Some(counts) => isa.store_counters(nonce, counts, chunk_mut(stream, at)),
                None => write_counters(nonce, &mut stream[at..at + 16 * count]),
            }
            at += 16 * count;
        }
        cipher.encrypt_blocks(&mut self.stream[..used]);
    }

    /// Writes `nonce | ciphertext | room for the tag` for every value.
    #[inline(always)]
    fn seal_texts(
        &mut self,
        isa: impl Isa,
        bytes: &[u8],
        offsets: &[usize],
        nonces: &[Nonce],
        aad: &Absorbed,
        out: &mut Appended<'_>,
    ) {
        let stream = self.stream.as_flattened();
        let hashed = self.hashed.as_flattened_mut();
        let mut at = 0;
        for ((ends, nonce), &start) in offsets.windows(2).zip(nonces).zip(out.starts) {
            let text = &bytes[ends[0]..ends[1]];
            put(out.bytes, start, nonce);
            for done in (0..text.len()).step_by(CHUNK) {
                let left = &text[done..];
                let key = isa.load_whole(chunk(stream, at + done));
                let sealed = isa.sum(isa.load(left), key, left.len());
                isa.store(sealed, chunk_mut(out.bytes, start + AeadKey::NONCE_LEN + done));
                isa.store(sealed, chunk_mut(hashed, at + done));
            }
            at = aad.frame(hashed, at, text.len());
        }
    }

    /// Hands sealed texts to GHASH.
    #[inline(always)]
    fn load_texts(&mut self, isa: impl Isa, bytes: &[u8], offsets: &[usize], aad: &Absorbed) {
        let hashed = self.hashed.as_flattened_mut();
        let mut at = 0;
        for ends in offsets.windows(2) {
            let text = &bytes[ends[0] + AeadKey::NONCE_LEN..ends[1] - AeadKey::TAG_LEN];
            for done in (0..text.len()).step_by(CHUNK) {
                isa.store(isa.load(&text[done..]), chunk_mut(hashed, at + done));
            }
            at = aad.frame(hashed, at, text.len());
        }
    }

    /// Makes the tags of the values.
    #[inline(always)]
    fn digest<C>(&mut self, gcm: &Gcm<C>) {
        self.tags.clear();
        gcm.ghash.digest_each(&self.hashed, &self.counts, &mut self.tags);
        let mut end = 0;
        for (tag, count) in self.tags.iter_mut().zip(&self.counts) {
            end += count;
            *tag = xor(tag, &self.stream[end - 1]);
        }
    }

    #[inline(always)]
    fn write_tags(&self, offsets: &[usize], out: &mut Appended<'_>) {
        for ((ends, tag), start) in offsets.windows(2).zip(&self.tags).zip(out.starts) {
            put(out.bytes, start + AeadKey::NONCE_LEN + ends[1] - ends[0], tag);
        }
    }

    /// Compares the tags behind the texts; the first value whose tag differs is the error.
    #[inline(always)]
    fn verify(&self, bytes: &[u8], offsets: &[usize]) -> Result<(), usize> {
        let ends = offsets.get(1..).unwrap_or_default();
        let authentic = |(end, tag): (&usize, &Block)| {
            bytes.get(..*end).and_then(<[u8]>::last_chunk).is_some_and(|claimed| equal_blocks(tag, claimed))
        };
        match ends.iter().zip(&self.tags).position(|value| !authentic(value)) {
            Some(forged) => Err(forged),
            None => Ok(()),
        }
    }

    #[inline(always)]
    fn open_texts(&self, isa: impl Isa, bytes: &[u8], offsets: &[usize], out: Appended<'_>) {
        let stream = self.stream.as_flattened();
        let mut at = 0;
        for (ends, &start) in offsets.windows(2).zip(out.starts) {
            let text = &bytes[ends[0] + AeadKey::NONCE_LEN..ends[1] - AeadKey::TAG_LEN];
            for done in (0..text.len()).step_by(CHUNK) {
                let left = &text[done..];
                let opened = isa.sum(isa.load(left), isa.load_whole(chunk(stream, at + done)), left.len());
                isa.store(opened, chunk_mut(out.bytes, start + done));
            }
            at += 16 * (blocks_of(text.len()) + 1);
        }
    }
}

impl Absorbed {
    /// Adds the associated data and the lengths to the blocks of a text of `length` bytes that begin at byte `start`; gives
    /// their end.
    #[inline(always)]
    fn frame(&self, hashed: &mut [u8], start: usize, length: usize) -> usize {
        let last = start + 16 * blocks_of(length);
        put(hashed, last, &(u128::from(self.bits) << 64 | (8 * length as u128)).to_be_bytes());
        if let Some(first) = hashed.get_mut(start..).and_then(<[u8]>::first_chunk_mut) {
            *first = xor(first, &self.digest);
        }
        last + 16
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        wipe(&mut self.stream);
        wipe(&mut self.hashed);
        wipe(&mut self.tags);
    }
}

#[inline(always)]
fn chunk(bytes: &[u8], start: usize) -> &Chunk {
    bytes[start..].first_chunk().expect("there is room behind the last value")
}

#[inline(always)]
fn chunk_mut(bytes: &mut [u8], start: usize) -> &mut Chunk {
    bytes[start..].first_chunk_mut().expect("there is room behind the last value")
}

/// The counter blocks of a long text.
fn write_counters(nonce: &Nonce, out: &mut [u8]) {
    let blocks = out.as_chunks_mut::<16>().0;
    let Some((last, text)) = blocks.split_last_mut() else { return };
    for (count, block) in (2..).zip(text) {
        *block = with_count(nonce, in_place(count));
    }
    *last = with_count(nonce, in_place(1));
}

/// A counter block (SP 800-38D 7.1).
#[inline(always)]
pub(super) fn with_count(nonce: &Nonce, count: u128) -> Block {
    let [n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11] = *nonce;
    let first = u128::from_le_bytes([n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, 0, 0, 0, 0]);
    (first | count).to_le_bytes()
}

/// The count of a counter block in its place, as a number in memory order.
const fn in_place(count: u32) -> u128 {
    (count.swap_bytes() as u128) << 96
}

/// Counts in their places.
pub(super) type Counts = [u128; ROOM];

/// The counts of values of up to four blocks, with the tag's, by the number of blocks.
const FEW: [Counts; ROOM + 1] = {
    const TAG: u128 = in_place(1);
    const TEXT: [u128; 3] = [in_place(2), in_place(3), in_place(4)];
    [[0; ROOM], [TAG, 0, 0, 0], [TEXT[0], TAG, 0, 0], [TEXT[0], TEXT[1], TAG, 0], [TEXT[0], TEXT[1], TEXT[2], TAG]]
};
