//! The order in which values of different lengths go side by side.

use std::ops::Range;

use crate::Column;
use crate::lanes::PaddedBlock;

/// Values of a batch: few enough to be sorted, and found again, in the first-level cache.
pub(super) const BATCH: usize = 1024;

/// A batch of values ordered by how many blocks they have, so that neighbours keep their lanes busy equally long.
pub(super) struct Schedule {
    rows: [u16; BATCH],
    length: usize,
}

impl Schedule {
    pub(super) fn new() -> Self {
        Self { rows: IN_PLACE, length: 0 }
    }

    /// Orders the values of `batch`, at most [`BATCH`]. Entries count from its start.
    pub(super) fn order(&mut self, input: Column<'_>, batch: Range<usize>) {
        self.length = batch.len().min(BATCH);
        let length = |row: usize| input.get(batch.start + row).map_or(0, <[u8]>::len);
        let blocks = |row: usize| PaddedBlock::count(length(row));
        let (shortest, longest) = (0..self.length)
            .map(length)
            .fold((usize::MAX, 0), |(shortest, longest), length| (length.min(shortest), length.max(longest)));
        if longest <= shortest || PaddedBlock::count(shortest) == PaddedBlock::count(longest) {
            self.rows = IN_PLACE;
            return;
        }
        let mut ends = [0u16; CLASSES];
        for row in 0..self.length {
            ends[class(blocks(row))] += 1;
        }
        let mut before = 0;
        for end in &mut ends {
            (*end, before) = (before, before + *end);
        }
        for row in 0..self.length {
            let next = &mut ends[class(blocks(row))];
            self.rows[usize::from(*next)] = row as u16;
            *next += 1;
        }
        // Each class now ends where the next begins; the last holds all that are longer.
        if let Some(long) = self.rows.get_mut(usize::from(ends[CLASSES - 2])..self.length) {
            long.sort_unstable_by_key(|&row| blocks(usize::from(row)));
        }
    }

    /// The values in their order.
    pub(super) fn rows(&self) -> &[u16] {
        &self.rows[..self.length]
    }
}

/// The order in which they come.
const IN_PLACE: [u16; BATCH] = {
    let mut rows = [0; BATCH];
    let mut row = 0;
    while row < BATCH {
        rows[row] = row as u16;
        row += 1;
    }
    rows
};

/// Numbers of blocks that are counted, one class each; the last is for this many and more.
const CLASSES: usize = 16;

#[inline]
fn class(blocks: usize) -> usize {
    blocks.min(CLASSES - 1)
}
