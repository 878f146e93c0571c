//! Galois/Counter Mode (SP 800-38D, GB/T 36624-2018, RFC 8998) over columns.
//!
//! Values are short, so the counter blocks of a whole batch go through the cipher together, and their digests through GHASH.

use std::fmt;
use std::ops::Range;

use weimu_cpu::Cpu;
use zeroize::Zeroize;

use crate::aes::Aes256;
use crate::batch::{CHUNK, batches, blocks_of, chunk_at, put, sum};
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
                Backend::Aes256(Gcm::new(Aes256::new(key, cpu), cpu))
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
            scratch.nonces.clear();
            scratch.nonces.extend_from_slice(nonces);
            scratch.encrypt_counters(&self.cipher);
            let mut sealed = out.append_values(scratch.texts.iter().map(|text| text.len() + AeadKey::OVERHEAD));
            scratch.seal_texts(input.bytes(), &aad, &mut sealed);
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
        let nonce = |text: &Range<usize>| bytes.get(..text.start).and_then(<[u8]>::last_chunk);
        scratch.nonces.clear();
        scratch.nonces.extend(scratch.texts.iter().filter_map(nonce));
        scratch.encrypt_counters(&self.cipher);
        scratch.verify(bytes).map_err(|index| OpenError::at(first + index))?;
        scratch.open_texts(bytes, &mut out.append_values(scratch.texts.iter().map(Range::len)));
        Ok(())
    }

    fn absorbed(&self, aad: &[u8]) -> Absorbed {
        let mut padded = aad.to_vec();
        padded.resize(aad.len().next_multiple_of(16), 0);
        Absorbed { digest: self.ghash.digest(padded.as_chunks().0), bits: 8 * aad.len() as u64 }
    }
}

/// Associated data, digested once for a column.
struct Absorbed {
    digest: Block,
    bits: u64,
}

impl Absorbed {
    /// Adds the associated data and the lengths to the `count` blocks of a value that begin at byte `start`; gives their end.
    fn frame(&self, hashed: &mut [u8], start: usize, count: usize, length: usize) -> usize {
        let end = start + 16 * count;
        put(hashed, end - 16, &self.lengths(length));
        if let Some(first) = hashed.get_mut(start..).and_then(<[u8]>::first_chunk_mut) {
            *first = xor(first, &self.digest);
        }
        end
    }

    /// The block of lengths for a text of `length` bytes.
    fn lengths(&self, length: usize) -> Block {
        (u128::from(self.bits) << 64 | (8 * length as u128)).to_be_bytes()
    }
}

/// What a batch is worked on in. Every value has as many blocks in `stream` and in `hashed` as its text takes, and one more.
#[derive(Default)]
struct Scratch {
    /// Where the text of each value lies in the input.
    texts: Vec<Range<usize>>,
    nonces: Vec<Nonce>,
    /// How many blocks each value has, with the one more.
    counts: Vec<usize>,
    /// Key stream: what encrypts the text, then what masks the tag.
    stream: Vec<Block>,
    /// What GHASH digests: ciphertext padded with zeros, then the block of lengths.
    hashed: Vec<Block>,
    digests: Vec<Block>,
}

/// Blocks that may be read, or written over, behind those of the last value.
const ROOM: usize = CHUNK / size_of::<Block>();

impl Scratch {
    fn set_texts(&mut self, texts: impl Iterator<Item = Range<usize>>) {
        self.texts.clear();
        self.texts.extend(texts);
        self.counts.clear();
        self.counts.extend(self.texts.iter().map(|text| blocks_of(text.len()) + 1));
        let blocks = self.counts.iter().sum::<usize>() + ROOM;
        self.stream.resize(blocks, [0; 16]);
        self.hashed.resize(blocks, [0; 16]);
    }

    /// Fills the key stream (SP 800-38D 7.1: the tag's counter is 1, those of the text follow).
    fn encrypt_counters(&mut self, cipher: &impl BlockCipher) {
        let mut blocks = self.stream.iter_mut();
        for (nonce, &count) in self.nonces.iter().zip(&self.counts) {
            let first = first_counter(nonce);
            for (counter, block) in (2_u32..).zip(blocks.by_ref().take(count - 1)) {
                *block = with_counter(first, counter).to_le_bytes();
            }
            if let Some(last) = blocks.next() {
                *last = with_counter(first, 1).to_le_bytes();
            }
        }
        let used = self.stream.len() - ROOM;
        cipher.encrypt_blocks(&mut self.stream[..used]);
    }

    /// Writes `nonce | ciphertext | room for the tag` for every value.
    fn seal_texts(&mut self, bytes: &[u8], aad: &Absorbed, out: &mut Appended<'_>) {
        let stream = self.stream.as_flattened();
        let hashed = self.hashed.as_flattened_mut();
        let mut block = 0;
        let values = self.texts.iter().zip(&self.nonces).zip(&self.counts).zip(out.starts);
        for (((text, nonce), count), start) in values {
            put(out.bytes, *start, nonce);
            for done in (0..text.len()).step_by(CHUNK) {
                let key = chunk_at(stream, block + done, block + text.len());
                let sealed = sum(&key, &chunk_at(bytes, text.start + done, text.end));
                put(out.bytes, start + AeadKey::NONCE_LEN + done, &sealed);
                put(hashed, block + done, &sealed);
            }
            block = aad.frame(hashed, block, *count, text.len());
        }
    }

    /// Hands sealed texts to GHASH.
    fn load_texts(&mut self, bytes: &[u8], aad: &Absorbed) {
        let hashed = self.hashed.as_flattened_mut();
        let mut block = 0;
        for (text, count) in self.texts.iter().zip(&self.counts) {
            for done in (0..text.len()).step_by(CHUNK) {
                put(hashed, block + done, &chunk_at(bytes, text.start + done, text.end));
            }
            block = aad.frame(hashed, block, *count, text.len());
        }
    }

    fn digest(&mut self, ghash: &Ghash) {
        self.digests.clear();
        ghash.digest_each(&self.hashed, &self.counts, &mut self.digests);
    }

    /// The tags of the values.
    fn tags(&self) -> impl Iterator<Item = Block> {
        let mut end = 0;
        self.digests.iter().zip(&self.counts).map_while(move |(digest, count)| {
            end += count;
            Some(xor(digest, self.stream.get(end - 1)?))
        })
    }

    fn write_tags(&self, out: &mut Appended<'_>) {
        for ((text, tag), start) in self.texts.iter().zip(self.tags()).zip(out.starts) {
            put(out.bytes, start + AeadKey::NONCE_LEN + text.len(), &tag);
        }
    }

    /// Compares the tags behind the texts; the first value whose tag differs is the error.
    fn verify(&self, bytes: &[u8]) -> Result<(), usize> {
        let mut verified = 0;
        for (text, tag) in self.texts.iter().zip(self.tags()) {
            let claimed = bytes.get(text.end..).and_then(<[u8]>::first_chunk).ok_or(verified)?;
            if !equal_blocks(&tag, claimed) {
                return Err(verified);
            }
            verified += 1;
        }
        if verified < self.texts.len() { Err(verified) } else { Ok(()) }
    }

    fn open_texts(&self, bytes: &[u8], out: &mut Appended<'_>) {
        let stream = self.stream.as_flattened();
        let mut block = 0;
        for ((text, count), start) in self.texts.iter().zip(&self.counts).zip(out.starts) {
            for done in (0..text.len()).step_by(CHUNK) {
                let key = chunk_at(stream, block + done, block + text.len());
                put(out.bytes, start + done, &sum(&key, &chunk_at(bytes, text.start + done, text.end)));
            }
            block += 16 * count;
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
        wipe(&mut self.stream);
        wipe(&mut self.hashed);
        wipe(&mut self.digests);
    }
}
