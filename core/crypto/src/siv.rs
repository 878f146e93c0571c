//! SIV (RFC 5297): deterministic authenticated encryption over columns.
//!
//! The chains of a whole batch go through the cipher side by side, one block of each at a time.
//!
//! With SM4 under it no standard names the mode: it is RFC 5297's S2V and CTR with another block cipher.

use std::fmt;
use std::ops::Range;

use weimu_cpu::Cpu;

use crate::aes::Aes256;
use crate::batch::{CHUNK, batches, blocks_of, chunk_at, put, sum};
use crate::cipher::{Block, BlockCipher, equal_blocks, wipe, xor};
use crate::cmac::{Cmac, doubled};
use crate::column::Appended;
use crate::sm4::Sm4;
use crate::{Column, ColumnBuf, Hash, InvalidKeyLength, OpenError};

/// An algorithm for deterministic authenticated encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Siv {
    /// S2V and CTR with SM4, key of 32 bytes. A private construction of standard parts.
    Sm4Siv,
    /// AES-SIV with 256-bit keys, key of 64 bytes (RFC 5297, AEAD_AES_SIV_CMAC_512).
    Aes256Siv,
}

impl Siv {
    /// Every algorithm.
    pub const ALL: [Self; 2] = [Self::Sm4Siv, Self::Aes256Siv];

    /// The hash of the same suite, from which its keys are derived.
    pub fn hash(self) -> Hash {
        match self {
            Self::Sm4Siv => Hash::Sm3,
            Self::Aes256Siv => Hash::Sha256,
        }
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sm4Siv => "SM4-SIV",
            Self::Aes256Siv => "AES-256-SIV",
        }
    }

    /// Length of a key in bytes: one half authenticates, the other encrypts.
    pub fn key_len(self) -> usize {
        match self {
            Self::Sm4Siv => 32,
            Self::Aes256Siv => 64,
        }
    }
}

/// A key for deterministic authenticated encryption.
pub struct SivKey(Backend);

enum Backend {
    Sm4(Mode<Sm4>),
    Aes256(Mode<Aes256>),
}

impl SivKey {
    /// Bytes that sealing adds to a value: the synthetic IV, which comes first.
    pub const IV_LEN: usize = 16;

    /// The key in `key`.
    ///
    /// # Errors
    /// `key` has not [`Siv::key_len`] bytes.
    pub fn new(siv: Siv, key: &[u8]) -> Result<Self, InvalidKeyLength> {
        Self::with_cpu(siv, key, Cpu::detect())
    }

    /// The key in `key`, on kernels that `cpu` allows: for tests and measurements.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_cpu(siv: Siv, key: &[u8], cpu: Cpu) -> Result<Self, InvalidKeyLength> {
        Ok(Self(match siv {
            Siv::Sm4Siv => {
                let (mac, stream) = halves(key)?;
                Backend::Sm4(Mode::new(Sm4::new(mac, cpu), Sm4::new(stream, cpu)))
            }
            Siv::Aes256Siv => {
                let (mac, stream) = halves(key)?;
                Backend::Aes256(Mode::new(Aes256::new(mac, cpu), Aes256::new(stream, cpu)))
            }
        }))
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Siv {
        match self.0 {
            Backend::Sm4(_) => Siv::Sm4Siv,
            Backend::Aes256(_) => Siv::Aes256Siv,
        }
    }

    /// Appends `synthetic IV | ciphertext` for every value of `input`: S2V over `aad` and the value. Equal values give
    /// equal results.
    pub fn seal_column(&self, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) {
        match &self.0 {
            Backend::Sm4(mode) => mode.seal_column(&[aad], input, out),
            Backend::Aes256(mode) => mode.seal_column(&[aad], input, out),
        }
    }

    /// Appends the plaintext of every `synthetic IV | ciphertext` of `input`.
    ///
    /// # Errors
    /// A value does not authenticate; `out` is then as it was.
    pub fn open_column(&self, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), OpenError> {
        match &self.0 {
            Backend::Sm4(mode) => mode.open_column(&[aad], input, out),
            Backend::Aes256(mode) => mode.open_column(&[aad], input, out),
        }
    }
}

impl fmt::Debug for SivKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm().name())
    }
}

fn halves<const N: usize>(key: &[u8]) -> Result<(&[u8; N], &[u8; N]), InvalidKeyLength> {
    match key.as_chunks() {
        ([mac, stream], []) => Ok((mac, stream)),
        _ => Err(InvalidKeyLength),
    }
}

/// The mode over a block cipher.
struct Mode<C> {
    mac: Cmac<C>,
    stream: C,
}

impl<C: BlockCipher> Mode<C> {
    fn new(mac: C, stream: C) -> Self {
        Self { mac: Cmac::new(mac), stream }
    }

    fn seal_column(&self, aad: &[&[u8]], input: Column<'_>, out: &mut ColumnBuf) {
        let prefix = self.prefix(aad);
        let mut scratch = Scratch::default();
        out.reserve(input.len(), input.byte_len() + input.len() * SivKey::IV_LEN);
        for batch in batches(input, 0) {
            scratch.clear();
            scratch.texts.extend(input.ranges(batch));
            scratch.load_texts(input.bytes());
            scratch.make_ivs(&self.mac, prefix);
            scratch.encrypt_counters(&self.stream);
            let mut sealed = out.append_values(scratch.texts.iter().map(|text| text.len() + SivKey::IV_LEN));
            scratch.write_sealed(input.bytes(), &mut sealed);
        }
        out.trim();
    }

    fn open_column(&self, aad: &[&[u8]], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), OpenError> {
        let prefix = self.prefix(aad);
        let mark = out.mark();
        let mut scratch = Scratch::default();
        for batch in batches(input, SivKey::IV_LEN) {
            if let Err(error) = self.open_batch(prefix, input, batch, &mut scratch, out) {
                out.roll_back(mark);
                return Err(error);
            }
        }
        out.trim();
        Ok(())
    }

    fn open_batch(
        &self,
        prefix: u128,
        input: Column<'_>,
        batch: Range<usize>,
        scratch: &mut Scratch,
        out: &mut ColumnBuf,
    ) -> Result<(), OpenError> {
        let (first, bytes) = (batch.start, input.bytes());
        scratch.clear();
        for (index, sealed) in batch.clone().zip(input.ranges(batch)) {
            let text = sealed.start + SivKey::IV_LEN..sealed.end;
            let iv = bytes.get(sealed).and_then(<[u8]>::first_chunk).ok_or(OpenError::at(index))?;
            scratch.ivs.push(*iv);
            scratch.texts.push(text);
        }
        scratch.encrypt_counters(&self.stream);
        scratch.load_decrypted(bytes);
        let claimed = std::mem::take(&mut scratch.ivs);
        scratch.make_ivs(&self.mac, prefix);
        let forged = claimed.iter().zip(&scratch.ivs).position(|(claimed, iv)| !equal_blocks(claimed, iv));
        if let Some(index) = forged {
            return Err(OpenError::at(first + index));
        }
        scratch.write_opened(bytes, &mut out.append_values(scratch.texts.iter().map(Range::len)));
        Ok(())
    }

    /// S2V over the associated data, before the text is taken in (RFC 5297 2.4).
    fn prefix(&self, aad: &[&[u8]]) -> u128 {
        let mut sum = self.mac.mac(&[0; 16]);
        for string in aad {
            sum = xor(&doubled(sum), &self.mac.mac(string));
        }
        u128::from_le_bytes(sum)
    }
}

/// What a batch is worked on in.
#[derive(Default)]
struct Scratch {
    /// Where the text of each value lies in the input.
    texts: Vec<Range<usize>>,
    /// How many blocks of each value the MAC takes.
    counts: Vec<usize>,
    /// The texts, padded with zeros; then what the MAC takes.
    blocks: Vec<Block>,
    ivs: Vec<Block>,
    stream: Vec<Block>,
}

/// Blocks that may be written over behind those of the last value.
const ROOM: usize = CHUNK / size_of::<Block>();

impl Scratch {
    fn clear(&mut self) {
        self.texts.clear();
        self.ivs.clear();
    }

    fn set_blocks(&mut self) {
        self.counts.clear();
        self.counts.extend(self.texts.iter().map(|text| blocks_of(text.len()).max(1)));
        self.blocks.resize(self.counts.iter().sum::<usize>() + ROOM, [0; 16]);
    }

    fn load_texts(&mut self, bytes: &[u8]) {
        self.set_blocks();
        let blocks = self.blocks.as_flattened_mut();
        let mut block = 0;
        for (text, count) in self.texts.iter().zip(&self.counts) {
            for done in (0..text.len().max(1)).step_by(CHUNK) {
                put(blocks, block + done, &chunk_at(bytes, text.start + done, text.end));
            }
            block += 16 * count;
        }
    }

    /// The text of a sealed value is its bytes and the key stream.
    fn load_decrypted(&mut self, bytes: &[u8]) {
        self.set_blocks();
        let blocks = self.blocks.as_flattened_mut();
        let stream = self.stream.as_flattened();
        let (mut block, mut key) = (0, 0);
        for (text, count) in self.texts.iter().zip(&self.counts) {
            for done in (0..text.len().max(1)).step_by(CHUNK) {
                let key = chunk_at(stream, key + done, key + text.len());
                put(blocks, block + done, &sum(&key, &chunk_at(bytes, text.start + done, text.end)));
            }
            block += 16 * count;
            key += 16 * blocks_of(text.len());
        }
    }

    /// Makes the texts in the blocks into what S2V hands to the MAC, and takes their MACs.
    fn make_ivs(&mut self, mac: &Cmac<impl BlockCipher>, prefix: u128) {
        let whole = u128::from_le_bytes(mac.whole);
        let partial = u128::from_le_bytes(mac.partial);
        let short = u128::from_le_bytes(doubled(prefix.to_le_bytes())) ^ whole;
        let mut blocks = &mut self.blocks[..];
        for (text, &count) in self.texts.iter().zip(&self.counts) {
            let (own, rest) = blocks.split_at_mut(count);
            blocks = rest;
            let (length, over) = (text.len(), text.len() % 16);
            match own {
                [.., last] if length >= 16 && over == 0 => add(last, prefix ^ whole),
                [.., before, last] if length >= 16 => {
                    add(before, prefix << (8 * over));
                    add(last, prefix >> (8 * (16 - over)) ^ 0x80 << (8 * over) ^ partial);
                }
                [.., last] => add(last, 0x80 << (8 * over) ^ short),
                [] => {}
            }
        }
        let used = self.blocks.len() - ROOM;
        mac.digest_each(&self.blocks[..used], &self.counts, &mut self.ivs);
    }

    /// Fills the stream with the key stream of every value (RFC 5297 2.5).
    fn encrypt_counters(&mut self, cipher: &impl BlockCipher) {
        const CLEARED: u128 = !(1 << 63 | 1 << 31);
        let blocks = self.texts.iter().map(|text| blocks_of(text.len())).sum();
        self.stream.resize(blocks, [0; 16]);
        let mut stream = self.stream.iter_mut();
        for (text, iv) in self.texts.iter().zip(&self.ivs) {
            let start = u128::from_be_bytes(*iv) & CLEARED;
            for (index, block) in stream.by_ref().take(blocks_of(text.len())).enumerate() {
                *block = start.wrapping_add(index as u128).to_be_bytes();
            }
        }
        cipher.encrypt_blocks(&mut self.stream);
    }

    fn write_sealed(&self, bytes: &[u8], out: &mut Appended<'_>) {
        let mut key = 0;
        for ((text, iv), &start) in self.texts.iter().zip(&self.ivs).zip(out.starts) {
            put(out.bytes, start, iv);
            key = self.write_text(bytes, text, key, out.bytes, start + SivKey::IV_LEN);
        }
    }

    fn write_opened(&self, bytes: &[u8], out: &mut Appended<'_>) {
        let mut key = 0;
        for (text, &start) in self.texts.iter().zip(out.starts) {
            key = self.write_text(bytes, text, key, out.bytes, start);
        }
    }

    /// Writes `text` under the key stream from byte `key` on; gives where the next begins.
    #[inline]
    fn write_text(&self, bytes: &[u8], text: &Range<usize>, key: usize, out: &mut [u8], start: usize) -> usize {
        let stream = self.stream.as_flattened();
        for done in (0..text.len()).step_by(CHUNK) {
            let key = chunk_at(stream, key + done, key + text.len());
            put(out, start + done, &sum(&key, &chunk_at(bytes, text.start + done, text.end)));
        }
        key + 16 * blocks_of(text.len())
    }
}

fn add(block: &mut Block, number: u128) {
    *block = (u128::from_le_bytes(*block) ^ number).to_le_bytes();
}

impl Drop for Scratch {
    fn drop(&mut self) {
        wipe(&mut self.blocks);
        wipe(&mut self.stream);
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "hexadecimal is ASCII")]
mod tests {
    use serde_json::Value;
    use weimu_cpu::Cpu;

    use super::{Mode, halves};
    use crate::aes::Aes128;
    use crate::cipher::BlockCipher;
    use crate::sm4::Sm4;
    use crate::{Column, ColumnBuf};

    #[test]
    fn aes_128_siv_matches_rfc_5297() {
        let file = parse(include_str!("../../../corpora/vectors/aes_siv.json"));
        assert_eq!(check(&file, "AES-SIV", Aes128::new), 2);
    }

    #[test]
    fn sm4_siv_matches_the_generated_vectors() {
        let file = parse(include_str!("../../../corpora/vectors/sm4_siv_generated.json"));
        for (_, cpu) in Cpu::levels() {
            assert_eq!(check(&file, "SM4-SIV", |key| Sm4::new(key, cpu)), 2);
        }
    }

    fn check<C: BlockCipher>(file: &Value, algorithm: &str, cipher: impl Fn(&[u8; 16]) -> C) -> usize {
        let vectors = file["vectors"].as_array().expect("a list of vectors");
        let ours: Vec<_> = vectors.iter().filter(|vector| vector["alg"] == algorithm).collect();
        for vector in &ours {
            let key = bytes(&vector["key"]);
            let (mac, stream) = halves(&key).expect("a key of this mode");
            let mode = Mode::new(cipher(mac), cipher(stream));
            let ad: Vec<_> = vector["ad"].as_array().expect("a list of strings").iter().map(bytes).collect();
            let ad: Vec<_> = ad.iter().map(Vec::as_slice).collect();
            let (text, result) = (bytes(&vector["plaintext"]), bytes(&vector["result"]));
            let mut out = ColumnBuf::new();
            mode.seal_column(&ad, one(&text, &[0, text.len()]), &mut out);
            assert_eq!(out.as_column().get(0), Some(&result[..]), "{}", vector["source"]);
            out.clear();
            mode.open_column(&ad, one(&result, &[0, result.len()]), &mut out).expect("it opens");
            assert_eq!(out.as_column().get(0), Some(&text[..]), "{}", vector["source"]);
        }
        ours.len()
    }

    fn one<'a>(value: &'a [u8], offsets: &'a [usize]) -> Column<'a> {
        Column::try_new(value, offsets).expect("offsets fit")
    }

    fn parse(text: &str) -> Value {
        serde_json::from_str(text).expect("vectors are JSON")
    }

    fn bytes(hex: &Value) -> Vec<u8> {
        let hex = hex.as_str().expect("hex");
        (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).expect("hex")).collect()
    }
}
