//! `auditor`: keys to which figures are disclosed, and by which counts are signed.

use covenant_gadgets::babyjubjub::codec;
use covenant_gadgets::eddsa::SecretKey;
use covenant_parties::Format as _;
use covenant_parties::key_file::Purpose;
use covenant_parties::solvency::count;
use covenant_statements::solvency::AccountCount;
use covenant_verifier::trust::AuditorEntry;
use rand::rngs::OsRng;
use serde_json::json;

use crate::cli::AuditorKeygen;
use crate::failure::{Failure, Result};
use crate::files::{self, Mode};
use crate::key_files;
use crate::output::Reply;
use crate::statements::solvency;
use crate::statements::solvency::args::AuditorCountSign;

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

/// Signs a count of accounts.
pub(super) fn sign_count(args: &AuditorCountSign) -> Result<Reply> {
    let key = key_files::read(&args.key, Purpose::Auditor, "key")?;
    let count = AccountCount {
        network: args.network,
        entity: args.entity.party_id(),
        scope: solvency::read_scope(&args.scope)?.digest(),
        as_of: args.as_of.0,
        accounts: args.accounts,
    };
    let signed = count::sign(count, &key, &mut OsRng);
    files::output(&args.output, &signed.to_json(), Mode::Public)?;
    let shown = args.output.display().to_string();
    let text = format!("{shown}: {} accounts", args.accounts);
    Ok(Reply::new(json!({ "count": shown, "accounts": args.accounts }), text))
}
