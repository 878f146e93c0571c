//! Bytes of any supported encoding as UTF-8, strictly.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::io::Encoding;

/// Decodes what `source` gives, without its byte order mark. At a malformed sequence it gives everything before, and then
/// an error of kind [`io::ErrorKind::InvalidData`], so that a parser has seen every record before the damaged one.
///
/// After the last byte it gives [`END`] once, as a record of its own: a parser that meets it knows that no quote was open.
pub(super) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    text: Vec<u8>,
    text_at: usize,
    state: State,
    given: u64,
    limit: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    Malformed,
    AtEnd,
}

/// The record that stands after the last one. It takes no part in quoting, and it is known by its place, so that a file
/// may hold the same record.
pub(super) const END: &[u8] = b"\x03";

impl<R: Read> Decoded<R> {
    /// Decodes `source`, which stands after the byte order mark.
    pub(super) fn new(source: R, encoding: Encoding) -> Self {
        Self {
            source,
            decoder: decoder(encoding),
            raw: Vec::new(),
            raw_at: 0,
            text: Vec::new(),
            text_at: 0,
            state: State::Reading,
            given: 0,
            limit: u64::MAX,
        }
    }

    /// Whether everything was given, [`END`] included, when `place` bytes of it have been used.
    pub(super) fn is_end(&self, place: u64) -> bool {
        self.state == State::AtEnd && place >= self.given
    }

    /// Refuses to give more than `bytes` beyond `place`, with an error of kind [`io::ErrorKind::FileTooLarge`].
    pub(super) fn limit_after(&mut self, place: u64, bytes: u64) {
        self.limit = place.saturating_add(bytes);
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.resize(TEXT_BYTES, 0);
        self.text_at = 0;
        let mut written = 0;
        while written == 0 && self.state == State::Reading {
            if self.raw_at == self.raw.len() {
                self.raw.resize(RAW_BYTES, 0);
                let read = read_some(&mut self.source, &mut self.raw)?;
                self.raw.truncate(read);
                self.raw_at = 0;
            }
            let last = self.raw.is_empty();
            let (result, read, produced) = self.decoder.decode_to_utf8_without_replacement(
                self.raw.get(self.raw_at..).unwrap_or_default(),
                &mut self.text,
                last,
            );
            self.raw_at += read;
            written = produced;
            match result {
                DecoderResult::Malformed(..) => self.state = State::Malformed,
                DecoderResult::InputEmpty if last => self.state = State::AtEnd,
                DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
            }
        }
        self.text.truncate(written);
        if self.state == State::AtEnd {
            self.text.push(b'\n');
            self.text.extend_from_slice(END);
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if self.text_at == self.text.len() && self.state == State::Reading {
            self.fill()?;
        }
        let waiting = self.text.get(self.text_at..).unwrap_or_default();
        if waiting.is_empty() && self.state == State::Malformed {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let count = waiting.len().min(out.len());
        let (Some(from), Some(to)) = (waiting.get(..count), out.get_mut(..count)) else {
            return Ok(0);
        };
        to.copy_from_slice(from);
        self.text_at += count;
        self.given += count as u64;
        Ok(count)
    }
}

fn read_some(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

pub(super) fn decoder(encoding: Encoding) -> Decoder {
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => UTF_8,
        Encoding::Gb18030 => GB18030,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
    }
    .new_decoder_without_bom_handling()
}

const RAW_BYTES: usize = 64 << 10;
/// One byte of GB 18030 or UTF-16 becomes at most three of UTF-8 where the decoder may stop between two characters.
const TEXT_BYTES: usize = 3 * RAW_BYTES + 16;
