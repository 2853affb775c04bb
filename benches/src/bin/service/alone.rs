//! The library by itself: what the service is measured against.

use std::ops::ControlFlow;
use std::time::Instant;

use covenant_core::{CircuitKey, prove};
use rayon::ThreadPoolBuilder;

use crate::{Result, Times, claims};

/// Proofs before the clock starts, and after.
const WARM_UP: u64 = 5;
const RUNS: u64 = 50;

/// One proof after another on so many threads.
pub(crate) fn one_at_a_time(key: &CircuitKey, threads: usize) -> Result<Times> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build()?;
    let mut times = Vec::new();
    for number in 0..WARM_UP + RUNS {
        let claim = claims::claim(number, key.selector());
        let began = Instant::now();
        pool.install(|| prove(key, &claim, &mut |_, _| ControlFlow::Continue(())))?;
        if number >= WARM_UP {
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
    }
    Ok(Times::new(times))
}

/// Proofs a second, with so many at once, each on so many threads.
pub(crate) fn at_once(key: &CircuitKey, workers: u32, threads: usize) -> Result<f64> {
    let claim = &claims::claim(0, key.selector());
    let began = Instant::now();
    std::thread::scope(|scope| {
        let prover = || {
            scope.spawn(move || {
                let pool = ThreadPoolBuilder::new().num_threads(threads).build()?;
                for _ in 0..RUNS {
                    pool.install(|| prove(key, claim, &mut |_, _| ControlFlow::Continue(())))?;
                }
                Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
            })
        };
        let provers: Vec<_> = (0..workers).map(|_| prover()).collect();
        provers.into_iter().try_for_each(|prover| prover.join().map_err(|_| "a prover panicked")?)
    })?;
    Ok(f64::from(workers) * RUNS as f64 / began.elapsed().as_secs_f64())
}
