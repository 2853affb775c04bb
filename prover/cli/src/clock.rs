//! What time it is.

use std::time::{SystemTime, UNIX_EPOCH};

use covenant_statements::Day;

/// Today, by UTC.
pub(crate) fn today() -> Day {
    Day::of_unix_seconds(now()).unwrap_or(Day::MAX)
}

/// Seconds since 1970-01-01T00:00:00Z.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}
