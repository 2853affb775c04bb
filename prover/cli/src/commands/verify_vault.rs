//! `verify --vault`: the attestation of each line's note, judged as any attestation is.

use std::path::Path;

use covenant_statements::{Fr, field};
use covenant_verifier::attestation::VerifyOptions;
use covenant_verifier::trust::TrustStore;
use serde_json::json;

use super::verify;
use crate::failure::Result;
use crate::output::Reply;
use crate::vaults::{VaultFolder, require_of_note};

const NOT_TRACED: &str = "lines are not traced";

/// Judges the attestation of each line; the first that is refused ends it. Openings, attestations and lines must be of the same notes.
pub(super) fn run(folder: &Path, trust: &TrustStore, options: &VerifyOptions) -> Result<Reply> {
    let opened = VaultFolder::open(folder)?;
    opened.openings()?;
    let mut untraced = Vec::new();
    let mut trusted = true;
    for (row, note) in (1usize..).zip(opened.vault.notes()) {
        match judge(&opened, note, trust, options) {
            Ok(Some(of_trusted_key)) => trusted &= of_trusted_key,
            Ok(None) => untraced.push(row),
            Err(mut failure) => {
                failure.message = format!("{} (line {row})", failure.message);
                return Err(failure.at("vault.attestations").with("row", json!(row)));
            }
        }
    }
    let lines = opened.vault.notes().len();
    let digest = field::to_hex(&opened.vault.digest());
    let mut text = String::new();
    if !trusted {
        text.push_str(&format!("{}\n", verify::UNTRUSTED));
    }
    match untraced.as_slice() {
        [] => text.push_str(&format!("All {lines} lines are traced to their attestations.\n")),
        rows => text.push_str(&format!(
            "{NOT_TRACED}: {} of {lines} have no attestation beside them (lines {})\n",
            rows.len(),
            rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        )),
    }
    text.push_str(&format!("vault  {digest}"));
    let warnings: Vec<&str> = if untraced.is_empty() { Vec::new() } else { vec![NOT_TRACED] };
    let json = json!({
        "vault": digest,
        "lines": lines,
        "traced": untraced.is_empty(),
        "not_traced": untraced,
        "trusted": trusted,
        "warnings": warnings,
    });
    Ok(Reply::new(json, text))
}

/// Whether the key is one whose maker cannot forge; none where there is no attestation.
fn judge(
    opened: &VaultFolder,
    note: &Fr,
    trust: &TrustStore,
    options: &VerifyOptions,
) -> Result<Option<bool>> {
    let Some(bytes) = opened.attestation(note)? else { return Ok(None) };
    let report = verify::examined(&bytes, trust, options, &verify::Beside::default())?;
    require_of_note(&bytes, note)?;
    Ok(Some(report.trusted))
}
