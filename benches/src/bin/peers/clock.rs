//! CPU time of the process, all threads together, those that have ended too.

use rustix::time::{ClockId, clock_gettime};

/// CPU milliseconds since the process began.
pub(crate) fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// Median CPU milliseconds of `runs` calls after one to warm up.
pub(crate) fn median<T>(runs: usize, mut work: impl FnMut() -> T) -> f64 {
    std::hint::black_box(work());
    let mut samples: Vec<f64> = (0..runs.max(1))
        .map(|_| {
            let before = cpu();
            std::hint::black_box(work());
            cpu() - before
        })
        .collect();
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
