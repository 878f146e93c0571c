//! Values that are read soon, asked for ahead: the processor itself does not look into the next page.

use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

/// How far ahead, in bytes.
const AHEAD: usize = 2048;

/// Asks for what lies ahead of `at`. Nothing is read, so that it need not be there.
#[target_feature(enable = "sse")]
#[inline]
pub(crate) fn ask_ahead(at: *const u8) {
    _mm_prefetch::<_MM_HINT_T0>(at.wrapping_add(AHEAD).cast());
}
