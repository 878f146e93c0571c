//! Keyrings.

use std::ffi::c_char;
use std::path::Path;
use std::sync::Arc;

use weimu::keys::{Keyring, Passphrase};

use super::argument::{free, required, text, text_of_length};
use super::error::{WeimuError, call};
use super::status::WeimuStatus;

/// Keys by name. Freed with weimu_keyring_free, which also clears the keys.
pub struct WeimuKeyring(pub(crate) Arc<Keyring>);

/// Reads a keyring file and opens it with a passphrase of `length` bytes.
///
/// # Safety
/// `path` is NULL or a string, `passphrase` NULL or `length` bytes; `keyring` and `error` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_keyring_open(
    path: *const c_char,
    passphrase: *const c_char,
    length: usize,
    keyring: *mut *mut WeimuKeyring,
    error: *mut *mut WeimuError,
) -> WeimuStatus {
    let work = || {
        let out = required("keyring", keyring)?;
        // SAFETY: NULL or a string by this function's contract.
        let path = unsafe { text("path", path) }?;
        // SAFETY: NULL or `length` bytes by this function's contract.
        let passphrase = unsafe { text_of_length("passphrase", passphrase, length) }?;
        let opened = Keyring::open(Path::new(path), &Passphrase::new(passphrase.to_owned()))?;
        let opened = Box::into_raw(Box::new(WeimuKeyring(Arc::new(opened))));
        // SAFETY: not NULL, so it can be written by this function's contract.
        unsafe { out.write(opened) };
        Ok(())
    };
    // SAFETY: NULL or writable by this function's contract.
    unsafe { call(error, work) }
}

/// Frees a keyring. NULL is allowed; streams that were made with it stay usable.
///
/// # Safety
/// `keyring` is NULL or a keyring that is not freed, and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_keyring_free(keyring: *mut WeimuKeyring) {
    // SAFETY: keyrings come from `Box::into_raw`; the rest is this function's contract.
    unsafe { free(keyring) };
}
