//! The lines of a file, one at a time.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};

use crate::error::{Error, ErrorKind, Phrase, Result};
use crate::io::text_limit::RECORD_BYTES;
use crate::io::{Encoding, Format};

/// A file as lines, without blank ones and without a byte order mark.
pub(super) struct Lines {
    file: BufReader<File>,
    line: String,
    read: u64,
}

impl Lines {
    pub(super) fn of(mut file: File) -> Result<Self> {
        file.rewind().map_err(|error| cannot_access(&error))?;
        let mut lines = Self { file: BufReader::with_capacity(BUFFER_BYTES, file), line: String::new(), read: 0 };
        lines.skip_mark().map_err(|error| cannot_access(&error))?;
        Ok(lines)
    }

    fn skip_mark(&mut self) -> io::Result<()> {
        let mark = Encoding::Utf8Bom.byte_order_mark();
        if self.file.fill_buf()?.starts_with(mark) {
            self.file.consume(mark.len());
        }
        Ok(())
    }

    /// The next line that is not blank.
    ///
    /// # Errors
    /// When it is not UTF-8, or too long.
    pub(super) fn next(&mut self) -> Result<Option<&str>> {
        loop {
            let mut bytes = std::mem::take(&mut self.line).into_bytes();
            bytes.clear();
            let mut limited = self.file.by_ref().take(RECORD_BYTES as u64);
            let count = limited.read_until(b'\n', &mut bytes).map_err(|error| cannot_access(&error))?;
            if count == 0 {
                return Ok(None);
            }
            if count == RECORD_BYTES && bytes.last() != Some(&b'\n') {
                return Err(malformed(Phrase::new("a line is longer than 256 MiB", "单行超过 256 MiB")));
            }
            self.read += count as u64;
            let not_utf8 = |_| ErrorKind::Encoding { encoding: Encoding::Utf8.name() };
            self.line = String::from_utf8(bytes).map_err(not_utf8)?;
            if !self.line.trim_ascii().is_empty() {
                return Ok(Some(&self.line));
            }
        }
    }

    /// Bytes that were read.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// The file, to be read again.
    pub(super) fn into_file(self) -> File {
        self.file.into_inner()
    }
}

/// The error of a file that is not JSON Lines.
pub(super) fn malformed(reason: Phrase) -> Error {
    ErrorKind::Malformed { format: Format::JsonLines.name(), reason }.into()
}

pub(super) fn cannot_access(error: &io::Error) -> Error {
    Error::io(Phrase::new("read the input", "读取输入"), error)
}

const BUFFER_BYTES: usize = 256 << 10;
