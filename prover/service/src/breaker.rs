//! A pool of workers that fails job after job takes no more: something is wrong with the machine, a key or the program, and every job would lose its attempts.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::store::JobId;

/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_secs(600);

/// Counts jobs whose attempts failed in a row, and opens when there are as many as may be: then one job is tried after a pause, which doubles, until one gets through.
#[derive(Debug)]
pub(crate) struct Breaker {
    most: u32,
    pause: Duration,
    state: Mutex<State>,
    open: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct State {
    /// Several attempts at one job count once: a claim that ends its worker is no fault of the pool.
    last: Option<JobId>,
    failures: u32,
    /// Open: when the next job is tried, and how long is waited after it.
    tries: Option<(Instant, Duration)>,
}

impl Breaker {
    /// Opens after jobs of that number; `pause` is the first one.
    pub(crate) fn new(most: u32, pause: Duration) -> Self {
        Self { most, pause, state: Mutex::default(), open: watch::channel(false).0 }
    }

    /// Whether it is open, now and from now on.
    pub(crate) fn is_open(&self) -> watch::Receiver<bool> {
        self.open.subscribe()
    }

    /// An attempt at a job failed.
    pub(crate) fn failed(&self, job: &JobId, now: Instant) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.last.as_ref() != Some(job) {
            state.last = Some(job.clone());
            state.failures = state.failures.saturating_add(1);
        }
        if state.failures >= self.most && state.tries.is_none() {
            state.tries = Some((now + self.pause, self.pause));
            tracing::error!(jobs = state.failures, "workers fail in a row: no more jobs are taken");
            self.open.send_replace(true);
        }
    }

    /// A worker did what it should, be it that it refused.
    pub(crate) fn worked(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.tries.is_some() {
            tracing::info!("a worker has done its job: jobs are taken again");
            self.open.send_replace(false);
        }
        *state = State::default();
    }

    /// Whether a job may be claimed now. While it is open that is so once a pause.
    pub(crate) fn lets_through(&self, now: Instant) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.tries.is_none_or(|(next, _)| now >= next)
    }

    /// A job was claimed.
    pub(crate) fn tried(&self, now: Instant) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((next, pause)) = &mut state.tries {
            *pause = pause.saturating_mul(2).min(LONGEST);
            *next = now + *pause;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_in_a_row_open_it_and_one_closes_it() {
        let breaker = Breaker::new(3, Duration::from_secs(1));
        let jobs: Vec<JobId> = (0..6).map(|_| JobId::random().unwrap()).collect();
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        for _ in 0..9 {
            breaker.failed(&jobs[0], start);
        }
        assert!(breaker.lets_through(start), "one job is one");
        breaker.failed(&jobs[1], start);
        breaker.worked();
        breaker.failed(&jobs[2], start);
        breaker.failed(&jobs[3], start);
        assert!(!*breaker.is_open().borrow() && breaker.lets_through(start));
        breaker.failed(&jobs[4], start);
        assert!(*breaker.is_open().borrow() && !breaker.lets_through(start));
        // One a pause, and pauses double.
        assert!(breaker.lets_through(at(1)));
        breaker.tried(at(1));
        breaker.failed(&jobs[5], at(1));
        assert!(!breaker.lets_through(at(2)) && breaker.lets_through(at(3)));
        breaker.tried(at(3));
        assert!(!breaker.lets_through(at(6)) && breaker.lets_through(at(7)));
        breaker.worked();
        assert!(!*breaker.is_open().borrow() && breaker.lets_through(at(7)));
    }
}
