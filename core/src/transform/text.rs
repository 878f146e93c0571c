//! The slices of texts that operations read and write.

use std::ops::Range;

use super::Tally;

/// A slice of texts, some of them null.
pub trait Texts: Sync {
    /// How many there are, nulls included.
    fn len(&self) -> usize;

    /// The text at `index`, or nothing if it is null.
    fn get(&self, index: usize) -> Option<&str>;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// If the first of `rows` lie back to back and none of them is null: the bytes they lie in, and where they end, which is
    /// after `most_bytes` at the latest, but not before the first row. `offsets` are then appended, one more than rows.
    fn contiguous(&self, rows: Range<usize>, most_bytes: usize, offsets: &mut Vec<usize>) -> Option<(&[u8], usize)> {
        let _ = (rows, most_bytes, offsets);
        None
    }
}

/// Receives texts piece by piece: any number of [`push`](Self::push), then one [`end`](Self::end) or one [`null`](Self::null).
pub trait TextWriter {
    /// Adds a piece to the text that is being written.
    fn push(&mut self, piece: &str);

    /// Ends the text that is being written.
    fn end(&mut self);

    /// Adds the last piece and ends the text: one step where the buffer allows it.
    #[inline]
    fn push_end(&mut self, piece: &str) {
        self.push(piece);
        self.end();
    }

    /// Writes whole texts of ASCII, which lie at `places` in `bytes`.
    fn push_ascii(&mut self, bytes: &[u8], places: impl Iterator<Item = Range<usize>>) {
        for place in places {
            let text = bytes.get(place).and_then(|text| std::str::from_utf8(text).ok());
            self.push_end(text.expect("ASCII is text"));
        }
    }

    /// Writes whole texts that lie back to back in `bytes` and end at `ends`.
    fn push_texts(&mut self, bytes: &[u8], ends: impl Iterator<Item = usize>) {
        let mut start = 0;
        for end in ends {
            let text = bytes.get(start..end).and_then(|text| std::str::from_utf8(text).ok());
            self.push_end(text.expect("these are texts"));
            start = end;
        }
    }

    /// Writes a null; nothing may have been pushed for it.
    fn null(&mut self);
}

/// Texts back to back in one buffer: what operations on pieces of a text write to, and tests read.
#[derive(Default)]
pub struct TextBuffer {
    text: String,
    ends: Vec<usize>,
    nulls: Vec<bool>,
}

impl TextBuffer {
    /// Removes all texts and keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.nulls.clear();
    }
}

impl TextWriter for TextBuffer {
    fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
    }

    fn end(&mut self) {
        self.ends.push(self.text.len());
        self.nulls.push(false);
    }

    fn null(&mut self) {
        self.ends.push(self.text.len());
        self.nulls.push(true);
    }
}

impl Texts for TextBuffer {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, index: usize) -> Option<&str> {
        if *self.nulls.get(index)? {
            return None;
        }
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..*self.ends.get(index)?)
    }
}

impl<S: AsRef<str> + Sync> Texts for [Option<S>] {
    fn len(&self) -> usize {
        <[_]>::len(self)
    }

    fn get(&self, index: usize) -> Option<&str> {
        <[_]>::get(self, index)?.as_ref().map(AsRef::as_ref)
    }
}

/// Writes one result per value: `write` pushes the pieces of a value's result and says whether the rule fitted.
pub(super) fn each<T: Texts + ?Sized, W: TextWriter>(
    input: &T,
    out: &mut W,
    mut write: impl FnMut(&str, &mut W) -> Fit,
) -> Tally {
    let mut tally = Tally::default();
    for index in 0..input.len() {
        let Some(value) = input.get(index) else {
            out.null();
            continue;
        };
        tally.values += 1;
        tally.fallback += u64::from(write(value, out) == Fit::Fallback);
        out.end();
    }
    tally
}

/// Whether a rule fitted a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// It did.
    Fits,
    /// It did not; something stricter was written.
    Fallback,
}

pub(super) fn copy<T: Texts + ?Sized, W: TextWriter>(input: &T, out: &mut W) -> Tally {
    each(input, out, |value, out| {
        out.push(value);
        Fit::Fits
    })
}

pub(super) fn nulls<T: Texts + ?Sized, W: TextWriter>(input: &T, out: &mut W) -> Tally {
    let values = (0..input.len()).filter(|&index| input.get(index).is_some()).count() as u64;
    (0..input.len()).for_each(|_| out.null());
    Tally { values, fallback: 0 }
}
