//! Python interface of weimu: Arrow PyCapsules in, Arrow PyCapsules out.
//!
//! Every function extracts its arguments, calls the core without the interpreter's lock, and wraps what comes back. Data is
//! pulled on the calling thread alone: a producer written in Python takes the lock itself, and could not if it were pulled
//! on another thread while a consumer holds it.

mod array;
mod capsule;
mod error;
mod find;
mod keyring;
mod language;
mod policy;
mod report;
mod run;
mod stream;
mod texts;
mod validate;

#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::array::Array;
    #[pymodule_export]
    use crate::find::find;
    #[pymodule_export]
    use crate::keyring::Keyring;
    #[pymodule_export]
    use crate::language::set_language;
    #[pymodule_export]
    use crate::policy::Policy;
    #[pymodule_export]
    use crate::run::{apply, reveal, scan};
    #[pymodule_export]
    use crate::stream::Stream;
    #[pymodule_export]
    use crate::validate::validate;

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "the name that Python programs look for")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
