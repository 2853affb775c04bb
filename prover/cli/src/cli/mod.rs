//! The command line's arguments. Those of the book's chapter "Command line" are fixed: scripts call them.

mod export;
mod facilities;
mod log;
mod operation;
mod parties;
mod pools;
mod prices;
mod registry;
mod sample;
mod statements;

pub(crate) use export::*;
pub(crate) use facilities::*;
pub(crate) use log::*;
pub(crate) use operation::*;
pub(crate) use parties::*;
pub(crate) use pools::*;
pub(crate) use prices::*;
pub(crate) use registry::*;
pub(crate) use sample::*;
pub(crate) use statements::*;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::statements::obligation::args::{Acknowledge, Consent};
use crate::statements::solvency::args::{Reserve, Solvency, VerifyInclusion};

/// Zero-knowledge proofs that let firms borrow against invoices.
#[derive(Debug, Parser)]
#[command(name = "covenant", version, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Print exactly one JSON document on stdout (JSON Lines for streams).
    #[arg(long, global = true, display_order = 100)]
    pub(crate) json: bool,
    /// The folder that holds configuration, registries, keys and jobs.
    #[arg(
        long,
        global = true,
        env = "COVENANT_HOME",
        hide_env_values = true,
        value_name = "DIR",
        display_order = 101
    )]
    pub(crate) home: Option<PathBuf>,
    /// Whom to call https:// services as: a folder with roots.pem, certificate.pem and key.pem; else the home's `caller`.
    #[arg(
        long,
        global = true,
        env = "COVENANT_IDENTITY",
        hide_env_values = true,
        value_name = "DIR",
        display_order = 102
    )]
    pub(crate) identity: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run everything once on the sample documents, in a home of its own.
    Quickstart,
    /// Make a home.
    Init(Init),
    /// Read an invoice or a loan agreement.
    #[command(subcommand)]
    Invoice(Invoice),
    /// Make a signing key; prints the public key and, for a party and its roles, a proof of possession.
    Keygen(Keygen),
    /// The registry of parties.
    #[command(subcommand)]
    Party(Party),
    /// The registry of parties on its way from the registrar to its members.
    #[command(subcommand)]
    Registry(RegistryCommand),
    /// Sign an invoice as its debtor, or for it.
    Acknowledge(Box<Acknowledge>),
    /// Consent to a financing, as the seller.
    Consent(Box<Consent>),
    /// Run the rules of a statement, without a proof.
    #[command(subcommand)]
    Check(Check),
    /// Prove a statement.
    #[command(subcommand)]
    Prove(Prove),
    /// Judge an attestation by one's own trust.
    Verify(Verify),
    /// Logs of attestations: their keys, proofs, checks and witnesses.
    #[command(subcommand)]
    Log(LogCommand),
    /// Keys to which figures are disclosed.
    #[command(subcommand)]
    Auditor(Auditor),
    /// What attestations disclose to an auditor.
    #[command(subcommand)]
    Disclose(Disclose),
    /// What a home trusts.
    #[command(subcommand)]
    Trust(Trust),
    /// Who may sign for a facility or a pool.
    #[command(subcommand)]
    Roles(Roles),
    /// Days' prices: what price authorities sign, and which roots a home trusts.
    #[command(subcommand)]
    Prices(Prices),
    /// A facility: its vault, its roles and its policy in one file.
    #[command(subcommand)]
    Facility(Facility),
    /// A borrower's vault: the notes of a facility in their order.
    #[command(subcommand)]
    Vault(Vault),
    /// A servicer's ledgers.
    #[command(subcommand)]
    Ledger(Ledger),
    /// Appraisers' lots.
    #[command(subcommand)]
    Appraisal(Appraisal),
    /// A debt pool: its custody, its roles and its policy in one file; its tranches and bounds.
    #[command(subcommand)]
    Pool(Pool),
    /// A servicer's tapes.
    #[command(subcommand)]
    Tape(Tape),
    /// Custodians' statements of what they hold.
    #[command(subcommand)]
    Reserve(Reserve),
    /// Coverage of liabilities: chunks, holders' inclusion proofs, a public log, parameters.
    #[command(subcommand)]
    Solvency(Solvency),
    /// Check that an account is among the liabilities of a coverage, as its holder.
    VerifyInclusion(VerifyInclusion),
    /// The policies that a home trusts.
    #[command(subcommand)]
    Policy(Policy),
    /// Run the prover service and the nullifier registry.
    Serve(Serve),
    /// The service's certificate.
    #[command(subcommand)]
    Identity(Identity),
    /// Who may call the service off loopback.
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// Prove the jobs of a database that services elsewhere take them for (the feature `fleet`).
    Worker(Worker),
    /// Prove one job of a service; started by it.
    #[command(name = "prove-one", hide = true)]
    ProveOne {
        /// The folder in which statements' folders lie.
        #[arg(long)]
        ledgers: Option<PathBuf>,
    },
    /// The jobs of a service.
    #[command(subcommand)]
    Jobs(Jobs),
    /// Proving and verifying keys.
    #[command(subcommand)]
    Keys(Keys),
    /// The nullifier registry's key.
    #[command(subcommand)]
    NullifierKey(NullifierKey),
    /// Circuits: their size, where a claim fails, and whether a constraint is missing.
    #[command(subcommand)]
    Circuit(Circuit),
    /// Keys and proofs in other tools' formats: Solidity, snarkjs.
    #[command(subcommand)]
    Export(Export),
    /// Synthetic input of any size, in a home of its own, with what its figures must be.
    #[command(subcommand)]
    Sample(Sample),
    /// Demonstrations that need another tool.
    #[command(subcommand)]
    Demo(Demo),
    /// Look for what is wrong with a machine, a home and its service.
    Doctor(Server),
    /// Print a completion script.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_fixed_forms_parse() {
        let context = "--chain eip155:31337 --contract 0x00000000000000000000000000000000000000aa \
                       --beneficiary 0x00000000000000000000000000000000000000bb --expires 2026-12-31";
        let subject = "--home h --document i.xml --acknowledgement a.json --as-of 2026-11-22";
        for line in [
            "quickstart".to_owned(),
            "quickstart --home d".to_owned(),
            "init --home d --development".to_owned(),
            "invoice show i.xml --json".to_owned(),
            "keygen -o k".to_owned(),
            "keygen -o k --id VAT:X --role seller --role debtor --network covenant-production".to_owned(),
            "party add --home d --id VAT:X --id GLN:Y --role seller --role debtor --key-out f".to_owned(),
            "party add --home d --id VAT:X --role agent --principal VAT:Z --public-key 00 --possession 00 \
             --valid-from 2026-01-01 --valid-until 2026-12-31"
                .to_owned(),
            "party revoke --home d --id VAT:X --on 2026-11-22".to_owned(),
            "registry publish --home d -o r.json".to_owned(),
            "registry pull --home d --server https://x --identity i --registrar k".to_owned(),
            "registry pull --home d --from r.json".to_owned(),
            "acknowledge --home d i.xml --key f --on 2026-11-22 --code AP --accepted-amount 123.45 --due 2026-12-31 \
             --valid-until 2026-12-31 --capacity debtor --terms t -o a.json"
                .to_owned(),
            format!("consent --home d i.xml --acknowledgement a.json --key f --as-of 2026-11-22 {context} -o c.json"),
            format!("check invoice {subject}"),
            format!("prove invoice {subject} --consent c.json {context} --note-out n --server http://x --wait -o o"),
            format!("prove invoice {subject} --policy p --consent c.json {context} --server http://x --detach -o o"),
            "verify a.json --trust t.json --at 2026-11-22 --max-age 30 --allow-development-keys".to_owned(),
            "verify a.json --home d".to_owned(),
            "verify --vault v --trust t.json --at 2026-11-22".to_owned(),
            "facility new --lender VAT:L --name f-1 --chain eip155:1 --contract 0x00000000000000000000000000000000000000ff \
             --roles r --policy p.toml --epoch 2 -o f.json"
                .to_owned(),
            "vault init --vault v --facility f.json".to_owned(),
            "vault add --vault v n.json --attestation a.json".to_owned(),
            "vault show --vault v --amounts".to_owned(),
            "vault rewrite --vault v --release 1,3".to_owned(),
            "ledger sign l.csv --debtors d.csv --vault v --policy p --as-of 2026-11-22 --epoch 1 --sequence 7 --key k \
             --owner-group VAT:G -o l.signed"
                .to_owned(),
            "ledger sign l.csv --debtors d.csv --facility f --as-of 2026-11-22 --sequence 7 --key k -o l.signed".to_owned(),
            "appraisal sign --inventory i.csv --property p.csv --commodities c.csv --facility f --day 2026-11-22 --key k -o a.signed"
                .to_owned(),
            "check collateral --vault v --ledger l --appraisal a --appraisal b --prices p --policy p --exposure 1000000.00 \
             --as-of 2026-11-22 --report --html r.html"
                .to_owned(),
            "prove collateral --from s --exposure 1000000.00 --as-of 2026-11-22 --chain eip155:1 \
             --contract 0x00000000000000000000000000000000000000aa --beneficiary 0x00000000000000000000000000000000000000bb \
             --expires 2026-12-31 --disclose-to 00 --figures availability,eligible -o a.json"
                .to_owned(),
            "circuit trace collateral --from s --exposure 1 --as-of 2026-11-22".to_owned(),
            "check collateral --from s --exposure 1 --as-of 2026-11-22".to_owned(),
            "pool new --lender VAT:L --name p-1 --chain eip155:1 --contract 0x00000000000000000000000000000000000000ff \
             --roles r --policy p.toml --epoch 2 -o p.json"
                .to_owned(),
            "pool structure --policy p.toml --tranche 100.00 --tranche 20 --reserve 3.00 --bound nav=1000.00 --bound lines=9 -o s.json"
                .to_owned(),
            "tape sign t.csv --obligors o.csv --vault v --cut-off 2026-10-31 --epoch 1 --sequence 7 --key k --policy p -o t.signed".to_owned(),
            "check pool --vault v --tape t.signed --structure s.json --policy p --cut-off 2026-10-31 --report --html r.html".to_owned(),
            "check pool --from s --tape t.signed".to_owned(),
            "prove pool --from s --cut-off 2026-10-31 --chain eip155:1 \
             --contract 0x00000000000000000000000000000000000000aa --beneficiary 0x00000000000000000000000000000000000000bb \
             --expires 2026-12-31 --disclose-to 00 --figures nav,balance -o a.json"
                .to_owned(),
            "circuit trace pool --from s".to_owned(),
            "auditor keygen -o k --name Auditor --from 2026-10-01 --until 2026-12-31".to_owned(),
            "disclose open a.json --key k --trust t.json --at 2026-11-22 --max-age 30 --allow-development-keys".to_owned(),
            "disclose open a.json --key k --json".to_owned(),
            "trust export --home d -o trust.json --until 2026-12-31".to_owned(),
            "verify a.json --log-policy p --log-proof x --trust t.json".to_owned(),
            "log key --home d --name prover.example/attestations".to_owned(),
            "log verify a.json --proof x --policy p".to_owned(),
            "log check --folder d --log-key k --against c --against x".to_owned(),
            "log prove a.json --folder d --log-key k -o x".to_owned(),
            "log policy --log-key k --log-key l --witness w --quorum 1 -o p".to_owned(),
            "log collect c d --policy p".to_owned(),
            "log cosign d --log-key k --key w --memory m --begin -o c".to_owned(),
            "log witness keygen w.example -o w".to_owned(),
            "prices publish --home d p.csv --day 2026-11-30 --currency USD --key a --key b --add c.signed -o p.signed".to_owned(),
            "serve --home d --listen 127.0.0.1:0".to_owned(),
            "jobs list".to_owned(),
            "jobs watch 00".to_owned(),
            "jobs cancel 00".to_owned(),
            "keys list".to_owned(),
            "keys verify".to_owned(),
            "circuit list".to_owned(),
            "circuit cost invoice --folded".to_owned(),
            "circuit audit invoice --json".to_owned(),
            "circuit audit invoice/1 --whole --seed 7".to_owned(),
            "circuit audit invoice --members 1 --groups 5".to_owned(),
            "nullifier-key export -o f".to_owned(),
            "sample vault --seed 7 --lines 64 -o d".to_owned(),
            "sample pool --seed 7 --lines 64 -o d".to_owned(),
            "doctor".to_owned(),
        ] {
            let words = std::iter::once("covenant").chain(line.split_whitespace());
            if let Err(error) = Cli::try_parse_from(words) {
                panic!("{line}: {error}");
            }
        }
    }

    /// The book's chapter names every command and every argument.
    #[test]
    fn the_book_is_complete() {
        const BOOK: &str = include_str!("../../../../docs/src/cli.md");
        let mut commands = vec![Cli::command()];
        while let Some(command) = commands.pop() {
            assert!(BOOK.contains(command.get_name()), "{}", command.get_name());
            for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
                let Some(long) = argument.get_long() else { continue };
                let named = BOOK.contains(&format!("--{long}")) || matches!(long, "help" | "version");
                assert!(named, "{} --{long}", command.get_name());
            }
            commands.extend(command.get_subcommands().filter(|command| !command.is_hide_set()).cloned());
        }
    }
}
