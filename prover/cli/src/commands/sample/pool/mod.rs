//! `sample pool`: the loans of a pool, what its servicer says of them, and what its figures must be.

mod book;
mod documents;
mod drawn;
mod expected;
#[cfg(test)]
mod tests;

use covenant_parties::{Format as _, Store as _};
use covenant_statements::{Day, Policy as _, field};
use serde_json::{Value, json};

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
    folder.public("policy.json", format!("{:#}\n", json!(documents.policy)).as_bytes())?;
    folder.secret("roles.json", &documents.roles.to_json())?;
    folder.openings("notes", &documents.notes)?;
    folder.secret("tape.csv", documents::tape(&book, &documents.notes).as_bytes())?;
    folder.secret("obligors.csv", documents::obligors(&book).as_bytes())?;
    let mut figures = expected::of(&book);
    figures.insert("statement".to_owned(), json!("pool"));
    figures.insert("cut_off".to_owned(), json!(cut_off));
    figures.insert("currency".to_owned(), json!(documents.policy.currency));
    folder.expected(&Value::Object(figures))?;
    let shown = folder.home.folder().display().to_string();
    let policy = field::to_hex(&documents.policy.digest());
    let text = format!("{shown}: a pool of {} loans at {CUT_OFF}\npolicy  {policy}", args.lines);
    let json = json!({
        "home": shown,
        "seed": args.seed,
        "lines": args.lines,
        "obligors": book.obligors.len(),
        "cut_off": CUT_OFF,
        "policy": policy,
        "expected": "expected.json",
    });
    Ok(Reply::new(json, text))
}
