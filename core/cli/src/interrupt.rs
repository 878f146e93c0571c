//! Ctrl-C and a request to terminate.
//!
//! The first ends the run in order: the next batch is not begun and what was staged is removed. The second removes it at
//! once. While outputs get their names, which takes a moment and must not be left halfway, both wait.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use weimu::error::{ErrorClass, ErrorKind};

use crate::speech::Speech;

/// Set once the run is to end.
pub(crate) static CANCELLED: AtomicBool = AtomicBool::new(false);

/// The folder to remove; locked while outputs get their names.
static STAGED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Begins to listen. Before this, and so at the prompt for a passphrase, a signal ends the process as usual.
pub(crate) fn listen(speech: Speech) {
    // A second listener in one process is the only failure, and there is one call.
    let _ = ctrlc::set_handler(move || {
        if CANCELLED.swap(true, Ordering::SeqCst) || staged().is_none() {
            leave(speech);
        }
    });
}

/// Remembers what to remove if the process is to end at once.
pub(crate) fn remember(folder: &Path) {
    *staged() = Some(folder.to_owned());
}

/// Does `work` while no signal ends the process, and forgets what to remove.
pub(crate) fn undisturbed<R>(work: impl FnOnce() -> R) -> R {
    let mut staged = staged();
    let result = work();
    *staged = None;
    result
}

fn leave(speech: Speech) -> ! {
    if let Some(folder) = staged().take() {
        // The process ends here; what cannot be removed keeps a name that says it is temporary.
        let _ = fs::remove_dir_all(folder);
    }
    eprintln!("{}: {}", speech.lang.pick("error", "错误"), ErrorKind::Interrupted.text(speech.lang));
    process::exit(ErrorClass::Failed.exit_code().into())
}

fn staged() -> MutexGuard<'static, Option<PathBuf>> {
    STAGED.lock().unwrap_or_else(PoisonError::into_inner)
}
