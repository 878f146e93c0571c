//! The loops in plain Rust.

use super::batch::{Passes, S2v, count_of, finish_text, first_counter};
use crate::batch::{Batch, CHUNK, blocks_of, chunk_at, put, sum};
use crate::cipher::Block;
use crate::column::Appended;

/// Any processor.
#[derive(Clone, Copy)]
pub(super) struct Portable;

impl Passes for Portable {
    fn load_texts(self, batch: Batch<'_>, overhead: usize, s2v: &S2v, stream: Option<&[Block]>, blocks: &mut [Block]) {
        let stream = stream.map(<[Block]>::as_flattened);
        let (mut at, mut key) = (0, 0);
        for ends in batch.offsets().windows(2) {
            let (from, end) = (ends[0] + overhead, ends[1]);
            let length = end - from;
            for done in (0..length.max(1)).step_by(CHUNK) {
                let mut piece = chunk_at(batch.bytes(), from + done, end);
                if let Some(stream) = stream {
                    piece = sum(&piece, &chunk_at(stream, key + done, key + length));
                }
                put(blocks.as_flattened_mut(), 16 * at + done, &piece);
            }
            let count = count_of(length);
            finish_text(s2v, length, &mut blocks[at..at + count]);
            at += count;
            key += 16 * blocks_of(length);
        }
    }

    fn write_counters(self, batch: Batch<'_>, overhead: usize, ivs: &[Block], stream: &mut [Block]) {
        let mut stream = stream.iter_mut();
        for (length, iv) in batch.lengths().zip(ivs) {
            let first = first_counter(iv);
            for (count, block) in (0..).zip(stream.by_ref().take(blocks_of(length - overhead))) {
                *block = first.wrapping_add(count).to_be_bytes();
            }
        }
    }

    fn write_texts(self, batch: Batch<'_>, overhead: usize, ivs: &[Block], stream: &[Block], out: Appended<'_>) {
        let stream = stream.as_flattened();
        let mut key = 0;
        for ((ends, iv), &start) in batch.offsets().windows(2).zip(ivs).zip(out.starts) {
            let (from, end) = (ends[0] + overhead, ends[1]);
            let mut to = start;
            if overhead == 0 {
                put(out.bytes, to, iv);
                to += iv.len();
            }
            for done in (0..end - from).step_by(CHUNK) {
                let key = chunk_at(stream, key + done, key + end - from);
                put(out.bytes, to + done, &sum(&key, &chunk_at(batch.bytes(), from + done, end)));
            }
            key += 16 * blocks_of(end - from);
        }
    }
}
