//! Time spent on a piece of work.

use std::hint::black_box;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Runs that count; the first, which fills caches and the allocator, does not.
const RUNS: usize = 9;

/// The median thread CPU time of each piece of work, the pieces taking turns so that a change of the machine meets all.
///
/// CPU time of the calling thread: other work on the machine does not count, but what it does to caches and clock does.
pub(crate) fn medians<R>(work: &mut [&mut dyn FnMut() -> R]) -> Vec<Duration> {
    let mut times = vec![Vec::with_capacity(RUNS); work.len()];
    for run in 0..=RUNS {
        for (work, times) in work.iter_mut().zip(&mut times) {
            let start = thread_time();
            black_box(work());
            let spent = thread_time() - start;
            if run > 0 {
                times.push(spent);
            }
        }
    }
    times.iter_mut().map(|times| median(times)).collect()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn thread_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(now.tv_sec).expect("CPU time is not negative");
    Duration::new(seconds, u32::try_from(now.tv_nsec).expect("nanoseconds are below a second"))
}
