//! A table looked through.

use std::ffi::c_char;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use weimu::engine;

use super::argument::required;
use super::error::{WeimuError, call, text};
use super::run::{moved, table};
use super::status::WeimuStatus;

/// Looks through the table in `input` and says what its columns hold, as JSON: {"rows", "columns": [{"name", "type",
/// "confidence", "level", "text", "nulls", "findings"}]}. Freed with weimu_string_free.
///
/// # Safety
/// `input` is NULL or a stream; `json` and `error` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_scan(
    input: *mut FFI_ArrowArrayStream,
    json: *mut *mut c_char,
    error: *mut *mut WeimuError,
) -> WeimuStatus {
    let work = || {
        // SAFETY: NULL or a stream by this function's contract.
        let input = unsafe { moved(input) }?;
        let out = required("json", json)?;
        let profile = engine::scan(table(input)?)?;
        let profile = text(json_of(&profile)).into_raw();
        // SAFETY: not NULL, so it can be written by this function's contract.
        unsafe { out.write(profile) };
        Ok(())
    };
    // SAFETY: NULL or writable by this function's contract.
    unsafe { call(error, work) }
}

/// The profile in the words of the command line's JSON.
fn json_of(profile: &engine::Profile) -> String {
    let columns = profile.columns.iter().map(|column| {
        let findings = column.findings.iter().map(|(kind, count)| (kind.name().to_owned(), (*count).into()));
        serde_json::json!({
            "name": column.name,
            "type": column.decision.column_type.name(),
            "confidence": column.decision.confidence.as_f64(),
            "level": column.decision.level,
            "text": column.decision.text,
            "nulls": column.nulls,
            "findings": serde_json::Value::Object(findings.collect()),
        })
    });
    serde_json::json!({ "rows": profile.rows, "columns": columns.collect::<Vec<_>>() }).to_string()
}
