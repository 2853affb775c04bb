//! What a claim takes: `cargo run --release -p covenant-transparent --example transparent -- ACCOUNTS ASSETS`.
#![allow(clippy::print_stdout, reason = "a tool that prints")]

use covenant_statements::{Bps, Fr, Network, solvency::Environment};
use covenant_transparent::{Claim, Columns, Key, prove, prove::Seeded, verify};
use rand::{Rng, SeedableRng, rngs::OsRng};
use std::{error::Error, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|a| a.parse()).collect::<Result<_, _>>()?;
    let [accounts, assets] = arguments[..] else { return Err("ACCOUNTS ASSETS".into()) };
    let mut rng = rand_chacha::ChaCha20Rng::from_seed(OsRng.r#gen());
    let mut balance = || rng.r#gen::<u64>() >> rng.gen_range(24..64);
    let ledger: Vec<Vec<u64>> = (0..accounts).map(|_| (0..assets).map(|_| balance()).collect()).collect();
    let one = Fr::from(1u64);
    let environment = Environment {
        network: Network::Development,
        entity: one,
        scope: one,
        policy: one,
        threshold: Bps(10_000),
        as_of: 1_796_000_000,
        price_root: one,
        registry_root: one,
        accounts: 0,
    };
    let claim = Claim::of(environment, assets, ledger.iter().map(Vec::as_slice));
    let columns = Columns::new(&claim, ledger.iter().map(Vec::as_slice))?;
    let shape = claim.shape()?;
    println!("2^{} rows for {} assets", shape.k(), shape.assets());
    let key = timed("key", || Key::new(shape))?;
    let proof = timed("proof, with its key", || prove(&key, &claim, &columns, Seeded::new(OsRng.r#gen())))?;
    timed("verification", || verify(&key, &claim, &proof))?;
    println!("{} bytes", proof.len());
    Ok(())
}

fn timed<T, E>(what: &str, run: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let (start, before) = (Instant::now(), processor());
    let result = run()?;
    println!("{what}: {:.2} s, {:.2} s of processors", start.elapsed().as_secs_f64(), processor() - before);
    Ok(result)
}

/// User and system time of this process, all threads, in seconds; 0 where there is no `/proc`.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |i: usize| fields.get(i).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}
