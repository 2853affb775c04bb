//! `keygen`: makes a signing key where it will be used.

use covenant_gadgets::babyjubjub::codec;
use covenant_gadgets::eddsa::SecretKey;
use covenant_gadgets::field;
use covenant_parties::key_file::Purpose;
use covenant_parties::possession;
use rand::rngs::OsRng;
use serde_json::json;

use crate::cli::Keygen;
use crate::failure::Result;
use crate::key_files;
use crate::output::Reply;

pub(super) fn run(args: &Keygen) -> Result<Reply> {
    let key = SecretKey::generate(&mut OsRng);
    key_files::create(&args.output, &key, Purpose::Signing)?;
    let public_key = codec::to_hex(&key.public());
    // Without a party there is nothing to show yet: the proof is for one party and its roles.
    let possession = args.id.as_ref().map(|id| {
        let proof = possession::prove(args.network, id.party_id(), &args.roles, &key, &mut OsRng);
        field::bytes_hex(&proof.to_bytes())
    });
    let json = json!({
        "key_file": args.output.display().to_string(),
        "network": args.network,
        "public_key": public_key,
        "possession": possession,
    });
    let shown = possession.map(|proof| format!("\npossession  {proof}")).unwrap_or_default();
    Ok(Reply::new(json, format!("public key  {public_key}{shown}")))
}
