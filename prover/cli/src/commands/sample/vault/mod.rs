//! `sample vault`: a borrower's vault, what was signed for it, and what its figures must be.

mod book;
mod documents;
mod drawn;
mod expected;
mod tables;
#[cfg(test)]
mod tests;

use covenant_parties::custodies::Custody;
use covenant_parties::{Error, Format as _, Store as _, collateral};
use covenant_statements::{Day, field};
use serde_json::json;

use self::documents::Documents;
use super::custody;
use super::draw::Draw;
use super::folder::Folder;
use crate::cli::SampleArgs;
use crate::failure::Result;
use crate::output::Reply;

/// The day of judgement of a sample.
pub(super) const DAY: &str = "2026-11-22";

pub(super) fn run(args: &SampleArgs) -> Result<Reply> {
    let mut draw = Draw::new(args.seed);
    let folder = Folder::make(&args.output, &mut draw)?;
    let as_of: Day = DAY.parse()?;
    let book = drawn::book(&mut draw, args.lines, as_of.get());
    let documents = documents::make(&book, folder.home.default_policy()?.digest(), &mut draw)?;
    folder.keep(&documents.parties)?;
    write(&folder, &documents)?;
    custody::keep(&folder, &documents.vault, &documents.notes)?;
    for (name, table) in tables::all(&book, &documents.notes, as_of) {
        folder.secret(name, table.as_bytes())?;
    }
    let mut figures = expected::of(&book).to_json(&book);
    figures["statement"] = json!("collateral");
    figures["as_of"] = json!(as_of);
    figures["currency"] = json!(documents.policy.currency);
    figures["lines"] = json!(args.lines);
    folder.expected(&figures)?;
    trust(&folder, &documents, as_of)?;
    Ok(reply(args, &folder, &documents))
}

/// The documents, under the names that `--from` looks for.
fn write(folder: &Folder, documents: &Documents) -> Result<()> {
    folder.secret("facility.json", &documents.vault.facility().to_json())?;
    folder.public("policy.json", &collateral::policy::to_json(&documents.policy))?;
    folder.secret("ledger.signed", &documents.ledger.to_json())?;
    for (i, appraisal) in (1..).zip(&documents.appraisals) {
        folder.secret(&format!("appraisal-{i}.signed"), &appraisal.to_json())?;
    }
    folder.public("prices.signed", &documents.prices.to_json())
}

/// The home trusts the day's prices and the policy, and follows the facility.
fn trust(folder: &Folder, documents: &Documents, as_of: Day) -> Result<()> {
    folder.home.change_prices(|trusted| {
        trusted.trust(&documents.prices, as_of, &documents.parties.registry).map_err(Error::from)?;
        Ok(())
    })?;
    folder.home.trust_policy(&documents.policy.clone().into())?;
    custody::follow(folder, Custody::Facility, &documents.vault, documents.ledger.ledger.sequence)
}

fn reply(args: &SampleArgs, folder: &Folder, documents: &Documents) -> Reply {
    let shown = folder.home.folder().display().to_string();
    let digest = field::to_hex(&documents.vault.digest());
    let lines = documents.notes.len();
    let text = format!(
        "{shown}: a vault of {lines} lines of {} debtors, as of {DAY}\nvault  {digest}\n\
         Its keys follow from the seed {}: whoever knows that can sign. Its notes were not proved, so no line is traced.",
        documents.ledger.ledger.debtors.len(),
        args.seed
    );
    let json = json!({
        "home": shown,
        "seed": args.seed,
        "lines": lines,
        "debtors": documents.ledger.ledger.debtors.len(),
        "as_of": DAY,
        "vault": digest,
        "expected": "expected.json",
    });
    Reply::new(json, text)
}
