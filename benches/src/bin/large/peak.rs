//! Time and memory of this process, step by step.

use rustix::time::{ClockId, clock_gettime};
use std::io::{self, Write as _};
use std::{fs, time::Instant};

/// Since when, and after how much of the processor.
pub(crate) struct Watch {
    began: (Instant, f64),
    step: (Instant, f64),
}

impl Watch {
    pub(crate) fn new() -> Self {
        Self { began: now(), step: now() }
    }

    /// What was done since the last step.
    pub(crate) fn step(&mut self, what: &str) {
        let memory = format!("{:5} MB, {:5} at most", megabytes("VmRSS"), megabytes("VmHWM"));
        self.say(&format!("{} {memory}  {what}", since(self.step)));
        self.step = now();
    }

    /// A line of the report.
    pub(crate) fn say(&self, line: &str) {
        let _ = writeln!(io::stdout(), "{line}");
    }

    /// The whole.
    pub(crate) fn finish(self) {
        self.say(&format!("{} {:5} MB at most, in all", since(self.began), megabytes("VmHWM")));
    }
}

/// The time, and that of the processor which all threads have had.
fn now() -> (Instant, f64) {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    (Instant::now(), time.tv_sec as f64 + time.tv_nsec as f64 / 1e9)
}

fn since((instant, cpu): (Instant, f64)) -> String {
    format!("{:7.2} s, CPU {:7.2} s", instant.elapsed().as_secs_f64(), now().1 - cpu)
}

/// What Linux says of this process, pages of mapped files included; 0 elsewhere.
fn megabytes(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024 / 1_000_000
}
