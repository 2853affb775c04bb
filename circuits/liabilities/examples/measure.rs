//! What a chunk takes: `cargo run --release -p covenant-liabilities --example measure -- K ASSETS [ACCOUNTS]`.
#![allow(clippy::print_stdout, reason = "a tool that prints")]

use covenant_liabilities::{Filler, Layout, ProofSeed, ProvingKey, Shape, Srs, from_ark, prove, verify};
use covenant_statements::Fr;
use rand::{Rng, SeedableRng, rngs::OsRng};
use std::{error::Error, fs, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|a| a.parse()).collect::<Result<_, _>>()?;
    let [k, assets, ref rest @ ..] = arguments[..] else { return Err("K ASSETS [ACCOUNTS]".into()) };
    let shape = Shape::new(k.try_into()?, assets)?;
    let accounts = rest.first().copied().unwrap_or(Layout::new(shape).capacity());
    let srs = timed("parameters", || Srs::development(shape.k(), &mut OsRng))?;
    let key = timed("key", || ProvingKey::new(&srs, shape))?;
    let (columns, chunk) = timed("columns", || {
        let mut rng = rand_chacha::ChaCha20Rng::from_seed(OsRng.r#gen());
        let mut filler = Filler::new(shape, Fr::from(1u64), 0, Fr::from(rng.r#gen::<u128>()));
        for account in 0..accounts as u64 {
            // Ids of full size; balances of at most 40 bits, as money has.
            let ids: Vec<Fr> =
                (0..assets as u64).map(|j| Fr::from(u128::MAX) * Fr::from(account << 8 | j)).collect();
            let balances: Vec<u64> =
                (0..assets).map(|_| rng.r#gen::<u64>() >> rng.gen_range(24..64)).collect();
            filler.push(&ids, &balances)?;
        }
        filler.finish(&mut rng)
    })?;
    let output = from_ark(&chunk.output());
    let before = processor_seconds()?;
    let proved = timed("proof", || prove(&srs, &key, columns, output, ProofSeed::fresh(&mut OsRng)))?;
    let cells = (accounts * assets) as f64;
    println!("{accounts} accounts, {:.1} core-µs a cell", (processor_seconds()? - before) * 1e6 / cells);
    timed("verification", || verify(key.verifying(), output, &proved.proof))?;
    let (points, scalars) = key.verifying().proof_parts();
    let cs = key.verifying().halo2().cs();
    println!("{} bytes: {points} points, {scalars} scalars", proved.proof.len());
    println!(
        "{} advice columns at {} places, {} fixed at {}",
        cs.num_advice_columns(),
        cs.advice_queries().len(),
        cs.num_fixed_columns(),
        cs.fixed_queries().len()
    );
    println!("peak memory {}", status("VmHWM")?);
    Ok(())
}

fn timed<T, E>(what: &str, run: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let start = Instant::now();
    let result = run()?;
    println!("{what}: {:.3} s", start.elapsed().as_secs_f64());
    Ok(result)
}

/// User and system time of this process, all threads.
fn processor_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    Ok((fields[11].parse::<f64>()? + fields[12].parse::<f64>()?) / 100.0)
}

fn status(field: &str) -> Result<String, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with(field)).ok_or("no such field")?;
    Ok(line[field.len() + 1..].trim().to_owned())
}
