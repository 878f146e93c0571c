//! Arguments as C hands them over.

use std::ffi::{CStr, c_char};
use std::ptr::NonNull;
use std::slice;

use weimu::error::{Error, ErrorKind, Phrase, Result};

/// A pointer that must not be NULL.
pub(crate) fn required<T>(name: &str, pointer: *const T) -> Result<NonNull<T>> {
    NonNull::new(pointer.cast_mut()).ok_or_else(|| refused(name, Phrase::new("it is NULL", "为 NULL")))
}

/// A text that must be there.
///
/// # Safety
/// `pointer` is NULL or points to a string that ends with a zero byte and stays as it is for `'a`.
pub(crate) unsafe fn text<'a>(name: &str, pointer: *const c_char) -> Result<&'a str> {
    let pointer = required(name, pointer)?;
    // SAFETY: not NULL, and by this function's contract it ends with a zero byte and lives for `'a`.
    let text = unsafe { CStr::from_ptr(pointer.as_ptr()) };
    text.to_str().map_err(|_| not_utf8(name))
}

/// A text that may be NULL.
///
/// # Safety
/// As [`text`].
pub(crate) unsafe fn optional_text<'a>(name: &str, pointer: *const c_char) -> Result<Option<&'a str>> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: the contract is the same.
    unsafe { text(name, pointer) }.map(Some)
}

/// A text of `length` bytes.
///
/// # Safety
/// `pointer` is NULL or points to `length` bytes that stay as they are for `'a`.
pub(crate) unsafe fn text_of_length<'a>(name: &str, pointer: *const c_char, length: usize) -> Result<&'a str> {
    let pointer = required(name, pointer)?;
    if isize::try_from(length).is_err() {
        return Err(refused(name, Phrase::new("no text is that long", "长度超出可能范围")));
    }
    // SAFETY: not NULL, and `length` bytes can be read for `'a` by this function's contract.
    let bytes = unsafe { slice::from_raw_parts(pointer.as_ptr().cast::<u8>(), length) };
    str::from_utf8(bytes).map_err(|_| not_utf8(name))
}

/// What a handle holds, if it is not NULL.
///
/// # Safety
/// `pointer` is NULL or a live handle that was made for this type and is not freed during `'a`.
pub(crate) unsafe fn handle<'a, T>(pointer: *const T) -> Option<&'a T> {
    // SAFETY: NULL or live by this function's contract.
    unsafe { pointer.as_ref() }
}

/// Frees a handle.
///
/// # Safety
/// `pointer` is NULL or came from `Box::into_raw` for this type and is not used again.
pub(crate) unsafe fn free<T>(pointer: *mut T) {
    if !pointer.is_null() {
        // SAFETY: it came from `Box::into_raw` and is not used again, by this function's contract.
        drop(unsafe { Box::from_raw(pointer) });
    }
}

fn not_utf8(name: &str) -> Error {
    refused(name, Phrase::new("it is not UTF-8", "不是合法的 UTF-8"))
}

fn refused(name: &str, reason: Phrase) -> Error {
    ErrorKind::Argument { argument: name.to_owned(), reason }.into()
}
