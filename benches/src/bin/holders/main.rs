//! A service that hands holders their inclusion proofs: answers a second from packed files, over gRPC on loopback.
//!
//! `cargo run --release -p covenant-benches --bin holders -- --accounts 130000 --calls 40000 [--connections N] [--in-flight N] [--json]`
//!
//! The files are real ones of one chunk, in the smallest circuit that takes the accounts; the service is the binary `covenant serve` with its
//! durable count of calls. Callers ask for accounts in no order, from this process, which shares the machine with the service. A line comes out:
//!
//! | field | what |
//! |---|---|
//! | `answers_per_s` | answers a second by the clock |
//! | `service_core_us`, `callers_core_us` | the processor's time of an answer, all threads: of the service, of the callers |
//! | `p50_ms`, `p99_ms` | of one call |
//! | `bytes` | of an answer, on the average |
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the output is what this program is for")]

mod files;
#[path = "../service/served.rs"]
mod served;

use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use covenant_client::Client;

use served::Served;

/// What went wrong, for people.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Calls before the clock starts.
const WARM_UP: usize = 500;
/// Each caller asks for every so manieth account, a prime that no number of accounts here is a multiple of.
const STRIDE: usize = 7919;

/// Options of the measurement.
#[derive(Parser, Debug)]
struct Options {
    /// Accounts in the files.
    #[arg(long, default_value_t = 130_000)]
    accounts: usize,
    /// Calls.
    #[arg(long, default_value_t = 40_000)]
    calls: usize,
    /// Connections of the callers.
    #[arg(long, default_value_t = 2)]
    connections: usize,
    /// Calls that are open at once on each.
    #[arg(long, default_value_t = 16)]
    in_flight: usize,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// What all calls came to.
struct Measured {
    took: Duration,
    /// Of each call, in milliseconds, in order of size.
    times: Vec<f64>,
    bytes: usize,
}

fn run(options: &Options) -> Result<()> {
    let binary = served::binary()?;
    let folder = tempfile::tempdir()?;
    let (home, holders) = (folder.path().join("home"), folder.path().join("holders"));
    served::init(&binary, &home)?;
    // What an application that has let its holders in may ask for.
    let mut config = OpenOptions::new().append(true).open(home.join("config.toml"))?;
    config.write_all(b"\n[inclusions]\nburst = 1000000\nper_minute = 60000000\n")?;
    files::write(options.accounts, &holders)?;
    let more = ["--holders".as_ref(), holders.as_os_str(), "--scheme".as_ref(), OsStr::new("email")];
    let served = Served::start(&binary, &home, 1, &more)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let [service, callers] = [served.process(), std::process::id()];
    let measured = runtime.block_on(async {
        call(&served, options, WARM_UP).await?;
        let before = [processor(service)?, processor(callers)?];
        let measured = call(&served, options, options.calls).await?;
        let after = [processor(service)?, processor(callers)?];
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>((
            measured,
            [after[0] - before[0], after[1] - before[1]],
        ))
    });
    let (measured, cores) = measured?;
    report(options, &measured, cores);
    Ok(())
}

/// Calls from all connections.
async fn call(served: &Served, options: &Options, calls: usize) -> Result<Measured> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut callers = Vec::new();
    let began = Instant::now();
    for _ in 0..options.connections {
        let client = Client::connect(served.url()).await?;
        for _ in 0..options.in_flight {
            let (client, next, accounts) = (client.clone(), Arc::clone(&next), options.accounts);
            callers.push(tokio::spawn(async move {
                let (mut times, mut bytes) = (Vec::new(), 0);
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= calls {
                        return Ok::<_, Box<dyn std::error::Error + Send + Sync>>((times, bytes));
                    }
                    let asked = Instant::now();
                    let answer =
                        client.inclusion_proof(&files::identifier(number * STRIDE % accounts)).await?;
                    times.push(asked.elapsed().as_secs_f64() * 1e3);
                    bytes += answer.expose().len();
                }
            }));
        }
    }
    let (mut times, mut bytes) = (Vec::new(), 0);
    for caller in callers {
        let (more, of_caller) = caller.await??;
        times.extend(more);
        bytes += of_caller;
    }
    times.sort_by(f64::total_cmp);
    Ok(Measured { took: began.elapsed(), times, bytes })
}

/// Seconds of the processor that a process has used, as Linux counts them.
fn processor(process: u32) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok());
    let (Some(user), Some(system)) = (ticks(11), ticks(12)) else { return Err("no times".into()) };
    Ok((user + system) / rustix::param::clock_ticks_per_second() as f64)
}

fn report(options: &Options, measured: &Measured, [service, callers]: [f64; 2]) {
    let calls = options.calls as f64;
    let percentile = |share: f64| {
        let last = measured.times.len().saturating_sub(1);
        measured.times.get((last as f64 * share) as usize).copied().unwrap_or(f64::NAN)
    };
    let figures = [
        ("answers_per_s", calls / measured.took.as_secs_f64()),
        ("service_core_us", service * 1e6 / calls),
        ("callers_core_us", callers * 1e6 / calls),
        ("p50_ms", percentile(0.5)),
        ("p99_ms", percentile(0.99)),
        ("bytes", measured.bytes as f64 / calls),
    ];
    if options.json {
        let figures = figures.map(|(name, value)| format!(",\"{name}\":{value:.2}")).concat();
        println!("{{\"work\":\"inclusion proofs served\"{figures},\"accounts\":{}}}", options.accounts);
    } else {
        figures.iter().for_each(|(name, value)| println!("{name:<16} {value:>10.2}"));
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
