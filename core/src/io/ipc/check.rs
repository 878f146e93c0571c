//! What is checked before the library reads.
//!
//! The library allocates what lengths in the file ask for, and a failed allocation ends the process: so every length that
//! places a message is compared with the file first.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use arrow_ipc::{Block, Message, root_as_footer, root_as_message};

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
        let Some((begin, header)) = place_of(block, footer_begin) else {
            return Ok(None);
        };
        if codec.is_none() {
            let header = read_at(file, begin, header)?;
            codec = message_of(&header).and_then(codec_of);
        }
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
    let batch = message
        .header_as_record_batch()
        .or_else(|| message.header_as_dictionary_batch().and_then(|batch| batch.data()))?;
    Some(batch.compression()?.codec().into())
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
