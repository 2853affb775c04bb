//! The commands: one module each.

mod appraisal;
mod audit;
mod auditor;
pub(crate) mod check;
mod circuit;
mod completions;
mod custodies;
mod disclose;
mod doctor;
mod export;
mod facility;
pub(crate) mod home_registry;
mod identity;
mod init;
pub(crate) mod jobs;
mod keygen;
mod keys;
mod ledger;
pub(crate) mod log;
mod nullifier_key;
mod party;
mod policy;
mod pool;
mod prices;
pub(crate) mod prove;
mod registry;
pub(crate) mod remote;
mod reserve;
mod roles;
pub(crate) mod sample;
pub(crate) mod serve;
mod tape;
mod trace;
mod trust;
mod trust_import;
mod usage;
mod vault;
pub(crate) mod verify;
mod verify_vault;
mod worker;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Auditor, Check, Circuit, Cli, Command, Disclose, Invoice, Prove, Trace, Trust};
use crate::failure::Result;
use crate::output::{Output, Reply};
use crate::prover::worker as child;
use crate::quickstart;
use crate::statements::collateral::{self, Collateral};
use crate::statements::obligation::{self, Obligation};
use crate::statements::pool as debt_pool;
use crate::statements::rewrite::Release;
use crate::statements::solvency;
use crate::statements::solvency::args::{AuditorCount, Solvency};

/// Reads the command line, runs the command, prints what came of it.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage::report(&error),
    };
    if let Command::ProveOne { ledgers } = &cli.command {
        // Its stdout is the service's.
        return child::run(cli.home.as_deref(), ledgers.as_deref());
    }
    let output = Output::new(cli.json);
    crate::identity::set_folder(cli.identity.clone(), cli.home.as_deref());
    output.finish(run(cli, output))
}

/// Runs a command; `None` when it has streamed its output.
fn run(cli: Cli, output: Output) -> Result<Option<Reply>> {
    let home = cli.home.as_deref();
    let reply = match cli.command {
        Command::Init(args) => init::run(home, &args),
        Command::Invoice(Invoice::Show { document }) => obligation::show::run(&document),
        Command::Keygen(args) => keygen::run(&args),
        Command::Party(command) => party::run(home, command),
        Command::Registry(command) => registry::run(home, command),
        Command::Acknowledge(args) => obligation::acknowledge::run(home, &args),
        Command::Consent(args) => obligation::consent::run(home, &args, output),
        Command::Check(Check::Invoice(args)) => check::run::<Obligation>(home, &args),
        Command::Check(Check::Collateral(args)) => collateral::check::run(home, &args),
        Command::Check(Check::Rewrite(args)) => check::run::<Release>(home, &args),
        Command::Check(Check::Pool(args)) => debt_pool::check::run(home, &args),
        Command::Prove(Prove::Invoice(args)) => prove::run::<Obligation>(home, &args, output),
        Command::Prove(Prove::Collateral(args)) => prove::run::<Collateral>(home, &args, output),
        Command::Prove(Prove::Rewrite(args)) => prove::run::<Release>(home, &args, output),
        Command::Prove(Prove::Pool(args)) => prove::run::<debt_pool::Pool>(home, &args, output),
        Command::Check(Check::Solvency(args)) => solvency::check::run(home, &args),
        Command::Prove(Prove::Solvency(args)) => solvency::prove::run(home, &args, output),
        Command::Reserve(command) => reserve::run(&command),
        Command::Solvency(Solvency::Chunk(args)) => solvency::chunk::run(home, &args, output),
        Command::Solvency(Solvency::Inclusion(args)) => solvency::inclusion::run(home, &args, output),
        Command::Solvency(Solvency::Log(args)) => solvency::log::run(home, &args),
        Command::Solvency(Solvency::Parameters(args)) => solvency::liabilities::parameters(home, &args),
        Command::Solvency(Solvency::Scope { file }) => solvency::scope(&file),
        Command::VerifyInclusion(args) => solvency::verify_inclusion::run(home, &args),
        Command::Verify(args) => verify::run(home, &args),
        Command::Log(command) => log::run(home, &command),
        Command::Auditor(Auditor::Keygen(args)) => auditor::keygen(&args),
        Command::Auditor(Auditor::Count(AuditorCount::Sign(args))) => auditor::sign_count(&args),
        Command::Disclose(Disclose::Open(args)) => disclose::open(home, &args),
        Command::Trust(Trust::Export { output: path, until }) => trust::export(home, &path, until, output),
        Command::Trust(Trust::Import { file, sha256 }) => trust_import::run(home, &file, &sha256),
        Command::Trust(command) => custodies::run(home, &command),
        Command::Roles(command) => roles::run(home, &command),
        Command::Prices(command) => prices::run(home, &command),
        Command::Facility(command) => facility::run(home, &command),
        Command::Vault(command) => vault::run(&command),
        Command::Ledger(command) => ledger::run(home, &command),
        Command::Appraisal(command) => appraisal::run(&command),
        Command::Pool(command) => pool::run(home, &command),
        Command::Tape(command) => tape::run(home, &command),
        Command::Policy(command) => policy::run(home, &command),
        Command::Identity(command) => identity::run(home, &command),
        Command::Tenant(command) => identity::tenant(home, &command),
        Command::Serve(args) => return serve::run(home, &args, output).map(|()| None),
        Command::Jobs(command) => return jobs::run(home, command, output),
        Command::Keys(command) => keys::run(home, &command, output),
        Command::NullifierKey(command) => nullifier_key::run(home, &command),
        Command::Circuit(Circuit::List) => Ok(circuit::list()),
        Command::Circuit(Circuit::Cost { circuit, tier, folded }) => {
            circuit::cost(circuit.as_deref(), tier, folded)
        }
        Command::Circuit(Circuit::Trace(Trace::Invoice(args))) => trace::run::<Obligation>(home, &args),
        Command::Circuit(Circuit::Trace(Trace::Collateral(args))) => trace::run::<Collateral>(home, &args),
        Command::Circuit(Circuit::Trace(Trace::Rewrite(args))) => trace::run::<Release>(home, &args),
        Command::Circuit(Circuit::Trace(Trace::Pool(args))) => trace::run::<debt_pool::Pool>(home, &args),
        Command::Circuit(Circuit::Audit(args)) => audit::run(&args, output),
        Command::Export(command) => export::run(home, &command),
        Command::Sample(command) => sample::run(&command),
        Command::Demo(command) => obligation::demo::run(home, &command, output),
        Command::Doctor(server) => doctor::run(home, &server),
        Command::Completions { shell } => completions::run(shell),
        Command::Worker(args) => return worker::run(home, &args, output).map(|()| None),
        Command::ProveOne { .. } => return Ok(None),
        Command::Quickstart => quickstart::run(home, output),
    };
    reply.map(Some)
}
