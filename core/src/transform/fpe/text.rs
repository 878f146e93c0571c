//! Texts over an alphabet, format 1.
//!
//! Behind the characters that stay, every character is one of the alphabet, and there are enough of them for 10^6 texts. The
//! length stays. What does not fit: other texts, and those that begin like a token or would.

use weimu_crypto::{ColumnBuf, Ff1Key, Ff1Text};

use super::batch::{Batch, Direction};
use super::fallback::PREFIX;
use crate::error::{ErrorKind, Phrase, Result};

/// An alphabet with its cipher.
pub(super) struct Text {
    cipher: Ff1Text,
    keep_prefix: usize,
}

/// The values of one block.
pub(super) struct TextBatch<'a> {
    text: &'a Text,
    contexts: Vec<u64>,
    values: ColumnBuf,
    results: ColumnBuf,
    next: usize,
    whole: String,
}

impl Text {
    pub(super) fn new(alphabet: &str, keep_prefix: usize, key: &Ff1Key, tweak: &[u8]) -> Result<Self> {
        let cipher = key.text(alphabet, tweak).map_err(|_| {
            let reason =
                Phrase::new("an alphabet has at least two characters, each once", "字母表须有至少两个互不相同的字符");
            ErrorKind::Argument { argument: "alphabet".to_owned(), reason }
        })?;
        Ok(Self { cipher, keep_prefix })
    }

    pub(super) fn batch(&self) -> TextBatch<'_> {
        TextBatch {
            text: self,
            contexts: Vec::new(),
            values: ColumnBuf::new(),
            results: ColumnBuf::new(),
            next: 0,
            whole: String::new(),
        }
    }

    pub(super) fn fits(&self, text: &str) -> bool {
        self.split(text).is_some()
    }

    /// What stays of a text that fits, and the rest.
    fn split<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let (kept, rest) = self.cut(text)?;
        (self.cipher.fits(rest.as_bytes()) && !text.starts_with(PREFIX)).then_some((kept, rest))
    }

    fn cut<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        match self.keep_prefix {
            0 => Some(("", text)),
            kept => text.split_at_checked(text.char_indices().nth(kept)?.0),
        }
    }
}

impl Batch for TextBatch<'_> {
    fn clear(&mut self) {
        self.contexts.clear();
        self.values.clear();
        self.results.clear();
        self.next = 0;
    }

    fn take(&mut self, text: &str) -> bool {
        let Some((kept, rest)) = self.text.split(text) else { return false };
        self.contexts.push(context(kept));
        self.values.push(rest.as_bytes());
        true
    }

    fn run(&mut self, direction: Direction) -> Result<()> {
        let (cipher, values) = (&self.text.cipher, self.values.as_column());
        let done = match direction {
            Direction::Encrypt => cipher.encrypt_column(&self.contexts, values, &mut self.results),
            Direction::Decrypt => cipher.decrypt_column(&self.contexts, values, &mut self.results),
        };
        Ok(done.map_err(|_| ErrorKind::Internal { invariant: "texts that fit are over the alphabet" })?)
    }

    fn write(&mut self, text: &str, write: impl FnOnce(&str)) -> bool {
        let result = self.results.as_column().get(self.next).and_then(|result| std::str::from_utf8(result).ok());
        let (Some((kept, _)), Some(result)) = (self.text.cut(text), result) else { return false };
        self.next += 1;
        self.whole.clear();
        self.whole.push_str(kept);
        self.whole.push_str(result);
        // It would be taken for a token when it is revealed.
        if self.whole.starts_with(PREFIX) {
            return false;
        }
        write(&self.whole);
        true
    }
}

/// The context of what stays: FNV-1a with 64 bits, 0 for nothing. Two beginnings that share one share a permutation, no more.
fn context(kept: &str) -> u64 {
    if kept.is_empty() {
        return 0;
    }
    kept.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
