//! Values that are read soon, asked for ahead: the processor itself does not look into the next page.

/// How far ahead, in bytes.
const AHEAD: usize = 2048;

/// Asks for what lies ahead of `at`. Nothing is read, so that it need not be there.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn ask_ahead(at: *const u8) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    #[allow(unsafe_code, reason = "an instruction that every processor of the architecture has")]
    // SAFETY: a hint, that reads nothing and faults at no address.
    unsafe {
        _mm_prefetch::<_MM_HINT_T0>(at.wrapping_add(AHEAD).cast());
    }
}
