//! Values taken together: enough to fill the kernels, few enough for the first-level cache.

use std::ops::Range;

use crate::Column;
use crate::cipher::Block;

/// Values of a batch at most: with two blocks of text each and one for the tag, six times what the widest kernel takes.
pub(crate) const VALUES: usize = 256;
/// Blocks of a batch at most, unless a single value has more.
pub(crate) const BLOCKS: usize = 768;

/// The values of `input` in batches. `overhead` bytes of each value are not text.
pub(crate) fn batches(input: Column<'_>, overhead: usize) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let first = next;
        let mut blocks = 0;
        while next < input.len() && next - first < VALUES {
            blocks += input.get(next).map_or(0, |value| blocks_of(value.len().saturating_sub(overhead)));
            if blocks > BLOCKS && next > first {
                break;
            }
            next += 1;
        }
        (first < next).then_some(first..next)
    })
}

/// How many blocks hold `length` bytes.
pub(crate) fn blocks_of(length: usize) -> usize {
    length.div_ceil(size_of::<Block>())
}

/// Bytes that are read and written at a time: most values are no longer.
pub(crate) const CHUNK: usize = 64;

/// A piece of a value.
pub(crate) type Chunk = [u8; CHUNK];

/// Up to 64 bytes from `start`; what lies behind `end` is zero.
#[inline(always)]
pub(crate) fn chunk_at(bytes: &[u8], start: usize, end: usize) -> Chunk {
    match bytes.get(start..).and_then(<[u8]>::first_chunk) {
        Some(chunk) => first_bytes(chunk, end - start),
        None => last_chunk(bytes, start, end),
    }
}

/// As [`chunk_at`], where the buffer ends within 64 bytes.
#[cold]
fn last_chunk(bytes: &[u8], start: usize, end: usize) -> Chunk {
    let mut chunk = [0; CHUNK];
    chunk.iter_mut().zip(bytes.get(start..end).unwrap_or_default()).for_each(|(to, from)| *to = *from);
    chunk
}

/// The first `count` bytes, and zeros.
#[inline(always)]
pub(crate) fn first_bytes(chunk: &Chunk, count: usize) -> Chunk {
    const MASKS: [u8; 2 * CHUNK] = {
        let mut masks = [0; 2 * CHUNK];
        let mut index = 0;
        while index < CHUNK {
            masks[index] = 0xff;
            index += 1;
        }
        masks
    };
    let start = CHUNK - count.min(CHUNK);
    let mut kept = *chunk;
    kept.iter_mut().zip(&MASKS[start..start + CHUNK]).for_each(|(byte, mask)| *byte &= mask);
    kept
}

/// The bitwise sum of two pieces.
#[inline(always)]
pub(crate) fn sum(a: &Chunk, b: &Chunk) -> Chunk {
    let mut sum = *a;
    sum.iter_mut().zip(b).for_each(|(byte, other)| *byte ^= other);
    sum
}

/// Writes `bytes` at `start`. The place is within `out`: an output has room for a piece behind its last value.
#[inline(always)]
pub(crate) fn put<const N: usize>(out: &mut [u8], start: usize, bytes: &[u8; N]) {
    out[start..start + N].copy_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::{BLOCKS, CHUNK, VALUES, batches, chunk_at};
    use crate::ColumnBuf;

    #[test]
    fn batches_hold_every_value_once_and_stay_small() {
        let mut column = ColumnBuf::new();
        for index in 0..2000_usize {
            column.push(&vec![0; index % 90 + if index % 500 == 499 { 100_000 } else { 0 }]);
        }
        let column = column.as_column();
        let mut next = 0;
        for batch in batches(column, 0) {
            assert_eq!(batch.start, next);
            next = batch.end;
            let blocks: usize =
                batch.clone().filter_map(|index| column.get(index)).map(|value| value.len().div_ceil(16)).sum();
            assert!(batch.len() == 1 || batch.len() <= VALUES && blocks <= BLOCKS, "{} values", batch.len());
        }
        assert_eq!(next, 2000);
    }

    #[test]
    fn a_chunk_stops_at_its_end_and_at_the_end_of_the_bytes() {
        let bytes: Vec<u8> = (1..=150).collect();
        for start in 0..=150 {
            for end in start..=150 {
                let mut expected = [0; CHUNK];
                let length = CHUNK.min(end - start);
                expected[..length].copy_from_slice(&bytes[start..start + length]);
                assert_eq!(chunk_at(&bytes, start, end), expected, "{start}..{end}");
            }
        }
    }
}
