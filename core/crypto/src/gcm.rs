//! Galois/Counter Mode (SP 800-38D, GB/T 36624-2018, RFC 8998) over columns.
//!
//! Values are short, so the counter blocks of a whole batch go through the cipher together, and their digests through GHASH.

use std::fmt;
use std::ops::Range;

use weimu_cpu::Cpu;
use zeroize::Zeroize;

use crate::aes::Aes256;
use crate::batch::{batches, block_at, blocks_of, first_bytes, put};
use crate::cipher::{Block, BlockCipher, xor};
use crate::ghash::Ghash;
use crate::sm4::Sm4;
use crate::{Column, ColumnBuf, Hash, InvalidKeyLength, OpenError, SealError, equal};

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
            scratch.texts.extend(input.ranges(batch));
            scratch.encrypt_counters(&self.cipher, nonces.iter());
            let lengths = scratch.texts.iter().map(|text| text.len() + AeadKey::OVERHEAD);
            let tail = out.append_values(lengths);
            scratch.encrypt_texts(input.bytes(), nonces, tail);
            scratch.digest(&self.ghash, &aad);
            scratch.write_tags(tail);
            scratch.clear();
        }
        out.trim();
        Ok(())
    }

    fn open_column(&self, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), OpenError> {
        let aad = self.absorbed(aad);
        let mark = out.mark();
        let mut scratch = Scratch::default();
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
        let first = batch.start;
        for (index, sealed) in batch.clone().zip(input.ranges(batch)) {
            if sealed.len() < AeadKey::OVERHEAD || (sealed.len() - AeadKey::OVERHEAD) as u64 > LONGEST {
                return Err(OpenError::at(index));
            }
            scratch.texts.push(sealed.start + AeadKey::NONCE_LEN..sealed.end - AeadKey::TAG_LEN);
        }
        let bytes = input.bytes();
        scratch.load_texts(bytes);
        scratch.digest(&self.ghash, aad);
        let nonces: Vec<Nonce> =
            scratch.texts.iter().filter_map(|text| bytes[..text.start].last_chunk().copied()).collect();
        scratch.encrypt_counters(&self.cipher, nonces.iter());
        scratch.verify(bytes).map_err(|index| OpenError::at(first + index))?;
        let tail = out.append_values(scratch.texts.iter().map(Range::len));
        scratch.decrypt_texts(bytes, tail);
        scratch.clear();
        Ok(())
    }

    fn absorbed(&self, aad: &[u8]) -> Absorbed {
        let (whole, rest) = aad.as_chunks();
        let mut blocks = whole.to_vec();
        if !rest.is_empty() {
            blocks.push(block_at(aad, aad.len() - rest.len(), aad.len()).to_le_bytes());
        }
        Absorbed { digest: self.ghash.digest(&blocks), bits: 8 * aad.len() as u64 }
    }
}

/// Associated data, digested once for a column.
struct Absorbed {
    digest: Block,
    bits: u64,
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
    fn clear(&mut self) {
        self.texts.clear();
        self.counts.clear();
        self.masks.clear();
        self.digests.clear();
    }

    /// Fills the blocks with key stream (SP 800-38D 7.1: the tag's counter is 1, those of the text follow).
    fn encrypt_counters<'a>(&mut self, cipher: &impl BlockCipher, nonces: impl Iterator<Item = &'a Nonce>) {
        self.blocks.clear();
        self.counts.clear();
        for (nonce, text) in nonces.zip(&self.texts) {
            let blocks = blocks_of(text.len());
            let [n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11] = *nonce;
            let counter = |count: u32| {
                let [c0, c1, c2, c3] = count.to_be_bytes();
                [n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, c0, c1, c2, c3]
            };
            self.blocks.extend((0..blocks as u32).map(|index| counter(index + 2)));
            self.blocks.push(counter(1));
            self.counts.push(blocks + 1);
        }
        cipher.encrypt_blocks(&mut self.blocks);
    }

    /// Writes `nonce | ciphertext | room for the tag` for every value, and leaves the ciphertext in its blocks.
    fn encrypt_texts(&mut self, bytes: &[u8], nonces: &[Nonce], out: &mut [u8]) {
        let mut blocks = &mut self.blocks[..];
        let mut at = 0;
        for ((text, nonce), &count) in self.texts.iter().zip(nonces).zip(&self.counts) {
            let (own, rest) = blocks.split_at_mut(count);
            blocks = rest;
            put(out, at, nonce);
            at += AeadKey::NONCE_LEN;
            for (index, block) in own.iter_mut().take(count - 1).enumerate() {
                let from = text.start + 16 * index;
                let sealed = block_at(bytes, from, text.end) ^ u128::from_le_bytes(*block);
                *block = (sealed & first_bytes(text.end - from)).to_le_bytes();
                put(out, at + 16 * index, block);
            }
            at += text.len() + AeadKey::TAG_LEN;
            self.masks.extend(own.last().copied());
        }
    }

    /// Fills the blocks with the texts, each padded with zeros.
    fn load_texts(&mut self, bytes: &[u8]) {
        self.blocks.clear();
        for text in &self.texts {
            let starts = text.clone().step_by(16);
            self.counts.push(starts.len() + 1);
            self.blocks.extend(starts.map(|start| block_at(bytes, start, text.end).to_le_bytes()));
            self.blocks.push([0; 16]);
        }
    }

    /// Digests the associated data, the texts in the blocks, and the lengths.
    fn digest(&mut self, ghash: &Ghash, aad: &Absorbed) {
        let mut blocks = &mut self.blocks[..];
        for (text, &count) in self.texts.iter().zip(&self.counts) {
            let (own, rest) = blocks.split_at_mut(count);
            blocks = rest;
            if let Some(last) = own.last_mut() {
                let lengths = u128::from(aad.bits) << 64 | (8 * text.len()) as u128;
                *last = lengths.to_be_bytes();
            }
            if let Some(first) = own.first_mut() {
                *first = xor(first, &aad.digest);
            }
        }
        ghash.digest_each(&self.blocks, &self.counts, &mut self.digests);
    }

    fn write_tags(&self, out: &mut [u8]) {
        let mut end = 0;
        for ((text, digest), mask) in self.texts.iter().zip(&self.digests).zip(&self.masks) {
            end += text.len() + AeadKey::OVERHEAD;
            put(out, end - AeadKey::TAG_LEN, &xor(digest, mask));
        }
    }

    /// Compares the tags behind the texts; the first value whose tag differs is the error.
    fn verify(&self, bytes: &[u8]) -> Result<(), usize> {
        let mut end = 0;
        for (index, ((text, digest), count)) in self.texts.iter().zip(&self.digests).zip(&self.counts).enumerate() {
            end += count;
            let tag = xor(digest, &self.blocks[end - 1]);
            if !equal(&tag, &bytes[text.end..text.end + AeadKey::TAG_LEN]) {
                return Err(index);
            }
        }
        Ok(())
    }

    fn decrypt_texts(&self, bytes: &[u8], out: &mut [u8]) {
        let mut blocks = &self.blocks[..];
        let mut at = 0;
        for (text, &count) in self.texts.iter().zip(&self.counts) {
            let (own, rest) = blocks.split_at(count);
            blocks = rest;
            for (index, block) in own.iter().take(count - 1).enumerate() {
                let from = text.start + 16 * index;
                let opened = block_at(bytes, from, text.end) ^ u128::from_le_bytes(*block);
                put(out, at + 16 * index, &(opened & first_bytes(text.end - from)).to_le_bytes());
            }
            at += text.len();
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.blocks.zeroize();
        self.masks.zeroize();
        self.digests.zeroize();
    }
}
