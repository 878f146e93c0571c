//! Work in a child process that was forked from one that used weimu.

use std::process;
use std::sync::OnceLock;

use rayon::ThreadPoolBuilder;

/// Keeps parallel work on the calling thread if this process was forked from one that did such work.
///
/// A forked child has the thread pool's queues but none of its threads: whatever waits for the pool waits for ever. Python
/// forks in `multiprocessing` and Spark in its worker daemon. A pool of one thread, which is the caller, needs no other.
pub(crate) fn stay_on_this_thread_in_a_child() {
    static FIRST: OnceLock<u32> = OnceLock::new();
    let id = process::id();
    if *FIRST.get_or_init(|| id) == id || rayon::current_thread_index().is_some() {
        return;
    }
    if let Ok(pool) = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build() {
        // The thread is a member of its pool for as long as it lives.
        std::mem::forget(pool);
    }
}
