//! From files and a home to what a statement is made of.

use std::fs;
use std::path::{Path, PathBuf};

use covenant_ingest::accounts::LedgerForm;
use covenant_ingest::tables::Moment;
use covenant_parties::prices::SignedPrices;
use covenant_parties::solvency::{ReserveStatement, Sources};
use covenant_parties::{Registry, Store as _};
use covenant_statements::solvency::{Scope, Setting, SolvencyPolicy};
use covenant_statements::{Bps, PartyId};
use serde::{Deserialize, Serialize};

use super::args::{Proved, Subject};
use crate::cli::identifier;
use crate::failure::{Failure, Result};
use crate::home::{Home, policies};
use crate::statements::folder::{named, policy_name};
use crate::{files, formats};

/// The most custodians' statements that are read.
const MAX_STATEMENTS: usize = 64;
/// The ending of a custodian's statement in a folder.
const STATEMENT: &str = ".reserve.signed";

/// Everything but the ledger's accounts.
pub(super) struct Inputs {
    /// The ledger's file.
    pub(super) accounts: PathBuf,
    /// Its columns.
    pub(super) form: LedgerForm,
    /// The statement's folder.
    pub(super) work: PathBuf,
    /// What reserves and coverage have in common.
    pub(super) setting: Setting,
    /// Custodians' statements.
    pub(super) reserves: Vec<ReserveStatement>,
    /// The day's prices.
    pub(super) prices: SignedPrices,
    /// The registry.
    pub(super) registry: Registry,
}

/// Whose coverage of how much and as of when: `statement.toml` in a folder.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Statement {
    entity: String,
    threshold_bps: u32,
    as_of: String,
}

/// Reads everything; no rule has run yet.
pub(super) fn read(home: &Home, subject: &Subject) -> Result<Inputs> {
    let from = subject.from.as_deref();
    let scope = read_scope(&named(subject.scope.as_ref(), from, scope_name(from))?)?;
    let policy = named(subject.policy.as_ref(), from, policy_name(from))?;
    let policy = policies::read_as::<SolvencyPolicy>(&policy)?;
    let prices: SignedPrices =
        formats::read(&named(subject.prices.as_ref(), from, "prices.signed")?, "prices")?;
    let registry = home.registry()?;
    let (entity, threshold, as_of) = judged_by(subject)?;
    let form = LedgerForm::of_scope(&scope)?;
    let network = home.network();
    let sources =
        Sources { network, entity, scope, policy, threshold, as_of, prices: &prices, registry: &registry };
    let setting = sources.setting()?;
    Ok(Inputs {
        accounts: named(subject.accounts.as_ref(), from, accounts_name(from))?,
        form,
        work: named(subject.work.as_ref(), from, "work")?,
        setting,
        reserves: reserves(subject)?,
        prices,
        registry,
    })
}

/// The ledger, its form and the work folder of a statement that was begun.
pub(super) fn proved(of: &Proved) -> Result<(PathBuf, LedgerForm, PathBuf)> {
    let from = of.from.as_deref();
    let scope = read_scope(&named(of.scope.as_ref(), from, scope_name(from))?)?;
    let accounts = named(of.accounts.as_ref(), from, accounts_name(from))?;
    Ok((accounts, LedgerForm::of_scope(&scope)?, named(of.work.as_ref(), from, "work")?))
}

/// Reads a scope in TOML or, under any other name, in JSON.
pub(crate) fn read_scope(path: &Path) -> Result<Scope> {
    let scope: Scope = policies::read_document(path, "scope")?;
    scope.validate().map_err(|error| Failure::input("scope/invalid", error.to_string()).at("scope"))?;
    Ok(scope)
}

fn accounts_name(from: Option<&Path>) -> &'static str {
    let csv = from.is_none_or(|folder| folder.join("accounts.csv").exists());
    if csv { "accounts.csv" } else { "accounts.parquet" }
}

fn scope_name(from: Option<&Path>) -> &'static str {
    let toml = from.is_none_or(|folder| folder.join("scope.toml").exists());
    if toml { "scope.toml" } else { "scope.json" }
}

/// Entity, threshold and moment: as named, else the folder's.
fn judged_by(subject: &Subject) -> Result<(PartyId, Bps, u64)> {
    let malformed = |field: &str| {
        Failure::input("statement/malformed", format!("statement.toml: not {field}")).at("statement")
    };
    let own = || -> Result<Statement> {
        let path = named(None, subject.from.as_deref(), "statement.toml")?;
        policies::read_document(&path, "statement")
    };
    let missing = subject.entity.is_none() || subject.threshold_bps.is_none() || subject.as_of.is_none();
    let own = if missing { Some(own()?) } else { None };
    let entity = match (&subject.entity, &own) {
        (Some(identifier), _) => identifier.party_id(),
        (None, Some(own)) => {
            identifier(&own.entity).map_err(|_| malformed("an entity, SCHEME:VALUE"))?.party_id()
        }
        (None, None) => return Err(malformed("there")),
    };
    let as_of = match (subject.as_of, &own) {
        (Some(moment), _) => moment,
        (None, Some(own)) => Moment::parse(&own.as_of).ok_or_else(|| malformed("a moment"))?,
        (None, None) => return Err(malformed("there")),
    };
    let threshold = subject.threshold_bps.or(own.map(|own| own.threshold_bps));
    Ok((entity, Bps(threshold.ok_or_else(|| malformed("a threshold"))?), as_of.0))
}

/// Files as they are named; of folders those that custodians' statements are named like.
fn reserves(subject: &Subject) -> Result<Vec<ReserveStatement>> {
    let from = subject.from.as_ref().filter(|_| subject.reserves.is_empty());
    let from = from.map(|folder| folder.join("reserves"));
    let mut paths = Vec::new();
    for path in subject.reserves.iter().chain(&from) {
        if path.is_dir() {
            paths.extend(statements_in(path)?);
        } else {
            paths.push(path.clone());
        }
    }
    if paths.len() > MAX_STATEMENTS {
        let message = format!("the largest circuit takes {MAX_STATEMENTS} statements of custodians");
        return Err(Failure::input("reserves/too-many-statements", message).at("reserves"));
    }
    paths.iter().map(|path| formats::read(path, "reserves")).collect()
}

fn statements_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = |error: std::io::Error| {
        let message = format!("{}: {}", folder.display(), files::reason(&error));
        Failure::input("file/unreadable", message).at("reserves")
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.to_str().is_some_and(|name| name.ends_with(STATEMENT)) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
