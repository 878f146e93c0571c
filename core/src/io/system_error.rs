//! Telling a failing disk from a damaged file.

use std::io;

/// Whether the operating system refused a read. Decoders report damage as I/O errors of their own making, and a position
/// that a damaged file made up is refused as invalid.
pub(super) fn is_of_system(error: &io::Error) -> bool {
    error.raw_os_error().is_some() && error.kind() != io::ErrorKind::InvalidInput
}
