//! Token buckets, one for each caller.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many callers are remembered. Beyond it, full buckets are forgotten first: a bucket
/// that is full again says no more than a new one.
const CALLERS: usize = 4096;

/// Limits each caller to a burst and a rate.
#[derive(Debug)]
pub(crate) struct Limiter {
    burst: f64,
    per_second: f64,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    filled_at: Instant,
}

impl Limiter {
    /// `burst` calls at once, then `per_second`. A rate that is not positive never refills.
    pub(crate) fn new(burst: u32, per_second: f64) -> Self {
        let per_second = if per_second.is_finite() { per_second.max(0.0) } else { 0.0 };
        Self { burst: f64::from(burst), per_second, buckets: Mutex::default() }
    }

    /// Takes one token of `caller`'s.
    ///
    /// # Errors
    /// There is none: how long until there will be.
    pub(crate) fn take(&self, caller: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= CALLERS && !buckets.contains_key(&caller) {
            buckets.retain(|_, bucket| self.refilled(*bucket, now) < self.burst);
            if buckets.len() >= CALLERS {
                return Err(self.wait(0.0));
            }
        }
        let fresh = Bucket { tokens: self.burst, filled_at: now };
        let bucket = buckets.entry(caller).or_insert(fresh);
        *bucket = Bucket { tokens: self.refilled(*bucket, now), filled_at: now };
        if bucket.tokens < 1.0 {
            return Err(self.wait(bucket.tokens));
        }
        bucket.tokens -= 1.0;
        Ok(())
    }

    fn refilled(&self, bucket: Bucket, now: Instant) -> f64 {
        let seconds = now.saturating_duration_since(bucket.filled_at).as_secs_f64();
        (bucket.tokens + seconds * self.per_second).min(self.burst)
    }

    fn wait(&self, tokens: f64) -> Duration {
        const LONGEST: Duration = Duration::from_secs(3600);
        Duration::try_from_secs_f64((1.0 - tokens) / self.per_second)
            .map_or(LONGEST, |wait| wait.min(LONGEST))
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn caller(last: u8) -> IpAddr {
        Ipv4Addr::new(127, 0, 0, last).into()
    }

    #[test]
    fn a_burst_then_the_rate() {
        let limiter = Limiter::new(2, 4.0);
        let start = Instant::now();
        assert_eq!(limiter.take(caller(1), start), Ok(()));
        assert_eq!(limiter.take(caller(1), start), Ok(()));
        assert_eq!(limiter.take(caller(1), start), Err(Duration::from_millis(250)));
        assert_eq!(limiter.take(caller(2), start), Ok(()), "another caller has its own bucket");
        assert_eq!(limiter.take(caller(1), start + Duration::from_millis(250)), Ok(()));
        assert!(limiter.take(caller(1), start + Duration::from_millis(251)).is_err());
    }

    #[test]
    fn nothing_refills_without_a_rate() {
        for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let limiter = Limiter::new(1, rate);
            let start = Instant::now();
            assert_eq!(limiter.take(caller(1), start), Ok(()));
            let later = start + Duration::from_secs(1 << 20);
            assert_eq!(limiter.take(caller(1), later), Err(Duration::from_secs(3600)));
        }
    }

    #[test]
    fn the_number_of_callers_is_bounded() {
        let limiter = Limiter::new(1, 1.0);
        let start = Instant::now();
        for number in 0..2 * CALLERS as u32 {
            let _ = limiter.take(Ipv4Addr::from(number).into(), start);
        }
        assert!(limiter.buckets.lock().unwrap().len() <= CALLERS);
        let later = start + Duration::from_secs(2);
        assert_eq!(
            limiter.take(Ipv4Addr::from(u32::MAX).into(), later),
            Ok(()),
            "full buckets are forgotten"
        );
    }
}
