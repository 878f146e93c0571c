//! A range of bytes inside one value.

use std::ops::Range;

/// Byte range of a value, end exclusive; never empty, always on character boundaries of the text it was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// The span from `start` to `end`, or nothing if that is empty or reversed.
    pub fn try_new(start: usize, end: usize) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start
    }

    /// Byte after the last.
    pub fn end(self) -> usize {
        self.end
    }

    /// Length in bytes.
    pub fn byte_len(self) -> usize {
        self.end - self.start
    }

    /// The span as a range, for `str::get`.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether both cover a common byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same span, `by` bytes further on.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }
}
