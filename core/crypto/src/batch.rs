//! Values taken together: enough to fill the kernels, few enough for the first-level cache.

#[cfg(target_arch = "x86_64")]
use weimu_cpu::Avx512Vbmi;
use weimu_cpu::Cpu;

use crate::cipher::Block;
use crate::column::{Appended, Column};

/// Values of a batch at most: with two blocks of text each and one for the tag, six times what the widest kernel takes.
const VALUES: usize = 256;
/// Blocks of a batch at most, unless a single value has more.
const BLOCKS: usize = 768;

/// Whose loops over the values of a batch are used.
#[derive(Clone, Copy)]
pub(crate) enum Level {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512Vbmi),
}

impl Level {
    /// The widest that `cpu` allows.
    pub(crate) fn new(cpu: Cpu) -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(token) = cpu.avx512_vbmi() {
            return Self::Avx512(token);
        }
        let _ = cpu;
        Self::Portable
    }
}

/// As many values from the front as a batch holds, but one at least, and how many blocks they have: `count` gives those of a
/// value of a length.
#[inline(always)]
pub(crate) fn take<'a>(bytes: &'a [u8], offsets: &'a [usize], count: impl Fn(usize) -> usize) -> (Batch<'a>, usize) {
    let mut taken = VALUES.min(offsets.len() - 1);
    loop {
        let batch = Batch::new(bytes, &offsets[..=taken]);
        let blocks = match batch.length_of_all() {
            Some(length) => batch.len().saturating_mul(count(length)),
            None => batch.lengths().map(&count).sum(),
        };
        if blocks <= BLOCKS || taken == 1 {
            return (batch, blocks);
        }
        taken = taken.div_ceil(2);
    }
}

/// How many values there are before the first that is no `overhead` with a text of no more than `longest` bytes.
pub(crate) fn whole(input: Column<'_>, overhead: usize, longest: u64) -> usize {
    let is_whole = |ends: &[usize]| (ends[1] - ends[0]).wrapping_sub(overhead) as u64 <= longest;
    let values = input.offsets().windows(2);
    if values.clone().fold(true, |all, ends| all & is_whole(ends)) {
        return input.len();
    }
    values.take_while(|ends| is_whole(ends)).count()
}

/// Values that are worked on together.
#[derive(Clone, Copy)]
pub(crate) struct Batch<'a> {
    bytes: &'a [u8],
    offsets: &'a [usize],
    length_of_all: Option<usize>,
}

impl<'a> Batch<'a> {
    /// The values of `bytes` between consecutive `offsets`.
    #[inline(always)]
    pub(crate) fn new(bytes: &'a [u8], offsets: &'a [usize]) -> Self {
        let [first, second, ..] = *offsets else { return Self { bytes, offsets, length_of_all: None } };
        let length = second.wrapping_sub(first);
        let differ = offsets.windows(2).fold(0, |differ, ends| differ | ends[1].wrapping_sub(ends[0]) ^ length);
        let fits = length.checked_mul(offsets.len() - 1).and_then(|all| first.checked_add(all)).is_some();
        Self { bytes, offsets, length_of_all: (differ == 0 && fits).then_some(length) }
    }

    /// What the values lie in.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where the values begin in the bytes, and where the last ends.
    pub(crate) fn offsets(&self) -> &'a [usize] {
        self.offsets
    }

    /// The length that all values have, if it is the same.
    pub(crate) fn length_of_all(&self) -> Option<usize> {
        self.length_of_all
    }

    pub(crate) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    pub(crate) fn lengths(&self) -> impl Iterator<Item = usize> + Clone + use<'a> {
        self.offsets.windows(2).map(|ends| ends[1] - ends[0])
    }

    /// The first bytes of every value. All have as many.
    pub(crate) fn beginnings<const N: usize>(&self) -> impl Iterator<Item = [u8; N]> {
        self.offsets[..self.offsets.len() - 1].iter().filter_map(|&start| self.bytes[start..].first_chunk().copied())
    }

    /// Whether every value lies in the bytes and is no shorter than `overhead`, and `blocks` are enough for as many for each as
    /// `count` says of its length without that, with [`ROOM`] behind.
    #[inline(always)]
    pub(crate) fn reads_inside(&self, overhead: usize, count: impl Fn(usize) -> usize, blocks: usize) -> bool {
        let inside = self.offsets.last().is_none_or(|&end| end <= self.bytes.len());
        if let Some(length) = self.length_of_all {
            let texts = length.checked_sub(overhead).and_then(|text| count(text).checked_mul(self.len()));
            return inside && texts.and_then(|needed| needed.checked_add(ROOM)).is_some_and(|needed| needed <= blocks);
        }
        let mut sound = true;
        let mut needed = ROOM;
        for ends in self.offsets.windows(2) {
            sound &= ends[0] <= ends[1] && ends[1].wrapping_sub(ends[0]) >= overhead;
            needed = needed.wrapping_add(count(ends[1].wrapping_sub(ends[0]).wrapping_sub(overhead)));
        }
        inside && sound && needed <= blocks
    }

    /// Whether `out` has a place for every value without `overhead` bytes and with `added` around it, and a piece behind the
    /// last.
    #[inline(always)]
    pub(crate) fn writes_inside(&self, overhead: usize, added: usize, out: &Appended<'_>) -> bool {
        let mut sound = out.starts.len() == self.offsets.len() && out.bytes.len() >= CHUNK;
        let most = out.bytes.len().wrapping_sub(CHUNK);
        for (ends, &start) in self.offsets.windows(2).zip(out.starts) {
            let length = ends[1].wrapping_sub(ends[0]).wrapping_sub(overhead).wrapping_add(added);
            let end = start.wrapping_add(length);
            sound &= end >= start && end <= most;
        }
        sound
    }
}

/// Blocks that may be read, or written over, behind those of the last value of a batch.
pub(crate) const ROOM: usize = CHUNK / size_of::<Block>();

/// A mask of the first `count` bytes of a piece; of all if there are more.
#[inline(always)]
pub(crate) fn mask(count: usize) -> u64 {
    if count < CHUNK { (1 << count) - 1 } else { u64::MAX }
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
    use super::{CHUNK, chunk_at};

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
