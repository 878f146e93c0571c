//! Calls into weimu from a language that no panic may reach.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use weimu::error::{ErrorKind, Result};

use super::fork;

/// Does `work` for a caller in another language: a panic becomes an error, and neither the error nor standard error repeats
/// what the panic said, because that may quote a value.
///
/// # Errors
/// Those of `work`; [`ErrorKind::Internal`] after a panic.
pub fn guarded<R>(work: impl FnOnce() -> Result<R>) -> Result<R> {
    silence_panics();
    fork::stay_on_this_thread_in_a_child();
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(ErrorKind::Internal { invariant: UNEXPECTED }.into()))
}

const UNEXPECTED: &str = "an unexpected state was reached";

/// Has panics print where they happened, and nothing else.
///
/// The standard library is linked into each binding by itself, so the hook of the host program is not touched.
fn silence_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            if let Some(place) = panic.location() {
                eprintln!("weimu: a defect at {}:{}; please report it", place.file(), place.line());
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use std::panic::panic_any;

    use weimu::error::{ErrorKind, Lang};

    use super::guarded;

    #[test]
    fn a_panic_becomes_an_error_without_its_text() {
        let error = guarded::<()>(|| panic_any("11010519491231002X")).expect_err("it panics");
        assert!(matches!(error.kind(), ErrorKind::Internal { .. }));
        assert!(!error.message(Lang::En).contains("1101"));
    }

    #[test]
    fn what_does_not_panic_comes_back() {
        assert_eq!(guarded(|| Ok(7)).expect("it does not fail"), 7);
    }
}
