//! The passes in plain Rust.

use super::Nonce;
use super::batch::{Counts, Isa, with_count};
use crate::batch::{CHUNK, Chunk, first_bytes, sum};

/// Any processor.
#[derive(Clone, Copy)]
pub(super) struct Portable;

impl Isa for Portable {
    type Chunk = Chunk;

    #[inline(always)]
    fn load(self, bytes: &[u8]) -> Chunk {
        let mut chunk = [0; CHUNK];
        match bytes.first_chunk() {
            Some(whole) => chunk = *whole,
            None => chunk.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from),
        }
        chunk
    }

    #[inline(always)]
    fn load_whole(self, bytes: &Chunk) -> Chunk {
        *bytes
    }

    #[inline(always)]
    fn sum(self, a: Chunk, b: Chunk, count: usize) -> Chunk {
        first_bytes(&sum(&a, &b), count)
    }

    #[inline(always)]
    fn store(self, piece: Chunk, out: &mut Chunk) {
        *out = piece;
    }

    #[inline(always)]
    fn store_counters(self, nonce: &Nonce, counts: &Counts, out: &mut Chunk) {
        out.copy_from_slice(counts.map(|count| with_count(nonce, count)).as_flattened());
    }
}
