//! Token buckets, one for each caller.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::identity::Allowance;

/// How many callers are remembered. Beyond it, full buckets are forgotten first: a bucket
/// that is full again says no more than a new one.
const CALLERS: usize = 16_384;

/// Limits each caller to a burst and a rate: its own, or what all others have.
#[derive(Debug)]
pub(crate) struct Limiter {
    usual: Rate,
    buckets: Mutex<HashMap<String, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Rate {
    burst: f64,
    per_second: f64,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    filled_at: Instant,
    rate: Rate,
}

impl Rate {
    fn refilled(self, bucket: Bucket, now: Instant) -> f64 {
        let seconds = now.saturating_duration_since(bucket.filled_at).as_secs_f64();
        (bucket.tokens + seconds * self.per_second).min(self.burst)
    }

    fn wait(self, tokens: f64) -> Duration {
        const LONGEST: Duration = Duration::from_secs(3600);
        Duration::try_from_secs_f64((1.0 - tokens) / self.per_second)
            .map_or(LONGEST, |wait| wait.min(LONGEST))
    }
}

impl Limiter {
    /// `burst` calls at once, then `per_second`. A rate that is not positive never refills.
    pub(crate) fn new(burst: u32, per_second: f64) -> Self {
        let per_second = if per_second.is_finite() { per_second.max(0.0) } else { 0.0 };
        Self { usual: Rate { burst: f64::from(burst), per_second }, buckets: Mutex::default() }
    }

    /// Takes one token of `caller`'s.
    ///
    /// # Errors
    /// There is none: how long until there will be.
    pub(crate) fn take(&self, caller: &str, own: Option<Allowance>, now: Instant) -> Result<(), Duration> {
        let rate = own.map_or(self.usual, |own| Rate {
            burst: f64::from(own.burst),
            per_second: f64::from(own.per_minute) / 60.0,
        });
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= CALLERS && !buckets.contains_key(caller) {
            buckets.retain(|_, bucket| bucket.rate.refilled(*bucket, now) < bucket.rate.burst);
            if buckets.len() >= CALLERS {
                return Err(rate.wait(0.0));
            }
        }
        let fresh = Bucket { tokens: rate.burst, filled_at: now, rate };
        let bucket = buckets.entry(caller.to_owned()).or_insert(fresh);
        *bucket = Bucket { tokens: rate.refilled(*bucket, now), filled_at: now, rate };
        if bucket.tokens < 1.0 {
            return Err(rate.wait(bucket.tokens));
        }
        bucket.tokens -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(last: u8) -> &'static str {
        ["nobody", "one", "two"][usize::from(last)]
    }

    #[test]
    fn a_burst_then_the_rate() {
        let limiter = Limiter::new(2, 4.0);
        let start = Instant::now();
        assert_eq!(limiter.take(caller(1), None, start), Ok(()));
        assert_eq!(limiter.take(caller(1), None, start), Ok(()));
        assert_eq!(limiter.take(caller(1), None, start), Err(Duration::from_millis(250)));
        assert_eq!(limiter.take(caller(2), None, start), Ok(()), "another caller has its own bucket");
        assert_eq!(limiter.take(caller(1), None, start + Duration::from_millis(250)), Ok(()));
        assert!(limiter.take(caller(1), None, start + Duration::from_millis(251)).is_err());
    }

    #[test]
    fn a_caller_may_have_a_rate_of_its_own() {
        let limiter = Limiter::new(1, 1.0);
        let start = Instant::now();
        let own = Some(Allowance { burst: 3, per_minute: 120 });
        assert!((0..3).all(|_| limiter.take(caller(1), own, start).is_ok()));
        assert_eq!(limiter.take(caller(1), own, start), Err(Duration::from_millis(500)));
        assert_eq!(limiter.take(caller(2), None, start), Ok(()));
        assert_eq!(limiter.take(caller(2), None, start), Err(Duration::from_secs(1)));
        // Another rate from now on: what is left of the bucket is no larger, and nothing comes back.
        let less = Some(Allowance { burst: 1, per_minute: 0 });
        let later = |seconds| start + Duration::from_secs(seconds);
        assert!(limiter.take(caller(1), own, later(9)).is_ok());
        assert!(limiter.take(caller(1), less, later(10)).is_ok());
        assert!(limiter.take(caller(1), less, later(99)).is_err());
    }

    #[test]
    fn nothing_refills_without_a_rate() {
        for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let limiter = Limiter::new(1, rate);
            let start = Instant::now();
            assert_eq!(limiter.take(caller(1), None, start), Ok(()));
            let later = start + Duration::from_secs(1 << 20);
            assert_eq!(limiter.take(caller(1), None, later), Err(Duration::from_secs(3600)));
        }
    }

    #[test]
    fn the_number_of_callers_is_bounded() {
        let limiter = Limiter::new(1, 1.0);
        let start = Instant::now();
        for number in 0..2 * CALLERS as u32 {
            let _ = limiter.take(&number.to_string(), None, start);
        }
        assert!(limiter.buckets.lock().unwrap().len() <= CALLERS);
        let later = start + Duration::from_secs(2);
        assert_eq!(limiter.take("another", None, later), Ok(()), "full buckets are forgotten");
    }
}
