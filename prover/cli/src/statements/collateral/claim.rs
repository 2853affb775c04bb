//! From files and a home to the claim that is checked and proved.

use std::path::{Path, PathBuf};

use covenant_parties::collateral::{SignedLedger, SignedLots, Sources};
use covenant_parties::prices::SignedPrices;
use covenant_parties::{Registry, Store as _, collateral};
use covenant_statements::Fr;
use covenant_statements::collateral::{APPRAISALS, Claim};

use super::args::Subject;
use crate::failure::{Failure, Result};
use crate::home::{Home, policies};
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
        let named = |own: &Option<PathBuf>, name: &str| match (own, from) {
            (Some(path), _) => Ok(path.clone()),
            (None, Some(folder)) => Ok(folder.join(name)),
            // clap has asked for it.
            (None, None) => Err(Failure::usage("usage/missing-argument", format!("{name} is missing"))),
        };
        let there = |path: PathBuf| path.exists().then_some(path);
        let appraisals = match from {
            Some(folder) if subject.appraisals.is_empty() => {
                (1..=APPRAISALS).filter_map(|n| there(folder.join(format!("appraisal-{n}.signed")))).collect()
            }
            _ => subject.appraisals.clone(),
        };
        let prices = || from.and_then(|folder| there(folder.join("prices.signed")));
        Ok(Self {
            vault: named(&subject.vault, "vault")?,
            ledger: named(&subject.ledger, "ledger.signed")?,
            appraisals,
            prices: subject.prices.clone().or_else(prices),
            policy: named(&subject.policy, policy_name(from))?,
        })
    }
}

fn policy_name(from: Option<&Path>) -> &'static str {
    let toml = from.is_some_and(|folder| folder.join("policy.toml").exists());
    if toml { "policy.toml" } else { "policy.json" }
}

/// Reads everything and finds the signers in the registry. The rules are not run yet.
pub(super) fn read(home: &Home, subject: &Subject, context: Fr) -> Result<(Claim, Registry)> {
    let files = Files::of(subject)?;
    let folder = VaultFolder::open(&files.vault)?;
    let policy = policies::read_collateral(&files.policy)?;
    let ledger: SignedLedger = formats::read(&files.ledger, "ledger")?;
    let appraisals: Result<Vec<SignedLots>> =
        files.appraisals.iter().map(|path| formats::read(path, "appraisal")).collect();
    let prices: Option<SignedPrices> =
        files.prices.as_deref().map(|path| formats::read(path, "prices")).transpose()?;
    let registry = home.registry()?;
    let claim = collateral::claim(Sources {
        network: home.network(),
        vault: &folder.vault,
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
