//! Time and memory of this process, step by step.

use std::io::{self, Write as _};
use std::{fs, time::Instant};

/// Since when.
pub(crate) struct Watch {
    began: Instant,
    step: Instant,
}

impl Watch {
    pub(crate) fn new() -> Self {
        let now = Instant::now();
        Self { began: now, step: now }
    }

    /// What was done since the last step.
    pub(crate) fn step(&mut self, what: &str) {
        let line = format!(
            "{:8.2} s {:6} MB now {:6} MB at most  {what}",
            self.step.elapsed().as_secs_f64(),
            megabytes("VmRSS"),
            megabytes("VmHWM")
        );
        self.say(&line);
        self.step = Instant::now();
    }

    /// A line of the report.
    pub(crate) fn say(&self, line: &str) {
        let _ = writeln!(io::stdout(), "{line}");
    }

    /// The whole.
    pub(crate) fn finish(self) {
        self.say(&format!(
            "{:8.2} s in all, {} MB at most",
            self.began.elapsed().as_secs_f64(),
            megabytes("VmHWM")
        ));
    }
}

/// What Linux says of this process, pages of mapped files included; 0 elsewhere.
fn megabytes(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024 / 1_000_000
}
