//! `covenant-transparent prove|verify`: the transparent lane as a program of its own, so that no other takes its proof system in.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]

use clap::{Parser, Subcommand};
use covenant_gadgets::field::{bytes_hex, to_hex};
use covenant_ingest::accounts::{self, LedgerForm};
use covenant_statements::{
    Bps, Fr, Network,
    serde_forms::field_hex,
    solvency::{Environment, Scope},
};
use covenant_transparent::{
    Claim, Columns, Key, NOT_LINKED,
    prove::{self, Seeded},
    shape::MAX_ACCOUNTS,
    verify,
};
use rand::Rng;
use std::{
    error::Error,
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Liabilities of up to 4096 accounts, proved to an auditor who trusts no ceremony.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes claim.json, with the totals in the open, and proof.bin.
    Prove {
        /// The ledger, in CSV or Parquet: account, and credit_SYMBOL and debit_SYMBOL for each asset.
        #[arg(long)]
        accounts: PathBuf,
        /// The scope's document.
        #[arg(long)]
        scope: PathBuf,
        /// The rest of what the statement is judged by.
        #[arg(long)]
        environment: PathBuf,
        /// A folder for both files.
        #[arg(long, short)]
        output: PathBuf,
    },
    /// Checks a proof, and says what it shows and what not.
    Verify {
        /// The claim's file.
        #[arg(long)]
        claim: PathBuf,
        /// The proof's file.
        #[arg(long)]
        proof: PathBuf,
        /// The environment that the claim must have, as an attestation of coverage shows it.
        #[arg(long)]
        environment: Option<String>,
    },
}

/// An environment less the scope's digest and the number of accounts, which follow.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Moment {
    network: Network,
    #[serde(with = "field_hex")]
    entity: Fr,
    #[serde(with = "field_hex")]
    policy: Fr,
    threshold_bps: u32,
    as_of: u64,
    #[serde(with = "field_hex")]
    price_root: Fr,
    #[serde(with = "field_hex")]
    registry_root: Fr,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Prove { accounts, scope, environment, output } => {
            make(&accounts, &scope, &environment, &output)
        }
        Command::Verify { claim, proof, environment } => check(&claim, &proof, environment.as_deref()),
    };
    done.map_or_else(
        |error| {
            eprintln!("{error}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn make(ledger: &Path, scope: &Path, moment: &Path, output: &Path) -> Result<(), Box<dyn Error>> {
    let scope: Scope = serde_json::from_slice(&bounded(scope)?)?;
    scope.validate()?;
    let Moment { network, entity, policy, threshold_bps, as_of, price_root, registry_root } =
        serde_json::from_slice(&bounded(moment)?)?;
    let threshold = Bps(threshold_bps);
    let environment = Environment {
        network,
        entity,
        scope: scope.digest(),
        policy,
        threshold,
        as_of,
        price_root,
        registry_root,
        accounts: 0,
    };
    let accounts = read(ledger, &scope)?;
    let assets = scope.assets.len();
    let claim = Claim::of(environment, assets, accounts.iter().map(Vec::as_slice));
    let columns = Columns::new(&claim, accounts.iter().map(Vec::as_slice))?;
    let key = Key::new(claim.shape()?)?;
    let proof = prove::prove(&key, &claim, &columns, Seeded::new(rand::rngs::OsRng.r#gen()))?;
    fs::create_dir_all(output)?;
    fs::write(output.join("claim.json"), claim.to_json()?)?;
    fs::write(output.join("proof.bin"), proof)?;
    println!(
        "{} accounts proved; claim.json has the totals in the open and is for the auditor alone\n{NOT_LINKED}",
        accounts.len()
    );
    Ok(())
}

/// What each account is owed, asset by asset. What it owes counts zero.
fn read(ledger: &Path, scope: &Scope) -> Result<Vec<Vec<u64>>, Box<dyn Error>> {
    let symbols = scope.assets.iter().map(|asset| asset.symbol.clone()).collect();
    let form = LedgerForm::new(scope.identifier, symbols)?;
    let key = accounts::Key(rand::rngs::OsRng.r#gen());
    let options = accounts::Options { most: MAX_ACCOUNTS as u64, scratch: &std::env::temp_dir() };
    let nothing = |error| format!("{error}\nnothing is proved");
    let checked = accounts::check(ledger, &form, &key, &options).map_err(nothing)?;
    let mut balances = Vec::new();
    let all = 0..checked.accounts;
    accounts::read(ledger, &form, &key, &checked, all, |account| balances.push(account.credits.to_vec()))
        .map_err(nothing)?;
    Ok(balances)
}

fn check(claim: &Path, proof: &Path, expected: Option<&str>) -> Result<(), Box<dyn Error>> {
    let claim = Claim::from_json(&bounded(claim)?)?;
    let environment = to_hex(&claim.environment.to_field());
    if expected.is_some_and(|expected| expected != environment) {
        return Err("the claim is of another environment".into());
    }
    let key = Key::new(claim.shape()?)?;
    verify(&key, &claim, &bounded(proof)?)?;
    println!(
        "valid: {} accounts are owed these totals, asset by asset in the scope's order",
        claim.environment.accounts
    );
    claim.totals.iter().for_each(|total| println!("  {total}"));
    println!("environment {environment}\nscope {}", to_hex(&claim.environment.scope));
    println!("as of second {}\nkey {}", claim.environment.as_of, bytes_hex(&key.digest()));
    println!("Not proved: that every account is in the ledger or that its balance is right.\n{NOT_LINKED}");
    Ok(())
}

/// A file of at most 64 KiB: longer ones are none of ours.
fn bounded(path: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take((64 << 10) + 1).read_to_end(&mut bytes)?;
    if bytes.len() > 64 << 10 { Err(format!("{}: too long", path.display()).into()) } else { Ok(bytes) }
}
