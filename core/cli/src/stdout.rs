//! The standard output.

use std::io::{self, ErrorKind, Write};

use weimu::error::{Error, Phrase, Result};

/// Prints `text`. A reader that has gone away, as `head` does, is no failure.
///
/// # Errors
/// The output cannot be written.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::io(Phrase::new("write to the standard output", "写入标准输出"), &error))
        }
        _ => Ok(()),
    }
}

/// Prints `value` as JSON with a line end.
///
/// # Errors
/// The output cannot be written.
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<()> {
    print(&json_text(value)?)
}

/// `value` as indented JSON with a line end.
///
/// # Errors
/// Never for a report: its maps have text as keys.
pub(crate) fn json_text(value: &impl serde::Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(value);
    let text = text.map_err(|_| weimu::error::ErrorKind::Internal { invariant: "a report can be written as JSON" })?;
    Ok(text + "\n")
}
