//! Texts gathered into columns of bounded size, for the ciphers to work on.

use std::ops::Range;

use weimu_crypto::{Column, ColumnBuf};

use super::{Tally, TextWriter, Texts};

/// The texts of an input, block by block; memory is kept from one block to the next.
pub(super) struct Blocks<'a, T: ?Sized> {
    input: &'a T,
    most_values: usize,
    next: usize,
    values: ColumnBuf,
    offsets: Vec<usize>,
}

/// Consecutive rows, and the values of those that are not null.
pub(super) struct Block<'a, T: ?Sized> {
    input: &'a T,
    rows: Range<usize>,
    pub(super) values: Column<'a>,
}

/// Values per block: enough for the widest kernels, few enough for the first-level caches.
pub(super) const VALUES: usize = 1024;
/// A block ends early when its values have this many bytes, so that long texts need no more memory than short ones.
pub(super) const BYTES: usize = 1 << 20;

impl<'a, T: Texts + ?Sized> Blocks<'a, T> {
    /// The blocks of `input`, of at most `most_values` values.
    pub(super) fn new(input: &'a T, most_values: usize) -> Self {
        Self { input, most_values, next: 0, values: ColumnBuf::new(), offsets: Vec::new() }
    }

    /// The next block; nothing after the last row.
    pub(super) fn advance(&mut self) -> Option<Block<'_, T>> {
        let first = self.next;
        let most = self.input.len().min(first.saturating_add(self.most_values));
        self.offsets.clear();
        if let Some((bytes, end)) = self.input.contiguous(first..most, BYTES, &mut self.offsets) {
            self.next = end;
            let values = Column::try_new(bytes, &self.offsets).expect("offsets are in order and inside the bytes");
            return (first < end).then_some(Block { input: self.input, rows: first..end, values });
        }
        self.values.clear();
        while self.next < self.input.len() && self.values.len() < self.most_values && self.values.byte_len() < BYTES {
            if let Some(text) = self.input.get(self.next) {
                self.values.push(text.as_bytes());
            }
            self.next += 1;
        }
        let rows = first..self.next;
        (!rows.is_empty()).then_some(Block { input: self.input, rows, values: self.values.as_column() })
    }
}

impl<T: Texts + ?Sized> Block<'_, T> {
    /// Writes for every value the text of ASCII at the next of `places` in `bytes`, and a null for every null.
    pub(super) fn write<W: TextWriter>(
        self,
        bytes: &[u8],
        places: impl Iterator<Item = Range<usize>>,
        out: &mut W,
    ) -> Tally {
        let tally = Tally { values: self.values.len() as u64, fallback: 0 };
        if self.values.len() == self.rows.len() {
            out.push_ascii(bytes, places);
            return tally;
        }
        let mut places = places;
        for row in self.rows {
            match self.input.get(row) {
                Some(_) => out.push_ascii(bytes, places.by_ref().take(1)),
                None => out.null(),
            }
        }
        tally
    }
}
