//! From files and a home to the claim that is checked and proved.

use std::path::PathBuf;

use covenant_parties::collateral::{SignedLedger, SignedLots, Sources};
use covenant_parties::prices::SignedPrices;
use covenant_parties::{Error, Registry, Store as _, collateral};
use covenant_statements::collateral::{APPRAISALS, Claim};
use covenant_statements::{CollateralPolicy, Fr};

use super::args::Subject;
use crate::failure::Result;
use crate::home::{Home, policies};
use crate::statements::folder::{named, policy_name};
use crate::vaults::VaultFolder;
use crate::{amounts, formats};

/// The files of a claim.
struct Files {
    vault: PathBuf,
    ledger: PathBuf,
    appraisals: Vec<PathBuf>,
    prices: Option<PathBuf>,
    policy: PathBuf,
}

impl Files {
    fn of(subject: &Subject) -> Result<Self> {
        let from = subject.from.as_deref();
        let there = |path: PathBuf| path.exists().then_some(path);
        let appraisals = match from {
            Some(folder) if subject.appraisals.is_empty() => {
                (1..=APPRAISALS).filter_map(|n| there(folder.join(format!("appraisal-{n}.signed")))).collect()
            }
            _ => subject.appraisals.clone(),
        };
        let prices = || from.and_then(|folder| there(folder.join("prices.signed")));
        Ok(Self {
            vault: named(subject.vault.as_ref(), from, "vault")?,
            ledger: named(subject.ledger.as_ref(), from, "ledger.signed")?,
            appraisals,
            prices: subject.prices.clone().or_else(prices),
            policy: named(subject.policy.as_ref(), from, policy_name(from))?,
        })
    }
}

/// Reads everything and finds the signers in the registry. The rules are not run yet.
pub(super) fn read(home: &Home, subject: &Subject, context: Fr) -> Result<(Claim, Registry)> {
    let files = Files::of(subject)?;
    let folder = VaultFolder::open(&files.vault)?;
    let other = subject.facility.as_deref().map(|path| formats::read(path, "facility")).transpose()?;
    let under = other.map(|facility| folder.vault.under(facility)).transpose().map_err(Error::from)?;
    let policy = policies::read_as::<CollateralPolicy>(&files.policy)?;
    let ledger: SignedLedger = formats::read(&files.ledger, "ledger")?;
    let appraisals: Result<Vec<SignedLots>> =
        files.appraisals.iter().map(|path| formats::read(path, "appraisal")).collect();
    let prices: Option<SignedPrices> =
        files.prices.as_deref().map(|path| formats::read(path, "prices")).transpose()?;
    let registry = home.registry()?;
    let claim = collateral::claim(Sources {
        network: home.network(),
        vault: under.as_ref().unwrap_or(&folder.vault),
        notes: folder.openings()?,
        ledger,
        appraisals: appraisals?,
        prices: prices.as_ref(),
        exposure: amounts::parse(&subject.exposure, policy.currency, "exposure")?,
        policy,
        registry: &registry,
        as_of: subject.as_of,
        context,
    })?;
    Ok((claim, registry))
}
