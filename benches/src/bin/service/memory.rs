//! Resident memory of a service and of its workers, looked at now and then.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often the system is asked.
const INTERVAL: Duration = Duration::from_millis(20);

/// The most that was seen, in megabytes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Memory {
    pub(crate) service: f64,
    /// Of the largest worker.
    pub(crate) worker: f64,
}

/// Looks until it is ended.
pub(crate) struct Watch {
    over: Arc<AtomicBool>,
    thread: JoinHandle<Memory>,
}

impl Watch {
    pub(crate) fn start(service: u32) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&over);
        let thread = std::thread::spawn(move || {
            let mut most = Memory::default();
            while !seen.load(Ordering::Relaxed) {
                most.service = most.service.max(peak(service));
                most.worker = children(service).into_iter().map(peak).fold(most.worker, f64::max);
                std::thread::sleep(INTERVAL);
            }
            most
        });
        Self { over, thread }
    }

    pub(crate) fn end(self) -> Memory {
        self.over.store(true, Ordering::Relaxed);
        self.thread.join().unwrap_or_default()
    }
}

/// The most that a process has had resident; 0 for one that is gone.
fn peak(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

fn children(process: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else { return Vec::new() };
    let lists = threads.flatten().map(|thread| fs::read_to_string(thread.path().join("children")));
    lists
        .flatten()
        .flat_map(|list| list.split_whitespace().flat_map(str::parse).collect::<Vec<_>>())
        .collect()
}
