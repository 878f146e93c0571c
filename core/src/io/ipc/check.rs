//! What is checked before the library reads.
//!
//! The library allocates what lengths in the file ask for, and a failed allocation ends the process. So every length that
//! places a message or a buffer is compared with the file first, and so is what a compressed buffer says it will become.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use arrow_ipc::{Block, Message, RecordBatch, root_as_footer, root_as_message};

use crate::io::Codec;

/// What an Arrow IPC file or stream says of itself; `None` where it contradicts itself.
pub(super) struct Checked {
    /// Compression of the first record batch that has any.
    pub(super) codec: Option<Codec>,
}

/// Checks the footer of a file, and that every block it names lies inside the file.
pub(super) fn file(file: &mut File) -> io::Result<Option<Checked>> {
    let length = file.metadata()?.len();
    let Some(footer_end) = length.checked_sub(TRAILER_BYTES) else {
        return Ok(None);
    };
    let trailer = read_at(file, footer_end, TRAILER_BYTES)?;
    let [a, b, c, d, magic @ ..] = trailer.as_slice() else {
        return Ok(None);
    };
    let footer_length = u64::from(u32::from_le_bytes([*a, *b, *c, *d]));
    let Some(footer_begin) = footer_end.checked_sub(footer_length).filter(|_| magic == b"ARROW1") else {
        return Ok(None);
    };
    let footer = read_at(file, footer_begin, footer_length)?;
    let Ok(footer) = root_as_footer(&footer) else {
        return Ok(None);
    };
    let dictionaries = footer.dictionaries().into_iter().flatten();
    let batches = footer.recordBatches().into_iter().flatten();
    let mut codec = None;
    for block in dictionaries.chain(batches) {
        let Some((begin, header_length)) = place_of(block, footer_begin) else {
            return Ok(None);
        };
        let header = read_at(file, begin, header_length)?;
        let Some(message) = message_of(&header) else {
            return Ok(None);
        };
        if message.bodyLength() != block.bodyLength() || !has_sound_buffers(file, message, begin + header_length)? {
            return Ok(None);
        }
        codec = codec.or_else(|| codec_of(message));
    }
    Ok(Some(Checked { codec }))
}

/// Where a block begins and how long its header is, if it lies wholly before `end`.
fn place_of(block: &Block, end: u64) -> Option<(u64, u64)> {
    let begin = u64::try_from(block.offset()).ok()?;
    let header = u64::try_from(block.metaDataLength()).ok()?;
    let body = u64::try_from(block.bodyLength()).ok()?;
    let block_end = begin.checked_add(header)?.checked_add(body)?;
    (block_end <= end).then_some((begin, header))
}

/// Follows the messages of a stream to its end mark, which must end the file.
pub(super) fn stream(file: &mut File) -> io::Result<Option<Checked>> {
    let length = file.metadata()?.len();
    let (mut at, mut codec) = (0, None);
    loop {
        let prefix = read_at(file, at, 8)?;
        let [0xff, 0xff, 0xff, 0xff, a, b, c, d] = *prefix.as_slice() else {
            return Ok(None);
        };
        let header_length = u64::from(u32::from_le_bytes([a, b, c, d]));
        let body_begin = at + 8 + header_length;
        if header_length == 0 || body_begin > length {
            return Ok((header_length == 0 && body_begin == length).then_some(Checked { codec }));
        }
        let header = read_at(file, at + 8, header_length)?;
        let Ok(message) = root_as_message(&header) else {
            return Ok(None);
        };
        if !has_sound_buffers(file, message, body_begin)? {
            return Ok(None);
        }
        codec = codec.or_else(|| codec_of(message));
        let Some(next) = u64::try_from(message.bodyLength()).ok().and_then(|body| body_begin.checked_add(body)) else {
            return Ok(None);
        };
        at = next;
    }
}

/// The message of a block's header: a continuation mark and a length stand before it, or in old files a length alone.
fn message_of(header: &[u8]) -> Option<Message<'_>> {
    let begin = if header.starts_with(&[0xff; 4]) { 8 } else { 4 };
    root_as_message(header.get(begin..)?).ok()
}

fn codec_of(message: Message<'_>) -> Option<Codec> {
    Some(batch_of(message)?.compression()?.codec().into())
}

fn batch_of(message: Message<'_>) -> Option<RecordBatch<'_>> {
    message.header_as_record_batch().or_else(|| message.header_as_dictionary_batch().and_then(|batch| batch.data()))
}

/// Whether every buffer of a batch lies inside its body, and a compressed one does not claim more than it can hold.
fn has_sound_buffers(file: &mut File, message: Message<'_>, body_begin: u64) -> io::Result<bool> {
    let Some(batch) = batch_of(message) else {
        return Ok(true);
    };
    let compressed = batch.compression().is_some();
    for buffer in batch.buffers().into_iter().flatten() {
        let (Ok(offset), Ok(length)) = (u64::try_from(buffer.offset()), u64::try_from(buffer.length())) else {
            return Ok(false);
        };
        let end = offset.checked_add(length);
        if end.is_none_or(|end| i64::try_from(end).is_ok_and(|end| end > message.bodyLength())) {
            return Ok(false);
        }
        if compressed && length > 0 && !is_sound_claim(&read_at(file, body_begin + offset, 8)?, length) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the length that a compressed buffer begins with is possible for `length` bytes; -1 says that it is not
/// compressed after all.
fn is_sound_claim(prefix: &[u8], length: u64) -> bool {
    let Ok(prefix) = prefix.try_into().map(i64::from_le_bytes) else {
        return false;
    };
    match u64::try_from(prefix) {
        Ok(claimed) => claimed <= length.saturating_mul(HIGHEST_RATIO).min(LONGEST_BUFFER),
        Err(_) => prefix == -1,
    }
}

/// Up to `count` bytes from `at`; fewer at the end of the file.
fn read_at(file: &mut File, at: u64, count: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.by_ref().take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The footer's length and the magic after it.
const TRAILER_BYTES: u64 = 10;
/// A Zstandard block of four bytes becomes at most 128 KiB; LZ4 reaches 255.
const HIGHEST_RATIO: u64 = 1 << 15;
/// No buffer of a batch is longer than this.
const LONGEST_BUFFER: u64 = 4 << 30;
