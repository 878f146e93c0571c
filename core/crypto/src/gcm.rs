//! Galois/Counter Mode (SP 800-38D, GB/T 36624-2018, RFC 8998) over columns.
//!
//! Values are short, so the counter blocks of a whole batch go through the cipher together, and their digests through GHASH.

use std::fmt;
use std::ops::Range;

use weimu_cpu::Cpu;
use zeroize::Zeroize;

use crate::aes::Aes256;
use crate::batch::{batches, block_at, blocks_of, first_bytes, put};
use crate::cipher::{Block, BlockCipher, equal_blocks, wipe, xor};
use crate::column::Appended;
use crate::ghash::Ghash;
use crate::sm4::Sm4;
use crate::{Column, ColumnBuf, Hash, InvalidKeyLength, OpenError, SealError};

/// A nonce of 96 bits.
pub type Nonce = [u8; 12];

/// An algorithm for authenticated encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Aead {
    /// SM4-GCM, key of 16 bytes (RFC 8998).
    Sm4Gcm,
    /// AES-256-GCM, key of 32 bytes (SP 800-38D).
    Aes256Gcm,
}

impl Aead {
    /// Every algorithm.
    pub const ALL: [Self; 2] = [Self::Sm4Gcm, Self::Aes256Gcm];

    /// The hash of the same suite, from which its keys are derived.
    pub fn hash(self) -> Hash {
        match self {
            Self::Sm4Gcm => Hash::Sm3,
            Self::Aes256Gcm => Hash::Sha256,
        }
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sm4Gcm => "SM4-GCM",
            Self::Aes256Gcm => "AES-256-GCM",
        }
    }

    /// Length of a key in bytes.
    pub fn key_len(self) -> usize {
        match self {
            Self::Sm4Gcm => 16,
            Self::Aes256Gcm => 32,
        }
    }
}

/// A key for authenticated encryption, ready for use.
pub struct AeadKey(Backend);

enum Backend {
    Sm4(Gcm<Sm4>),
    Aes256(Gcm<Aes256>),
}

impl AeadKey {
    /// Bytes that sealing puts before a value's ciphertext: the nonce.
    pub const NONCE_LEN: usize = 12;
    /// Bytes that sealing puts behind a value's ciphertext: the tag.
    pub const TAG_LEN: usize = 16;
    /// Bytes that sealing adds to a value.
    pub const OVERHEAD: usize = Self::NONCE_LEN + Self::TAG_LEN;

    /// The key in `key`.
    ///
    /// # Errors
    /// `key` has not [`Aead::key_len`] bytes.
    pub fn new(aead: Aead, key: &[u8]) -> Result<Self, InvalidKeyLength> {
        Self::with_cpu(aead, key, Cpu::detect())
    }

    /// The key in `key`, on kernels that `cpu` allows: for tests and measurements.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_cpu(aead: Aead, key: &[u8], cpu: Cpu) -> Result<Self, InvalidKeyLength> {
        Ok(Self(match aead {
            Aead::Sm4Gcm => {
                let key = key.try_into().map_err(|_| InvalidKeyLength)?;
                Backend::Sm4(Gcm::new(Sm4::new(key, cpu), cpu))
            }
            Aead::Aes256Gcm => {
                let key = key.try_into().map_err(|_| InvalidKeyLength)?;
                Backend::Aes256(Gcm::new(Aes256::new(key), cpu))
            }
        }))
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Aead {
        match self.0 {
            Backend::Sm4(_) => Aead::Sm4Gcm,
            Backend::Aes256(_) => Aead::Aes256Gcm,
        }
    }

    /// Appends `nonce | ciphertext | tag` for every value of `input`, with the nonce of the same index and one `aad` for
    /// all. The caller sees to it that no nonce repeats under this key.
    ///
    /// # Errors
    /// There is not one nonce per value, or a value is longer than 2^36 - 32 bytes; `out` is then as it was.
    pub fn seal_column(
        &self,
        nonces: &[Nonce],
        aad: &[u8],
        input: Column<'_>,
        out: &mut ColumnBuf,
    ) -> Result<(), SealError> {
        match &self.0 {
            Backend::Sm4(gcm) => gcm.seal_column(nonces, aad, input, out),
            Backend::Aes256(gcm) => gcm.seal_column(nonces, aad, input, out),
        }
    }

    /// Appends the plaintext of every `nonce | ciphertext | tag` of `input`. Each is verified before it is released.
    ///
    /// # Errors
    /// A value does not authenticate; `out` is then as it was.
    pub fn open_column(&self, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), OpenError> {
        match &self.0 {
            Backend::Sm4(gcm) => gcm.open_column(aad, input, out),
            Backend::Aes256(gcm) => gcm.open_column(aad, input, out),
        }
    }
}

impl fmt::Debug for AeadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm().name())
    }
}

/// The mode over a block cipher.
struct Gcm<C> {
    cipher: C,
    ghash: Ghash,
}

/// SP 800-38D 5.2.1.1: bytes of one value at most.
const LONGEST: u64 = (1 << 36) - 32;

impl<C: BlockCipher> Gcm<C> {
    fn new(cipher: C, cpu: Cpu) -> Self {
        let mut key = cipher.encrypted([0; 16]);
        let ghash = Ghash::new(&key, cpu);
        key.zeroize();
        Self { cipher, ghash }
    }

    fn seal_column(
        &self,
        nonces: &[Nonce],
        aad: &[u8],
        input: Column<'_>,
        out: &mut ColumnBuf,
    ) -> Result<(), SealError> {
        let too_long = |value: &[u8]| value.len() as u64 > LONGEST;
        if nonces.len() != input.len() || input.iter().any(too_long) {
            return Err(SealError);
        }
        let aad = self.absorbed(aad);
        let mut scratch = Scratch::default();
        out.reserve(input.len(), input.byte_len() + input.len() * AeadKey::OVERHEAD);
        for batch in batches(input, 0) {
            let nonces = nonces.get(batch.clone()).unwrap_or_default();
            scratch.set_texts(input.ranges(batch));
            scratch.encrypt_counters(&self.cipher, nonces.iter());
            let mut sealed = out.append_values(scratch.texts.iter().map(|text| text.len() + AeadKey::OVERHEAD));
            scratch.seal_texts(input.bytes(), nonces, &aad, &mut sealed);
            scratch.digest(&self.ghash);
            scratch.write_tags(&mut sealed);
        }
        out.trim();
        Ok(())
    }

    fn open_column(&self, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), OpenError> {
        let aad = self.absorbed(aad);
        let mark = out.mark();
        let mut scratch = Scratch::default();
        out.reserve(input.len(), input.byte_len());
        for batch in batches(input, AeadKey::OVERHEAD) {
            if let Err(error) = self.open_batch(&aad, input, batch, &mut scratch, out) {
                out.roll_back(mark);
                return Err(error);
            }
        }
        out.trim();
        Ok(())
    }

    fn open_batch(
        &self,
        aad: &Absorbed,
        input: Column<'_>,
        batch: Range<usize>,
        scratch: &mut Scratch,
        out: &mut ColumnBuf,
    ) -> Result<(), OpenError> {
        let (first, bytes) = (batch.start, input.bytes());
        let fits = |sealed: &Range<usize>| {
            sealed.len() >= AeadKey::OVERHEAD && (sealed.len() - AeadKey::OVERHEAD) as u64 <= LONGEST
        };
        if let Some(index) = input.ranges(batch.clone()).position(|sealed| !fits(&sealed)) {
            return Err(OpenError::at(first + index));
        }
        let text = |sealed: Range<usize>| sealed.start + AeadKey::NONCE_LEN..sealed.end - AeadKey::TAG_LEN;
        scratch.set_texts(input.ranges(batch).map(text));
        scratch.load_texts(bytes, aad);
        scratch.digest(&self.ghash);
        let texts = std::mem::take(&mut scratch.texts);
        let nonces = texts.iter().filter_map(|text| bytes.get(..text.start).and_then(<[u8]>::last_chunk));
        scratch.encrypt_counters(&self.cipher, nonces);
        scratch.texts = texts;
        scratch.verify(bytes).map_err(|index| OpenError::at(first + index))?;
        scratch.open_texts(bytes, &mut out.append_values(scratch.texts.iter().map(Range::len)));
        Ok(())
    }

    fn absorbed(&self, aad: &[u8]) -> Absorbed {
        let (whole, rest) = aad.as_chunks();
        let mut blocks = whole.to_vec();
        if !rest.is_empty() {
            blocks.push(block_at(aad, aad.len() - rest.len(), aad.len()).to_le_bytes());
        }
        Absorbed { digest: u128::from_le_bytes(self.ghash.digest(&blocks)), bits: 8 * aad.len() as u64 }
    }
}

/// Associated data, digested once for a column.
struct Absorbed {
    /// In memory order.
    digest: u128,
    bits: u64,
}

impl Absorbed {
    /// The block of lengths for a text of `length` bytes, in memory order.
    fn lengths(&self, length: usize) -> u128 {
        u128::from(self.bits.swap_bytes()) | u128::from((8 * length as u64).swap_bytes()) << 64
    }
}

/// What a batch is worked on in. Every value has a block for each of its own, and one more: first the counter that masks
/// the tag, then the block of lengths.
#[derive(Default)]
struct Scratch {
    /// Where the text of each value lies in the input.
    texts: Vec<Range<usize>>,
    /// How many blocks each value has, with the one more.
    counts: Vec<usize>,
    blocks: Vec<Block>,
    /// The encrypted counter that masks each tag.
    masks: Vec<Block>,
    digests: Vec<Block>,
}

impl Scratch {
    fn set_texts(&mut self, texts: impl Iterator<Item = Range<usize>>) {
        self.texts.clear();
        self.texts.extend(texts);
        self.counts.clear();
        self.counts.extend(self.texts.iter().map(|text| blocks_of(text.len()) + 1));
        self.blocks.resize(self.counts.iter().sum(), [0; 16]);
    }

    /// Fills the blocks with key stream (SP 800-38D 7.1: the tag's counter is 1, those of the text follow).
    fn encrypt_counters<'a>(&mut self, cipher: &impl BlockCipher, nonces: impl Iterator<Item = &'a Nonce>) {
        let mut blocks = self.blocks.iter_mut();
        for (nonce, &count) in nonces.zip(&self.counts) {
            let first = first_counter(nonce);
            for (counter, block) in (2_u32..).zip(blocks.by_ref().take(count - 1)) {
                *block = with_counter(first, counter).to_le_bytes();
            }
            if let Some(last) = blocks.next() {
                *last = with_counter(first, 1).to_le_bytes();
            }
        }
        cipher.encrypt_blocks(&mut self.blocks);
    }

    /// Writes `nonce | ciphertext | room for the tag` for every value, and makes its blocks what GHASH digests.
    fn seal_texts(&mut self, bytes: &[u8], nonces: &[Nonce], aad: &Absorbed, out: &mut Appended<'_>) {
        self.masks.clear();
        let mut blocks = self.blocks.iter_mut();
        for ((text, nonce), &start) in self.texts.iter().zip(nonces).zip(out.starts) {
            put(out.bytes, start, nonce);
            let mut at = start + AeadKey::NONCE_LEN;
            let mut sum = aad.digest;
            for (from, block) in text.clone().step_by(16).zip(blocks.by_ref()) {
                let key = u128::from_le_bytes(*block) & first_bytes(text.end - from);
                let sealed = block_at(bytes, from, text.end) ^ key;
                put(out.bytes, at, &sealed.to_le_bytes());
                *block = (sealed ^ sum).to_le_bytes();
                sum = 0;
                at += 16;
            }
            if let Some(last) = blocks.next() {
                self.masks.push(*last);
                *last = (aad.lengths(text.len()) ^ sum).to_le_bytes();
            }
        }
    }

    /// Makes the blocks of sealed texts what GHASH digests.
    fn load_texts(&mut self, bytes: &[u8], aad: &Absorbed) {
        let mut blocks = self.blocks.iter_mut();
        for text in &self.texts {
            let mut start = aad.digest;
            for (from, block) in text.clone().step_by(16).zip(blocks.by_ref()) {
                *block = (block_at(bytes, from, text.end) ^ start).to_le_bytes();
                start = 0;
            }
            if let Some(last) = blocks.next() {
                *last = (aad.lengths(text.len()) ^ start).to_le_bytes();
            }
        }
    }

    fn digest(&mut self, ghash: &Ghash) {
        self.digests.clear();
        ghash.digest_each(&self.blocks, &self.counts, &mut self.digests);
    }

    fn write_tags(&self, out: &mut Appended<'_>) {
        for (((text, digest), mask), start) in self.texts.iter().zip(&self.digests).zip(&self.masks).zip(out.starts) {
            put(out.bytes, start + AeadKey::NONCE_LEN + text.len(), &xor(digest, mask));
        }
    }

    /// Compares the tags behind the texts; the first value whose tag differs is the error.
    fn verify(&self, bytes: &[u8]) -> Result<(), usize> {
        let mut end = 0;
        for (index, ((text, digest), count)) in self.texts.iter().zip(&self.digests).zip(&self.counts).enumerate() {
            end += count;
            let mask = self.blocks.get(end - 1).ok_or(index)?;
            let claimed = bytes.get(text.end..).and_then(<[u8]>::first_chunk).ok_or(index)?;
            if !equal_blocks(&xor(digest, mask), claimed) {
                return Err(index);
            }
        }
        Ok(())
    }

    fn open_texts(&self, bytes: &[u8], out: &mut Appended<'_>) {
        let mut blocks = self.blocks.iter();
        for (text, &start) in self.texts.iter().zip(out.starts) {
            let mut at = start;
            for (from, key) in text.clone().step_by(16).zip(blocks.by_ref()) {
                let key = u128::from_le_bytes(*key) & first_bytes(text.end - from);
                put(out.bytes, at, &(block_at(bytes, from, text.end) ^ key).to_le_bytes());
                at += 16;
            }
            blocks.next();
        }
    }
}

/// The counter block of `nonce` without its count, as a number in memory order.
fn first_counter(nonce: &Nonce) -> u128 {
    let [n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11] = *nonce;
    let low = u64::from_le_bytes([n0, n1, n2, n3, n4, n5, n6, n7]);
    let high = u32::from_le_bytes([n8, n9, n10, n11]);
    u128::from(high) << 64 | u128::from(low)
}

fn with_counter(first: u128, counter: u32) -> u128 {
    first | u128::from(counter.swap_bytes()) << 96
}

impl Drop for Scratch {
    fn drop(&mut self) {
        wipe(&mut self.blocks);
        wipe(&mut self.masks);
        wipe(&mut self.digests);
    }
}
