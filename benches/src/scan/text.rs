//! A column of text as Arrow keeps it.

use weimu::detect::{ColumnText, Detector, Refusals};
use weimu::model::Finding;

/// Rows behind one another.
#[derive(Clone, Debug)]
pub(super) struct Text {
    bytes: String,
    offsets: Vec<i32>,
    is_cut: bool,
}

impl Text {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { bytes: String::with_capacity(bytes + 1024), offsets: vec![0], is_cut: false }
    }

    /// One row of `text`.
    pub(super) fn one(text: String) -> Self {
        let mut one = Self { bytes: text, offsets: vec![0], is_cut: false };
        one.end_row();
        one
    }

    /// What the next row is written into.
    pub(super) fn row(&mut self) -> &mut String {
        &mut self.bytes
    }

    pub(super) fn end_row(&mut self) {
        self.offsets.push(i32::try_from(self.bytes.len()).expect("less than 2 GiB"));
    }

    /// The same bytes in rows of `length` bytes, or a little more where a character, a number or a word of letters would be cut:
    /// fifteen digits of an identity card number are one of before 1999.
    pub(super) fn cut(self, length: usize) -> Self {
        let mut cut = Self { bytes: self.bytes, offsets: vec![0], is_cut: true };
        let mut at = 0;
        while at < cut.bytes.len() {
            at = (at + length..)
                .find(|&at| at >= cut.bytes.len() || is_between_words(&cut.bytes, at))
                .unwrap_or(usize::MAX);
            at = at.min(cut.bytes.len());
            cut.offsets.push(i32::try_from(at).expect("less than 2 GiB"));
        }
        cut
    }

    /// Whether the rows end anywhere, between the parts of an e-mail address too.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    pub(super) fn byte_len(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn rows(&self) -> usize {
        self.offsets.len() - 1
    }

    pub(super) fn offset(&self, row: usize) -> usize {
        self.offsets[row] as usize
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.as_bytes()
    }

    pub(super) fn column<'a>(&'a self) -> ColumnText<'a, impl Fn(usize) -> usize, impl Fn(usize) -> Option<&'a str>> {
        ColumnText {
            bytes: self.bytes.as_bytes(),
            rows: self.rows(),
            offset: |row: usize| self.offset(row),
            value: |row: usize| self.row_text(row),
        }
    }

    pub(super) fn row_text(&self, row: usize) -> Option<&str> {
        self.bytes.get(self.offset(row)..self.offset(row + 1))
    }

    /// The findings of `detector`, each with its row.
    pub(super) fn find(&self, detector: &Detector) -> Vec<(usize, Finding)> {
        let (mut found, mut refused) = (Vec::new(), Refusals::new());
        detector.find_column(&self.column(), &mut refused, |row, finding| found.push((row, finding)));
        found
    }
}

fn is_between_words(text: &str, at: usize) -> bool {
    let is_of_word = |at: usize| text.as_bytes()[at].is_ascii_alphanumeric();
    text.is_char_boundary(at) && !(is_of_word(at - 1) && is_of_word(at))
}
