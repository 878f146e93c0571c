//! The loops in plain Rust.

use super::Nonce;
use super::batch::{Absorbed, Passes, write_counters_of};
use crate::AeadKey;
use crate::batch::{Batch, CHUNK, blocks_of, chunk_at, put, sum};
use crate::cipher::{Block, xor};
use crate::column::Appended;

/// Any processor.
#[derive(Clone, Copy)]
pub(super) struct Portable;

impl Passes for Portable {
    fn write_counters(self, nonces: &[Nonce], counts: &[usize], stream: &mut [Block]) {
        let mut rest = stream;
        for (nonce, &count) in nonces.iter().zip(counts) {
            let (own, after) = rest.split_at_mut(count);
            write_counters_of(nonce, own);
            rest = after;
        }
    }

    fn seal_texts(
        self,
        batch: Batch<'_>,
        aad: &Absorbed,
        nonces: &[Nonce],
        stream: &[Block],
        hashed: &mut [Block],
        out: &mut Appended<'_>,
    ) {
        let (stream, hashed) = (stream.as_flattened(), hashed.as_flattened_mut());
        let mut at = 0;
        for ((ends, nonce), &start) in batch.offsets.windows(2).zip(nonces).zip(out.starts) {
            let (from, end) = (ends[0], ends[1]);
            put(out.bytes, start, nonce);
            for done in (0..end - from).step_by(CHUNK) {
                let key = chunk_at(stream, at + done, at + end - from);
                let sealed = sum(&key, &chunk_at(batch.bytes, from + done, end));
                put(out.bytes, start + AeadKey::NONCE_LEN + done, &sealed);
                put(hashed, at + done, &sealed);
            }
            at = frame(aad, hashed, at, end - from);
        }
    }

    fn load_texts(self, batch: Batch<'_>, aad: &Absorbed, hashed: &mut [Block]) {
        let hashed = hashed.as_flattened_mut();
        let mut at = 0;
        for ends in batch.offsets.windows(2) {
            let (from, end) = (ends[0] + AeadKey::NONCE_LEN, ends[1] - AeadKey::TAG_LEN);
            for done in (0..end - from).step_by(CHUNK) {
                put(hashed, at + done, &chunk_at(batch.bytes, from + done, end));
            }
            at = frame(aad, hashed, at, end - from);
        }
    }

    fn open_texts(self, batch: Batch<'_>, stream: &[Block], out: Appended<'_>) {
        let stream = stream.as_flattened();
        let mut at = 0;
        for (ends, &start) in batch.offsets.windows(2).zip(out.starts) {
            let (from, end) = (ends[0] + AeadKey::NONCE_LEN, ends[1] - AeadKey::TAG_LEN);
            for done in (0..end - from).step_by(CHUNK) {
                let key = chunk_at(stream, at + done, at + end - from);
                put(out.bytes, start + done, &sum(&key, &chunk_at(batch.bytes, from + done, end)));
            }
            at += 16 * (blocks_of(end - from) + 1);
        }
    }
}

/// Adds the associated data and the lengths to the blocks of a text of `length` bytes that begin at byte `start`; gives their
/// end.
fn frame(aad: &Absorbed, hashed: &mut [u8], start: usize, length: usize) -> usize {
    let last = start + 16 * blocks_of(length);
    put(hashed, last, &aad.lengths(length));
    if let Some(first) = hashed.get_mut(start..).and_then(<[u8]>::first_chunk_mut) {
        *first = xor(first, &aad.digest);
    }
    last + 16
}
