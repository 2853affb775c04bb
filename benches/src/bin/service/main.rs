//! The prover service beside the engine alone, in one run on one machine.
//!
//! `cargo run --release -p covenant-benches --bin service -- --jobs 200 [--workers N] [--json]`
//!
//! The engine's time is the library's own: check, witness, proof and its verification, with the key open, in this process,
//! on as many threads as one worker has; median of 50 after 5. The service is the real one: the binary `covenant serve` with
//! its store and its child processes, called over gRPC on loopback, a claim of its own for every job. One line comes out:
//!
//! | field | what |
//! |---|---|
//! | `engine_ms` | one proof by the library |
//! | `service_ms`, `p50_ms`, `p99_ms` | one call of `Prove` at a time: median, and percentiles over all |
//! | `ratio` | `service_ms` / `engine_ms` |
//! | `jobs_per_s` | with several calls at once |
//! | `engine_jobs_per_s` | the library with as many proofs at once as there are workers, on as many threads |
//! | `throughput` | the share of that |
//! | `loaded_p99_ms` | of the calls that came at once, waiting included |
//! | `service_mb`, `worker_mb` | the most resident memory of the service and of one worker, mapped keys included |
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the output is what this program is for")]

mod alone;
mod claims;
mod load;
mod memory;
mod served;

use std::process::ExitCode;

use clap::Parser;
use covenant_core::KeyStore;

use served::Served;

/// What went wrong, for people.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Options of the measurement.
#[derive(Parser, Debug)]
struct Options {
    /// How many jobs are proved, one at a time and then several at once.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(10..=100_000))]
    jobs: u32,
    /// How many proofs run at once in the service, which share the processor's threads. By default one where calls come
    /// one at a time, and one for each thread where several come at once.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=256))]
    workers: Option<u32>,
    /// How many calls are open at once where there are several.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=32))]
    in_flight: u32,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// Milliseconds of single calls, in order of size.
pub(crate) struct Times(Vec<f64>);

impl Times {
    pub(crate) fn new(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    /// The time that this share of all, from 0 to 1, does not exceed.
    fn percentile(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let index = ((self.0.len() as f64 * share).ceil() as usize).saturating_sub(1).min(last);
        self.0.get(index).copied().unwrap_or(f64::NAN)
    }
}

fn run(options: &Options) -> Result<()> {
    let all = u32::try_from(std::thread::available_parallelism()?.get())?;
    let (one, many) = (options.workers.unwrap_or(1), options.workers.unwrap_or(all));
    let threads = |workers: u32| (all / workers).max(1) as usize;
    let binary = served::binary()?;
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    served::init(&binary, &home)?;
    let key = KeyStore::open(&home)?.ensure_development("invoice/1")?;
    let selector = key.selector();
    let engine = alone::one_at_a_time(&key, threads(one))?;
    let engine_rate = alone::at_once(&key, many, threads(many))?;
    drop(key);

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let served = Served::start(&binary, &home, one, &[])?;
    let memory = memory::Watch::start(served.process());
    let single = runtime.block_on(async {
        let client = covenant_client::Client::connect(served.url()).await?;
        load::one_at_a_time(&client, selector, options.jobs).await
    })?;
    let memory = memory.end();
    drop(served);
    let served = Served::start(&binary, &home, many, &[])?;
    let (rate, loaded) = runtime.block_on(async {
        let client = covenant_client::Client::connect(served.url()).await?;
        load::at_once(&client, selector, options.jobs, options.in_flight).await
    })?;
    report(
        options,
        [one, many],
        &[
            ("engine_ms", engine.percentile(0.5)),
            ("service_ms", single.percentile(0.5)),
            ("ratio", single.percentile(0.5) / engine.percentile(0.5)),
            ("jobs_per_s", rate),
            ("engine_jobs_per_s", engine_rate),
            ("p99_ms", single.percentile(0.99)),
            ("p50_ms", single.percentile(0.5)),
            ("throughput", rate / engine_rate),
            ("loaded_p99_ms", loaded.percentile(0.99)),
            ("service_mb", memory.service),
            ("worker_mb", memory.worker),
        ],
    );
    Ok(())
}

fn report(options: &Options, [one, many]: [u32; 2], figures: &[(&str, f64)]) {
    let jobs = options.jobs;
    if options.json {
        let figures: String = figures.iter().map(|(name, value)| format!(",\"{name}\":{value:.2}")).collect();
        println!(
            "{{\"work\":\"invoice\"{figures},\"workers_for_one\":{one},\"workers\":{many},\"jobs\":{jobs}}}"
        );
    } else {
        println!("invoice, {jobs} jobs, {one} workers for one call at a time, {many} for several");
        for (name, value) in figures {
            println!("{name:<20} {value:>10.2}");
        }
    }
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
