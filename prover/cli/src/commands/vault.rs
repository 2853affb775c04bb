//! `vault`: the borrower's notes in a facility's vault.

use std::fmt::Write as _;
use std::path::Path;

use covenant_parties::collateral::Vault;
use covenant_parties::registry::party_hex;
use covenant_statements::{Fr, Note, field};
use covenant_verifier::dsse::MAX_ENVELOPE_BYTES;
use serde_json::{Value, json};

use super::facility;
use crate::amounts;
use crate::cli::Vault as Command;
use crate::failure::Result;
use crate::output::Reply;
use crate::vaults::VaultFolder;
use crate::{files, formats};

pub(super) fn run(command: &Command) -> Result<Reply> {
    match command {
        Command::Init { vault, facility } => {
            let opened = VaultFolder::init(vault, formats::read(facility, "facility")?)?;
            Ok(state(&opened.vault, &format!("An empty vault in {}.", vault.display())))
        }
        Command::Add { vault, note, attestation } => add(vault, note, attestation.as_deref()),
        Command::Show { vault, amounts } => show(vault, *amounts),
        Command::Rewrite { vault, release, attestation } => rewrite(vault, release, attestation.as_deref()),
    }
}

fn add(folder: &Path, note: &Path, attestation: Option<&Path>) -> Result<Reply> {
    let (mut opened, _lock) = VaultFolder::locked(folder)?;
    let attestation =
        attestation.map(|path| files::read(path, MAX_ENVELOPE_BYTES, "attestation")).transpose()?;
    opened.add(formats::read(note, "note")?, attestation.as_ref().map(|bytes| bytes.as_slice()))?;
    let traced = if attestation.is_some() { "" } else { "; it is not traced, for want of its attestation" };
    Ok(state(&opened.vault, &format!("Line {}{traced}.", opened.vault.notes().len())))
}

fn rewrite(folder: &Path, release: &[usize], attestation: Option<&Path>) -> Result<Reply> {
    let (mut opened, _lock) = VaultFolder::locked(folder)?;
    let released: Vec<Fr> = match attestation {
        Some(path) => opened.release_by(&files::read(path, MAX_ENVELOPE_BYTES, "attestation")?)?,
        None => opened.release(release)?,
    };
    let notes: Vec<String> = released.iter().map(field::to_hex).collect();
    let files: Vec<String> =
        released.iter().map(|note| opened.note_path(note).display().to_string()).collect();
    let mut reply =
        state(&opened.vault, &format!("Released, and kept with their openings:\n{}", files.join("\n")));
    reply.json["released"] = json!(notes);
    Ok(reply)
}

/// The vault after what was done, in digests.
fn state(vault: &Vault, done: &str) -> Reply {
    let digest = field::to_hex(&vault.digest());
    let (lines, counter) = (vault.notes().len(), vault.facility().counter);
    let json = json!({ "lines": lines, "counter": counter, "digest": digest });
    Reply::new(json, format!("{done}\nlines    {lines}\ncounter  {counter}\ndigest   {digest}"))
}

fn show(folder: &Path, amounts: bool) -> Result<Reply> {
    let opened = VaultFolder::open(folder)?;
    let openings = opened.openings()?;
    let (mut json, mut text) = facility::described(opened.vault.facility());
    let digest = field::to_hex(&opened.vault.digest());
    let _ = write!(text, "\ndn      {digest}\n");
    json["digest"] = json!(digest);
    let mut lines = Vec::with_capacity(openings.len());
    for (number, note) in (1..).zip(&openings) {
        let commitment = note.commitment();
        let traced = opened.attestation(&commitment)?.is_some();
        let hex = field::to_hex(&commitment);
        let mut line = json!({ "line": number, "note": hex, "traced": traced });
        let _ = write!(text, "{number:>4}  {hex}{}", if traced { "" } else { "  not traced" });
        if amounts {
            let _ = write!(text, "  {}", in_clear(note));
            add_clear(&mut line, note);
        }
        text.push('\n');
        lines.push(line);
    }
    json["lines"] = json!(lines);
    Ok(Reply::new(json, text))
}

fn in_clear(note: &Note) -> String {
    let amount = amounts::decimal(note.amount.0.into(), note.currency);
    format!("{amount:>18} {}  issued {}, due {}", note.currency, note.issue, note.due)
}

fn add_clear(line: &mut Value, note: &Note) {
    line["amount"] = json!(amounts::decimal(note.amount.0.into(), note.currency));
    line["currency"] = json!(note.currency);
    line["debtor"] = json!(party_hex(note.debtor));
    line["issue"] = json!(note.issue);
    line["due"] = json!(note.due);
    line["note_policy"] = json!(field::to_hex(&note.policy));
}
