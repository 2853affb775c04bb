//! Peak resident memory, as Linux counts it.

use std::fs;

/// Forgets the peak so far.
pub(crate) fn reset_peak() -> bool {
    fs::write("/proc/self/clear_refs", "5").is_ok()
}

/// Bytes resident now.
pub(crate) fn resident() -> Option<usize> {
    field("VmRSS:")
}

/// The peak since [`reset_peak`], in bytes.
pub(crate) fn peak() -> Option<usize> {
    field("VmHWM:")
}

fn field(name: &str) -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    Some(line.split_whitespace().nth(1)?.parse::<usize>().ok()? * 1024)
}
