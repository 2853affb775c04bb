//! An institution's coverage in the story: ten thousand accounts in a home of their own, ten holders who check, and one who was left out.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use covenant_gadgets::eddsa::SecretKey;
use covenant_halo2_verifier::Liabilities;
use covenant_parties::Store as _;
use covenant_parties::solvency::count;
use covenant_statements::solvency::{AccountCount, AccountIdentifier, IdentifierScheme, SignedCount};
use covenant_statements::{Day, Fr};
use covenant_verifier::attestation::{Evidence, VerifyOptions, examine_with};
use covenant_verifier::trust::{AuditorEntry, TrustStore};
use rand::rngs::OsRng;

use super::stage::{context_args, unexpected};
use crate::attestation_log;
use crate::cli::SampleLedger;
use crate::commands::home_registry;
use crate::commands::sample::ledger;
use crate::failure::Result;
use crate::files::{self, Mode};
use crate::home::{Home, io_failure, trust};
use crate::output::Output;
use crate::statements::DisclosureArgs;
use crate::statements::solvency::args::{ProveArgs, Proved, Subject};
use crate::statements::solvency::{inclusion, log, prove, verify_inclusion};

/// The folder of the institution's home.
const FOLDER: &str = "exchange";
/// The ledger of all accounts, and the one that is shown.
const WHOLE: &str = "accounts-all.csv";
const SHOWN: &str = "accounts.csv";
const SEED: u64 = 1;
/// The accounts that are shown; one more has money there.
pub(super) const ACCOUNTS: u64 = 10_000;
pub(super) const ASSETS: usize = 3;
/// Holders who check.
pub(super) const HOLDERS: usize = 10;

/// A coverage that was proved.
pub(super) struct Covered {
    /// The institution's home.
    pub(super) home: PathBuf,
    pub(super) attestation: PathBuf,
    pub(super) chunks: usize,
    pub(super) took: Duration,
    pub(super) verified_in: Duration,
    pub(super) bytes: usize,
    /// How long the ten checks took together.
    pub(super) checked_in: Duration,
    /// A holder's file of the ten, and the identifier that it is for.
    pub(super) holder: (PathBuf, String),
    /// How an auditor's count of all accounts is refused.
    pub(super) count_refused: String,
    /// How the holder who was left out is refused, by a neighbour's file.
    pub(super) holder_refused: String,
}

/// Makes the sample, leaves out its last account, proves what is left, and has it judged. An earlier run's home is taken as it is: what it
/// proved of the ledger is not proved again.
pub(super) fn cover(quickstart: &Path, output: Output) -> Result<Covered> {
    let folder = quickstart.join(FOLDER);
    if !folder.join(WHOLE).exists() {
        make(&folder)?;
    }
    let (shown, left_out) = leave_out_the_last(&folder)?;
    let home = Home::open(Some(&folder))?;

    let began = Instant::now();
    let attestation = folder.join("attestations").join("coverage.json");
    let proved = prove::prove(&home, &arguments(&folder, &attestation)?, output)?;
    let took = began.elapsed();
    attestation_log::write(&attestation, proved.logged.as_deref())?;
    files::output(&attestation, &proved.attestation, Mode::Public)?;

    let auditor = SecretKey::generate(&mut OsRng);
    let trust = trusted(&home, &auditor)?;
    let began = Instant::now();
    judge(&proved.attestation, &trust, &[])?.map_err(|code| unexpected(&code))?;
    let verified_in = began.elapsed();
    let predicate = log::statement(&proved.attestation)?.predicate;
    let counted = AccountCount {
        network: home.network(),
        entity: predicate.environment.entity,
        scope: predicate.environment.scope_digest,
        as_of: predicate.environment.as_of,
        accounts: ACCOUNTS + 1,
    };
    let counted = count::sign(counted, &auditor, &mut OsRng);
    let Err(count_refused) = judge(&proved.attestation, &trust, &[counted])? else {
        return Err(unexpected("an account that was left out was not noticed in the count"));
    };

    let (statement, _) = inclusion::resume(&of(&folder))?;
    let ten: Vec<AccountIdentifier> = shown.iter().map(|text| identifier(text)).collect::<Result<_>>()?;
    let hashes: Vec<Fr> = ten.iter().map(AccountIdentifier::hash).collect();
    let proofs = inclusion::holders(&home, &statement, &hashes)?;
    let began = Instant::now();
    for (holder, proof) in ten.iter().zip(&proofs) {
        verify_inclusion::check(&predicate, &trust, proof, holder)?;
    }
    let checked_in = began.elapsed();
    let holder = folder.join("holder.json");
    let (first, text) = proofs.first().zip(shown.first()).ok_or_else(|| unexpected("no holder checked"))?;
    files::output(&holder, &first.to_json()?, Mode::Secret)?;
    let holder_refused = match verify_inclusion::check(&predicate, &trust, first, &identifier(&left_out)?) {
        Ok(()) => return Err(unexpected("an account that was left out was not noticed by its holder")),
        Err(failure) => failure.code.into_owned(),
    };
    Ok(Covered {
        home: folder,
        attestation,
        chunks: proved.chunks,
        took,
        verified_in,
        bytes: proved.attestation.len(),
        checked_in,
        holder: (holder, text.clone()),
        count_refused,
        holder_refused,
    })
}

/// The sample, its ledger under another name.
fn make(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| io_failure("clear", folder, &error))?;
    }
    ledger::run(&SampleLedger {
        seed: SEED,
        accounts: ACCOUNTS + 1,
        assets: ASSETS,
        output: folder.to_owned(),
    })?;
    let (shown, whole) = (folder.join(SHOWN), folder.join(WHOLE));
    fs::rename(&shown, &whole).map_err(|error| io_failure("write", &whole, &error))
}

fn identifier(text: &str) -> Result<AccountIdentifier> {
    AccountIdentifier::parse(IdentifierScheme::Email, text)
        .map_err(|_| unexpected("the sample's accounts are e-mail addresses"))
}

/// The ledger without its last row, as a liar shows it. Returns identifiers of some that are in it, and of the one that is not.
fn leave_out_the_last(folder: &Path) -> Result<(Vec<String>, String)> {
    let bytes = files::read(&folder.join(WHOLE), 16 << 20, "accounts")?;
    let text = String::from_utf8_lossy(&bytes);
    let rows: Vec<&str> = text.lines().collect();
    let account = |row: &str| row.split(',').next().unwrap_or_default().to_owned();
    let (last, kept) = rows.split_last().ok_or_else(|| unexpected("the sample has no account"))?;
    let step = kept.len() / HOLDERS;
    let shown = kept.iter().skip(1).step_by(step.max(1)).take(HOLDERS).map(|row| account(row)).collect();
    let ledger = zeroize::Zeroizing::new(kept.join("\n") + "\n");
    files::replace(&folder.join(SHOWN), ledger.as_bytes(), Mode::Secret)?;
    Ok((shown, account(last)))
}

/// What the home trusts, and an auditor.
fn trusted(home: &Home, auditor: &SecretKey) -> Result<TrustStore> {
    home.change_entities(|entities| {
        entities.trust_auditor(AuditorEntry {
            name: "the story's auditor".into(),
            key: auditor.public(),
            from: Day::MIN,
            until: Day::MAX,
        });
        Ok(())
    })?;
    trust::trusted_by(home, home_registry::configured(home)?, Day::MAX)
}

/// The code of a refusal, if it is one.
fn judge(
    attestation: &[u8],
    trust: &TrustStore,
    counts: &[SignedCount],
) -> Result<std::result::Result<(), String>> {
    let day: Day = ledger::DAY.parse()?;
    let liabilities = Liabilities::default();
    let evidence = Evidence { systems: &[&liabilities], counts, log: None };
    let options = VerifyOptions::at_day(day).allow_development_keys(true);
    let judged = examine_with(attestation, trust, &options, &evidence);
    Ok(judged.map(drop).map_err(|refusal| refusal.error.code().to_owned()))
}

fn of(folder: &Path) -> Proved {
    Proved { from: Some(folder.to_owned()), ..Proved::default() }
}

fn arguments(folder: &Path, attestation: &Path) -> Result<ProveArgs> {
    let subject = Subject { from: Some(folder.to_owned()), ..Subject::default() };
    let context = context_args()?;
    let disclosure = DisclosureArgs { disclose_to: None, figures: Vec::new() };
    Ok(ProveArgs {
        subject,
        context,
        disclosure,
        chunk_k: None,
        server: None,
        previous: None,
        output: attestation.to_owned(),
    })
}
