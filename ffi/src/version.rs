//! Which weimu this is.

use std::ffi::{CStr, c_char};

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"",
};

/// The version that the header was made for; compare it with weimu_abi_version().
pub const WEIMU_ABI_VERSION: u32 = 1;

/// The version of the library, such as "0.1.0". It is static: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn weimu_version() -> *const c_char {
    VERSION.as_ptr()
}

/// The version of this interface: it grows when a function changes its meaning or its arguments.
#[unsafe(no_mangle)]
pub extern "C" fn weimu_abi_version() -> u32 {
    WEIMU_ABI_VERSION
}
