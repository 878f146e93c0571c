//! Values back to back: what every cipher reads and writes.

use zeroize::Zeroize;

use crate::batch::{Batch, CHUNK, put};

/// Values back to back in one buffer; value `i` lies from offset `i` to offset `i + 1`.
#[derive(Clone, Copy)]
pub struct Column<'a> {
    bytes: &'a [u8],
    offsets: &'a [usize],
}

impl<'a> Column<'a> {
    /// The values of `bytes` between consecutive `offsets`; nothing if there is no offset, if one is below its
    /// predecessor, or if the last lies outside.
    pub fn try_new(bytes: &'a [u8], offsets: &'a [usize]) -> Option<Self> {
        let inside = *offsets.last()? <= bytes.len();
        (inside && offsets.is_sorted()).then_some(Self { bytes, offsets })
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at `index`.
    pub fn get(&self, index: usize) -> Option<&'a [u8]> {
        self.bytes.get(*self.offsets.get(index)?..*self.offsets.get(index + 1)?)
    }

    /// The values in order.
    pub fn iter(self) -> impl Iterator<Item = &'a [u8]> {
        self.offsets.windows(2).filter_map(move |ends| match ends {
            [start, end] => self.bytes.get(*start..*end),
            _ => None,
        })
    }

    /// The bytes of all values.
    pub fn as_bytes(&self) -> &'a [u8] {
        match self.offsets {
            [start, .., end] => self.bytes.get(*start..*end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// What the values lie in.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where the values begin, and where the last ends.
    pub(crate) fn offsets(&self) -> &'a [usize] {
        self.offsets
    }

    /// Bytes of all values together.
    pub fn byte_len(&self) -> usize {
        match self.offsets {
            [first, .., last] => last - first,
            _ => 0,
        }
    }
}

/// A column that grows; its memory is kept for the next one.
pub struct ColumnBuf {
    /// The values, and behind the last what is left of others: not filling it again with zeros saves a tenth of sealing.
    bytes: Vec<u8>,
    offsets: Vec<usize>,
    frame: Option<Prefix>,
    /// How many values have their prefix.
    framed: usize,
}

/// What stands before each value of a framed column.
pub type Prefix = [u8; 9];

impl ColumnBuf {
    /// No values.
    pub fn new() -> Self {
        Self { bytes: Vec::new(), offsets: vec![0], frame: None, framed: 0 }
    }

    /// No values; each that a cipher writes will stand behind `prefix` and before zeros up to a multiple of
    /// [`GROUP`](Self::GROUP) bytes, which count as its own. So all values can be encoded at once in base64, which takes that
    /// many bytes at a time.
    pub fn framed(prefix: Prefix) -> Self {
        Self { frame: Some(prefix), ..Self::new() }
    }

    /// Bytes that base64 takes at a time.
    pub const GROUP: usize = 3;

    /// Removes all values and keeps the memory.
    pub fn clear(&mut self) {
        self.offsets.truncate(1);
        self.framed = 0;
    }

    /// Removes all values and overwrites them: for what must not stay in memory.
    pub fn wipe(&mut self) {
        self.bytes.zeroize();
        self.offsets.truncate(1);
        self.framed = 0;
    }

    /// Adds a value.
    pub fn push(&mut self, value: &[u8]) {
        self.bytes.truncate(self.byte_len());
        self.bytes.extend_from_slice(value);
        self.end_value();
    }

    /// Adds the value that `write` appends. If it fails nothing is added.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn push_with<E>(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        let mark = self.mark();
        self.bytes.truncate(mark.bytes);
        let written = write(&mut self.bytes);
        if written.is_ok() && self.bytes.len() >= mark.bytes {
            self.end_value();
        } else {
            self.roll_back(mark);
        }
        written
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of all values together.
    pub fn byte_len(&self) -> usize {
        self.offsets.last().copied().unwrap_or(0)
    }

    /// The values, to be read.
    pub fn as_column(&self) -> Column<'_> {
        Column { bytes: &self.bytes, offsets: &self.offsets }
    }

    /// Adds the values of `column`, to be changed where they are. Gives all bytes and the offsets of the values added.
    pub(crate) fn extend_from_column(&mut self, column: Column<'_>) -> (&mut [u8], &[usize]) {
        let (first, added) = (self.offsets.len() - 1, self.byte_len());
        self.bytes.truncate(added);
        if let [start, .., end] = *column.offsets {
            self.bytes.extend_from_slice(&column.bytes[start..end]);
            self.offsets.extend(column.offsets[1..].iter().map(|offset| offset - start + added));
        }
        self.framed = self.len();
        (&mut self.bytes, &self.offsets[first..])
    }

    pub(crate) fn reserve(&mut self, values: usize, bytes: usize) {
        self.offsets.reserve(values);
        self.bytes.reserve((self.byte_len() + bytes + CHUNK).saturating_sub(self.bytes.len()));
    }

    /// Adds a value for every value of `batch`, with the length that `length_of` gives for its length.
    pub(crate) fn append_batch(&mut self, batch: Batch<'_>, length_of: impl Fn(usize) -> usize) -> Appended<'_> {
        match batch.length_of_all() {
            Some(length) => self.append_alike(batch.len(), length_of(length)),
            None => self.append_values(batch.lengths().map(length_of)),
        }
    }

    /// As [`append_values`](Self::append_values), `count` times the same length.
    fn append_alike(&mut self, count: usize, length: usize) -> Appended<'_> {
        let start = self.byte_len();
        let stride = match self.frame {
            None => length,
            Some(prefix) => (prefix.len() + length).next_multiple_of(Self::GROUP),
        };
        self.offsets.extend((1..=count).map(|index| start + index * stride));
        Appended { stride: Some(stride), ..self.appended(count) }
    }

    /// Adds values of these lengths, to be filled in: gives their bytes, and behind them room for a piece that may be
    /// written over, and where each begins.
    pub(crate) fn append_values(&mut self, lengths: impl Iterator<Item = usize>) -> Appended<'_> {
        let (count, mut end) = (self.len(), self.byte_len());
        match self.frame {
            None => self.offsets.extend(lengths.map(|length| {
                end += length;
                end
            })),
            Some(prefix) => self.offsets.extend(lengths.map(|length| {
                end += (prefix.len() + length).next_multiple_of(Self::GROUP);
                end
            })),
        }
        self.appended(self.len() - count)
    }

    /// The places of the last `count` values.
    fn appended(&mut self, count: usize) -> Appended<'_> {
        let (needed, before) = (self.byte_len() + CHUNK, self.frame.map_or(0, |prefix| prefix.len()));
        if self.bytes.len() < needed {
            self.bytes.resize(needed, 0);
        }
        let starts = self.offsets.get(self.offsets.len() - 1 - count..).unwrap_or_default();
        if self.frame.is_some() {
            const PADDING: [u8; ColumnBuf::GROUP - 1] = [0; ColumnBuf::GROUP - 1];
            starts.iter().skip(1).for_each(|end| put(&mut self.bytes, end - PADDING.len(), &PADDING));
        }
        Appended { starts, stride: None, bytes: self.bytes.get_mut(before..needed).unwrap_or_default() }
    }

    /// Writes what stands before the values of a framed column, now that they have been filled in.
    pub(crate) fn finish(&mut self) {
        if let Some(prefix) = self.frame {
            for &start in self.offsets.get(self.framed..self.offsets.len() - 1).unwrap_or_default() {
                put(&mut self.bytes, start, &prefix);
            }
            self.framed = self.offsets.len() - 1;
        }
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark { bytes: self.byte_len(), offsets: self.offsets.len() }
    }

    /// Removes what came after `mark`, overwriting it: it may be plaintext that did not authenticate.
    pub(crate) fn roll_back(&mut self, mark: Mark) {
        if let Some(tail) = self.bytes.get_mut(mark.bytes..) {
            tail.zeroize();
        }
        self.bytes.truncate(mark.bytes);
        self.offsets.truncate(mark.offsets);
        self.framed = self.framed.min(self.len());
    }

    fn end_value(&mut self) {
        self.offsets.push(self.bytes.len());
        self.framed = self.len();
    }
}

impl Default for ColumnBuf {
    fn default() -> Self {
        Self::new()
    }
}

/// Values to be filled in.
pub(crate) struct Appended<'a> {
    /// Where each begins, and, last, where another would.
    pub(crate) starts: &'a [usize],
    /// How far it is from each to the next, if they were added with one length.
    pub(crate) stride: Option<usize>,
    pub(crate) bytes: &'a mut [u8],
}

impl Appended<'_> {
    /// Whether the first `count` places hold `length` bytes each as their stride says, with a piece behind the last.
    pub(crate) fn has_places(&self, count: usize, length: usize) -> bool {
        let last = self.stride.zip(count.checked_sub(1)).and_then(|(stride, before)| stride.checked_mul(before));
        let start = last.zip(self.starts.first()).and_then(|(last, first)| last.checked_add(*first));
        let end = start.and_then(|start| start.checked_add(length)?.checked_add(CHUNK));
        self.stride.is_some_and(|stride| stride >= length) && end.is_some_and(|end| end <= self.bytes.len())
    }
}

/// A length of a [`ColumnBuf`] to go back to.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    bytes: usize,
    offsets: usize,
}

#[cfg(test)]
mod tests {
    use super::{Column, ColumnBuf};

    #[test]
    fn offsets_that_do_not_fit_make_no_column() {
        assert!(Column::try_new(b"abc", &[]).is_none());
        assert!(Column::try_new(b"abc", &[0, 4]).is_none());
        assert!(Column::try_new(b"abc", &[2, 1]).is_none());
        assert!(Column::try_new(b"abc", &[3]).is_some_and(|column| column.is_empty()));
    }

    #[test]
    fn values_lie_between_offsets() {
        let column = Column::try_new(b"xabcd", &[1, 1, 3, 5]).expect("offsets fit");
        assert_eq!(column.iter().collect::<Vec<_>>(), [&b""[..], b"ab", b"cd"]);
        assert_eq!(column.get(1), Some(&b"ab"[..]));
        assert_eq!(column.get(3), None);
        assert_eq!(column.byte_len(), 4);
    }

    #[test]
    fn only_what_a_cipher_writes_is_framed() {
        let mut buf = ColumnBuf::framed(*b"a prefix!");
        buf.push(b"pushed, and long enough");
        buf.append_values([2, 4].into_iter());
        buf.finish();
        buf.push(b"x");
        buf.append_values([0].into_iter());
        buf.finish();
        let expected: [&[u8]; 5] =
            [b"pushed, and long enough", b"a prefix!\0\0\0", b"a prefix!\0\0\0\0\0\0", b"x", b"a prefix!"];
        assert_eq!(buf.as_column().iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_failed_push_adds_nothing() {
        let mut buf = ColumnBuf::new();
        buf.push(b"kept");
        let failed: Result<(), ()> = buf.push_with(|bytes| {
            bytes.extend_from_slice(b"thrown away");
            Err(())
        });
        assert!(failed.is_err());
        assert_eq!(buf.as_column().iter().collect::<Vec<_>>(), [b"kept"]);
        assert_eq!(buf.byte_len(), 4);
    }

    #[test]
    fn what_was_cleared_shows_in_no_padding_and_no_later_value() {
        let mut buf = ColumnBuf::framed(*b"prefix:::");
        for lengths in [&[7, 7][..], &[8, 10, 3]] {
            for fill in [0xff, 0x11] {
                buf.clear();
                let places = buf.append_values(lengths.iter().copied());
                for (start, length) in places.starts.iter().zip(lengths) {
                    places.bytes[*start..start + length].fill(fill);
                }
                buf.finish();
                for (value, &length) in buf.as_column().iter().zip(lengths) {
                    let (prefix, rest) = value.split_at(9);
                    assert_eq!((prefix, &rest[..length]), (&b"prefix:::"[..], &vec![fill; length][..]));
                    assert!(rest[length..].iter().all(|byte| *byte == 0) && rest.len() - length < ColumnBuf::GROUP);
                }
            }
        }
        buf.clear();
        buf.push(b"alone");
        assert_eq!(buf.byte_len(), 5);
        assert_eq!(buf.as_column().as_bytes(), b"alone");
    }
}
