//! `solvency inclusion`: what holders get.

use std::fs::DirBuilder;
use std::ops::ControlFlow;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::time::Instant;

use covenant_ingest::accounts::IdentifierScheme;
use covenant_liabilities::inclusion::{
    AccessCode, Claims, CosetKey, HolderProof, InclusionError, KeyOrigin, Openings,
};
use covenant_liabilities::{ChunkColumns, Srs, VerifyingKey};
use covenant_solvency::{ChunkProof, Folder, Statement};
use covenant_statements::Fr;
use serde_json::json;
use zeroize::Zeroizing;

use super::args::{InclusionArgs, Proved};
use super::verify_inclusion::{identified, named};
use super::{folder, inputs, liabilities};
use crate::commands::remote;
use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};
use crate::home::Home;
use crate::identity;
use crate::output::{Output, Reply};
use crate::progress::Display;

/// Rows of a coset: what is cheapest for few holders, and for all of a chunk.
const FEW: usize = 64;
const ALL: usize = 128;

/// What is said when a key of openings was not used.
const DAMAGED: &str =
    "the home's kept key of openings was damaged, or of other parameters, and was made anew";
const WRONG: &str = "openings by the home's kept key of openings failed their check; it was made anew";

pub(crate) fn resume(of: &Proved) -> Result<(Statement, IdentifierScheme)> {
    let (accounts, form, work) = inputs::proved(of)?;
    let scheme = form.identifier();
    Ok((Folder::existing(&work)?.resume(&accounts, form)?, scheme))
}

pub(crate) fn run(home: Option<&Path>, args: &InclusionArgs, output: Output) -> Result<Reply> {
    let account = args.account.as_deref().map(named).transpose()?;
    if let (Some(server), Some(account)) = (&args.server, &account) {
        return asked(server, account, &args.output);
    }
    if let Some(codes) = &args.codes {
        folder::require_outside(codes, &args.output)?;
    }
    let home = Home::open(home)?;
    let (statement, scheme) = resume(&args.of)?;
    match &account {
        Some(account) => one(&home, &statement, (scheme, account), &args.output),
        None => all(&home, &statement, args, output),
    }
}

fn one(
    home: &Home,
    statement: &Statement,
    (scheme, account): (IdentifierScheme, &str),
    path: &Path,
) -> Result<Reply> {
    let proofs = holders(home, statement, &[identified(scheme, account)?.hash()])?;
    let Some(proof) = proofs.first() else { return Err(no_account()) };
    written(proof, path)
}

/// A service's proof of one account. Whose it is, only `verify-inclusion` tells.
fn asked(server: &str, account: &str, path: &Path) -> Result<Reply> {
    let answer =
        remote::block_on(async { Ok(identity::connect(server).await?.inclusion_proof(account).await?) })?;
    written(&HolderProof::from_json(answer.expose())?, path)
}

fn written(proof: &HolderProof, path: &Path) -> Result<Reply> {
    files::output(path, &proof.to_json()?, Mode::Secret)?;
    let shown = path.display().to_string();
    Ok(Reply::new(
        json!({ "proof": shown, "chunk": proof.chunk }),
        format!("{shown}, in chunk {}", proof.chunk),
    ))
}

fn no_account() -> Failure {
    Failure::input("inclusion/no-account", "the ledger has no account of this identifier").at("account")
}

/// The proofs of some accounts' holders, in their order.
pub(crate) fn holders(home: &Home, statement: &Statement, identifiers: &[Fr]) -> Result<Vec<HolderProof>> {
    let mut proofs: Vec<Option<HolderProof>> = identifiers.iter().map(|_| None).collect();
    for chunk in 0..statement.plan().chunks() {
        if proofs.iter().all(Option::is_some) {
            break;
        }
        let columns = statement.columns(chunk)?;
        let place = |identifier: &Fr| columns.identifiers().iter().position(|own| own == identifier);
        let places: Vec<Option<usize>> = identifiers.iter().map(place).collect();
        if places.iter().all(Option::is_none) {
            continue;
        }
        let (srs, key) = liabilities::existing(home, statement.plan().shape())?;
        let claims = Claims::new(&columns, statement.secret());
        let mut openings = opened(statement, (&srs, &key), (&columns, &claims), chunk, FEW)?;
        openings.make(places.iter().flatten().copied(), &mut |_, _| ControlFlow::Continue(()))?;
        for (proof, place) in proofs.iter_mut().zip(places) {
            if let Some(account) = place {
                *proof = Some(openings.holder(account)?);
            }
        }
    }
    proofs.into_iter().map(|proof| proof.ok_or_else(no_account)).collect()
}

fn opened<'a>(
    statement: &'a Statement,
    (srs, key): (&'a Srs, &'a VerifyingKey),
    (columns, claims): (&'a ChunkColumns, &'a Claims),
    chunk: u32,
    coset: usize,
) -> Result<Openings<'a>> {
    let proved = proved(statement, chunk)?;
    let commitments = columns.commitments(&proved.proof, claims)?;
    Ok(Openings::new((srs, key), (columns, claims), &commitments, statement.secret(), coset)?)
}

fn proved(statement: &Statement, chunk: u32) -> Result<ChunkProof> {
    let unproved = || {
        Failure::refused(
            "solvency/chunk-missing",
            "the chunk is not proved yet: `prove solvency` comes first",
        )
    };
    statement.proved(chunk)?.ok_or_else(unproved)
}

/// Every holder's proof, a folder a chunk. What is whole is kept when the work is taken up again.
fn all(home: &Home, statement: &Statement, args: &InclusionArgs, output: Output) -> Result<Reply> {
    let top = &args.output;
    let (srs, key) = liabilities::existing(home, statement.plan().shape())?;
    let (began, chunks) = (Instant::now(), statement.plan().chunks());
    // The files name the proofs of all chunks, so that those of several attempts are no set.
    let proofs = (0..chunks).map(|chunk| proved(statement, chunk)).collect::<Result<Vec<_>>>()?;
    let digest = statement.digest(&proofs);
    folder::require_own(top, args.sealed, (statement.environment(), digest))?;
    // Before the long work: where they cannot go, there are no packs either.
    if let Some(codes) = &args.codes {
        write_codes(statement, codes)?;
    }
    let mut display = Display::new(output, "inclusion");
    display.report("parameters", 0.0, None);
    let (mut openings_key, mut origin) = liabilities::coset_key(home, &srs, ALL)?;
    let mut warnings = Vec::new();
    if origin == KeyOrigin::MadeAnew {
        warn(output, &mut warnings, DAMAGED);
    }
    for chunk in 0..chunks {
        let columns = statement.columns(chunk)?;
        let claims = Claims::new(&columns, statement.secret());
        let of_chunk = top.join(format!("chunk-{chunk:02}"));
        made(&of_chunk, if args.sealed { 0o755 } else { 0o700 })?;
        let mut openings = opened(statement, (&srs, &key), (&columns, &claims), chunk, ALL)?;
        let mut written = |key: &CosetKey| {
            let mut progress = |done: usize, whole: usize| {
                let share = (f64::from(chunk) + done as f64 / whole.max(1) as f64) / f64::from(chunks);
                display.report(&format!("chunk {} of {chunks}", chunk + 1), share, None);
                ControlFlow::Continue(())
            };
            let to = (of_chunk.as_path(), &digest);
            match args.sealed {
                true => openings.seal_all(key, to, &mut progress),
                false => openings.write_all(key, to, &mut progress),
            }
        };
        let mut result = written(&openings_key);
        // A key that was kept and whole, and gives openings that fail their check, would fail for ever.
        if result == Err(InclusionError::Prover) && origin == KeyOrigin::Read {
            warn(output, &mut warnings, WRONG);
            (openings_key, origin) = (liabilities::replaced_coset_key(home, &srs, ALL)?, KeyOrigin::MadeAnew);
            result = written(&openings_key);
        }
        result?;
    }
    display.clear();
    let (accounts, took) = (statement.plan().accounts(), began.elapsed().as_secs_f64());
    let shown = top.display().to_string();
    let text = format!("{shown}: {accounts} holders in {chunks} chunks, in {took:.1} s");
    let mut json = json!({ "folder": shown, "accounts": accounts, "chunks": chunks, "seconds": took });
    if !warnings.is_empty() {
        json["warnings"] = json!(warnings);
    }
    Ok(Reply::new(json, text))
}

fn warn(output: Output, warnings: &mut Vec<&'static str>, text: &'static str) {
    output.remark(text);
    warnings.push(text);
}

fn made(folder: &Path, mode: u32) -> Result<()> {
    DirBuilder::new().recursive(true).mode(mode).create(folder).map_err(|error| {
        let message = format!("{}: {}", folder.display(), files::reason(&error));
        Failure::new(Exit::Input, "file/unwritable", message).at("output")
    })
}

/// `identifier,code` for each account, in the order of the ledger.
fn write_codes(statement: &Statement, path: &Path) -> Result<()> {
    let mut lines = Zeroizing::new(String::new());
    for chunk in 0..statement.plan().chunks() {
        let accounts = statement.identifiers(chunk)?;
        // In one piece for each chunk: what a buffer that grows leaves behind is not wiped.
        let mut longer = Zeroizing::new(String::with_capacity(lines.len() + 320 * accounts.len()));
        longer.push_str(&lines);
        for (identifier, hash) in &accounts {
            let of = (chunk, accounts.len());
            let code = AccessCode::new(statement.secret(), &statement.environment(), of, hash);
            [identifier.as_str(), ",", &code.to_text(), "\n"]
                .into_iter()
                .for_each(|part| longer.push_str(part));
        }
        lines = longer;
    }
    let bytes = Zeroizing::new(std::mem::take(&mut *lines).into_bytes());
    files::output(path, &bytes, Mode::Secret)
}
