//! A chunk of liabilities, proved by the prover on the engine and by the stock one: the same columns, key, rng and transcript, in one run.
//!
//! `cargo run --release -p covenant-benches --bin solvency -- --accounts 524268 --assets 1 [--threads N] [--json] [--stages] [--only-ours]`
//!
//! CPU microseconds of all threads: of proofs and of all inclusion proofs for each account and asset, of verification for each proof. Key and parameters, in either
//! prover's own form, are made before the clock starts. Fewer accounts take a smaller circuit, down to 2^12 rows; of more than the
//! largest takes, one chunk is proved. `first proof` makes what the key keeps for the next ones, `proof` finds it.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the output is what this program is for")]

#[path = "../peers/clock.rs"]
#[allow(dead_code, reason = "the other program takes medians")]
mod clock;
mod inclusion;
mod proofs;

use std::process::ExitCode;

use clap::Parser;
use covenant_engine::{Backend, Engine};

/// Options of the comparison.
#[derive(Parser, Debug)]
struct Options {
    /// Accounts in the chunk.
    #[arg(long, default_value_t = 4_000)]
    accounts: usize,
    /// Assets of each: 1, 8 or 32.
    #[arg(long, default_value_t = 1)]
    assets: usize,
    /// Threads of both.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// JSON lines instead of a table.
    #[arg(long)]
    json: bool,
    /// What each stage of ours took, on the error output.
    #[arg(long)]
    stages: bool,
    /// Without the stock prover, which takes minutes for large circuits.
    #[arg(long)]
    only_ours: bool,
    /// The engine's backend: portable or avx512; the best there is by default.
    #[arg(long)]
    backend: Option<String>,
}

impl Options {
    fn engine(&self) -> Result<Engine, String> {
        let Some(name) = &self.backend else { return Ok(Engine::detect()) };
        let backend = Backend::ALL.into_iter().find(|backend| backend.name() == name);
        let backend = backend.ok_or_else(|| format!("there is no backend {name}"))?;
        Engine::with_backend(backend).map_err(|error| error.to_string())
    }

    /// A line of the report: microseconds, none where the stock prover was left out.
    fn report(&self, work: &str, ours: f64, stock: Option<f64>) {
        let ratio = stock.map(|stock| stock / ours);
        if self.json {
            let number = |value: Option<f64>| value.map(|value| (value * 100.0).round() / 100.0);
            println!(
                "{}",
                serde_json::json!({
                    "work": work,
                    "ours_core_us": number(Some(ours)),
                    "stock_core_us": number(stock),
                    "ratio": number(ratio),
                })
            );
        } else {
            let text = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.2}"));
            println!("{work:<14} {ours:>12.2} {:>12} {:>8}", text(stock), text(ratio));
        }
    }
}

fn main() -> ExitCode {
    let mut options = Options::parse();
    options.accounts = options.accounts.min(proofs::most(options.assets));
    match proofs::compare(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
