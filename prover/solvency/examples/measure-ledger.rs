//! What a ledger takes from its file to the proofs of all its chunks:
//! `cargo run --release -p covenant-solvency --example measure-ledger -- ACCOUNTS ASSETS [K]`.
#![allow(clippy::print_stdout, reason = "a tool that prints")]

use covenant_ingest::accounts::{IdentifierScheme, LedgerForm};
use covenant_liabilities::{ProvingKey, Shape, Srs};
use covenant_solvency::{Folder, Statement};
use covenant_statements::Fr;
use rand::{Rng as _, SeedableRng as _, rngs::OsRng};
use std::{
    error::Error,
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::Path,
    time::Instant,
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<u64> = std::env::args().skip(1).map(|a| a.parse()).collect::<Result<_, _>>()?;
    let [accounts, assets, ref rest @ ..] = arguments[..] else { return Err("ACCOUNTS ASSETS [K]".into()) };
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("ledger.csv");
    let symbols = (0..assets).map(|asset| format!("ASSET-{asset}").parse()).collect::<Result<Vec<_>, _>>()?;
    let form = LedgerForm::new(IdentifierScheme::Email, symbols)?;
    write(&path, &form, accounts)?;
    println!("{accounts} accounts × {assets}, a file of {} MB", fs::metadata(&path)?.len() / 1_000_000);

    let state = Folder::open(&folder.path().join("state"))?;
    let ledger = timed("first reading", || state.check(&path, form))?;
    println!("    peak memory {}", status("VmHWM")?);
    let environment = Fr::from(1u64);
    let statement = match rest.first() {
        None => state.statement(ledger, environment)?,
        Some(k) => {
            let columns = covenant_statements::solvency::ASSETS.into_iter().find(|c| *c as u64 >= assets);
            let shape = Shape::new(u32::try_from(*k)?, columns.ok_or("1 to 32 assets")?)?;
            state.statement_of_shape(ledger, environment, shape)?
        }
    };
    let (shape, chunks) = (statement.plan().shape(), statement.plan().chunks());
    println!("{chunks} chunks of 2^{} rows for {} assets", shape.k(), shape.assets());
    let srs = timed("parameters", || Srs::development(shape.k(), &mut OsRng))?;
    let key = timed("key", || ProvingKey::new(&srs, shape))?;
    println!("    peak memory {}", status("VmHWM")?);

    let (start, before) = (Instant::now(), processor_seconds()?);
    for chunk in 0..chunks {
        prove(&statement, chunk, &srs, &key)?;
    }
    let (seconds, processor) = (start.elapsed().as_secs_f64(), processor_seconds()? - before);
    let cells = (accounts * assets) as f64;
    println!(
        "all chunks: {seconds:.1} s, {processor:.1} core-s, {:.1} core-µs a cell",
        processor * 1e6 / cells
    );
    println!("peak memory {}", status("VmHWM")?);
    timed("columns of a chunk, again", || statement.columns(0))?;
    Ok(())
}

fn prove(statement: &Statement, chunk: u32, srs: &Srs, key: &ProvingKey) -> Result<(), Box<dyn Error>> {
    let proof = timed("a chunk", || statement.prove(chunk, srs, key))?;
    if chunk == 0 {
        println!("    {} accounts, {} bytes", proof.opening.count, proof.proof.len());
    }
    Ok(())
}

/// Balances of a wide spread; every twentieth account owes something.
fn write(path: &Path, form: &LedgerForm, accounts: u64) -> Result<(), Box<dyn Error>> {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{}", form.columns().collect::<Vec<_>>().join(","))?;
    for account in 0..accounts {
        write!(file, "holder{account}@mail.example")?;
        for _ in form.assets() {
            let debit = if rng.gen_ratio(1, 20) { rng.r#gen::<u32>() } else { 0 };
            write!(file, ",{},{debit}", rng.r#gen::<u64>() >> rng.gen_range(24..64))?;
        }
        writeln!(file)?;
    }
    Ok(file.flush()?)
}

fn timed<T, E>(what: &str, run: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let start = Instant::now();
    let result = run()?;
    println!("{what}: {:.2} s", start.elapsed().as_secs_f64());
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
