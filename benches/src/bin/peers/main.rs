//! The engine beside the libraries people use, on the same inputs in the same run.
//!
//! `cargo run --release -p covenant-benches --bin peers -- --log-size 20 [--threads N] [--json] [--work NAME]`
//!
//! One line per work and peer: CPU milliseconds of all threads, median of several runs, and the ratio. Bases are in
//! each library's own form before the clock starts; scalars are not. gnark-crypto runs through
//! `benches/peers-go` when a `go` toolchain is there. No target flags: halo2curves' assembly does not
//! build with `target-cpu=native`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the output is what this program is for")]

mod arkworks;
mod clock;
mod gnark;
mod halo2;
mod inputs;
mod memory;
mod proofs;
mod report;

use std::process::ExitCode;

use clap::Parser;
use covenant_engine::{Backend, Engine};

use report::Report;

/// Options of the comparison.
#[derive(Parser, Debug)]
struct Options {
    /// Base-2 logarithm of the number of points, values or constraints.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(4..=26))]
    log_size: u32,
    /// Threads of every library.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// JSON lines instead of a table.
    #[arg(long)]
    json: bool,
    /// Runs of each, of which the median is taken.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Only works whose name begins so: msm_g1, msm_g1_bits, msm_g2, ntt, groth16_dense, groth16_circuit, groth16_memory.
    #[arg(long, default_value = "")]
    work: String,
    /// Proves once with the key and the matrices in these files, and prints what that took of memory.
    #[arg(long, hide = true, value_names = ["KEY", "DIGEST", "MATRICES", "DIGEST"], num_args = 4)]
    memory_of: Option<Vec<String>>,
    /// The engine's backend: portable or avx512; the best there is by default.
    #[arg(long)]
    backend: Option<String>,
}

impl Options {
    fn wants(&self, work: &str) -> bool {
        work.starts_with(&self.work)
    }

    fn engine(&self) -> Result<Engine, String> {
        let Some(name) = &self.backend else { return Ok(Engine::detect()) };
        let backend = Backend::ALL.into_iter().find(|backend| backend.name() == name);
        let backend = backend.ok_or_else(|| format!("there is no backend {name}"))?;
        Engine::with_backend(backend).map_err(|error| error.to_string())
    }
}

fn run(options: &Options) -> Result<(), String> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build_global()
        .map_err(|error| error.to_string())?;
    let engine = options.engine()?;
    let report = Report::new(options, engine);
    if let Some(files) = options.memory_of.as_deref().and_then(|files| files.try_into().ok()) {
        return memory::measure(options, engine, &report, files);
    }
    report.header();
    arkworks::compare_ntt(options, engine, &report)?;
    arkworks::compare_msm(options, engine, &report)?;
    proofs::compare(options, engine, &report)
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
