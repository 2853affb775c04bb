//! `sample pool`: the loans of a pool, what its servicer says of them, and what its figures must be.

mod book;
mod documents;
mod drawn;
mod expected;
#[cfg(test)]
mod tests;

use covenant_parties::custodies::Custody;
use covenant_parties::{Format as _, Store as _, policies};
use covenant_statements::{Day, Policy as _, field};
use serde_json::{Value, json};

use self::documents::Documents;
use super::custody;
use super::draw::Draw;
use super::folder::Folder;
use crate::cli::SampleArgs;
use crate::failure::{Failure, Result};
use crate::output::Reply;

/// The cut-off of a sample.
const CUT_OFF: &str = "2026-10-31";

pub(super) fn run(args: &SampleArgs) -> Result<Reply> {
    if args.lines == 0 {
        let message = "a pool without a loan has no figures";
        return Err(Failure::usage("usage/value", message).at("lines"));
    }
    let mut draw = Draw::new(args.seed);
    let folder = Folder::make(&args.output, &mut draw)?;
    let cut_off: Day = CUT_OFF.parse()?;
    let book = drawn::book(&mut draw, args.lines, cut_off.get());
    let documents = documents::make(&book, folder.home.default_policy()?.digest(), &mut draw)?;
    folder.keep(&documents.parties)?;
    write(&folder, &documents)?;
    custody::keep(&folder, &documents.vault, &documents.notes)?;
    folder.secret("tape.csv", documents::table(&book, &documents.notes).as_bytes())?;
    folder.secret("obligors.csv", documents::obligors(&book).as_bytes())?;
    let mut figures = expected::of(&book);
    figures.insert("statement".to_owned(), json!("pool"));
    figures.insert("cut_off".to_owned(), json!(cut_off));
    figures.insert("currency".to_owned(), json!(documents.policy.currency));
    folder.expected(&Value::Object(figures))?;
    folder.home.trust_policy(&documents.policy.clone().into())?;
    custody::follow(&folder, Custody::Pool, &documents.vault, documents.tape.tape.sequence)?;
    let shown = folder.home.folder().display().to_string();
    let policy = field::to_hex(&documents.policy.digest());
    let custody = field::to_hex(&documents.vault.digest());
    let text = format!(
        "{shown}: a pool of {} loans at {CUT_OFF}\ncustody {custody}\npolicy  {policy}\n\
         Its keys follow from the seed {}: whoever knows that can sign. Its notes were not proved, so no line is traced.",
        args.lines, args.seed
    );
    let json = json!({
        "home": shown,
        "seed": args.seed,
        "lines": args.lines,
        "obligors": book.obligors.len(),
        "cut_off": CUT_OFF,
        "custody": custody,
        "policy": policy,
        "expected": "expected.json",
    });
    Ok(Reply::new(json, text))
}

/// The documents, under the names that `--from` looks for.
fn write(folder: &Folder, documents: &Documents) -> Result<()> {
    folder.secret("pool.json", &documents.vault.facility().to_json())?;
    folder.public("policy.json", &policies::write(&documents.policy))?;
    folder.secret("roles.json", &documents.vault.facility().roles().to_json())?;
    folder.secret("structure.json", &documents.structure.to_json())?;
    folder.secret("tape.signed", &documents.tape.to_json())
}
