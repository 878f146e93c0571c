//! UTF-8 as bytes of any supported encoding.

use encoding_rs::{EncoderResult, GB18030};

use crate::error::{ErrorKind, Result};
use crate::io::Encoding;

/// Appends `text` in `encoding` to `out`.
///
/// # Errors
/// When a character has no place in the encoding. In GB 18030 as encoding_rs writes it that is U+E5E5 alone, a private use
/// character, which the WHATWG Encoding Standard leaves out. 18 others between U+E78D and U+E864 take the places of the
/// characters that GB 18030-2022 put in their stead (U+E78D that of U+FE10) and read back as those.
pub(super) fn encode(text: &str, encoding: Encoding, out: &mut Vec<u8>) -> Result<()> {
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => out.extend_from_slice(text.as_bytes()),
        Encoding::Gb18030 => return encode_gb18030(text, out),
        Encoding::Utf16Le => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
        Encoding::Utf16Be => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
    }
    Ok(())
}

fn encode_gb18030(text: &str, out: &mut Vec<u8>) -> Result<()> {
    let mut encoder = GB18030.new_encoder();
    let room = encoder.max_buffer_length_from_utf8_without_replacement(text.len()).ok_or(ErrorKind::ColumnTooLarge)?;
    out.reserve(room);
    match encoder.encode_from_utf8_to_vec_without_replacement(text, out, true).0 {
        EncoderResult::InputEmpty => Ok(()),
        EncoderResult::Unmappable(_) => Err(ErrorKind::Encoding { encoding: Encoding::Gb18030.name() }.into()),
        EncoderResult::OutputFull => {
            Err(ErrorKind::Internal { invariant: "the encoder's own bound is room enough" }.into())
        }
    }
}
