//! `auditor`: keys to which figures are disclosed.

use covenant_gadgets::babyjubjub::codec;
use covenant_gadgets::eddsa::SecretKey;
use covenant_parties::key_file::Purpose;
use covenant_verifier::trust::AuditorEntry;
use rand::rngs::OsRng;
use serde_json::json;

use crate::cli::AuditorKeygen;
use crate::failure::{Failure, Result};
use crate::key_files;
use crate::output::Reply;

/// Makes a key where it will be used.
pub(super) fn keygen(args: &AuditorKeygen) -> Result<Reply> {
    let period = args.from.zip(args.until);
    if period.is_some_and(|(from, until)| from > until) {
        return Err(
            Failure::usage("auditor/period", "the first day of the period is after the last").at("from")
        );
    }
    let key = SecretKey::generate(&mut OsRng);
    key_files::create(&args.output, &key, Purpose::Auditor)?;
    let public_key = codec::to_hex(&key.public());
    let entry = args.name.clone().zip(period);
    let entry = entry.map(|(name, (from, until))| AuditorEntry { name, key: key.public(), from, until });
    let shown = entry.as_ref().and_then(|entry| serde_json::to_string(entry).ok());
    let shown = shown.map(|entry| format!("\nfor trust files' auditors\n{entry}")).unwrap_or_default();
    let json = json!({
        "key_file": args.output.display().to_string(),
        "public_key": public_key,
        "trust_entry": entry,
    });
    Ok(Reply::new(json, format!("public key  {public_key}{shown}")))
}
