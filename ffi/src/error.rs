//! Errors as C sees them, and the frame that every function stands in.

use std::ffi::{CString, c_char};
use std::ptr;

use weimu::error::{Error, Lang, Result};
use weimu_boundary::{Status, guarded};

use super::argument::{free, handle};
use super::status::WeimuStatus;

/// Why a call failed. Freed with weimu_error_free.
pub struct WeimuError {
    status: WeimuStatus,
    message: CString,
    message_zh: CString,
    column: Option<CString>,
    row: Option<u64>,
}

impl WeimuError {
    fn new(error: &Error, status: WeimuStatus) -> Self {
        Self {
            status,
            message: text(error.message(Lang::En)),
            message_zh: text(error.message(Lang::Zh)),
            column: error.at().column.clone().map(text),
            row: error.at().row,
        }
    }
}

/// The text, with a replacement character for each zero byte, which C could not see beyond.
pub(crate) fn text(text: String) -> CString {
    CString::new(text.replace('\0', "\u{fffd}")).unwrap_or_default()
}

/// Does the work of a function and writes to `error`: the error if there is one and it may be written, else NULL.
///
/// # Safety
/// `error` is NULL or can be written.
pub(crate) unsafe fn call(error: *mut *mut WeimuError, work: impl FnOnce() -> Result<()>) -> WeimuStatus {
    let (status, failure) = match guarded(work) {
        Ok(()) => (WeimuStatus::Ok, ptr::null_mut()),
        Err(failure) => {
            let status = WeimuStatus::from(Status::of(failure.kind()));
            let failure = guarded(|| Ok(Box::new(WeimuError::new(&failure, status))));
            (status, failure.map_or(ptr::null_mut(), Box::into_raw))
        }
    };
    if error.is_null() {
        // SAFETY: it is NULL, or came from `Box::into_raw` just now and was given to nobody.
        unsafe { free(failure) };
    } else {
        // SAFETY: not NULL, so it can be written by this function's contract.
        unsafe { error.write(failure) };
    }
    status
}

/// The status that the failed call returned; WEIMU_STATUS_OK for NULL.
///
/// # Safety
/// `error` is NULL or an error that is not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_error_status(error: *const WeimuError) -> WeimuStatus {
    // SAFETY: NULL or live by this function's contract.
    unsafe { handle(error) }.map_or(WeimuStatus::Ok, |error| error.status)
}

/// The message in English; it lives as long as the error. NULL for NULL.
///
/// # Safety
/// `error` is NULL or an error that is not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_error_message(error: *const WeimuError) -> *const c_char {
    // SAFETY: NULL or live by this function's contract.
    unsafe { handle(error) }.map_or(ptr::null(), |error| error.message.as_ptr())
}

/// The message in Chinese; it lives as long as the error. NULL for NULL.
///
/// # Safety
/// `error` is NULL or an error that is not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_error_message_zh(error: *const WeimuError) -> *const c_char {
    // SAFETY: NULL or live by this function's contract.
    unsafe { handle(error) }.map_or(ptr::null(), |error| error.message_zh.as_ptr())
}

/// The column that is concerned, which lives as long as the error; NULL if none is.
///
/// # Safety
/// `error` is NULL or an error that is not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_error_column(error: *const WeimuError) -> *const c_char {
    // SAFETY: NULL or live by this function's contract.
    let column = unsafe { handle(error) }.and_then(|error| error.column.as_ref());
    column.map_or(ptr::null(), |column| column.as_ptr())
}

/// The row that is concerned, from 0; -1 if none is.
///
/// # Safety
/// `error` is NULL or an error that is not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_error_row(error: *const WeimuError) -> i64 {
    // SAFETY: NULL or live by this function's contract.
    let row = unsafe { handle(error) }.and_then(|error| error.row);
    row.and_then(|row| i64::try_from(row).ok()).unwrap_or(-1)
}

/// Frees an error. NULL is allowed.
///
/// # Safety
/// `error` is NULL or an error that is not freed, and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_error_free(error: *mut WeimuError) {
    // SAFETY: errors come from `Box::into_raw`; the rest is this function's contract.
    unsafe { free(error) };
}

/// Frees a string that weimu returned. NULL is allowed.
///
/// # Safety
/// `string` is NULL or a string that this header says is freed here, and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_string_free(string: *mut c_char) {
    if !string.is_null() {
        // SAFETY: such strings come from `CString::into_raw`; the rest is this function's contract.
        drop(unsafe { CString::from_raw(string) });
    }
}
