//! Permissions of a new output where the folder decides them.

use tempfile::Builder;

/// Leaves the temporary file as the system makes it.
pub(super) fn as_any_new_file<'a, 'b>(builder: Builder<'a, 'b>) -> Builder<'a, 'b> {
    builder
}
