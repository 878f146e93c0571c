//! Errors of the core as Python exceptions.

use pyo3::PyTypeInfo;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};
use weimu::error::{Error, ErrorClass, ErrorKind, Lang};
use weimu_boundary::Status;

use super::language::lang;

mod exceptions {
    use pyo3::import_exception;

    import_exception!(weimu.errors, ArgumentError);
    import_exception!(weimu.errors, DataError);
    import_exception!(weimu.errors, InternalError);
    import_exception!(weimu.errors, KeyringError);
    import_exception!(weimu.errors, LeakError);
    import_exception!(weimu.errors, PolicyError);
    import_exception!(weimu.errors, StreamError);
    import_exception!(weimu.errors, FileError);
}

/// The exception for an error, with its place as attributes.
pub(crate) fn exception(py: Python<'_>, error: &Error) -> PyErr {
    built(py, error).unwrap_or_else(|failure| failure)
}

/// What a second reader of a stream is told.
pub(crate) fn consumed() -> PyErr {
    exceptions::StreamError::new_err(lang().pick(
        "this stream was read already, and it can be read once; call weimu again for another, or keep what was read",
        "该流已被读取,且只能读取一次;请重新调用 weimu 得到新的流,或保存已读出的结果",
    ))
}

fn built(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    let (lang, at) = (lang(), error.at());
    let places = PyDict::new(py);
    places.set_item("class_", class_name(error.class()))?;
    places.set_item("file", at.file.as_deref())?;
    places.set_item("column", at.column.as_deref())?;
    places.set_item("row", at.row)?;
    places.set_item("faults", faults(error.kind(), lang))?;
    places.set_item("leaks", leaks(error.kind()))?;
    let exception = class(py, Status::of(error.kind())).call((error.message(lang),), Some(&places))?;
    Ok(PyErr::from_value(exception))
}

fn class(py: Python<'_>, status: Status) -> Bound<'_, PyType> {
    match status {
        Status::Argument => exceptions::ArgumentError::type_object(py),
        Status::Policy => exceptions::PolicyError::type_object(py),
        Status::Leak => exceptions::LeakError::type_object(py),
        Status::Keyring => exceptions::KeyringError::type_object(py),
        Status::Data => exceptions::DataError::type_object(py),
        Status::System => exceptions::FileError::type_object(py),
        Status::Ok | Status::Internal => exceptions::InternalError::type_object(py),
    }
}

fn class_name(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Refused => "refused",
        ErrorClass::Gate => "gate",
        _ => "failed",
    }
}

/// Line, column, path and message of each fault of a policy.
fn faults(kind: &ErrorKind, lang: Lang) -> Vec<(u32, u32, String, String)> {
    let ErrorKind::Policy(faults) = kind else { return Vec::new() };
    faults.iter().map(|fault| (fault.line, fault.column, fault.path.clone(), fault.kind.text(lang))).collect()
}

/// Column, kind, count and first row of what the leak check found.
fn leaks(kind: &ErrorKind) -> Vec<(String, &'static str, u64, u64)> {
    let ErrorKind::Leak(leaks) = kind else { return Vec::new() };
    leaks.iter().map(|leak| (leak.column.clone(), leak.kind.name(), leak.count, leak.first_row)).collect()
}
