//! CSV and TSV.
//!
//! Every column is text, and an empty field is the empty string, quoted or not. The first record is the header. A record
//! with another number of fields than the header is an error, and so is a quote that is never closed, which would take the
//! rest of the file for one value. Empty lines are skipped, as is usual.
//!
//! What the file does not say, its first bytes tell: the encoding ([`sniff::encoding`]) and the dialect ([`sniff::dialect`]).
//! A file that was written by one program with one set of habits comes out byte for byte as it went in: delimiter, quoting
//! by column, line ends, encoding, byte order mark.

mod decode;
mod encode;
mod reader;
mod sniff;
mod text;
mod writer;

pub(super) use reader::open;
pub(super) use writer::create;

use crate::error::{ErrorKind, Phrase, Result};

/// Refuses a delimiter that could be taken for something else.
fn check_delimiter(delimiter: u8) -> Result<()> {
    if delimiter.is_ascii() && !matches!(delimiter, b'"' | b'\r' | b'\n') {
        return Ok(());
    }
    let reason = Phrase::new(
        "it is one ASCII character, neither a quote nor a line end",
        "必须是一个 ASCII 字符,且不是引号或换行",
    );
    Err(ErrorKind::Argument { argument: "delimiter".to_owned(), reason }.into())
}
