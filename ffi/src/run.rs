//! Tables in, tables out.

use std::ffi::c_char;

use arrow_array::RecordBatchReader;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use weimu::engine::{self, Applied, ApplyOptions};
use weimu::error::{Lang, Result};
use weimu::policy::Policy;
use weimu_boundary::{Arrays, Ending, Table, exported};

use super::argument::{handle, optional_text, required};
use super::error::{WeimuError, call};
use super::keyring::WeimuKeyring;
use super::policy::WeimuPolicy;
use super::status::WeimuStatus;

type Input = Box<dyn RecordBatchReader + Send>;

/// Applies a policy to the table in `input`, lazily: rows are read and changed while `output` is read.
///
/// `scenario` may be NULL if the policy has one scenario or a default, `keyring` if the scenario uses no keys. What is wrong
/// with policy, keyring and schema is returned here; what is wrong with the data comes out of the stream.
///
/// # Safety
/// `policy` and `keyring` are NULL or live, `scenario` is NULL or a string, `input` is NULL or a stream, and `output` and
/// `error` are NULL or can be written. What `output` points to is not read before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_apply(
    policy: *const WeimuPolicy,
    scenario: *const c_char,
    keyring: *const WeimuKeyring,
    input: *mut FFI_ArrowArrayStream,
    output: *mut FFI_ArrowArrayStream,
    error: *mut *mut WeimuError,
) -> WeimuStatus {
    let work = || {
        let arguments = Arguments { policy, scenario, keyring, input, output };
        // SAFETY: the contract is the same.
        unsafe { arguments.run(engine::apply) }
    };
    // SAFETY: NULL or writable by this function's contract.
    unsafe { call(error, work) }
}

/// Opens what weimu_apply sealed under the same policy, lazily. `keyring` is required.
///
/// # Safety
/// As weimu_apply.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_reveal(
    policy: *const WeimuPolicy,
    scenario: *const c_char,
    keyring: *const WeimuKeyring,
    input: *mut FFI_ArrowArrayStream,
    output: *mut FFI_ArrowArrayStream,
    error: *mut *mut WeimuError,
) -> WeimuStatus {
    let work = || {
        let arguments = Arguments { policy, scenario, keyring, input, output };
        // SAFETY: the contract is the same.
        unsafe { arguments.run(engine::reveal) }
    };
    // SAFETY: NULL or writable by this function's contract.
    unsafe { call(error, work) }
}

/// Moves the table out of `input`.
///
/// # Safety
/// `input` is NULL or a stream.
pub(crate) unsafe fn moved(input: *mut FFI_ArrowArrayStream) -> Result<FFI_ArrowArrayStream> {
    let input = required("input", input)?;
    // SAFETY: not NULL, so it is a stream by this function's contract.
    Ok(unsafe { FFI_ArrowArrayStream::from_raw(input.as_ptr()) })
}

/// The table in a stream.
pub(crate) fn table(stream: FFI_ArrowArrayStream) -> Result<Input> {
    Ok(Box::new(Table::try_new(Arrays::of_stream(stream)?)?))
}

/// What both functions are given.
struct Arguments {
    policy: *const WeimuPolicy,
    scenario: *const c_char,
    keyring: *const WeimuKeyring,
    input: *mut FFI_ArrowArrayStream,
    output: *mut FFI_ArrowArrayStream,
}

impl Arguments {
    /// # Safety
    /// As [`weimu_apply`].
    unsafe fn run(self, run: fn(Input, &Policy, &ApplyOptions) -> Result<Applied>) -> Result<()> {
        // The input first: it is moved in whatever else is wrong.
        // SAFETY: NULL or a stream by this function's contract.
        let input = unsafe { moved(self.input) }?;
        let output = required("output", self.output)?;
        let policy = required("policy", self.policy)?;
        // SAFETY: not NULL, so it is live by this function's contract.
        let policy = unsafe { policy.as_ref() };
        // SAFETY: NULL or a string by this function's contract.
        let scenario = unsafe { optional_text("scenario", self.scenario) }?;
        // SAFETY: NULL or live by this function's contract.
        let keyring = unsafe { handle(self.keyring) };
        let applied = run(table(input)?, &policy.0, &options(scenario, keyring))?;
        // SAFETY: not NULL, so it can be written by this function's contract; what stood there is not dropped.
        unsafe { output.write(exported(applied, Lang::En, Ending::default())) };
        Ok(())
    }
}

fn options(scenario: Option<&str>, keyring: Option<&WeimuKeyring>) -> ApplyOptions {
    let mut options = ApplyOptions::new();
    if let Some(scenario) = scenario {
        options = options.with_scenario(scenario);
    }
    if let Some(keyring) = keyring {
        options = options.with_keyring(keyring.0.clone());
    }
    options
}
