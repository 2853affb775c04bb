//! The borrowing base of the story: a lender's facility, the borrower's vault, the servicer's ledger, the certificate and its proof.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use ark_ff::UniformRand as _;
use covenant_client::Client;
use covenant_parties::collateral::{self, Book, DebtorRow, Facility, ledger};
use covenant_parties::custodies::{self, Custody};
use covenant_parties::{Error, Format as _, Store as _};
use covenant_statements::collateral::{
    Claim, Debtor, Denominator, Figures, InventoryTerms, LedgerLine, TIERS,
};
use covenant_statements::{
    Amount, Bps, Claim as _, CollateralPolicy, Fr, Identifier, Note, PartyId, Quorum, Roles, VaultId,
};
use covenant_verifier::trust::TrustStore;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

use super::portfolio::{Portfolio, SERVICER, SERVICER_ID};
use super::proofs;
use super::stage::{CHAIN, CONTRACT, Stage, unexpected};
use crate::commands::home_registry;
use crate::failure::Result;
use crate::files::{self, Mode};
use crate::home::{io_failure, trust};
use crate::output::Output;
use crate::prover::keys;
use crate::statements::Statement as _;
use crate::statements::collateral::args::{CheckArgs, Subject};
use crate::statements::collateral::{Collateral, check};
use crate::vaults::VaultFolder;
use crate::{amounts, clock};

/// The folder of what the borrower has.
const FOLDER: &str = "borrower";
/// The name under which the home follows the vault.
const FOLLOWED: &str = "quickstart";
const LENDER: &str = "VAT:DE811193231";

/// A borrowing base that was proved.
pub(super) struct Base {
    /// How many lines, and how many debtors.
    pub(super) lines: usize,
    pub(super) debtors: usize,
    /// What could be drawn, and what was: decimal numbers of the currency.
    pub(super) available: String,
    pub(super) exposure: String,
    pub(super) currency: String,
    /// The certificate's page.
    pub(super) page: PathBuf,
    /// The attestation.
    pub(super) attestation: String,
    pub(super) took: Duration,
    pub(super) verified_in: Duration,
    pub(super) bytes: usize,
    /// The code by which a cent more than there is was refused.
    pub(super) refused: String,
}

/// The lender's facility, with an empty vault of the borrower's; what an earlier run left is taken away.
pub(super) fn open(stage: &Stage, portfolio: &Portfolio) -> Result<VaultFolder> {
    let folder = stage.home.folder().join(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| io_failure("clear", &folder, &error))?;
    }
    let policy = policy(stage.home.default_policy()?.digest())?;
    let facility = facility(stage, portfolio, &policy)?;
    let vault = VaultFolder::init(&folder.join("vault"), facility)?;
    files::create(&folder.join("policy.json"), &collateral::policy::to_json(&policy), Mode::Public)?;
    follow(stage, &vault, &policy)?;
    Ok(vault)
}

/// Receivables at 85 %, of which a debtor's group counts for at most half; 90 days after issue and 60 past due.
fn policy(taken: Fr) -> Result<CollateralPolicy> {
    let inventory = |nolv| InventoryTerms {
        cost_advance: Bps(6_500),
        nolv_advance: Bps(nolv),
        sublimit: Amount(10_000_000),
    };
    let policy = CollateralPolicy {
        version: 1,
        currency: "EUR".parse()?,
        note_policies: vec![taken],
        max_age_days: 90,
        max_past_due_days: 60,
        cross_ageing: Bps(5_000),
        concentration: Bps(5_000),
        concentration_of: Denominator::Eligible,
        advance: Bps(8_500),
        inventory: [8_500, 8_000, 8_500].map(inventory),
        property: [Bps(6_000), Bps(5_000)],
        commodities: Vec::new(),
        max_price_age_seconds: 86_400,
        max_appraisal_age_days: 30,
        reserves: Amount(100_000),
        limit: Amount(100_000_000),
        own_servicer: false,
    };
    policy.validate()?;
    Ok(policy)
}

fn party(id: &str) -> Result<PartyId> {
    Ok(id.parse::<Identifier>()?.party_id())
}

fn facility(stage: &Stage, portfolio: &Portfolio, policy: &CollateralPolicy) -> Result<Facility> {
    let roles = Roles {
        salt: Fr::rand(&mut OsRng),
        servicer: party(SERVICER_ID)?,
        appraisers: Vec::new(),
        quorum: Quorum { needed: 0, authorities: Vec::new() },
        owner: party(&portfolio.book.seller.identifier())?,
    };
    let vault = VaultId {
        chain: CHAIN.parse()?,
        contract: CONTRACT.parse()?,
        lender: party(LENDER)?,
        // Another run makes another vault.
        vault: format!("quickstart-{}", clock::now()).parse()?,
    };
    Ok(Facility::new(stage.home.network(), vault, roles, policy.digest(), policy.currency)?)
}

/// The home trusts the policy and follows the vault, as a lender's would.
fn follow(stage: &Stage, vault: &VaultFolder, policy: &CollateralPolicy) -> Result<()> {
    let entry = custodies::entry(FOLLOWED, &vault.vault, 0);
    stage.home.trust_policy(&policy.clone().into())?;
    stage.home.change_custodies(|followed| {
        followed.forget(Custody::Facility, FOLLOWED);
        followed.follow(Custody::Facility, entry).map_err(Error::from)?;
        Ok(())
    })
}

/// The servicer signs, the borrower proves, the lender verifies.
pub(super) async fn borrow(
    stage: &Stage,
    client: &Client,
    notes: &[Note],
    vault: &VaultFolder,
    output: Output,
) -> Result<Base> {
    let debtors = sign(stage, notes, vault)?;
    let mut claim = Collateral::read_claim(&stage.home, &subject(stage, "0"))?;
    let none = || unexpected("the sample's base covers nothing");
    let available =
        Figures::of(&claim).availability.and_then(|all| u64::try_from(all).ok()).ok_or_else(none)?;
    let refused = over(&claim, available)?;
    claim.exposure = Amount(available / 5 * 4);
    let (currency, decimal) =
        (claim.policy.currency, |minor: u64| amounts::decimal(minor.into(), claim.policy.currency));
    let (exposure, available) = (decimal(claim.exposure.0), decimal(available));
    let page = stage.path(FOLDER, "certificate.html");
    let args = CheckArgs { subject: subject(stage, &exposure), report: false, html: Some(page.clone()) };
    check::run(Some(stage.home.folder()), &args)?;

    let context = stage.context(keys::current(&stage.home, &TIERS[0])?.selector, 1)?;
    claim.context = context.to_field();
    let lines = claim.notes.len();
    let job = proofs::submit::<Collateral>(client, claim, context, "borrowing-base".into()).await?;
    let trust: TrustStore = trust::trusted_by(
        &stage.home,
        home_registry::configured(&stage.home)?,
        covenant_statements::Day::MAX,
    )?;
    let kept = proofs::keep(stage, client, &trust, &job, output).await?;
    Ok(Base {
        lines,
        debtors,
        available,
        exposure,
        currency: currency.to_string(),
        page,
        attestation: kept.attestation,
        took: kept.took,
        verified_in: kept.verified_in,
        bytes: kept.bytes,
        refused,
    })
}

/// The files of the claim by their usual names.
fn subject(stage: &Stage, exposure: &str) -> Subject {
    Subject {
        from: Some(stage.home.folder().join(FOLDER)),
        vault: None,
        facility: None,
        ledger: None,
        appraisals: Vec::new(),
        prices: None,
        policy: None,
        exposure: exposure.into(),
        as_of: stage.as_of,
    }
}

/// A minor unit more than there is.
fn over(claim: &Claim, available: u64) -> Result<String> {
    let over = Claim { exposure: Amount(available + 1), ..claim.clone() };
    match over.check() {
        Ok(()) => Err(unexpected("a base covers more than there is")),
        Err(violation) => Ok(violation.code.into()),
    }
}

/// The day's ledger: all is open; each debtor owes a tenth more outside of the vault, and the second has a credit that is not applied.
fn sign(stage: &Stage, notes: &[Note], vault: &VaultFolder) -> Result<usize> {
    let mut debtors: Vec<DebtorRow> = Vec::new();
    for note in notes {
        match debtors.iter_mut().find(|row| row.figures.party == note.debtor) {
            Some(row) => row.figures.gross.0 += note.amount.0,
            None => debtors.push(row(note)),
        }
    }
    for (row, credits) in debtors.iter_mut().zip([0, 50_000, 0]) {
        row.figures.gross.0 += row.figures.gross.0 / 10;
        row.figures.unapplied_credits = Amount(credits);
    }
    let line = |note: &Note| {
        (note.commitment(), LedgerLine { open: note.amount, disputed: false, bill_and_hold: false })
    };
    let count = debtors.len();
    let book = Book {
        day: stage.as_of,
        sequence: 1,
        owner_group: Vec::new(),
        lines: notes.iter().map(line).collect(),
        debtors,
    };
    let own = &vault.vault;
    let ledger = book.ledger(own.facility(), Some(own.notes())).map_err(Error::from)?;
    let signed = ledger::sign(ledger, &stage.party_key(SERVICER)?, &mut OsRng);
    files::create(&stage.path(FOLDER, "ledger.signed"), &Zeroizing::new(signed.to_json()), Mode::Secret)?;
    Ok(count)
}

fn row(note: &Note) -> DebtorRow {
    let figures = Debtor {
        party: note.debtor,
        gross: note.amount,
        aged: Amount(0),
        unapplied_credits: Amount(0),
        payables: Amount(0),
        affiliate: false,
        foreign_uninsured: false,
        government_unassigned: false,
        same_group: false,
    };
    DebtorRow { figures, group: None }
}
