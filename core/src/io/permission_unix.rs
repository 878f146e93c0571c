//! Permissions of a new output where files have modes.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use tempfile::Builder;

/// Gives the temporary file the mode of any new file, read and write for all that the umask allows: a temporary file's
/// own mode lets nobody but its owner read, and the rename keeps it.
pub(super) fn as_any_new_file<'a, 'b>(mut builder: Builder<'a, 'b>) -> Builder<'a, 'b> {
    builder.permissions(Permissions::from_mode(0o666));
    builder
}
