//! Values taken together: enough to fill the kernels, few enough for the first-level cache.

use std::ops::Range;

use crate::Column;
use crate::cipher::Block;

/// Values of a batch at most: with two blocks of text each and one for the tag, six times what the widest kernel takes.
pub(crate) const VALUES: usize = 256;
/// Blocks of text in a batch at most, unless a single value has more.
pub(crate) const BLOCKS: usize = 512;

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

/// Up to 16 bytes from `start`, as a number in memory order; what lies behind `end` reads as zero.
#[inline]
pub(crate) fn block_at(bytes: &[u8], start: usize, end: usize) -> u128 {
    match bytes.get(start..).and_then(<[u8]>::first_chunk) {
        Some(block) => u128::from_le_bytes(*block) & first_bytes(end - start),
        None => last_block(bytes, start, end),
    }
}

/// As [`block_at`], where the buffer ends within 16 bytes.
#[cold]
fn last_block(bytes: &[u8], start: usize, end: usize) -> u128 {
    let mut block = [0; 16];
    block.iter_mut().zip(bytes.get(start..end).unwrap_or_default()).for_each(|(to, from)| *to = *from);
    u128::from_le_bytes(block)
}

/// A mask of the first `count` bytes of a block, in memory order; of all of them if there are more.
#[inline]
pub(crate) fn first_bytes(count: usize) -> u128 {
    MASKS[count.min(16)]
}

const MASKS: [u128; 17] = {
    let mut masks = [u128::MAX; 17];
    masks[0] = 0;
    let mut count = 1;
    while count < 16 {
        masks[count] = u128::MAX >> (128 - 8 * count);
        count += 1;
    }
    masks
};

/// Writes `bytes` at `start`. The place is within `out`: an output has room for a block behind its last value.
#[inline]
pub(crate) fn put<const N: usize>(out: &mut [u8], start: usize, bytes: &[u8; N]) {
    out[start..start + N].copy_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::{BLOCKS, VALUES, batches, block_at};
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
    fn a_block_stops_at_its_end_and_at_the_end_of_the_bytes() {
        let bytes: Vec<u8> = (1..=40).collect();
        for start in 0..=40 {
            for end in start..=40.min(start + 16) {
                let mut expected = [0; 16];
                expected[..end - start].copy_from_slice(&bytes[start..end]);
                assert_eq!(block_at(&bytes, start, end).to_le_bytes(), expected, "{start}..{end}");
            }
        }
    }
}
