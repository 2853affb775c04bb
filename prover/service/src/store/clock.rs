//! The store's time: that of day, taken once and carried on by a clock that nobody sets.
//!
//! Leases and retries are compared with it. The time of day can be stepped while a job runs, and a lease must not end for that.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::model::{Millis, millis, now};

/// A time of day and when that was.
#[derive(Clone, Debug)]
pub(super) struct Clock(Arc<Mutex<(Millis, Instant)>>);

impl Clock {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new((now(), Instant::now()))))
    }

    pub(super) fn now(&self) -> Millis {
        let (then, since) = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        then.saturating_add(millis(since.elapsed()))
    }

    /// Takes the time of day anew.
    pub(super) fn set(&self, time: Millis) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (time, Instant::now());
    }
}
