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
    length_of_all: Option<usize>,
}

impl Schedule {
    pub(super) fn new() -> Self {
        Self { rows: IN_PLACE, length: 0, length_of_all: None }
    }

    /// Orders the values of `batch`, at most [`BATCH`]. Entries count from its start.
    pub(super) fn order(&mut self, input: Column<'_>, batch: Range<usize>) {
        let ends = input.offsets().get(batch.start..=batch.end).unwrap_or_default();
        self.length = ends.len().saturating_sub(1).min(BATCH);
        let lengths = ends.windows(2).map(|ends| ends[1] - ends[0]);
        self.length_of_all = lengths
            .clone()
            .next()
            .filter(|first| lengths.clone().fold(0, |differ, length| differ | length ^ first) == 0);
        let counts = || lengths.clone().map(PaddedBlock::count);
        if self.length_of_all.is_some() || counts().max() == counts().min() {
            self.rows = IN_PLACE;
            return;
        }
        let blocks = |row: usize| PaddedBlock::count(ends[row + 1] - ends[row]);
        let mut places = [0u16; CLASSES];
        for row in 0..self.length {
            places[class(blocks(row))] += 1;
        }
        let mut before = 0;
        for place in &mut places {
            (*place, before) = (before, before + *place);
        }
        for row in 0..self.length {
            let next = &mut places[class(blocks(row))];
            self.rows[usize::from(*next)] = row as u16;
            *next += 1;
        }
        // Each class now ends where the next begins; the last holds all that are longer.
        if let Some(long) = self.rows.get_mut(usize::from(places[CLASSES - 2])..self.length) {
            long.sort_unstable_by_key(|&row| blocks(usize::from(row)));
        }
    }

    /// The length that all values have, if it is the same.
    pub(super) fn length_of_all(&self) -> Option<usize> {
        self.length_of_all
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
