//! Single values: what a text holds, and whether a value is what it should be.

use std::ffi::c_char;
use std::ptr;

use weimu::detect::{self, Detector};
use weimu::error::{ErrorKind, Phrase, Result};
use weimu::model::{EntityKind, Finding};

use super::argument::{required, text, text_of_length};
use super::error::{WeimuError, call};
use super::status::WeimuStatus;

/// The longest name of a kind or a reason, and the zero byte behind it.
pub const WEIMU_NAME_LENGTH: usize = 32;

type Name = [c_char; WEIMU_NAME_LENGTH];

/// Something found in a text.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct WeimuFinding {
    /// What it is, such as "id_card".
    pub kind: [c_char; WEIMU_NAME_LENGTH],
    /// Where it begins, in bytes from the text's first.
    pub start: usize,
    /// Where it ends: the place behind its last byte.
    pub end: usize,
    /// How sure that is, from 0 to 1.
    pub confidence: f64,
}

/// Whether a value is of a kind.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct WeimuVerdict {
    /// Whether it is.
    pub valid: bool,
    /// The rule that decided, such as "checksum"; empty if none is to be named.
    pub reason: [c_char; WEIMU_NAME_LENGTH],
}

/// Finds personal and organization data in a text of `length` bytes, in the order of the text; findings do not overlap.
/// `findings` is set to an array of `count`, freed with weimu_findings_free; to NULL if there is none.
///
/// # Safety
/// `text` is NULL or points to `length` bytes; `findings`, `count` and `error` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_find(
    text: *const c_char,
    length: usize,
    findings: *mut *mut WeimuFinding,
    count: *mut usize,
    error: *mut *mut WeimuError,
) -> WeimuStatus {
    let work = || {
        // SAFETY: NULL or `length` bytes by this function's contract.
        let text = unsafe { text_of_length("text", text, length) }?;
        let (out, out_count) = (required("findings", findings)?, required("count", count)?);
        let found = Detector::new().find(text).iter().map(finding).collect::<Result<Box<[_]>>>()?;
        // SAFETY: not NULL, so it can be written by this function's contract.
        unsafe { out_count.write(found.len()) };
        let first = if found.is_empty() { ptr::null_mut() } else { Box::into_raw(found).cast() };
        // SAFETY: not NULL, so it can be written by this function's contract.
        unsafe { out.write(first) };
        Ok(())
    };
    // SAFETY: NULL or writable by this function's contract.
    unsafe { call(error, work) }
}

/// Frees findings, `count` of them as weimu_find said. NULL is allowed.
///
/// # Safety
/// `findings` is NULL or `count` findings that are not freed, and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_findings_free(findings: *mut WeimuFinding, count: usize) {
    if !findings.is_null() {
        let findings = ptr::slice_from_raw_parts_mut(findings, count);
        // SAFETY: they came from `Box::into_raw`, which made as many, and nobody else uses them, by this function's contract.
        drop(unsafe { Box::from_raw(findings) });
    }
}

/// Says whether a value of `length` bytes is of the kind that is named, such as "id_card", "uscc" or "mobile".
///
/// # Safety
/// `kind` is NULL or a string; `value` is NULL or points to `length` bytes; `verdict` and `error` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weimu_validate(
    kind: *const c_char,
    value: *const c_char,
    length: usize,
    verdict: *mut WeimuVerdict,
    error: *mut *mut WeimuError,
) -> WeimuStatus {
    let work = || {
        // SAFETY: NULL or a string by this function's contract.
        let kind = unsafe { text("kind", kind) }?;
        // SAFETY: NULL or `length` bytes by this function's contract.
        let value = unsafe { text_of_length("value", value, length) }?;
        let out = required("verdict", verdict)?;
        let judged =
            EntityKind::from_name(kind).and_then(|kind| detect::validate(kind, value)).ok_or_else(no_validator)?;
        let reason = judged.reason.map_or("", |reason| reason.name());
        let verdict = WeimuVerdict { valid: judged.valid, reason: name(reason)? };
        // SAFETY: not NULL, so it can be written by this function's contract.
        unsafe { out.write(verdict) };
        Ok(())
    };
    // SAFETY: NULL or writable by this function's contract.
    unsafe { call(error, work) }
}

fn no_validator() -> ErrorKind {
    let reason = Phrase::new("no kind of this name has a validator", "没有可校验的同名类型");
    ErrorKind::Argument { argument: "kind".to_owned(), reason }
}

fn finding(finding: &Finding) -> Result<WeimuFinding> {
    let kind = name(finding.kind.name())?;
    let (start, end) = (finding.span.start(), finding.span.end());
    Ok(WeimuFinding { kind, start, end, confidence: finding.confidence.as_f64() })
}

/// A name with a zero byte behind it.
fn name(text: &str) -> Result<Name> {
    if text.len() >= WEIMU_NAME_LENGTH {
        return Err(ErrorKind::Internal { invariant: "names of kinds and reasons are short" }.into());
    }
    let mut name = [0; WEIMU_NAME_LENGTH];
    name.iter_mut().zip(text.bytes()).for_each(|(to, byte)| *to = byte.cast_signed() as c_char);
    Ok(name)
}

#[cfg(test)]
mod tests {
    use weimu::model::{EntityKind, Reason};

    use super::name;

    #[test]
    fn every_name_has_room() {
        assert!(EntityKind::ALL.iter().all(|kind| name(kind.name()).is_ok()));
        assert!(Reason::ALL.iter().all(|reason| name(reason.name()).is_ok()));
    }
}
