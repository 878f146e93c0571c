//! Policies.

use std::ffi::c_char;
use std::fs;

use weimu::error::{Error, Phrase, Result};
use weimu::policy::Policy;

use super::argument::{free, required, text, text_of_length};
use super::error::{WeimuError, call};
use super::status::WeimuStatus;

/// What becomes of the columns of a table. Freed with weimu_policy_free.
pub struct WeimuPolicy(pub(crate) Policy);

/// Reads a policy file in YAML or JSON.
///
/// # Safety
/// `path` is NULL or a string; `policy` and `error` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_policy_open(
    path: *const c_char,
    policy: *mut *mut WeimuPolicy,
    error: *mut *mut WeimuError,
) -> WeimuStatus {
    let work = || {
        // SAFETY: NULL or a string by this function's contract.
        let path = unsafe { text("path", path) }?;
        let operation = Phrase::new("read the policy", "读取策略");
        let content = fs::read_to_string(path).map_err(|error| Error::io(operation, &error));
        let parsed = content.and_then(|content| Policy::parse(&content)).map_err(|error| error.in_file(path))?;
        // SAFETY: NULL or writable by this function's contract.
        unsafe { give(parsed, policy) }
    };
    // SAFETY: NULL or writable by this function's contract.
    unsafe { call(error, work) }
}

/// Reads a policy of `length` bytes of YAML or JSON.
///
/// # Safety
/// `content` is NULL or points to `length` bytes; `policy` and `error` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_policy_parse(
    content: *const c_char,
    length: usize,
    policy: *mut *mut WeimuPolicy,
    error: *mut *mut WeimuError,
) -> WeimuStatus {
    let work = || {
        // SAFETY: NULL or `length` bytes by this function's contract.
        let parsed = Policy::parse(unsafe { text_of_length("content", content, length) }?)?;
        // SAFETY: NULL or writable by this function's contract.
        unsafe { give(parsed, policy) }
    };
    // SAFETY: NULL or writable by this function's contract.
    unsafe { call(error, work) }
}

/// Frees a policy. NULL is allowed; streams that were made with it stay usable.
///
/// # Safety
/// `policy` is NULL or a policy that is not freed, and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_policy_free(policy: *mut WeimuPolicy) {
    // SAFETY: policies come from `Box::into_raw`; the rest is this function's contract.
    unsafe { free(policy) };
}

/// # Safety
/// `out` is NULL or can be written.
unsafe fn give(policy: Policy, out: *mut *mut WeimuPolicy) -> Result<()> {
    let out = required("policy", out)?;
    let policy = Box::into_raw(Box::new(WeimuPolicy(policy)));
    // SAFETY: not NULL, so it can be written by this function's contract.
    unsafe { out.write(policy) };
    Ok(())
}
