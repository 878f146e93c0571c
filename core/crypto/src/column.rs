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
        self.bytes.clear();
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
        self.bytes.extend_from_slice(value);
        self.end_value();
    }

    /// Adds the value that `write` appends. If it fails nothing is added.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn push_with<E>(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        let mark = self.mark();
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
        self.bytes.len()
    }

    /// The values, to be read.
    pub fn as_column(&self) -> Column<'_> {
        Column { bytes: &self.bytes, offsets: &self.offsets }
    }

    /// Adds the values of `column`, to be changed where they are. Gives all bytes and the offsets of the values added.
    pub(crate) fn extend_from_column(&mut self, column: Column<'_>) -> (&mut [u8], &[usize]) {
        let (first, added) = (self.offsets.len() - 1, self.bytes.len());
        if let [start, .., end] = *column.offsets {
            self.bytes.extend_from_slice(&column.bytes[start..end]);
            self.offsets.extend(column.offsets[1..].iter().map(|offset| offset - start + added));
        }
        self.framed = self.len();
        (&mut self.bytes, &self.offsets[first..])
    }

    pub(crate) fn reserve(&mut self, values: usize, bytes: usize) {
        self.offsets.reserve(values);
        self.bytes.reserve(bytes);
    }

    /// Adds a value for every value of `batch`, with the length that `length_of` gives for its length.
    pub(crate) fn append_batch(&mut self, batch: Batch<'_>, length_of: impl Fn(usize) -> usize) -> Appended<'_> {
        match batch.length_of_all() {
            Some(length) => self.append_values(std::iter::repeat_n(length_of(length), batch.len())),
            None => self.append_values(batch.lengths().map(length_of)),
        }
    }

    /// Adds values of these lengths, to be filled in: gives their bytes, and behind them room for a piece that may be
    /// written over, and where each begins. [`trim`](Self::trim) takes the room away.
    pub(crate) fn append_values(&mut self, lengths: impl Iterator<Item = usize>) -> Appended<'_> {
        let (first, start) = (self.offsets.len() - 1, self.offsets.last().copied().unwrap_or(0));
        let mut end = start;
        let before = match self.frame {
            None => {
                self.offsets.extend(lengths.map(|length| {
                    end += length;
                    end
                }));
                0
            }
            Some(prefix) => {
                self.offsets.extend(lengths.map(|length| {
                    end += (prefix.len() + length).next_multiple_of(Self::GROUP);
                    end
                }));
                prefix.len()
            }
        };
        self.bytes.truncate(start);
        self.bytes.resize(end + CHUNK, 0);
        Appended {
            starts: self.offsets.get(first..).unwrap_or_default(),
            bytes: self.bytes.get_mut(before..).unwrap_or_default(),
        }
    }

    /// Ends a series of [`append_values`](Self::append_values).
    pub(crate) fn trim(&mut self) {
        self.bytes.truncate(self.offsets.last().copied().unwrap_or(0));
        if let Some(prefix) = self.frame {
            for &start in self.offsets.get(self.framed..self.offsets.len() - 1).unwrap_or_default() {
                put(&mut self.bytes, start, &prefix);
            }
            self.framed = self.offsets.len() - 1;
        }
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark { bytes: self.bytes.len(), offsets: self.offsets.len() }
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
    pub(crate) bytes: &'a mut [u8],
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
        buf.trim();
        buf.push(b"x");
        buf.append_values([0].into_iter());
        buf.trim();
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
}
