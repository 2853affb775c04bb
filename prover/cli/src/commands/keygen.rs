//! `keygen`: makes a signing key where it will be used.

use covenant_gadgets::babyjubjub::codec;
use covenant_gadgets::eddsa::{self, SecretKey};
use covenant_gadgets::field;
use covenant_statements::party::possession_message;
use covenant_statements::{Network, Point, Signature};
use rand::rngs::OsRng;
use serde_json::json;

use crate::cli::Keygen;
use crate::failure::{Failure, Result};
use crate::formats::key_file::{self, Purpose};
use crate::output::Reply;

pub(super) fn run(args: &Keygen) -> Result<Reply> {
    let key = SecretKey::generate(&mut OsRng);
    key_file::write_curve_key(&args.output, &key, Purpose::Signing)?;
    let public_key = codec::to_hex(&key.public());
    let possession = field::bytes_hex(&possession(args.network, &key).to_bytes());
    let json = json!({
        "key_file": args.output.display().to_string(),
        "network": args.network,
        "public_key": public_key,
        "possession": possession,
    });
    Ok(Reply::new(json, format!("public key  {public_key}\npossession  {possession}")))
}

/// Shows that whoever registers a key has it.
pub(super) fn possession(network: Network, key: &SecretKey) -> Signature {
    key.sign(possession_message(network, &key.public()), &mut OsRng)
}

/// Checks a public key and the proof that its owner has the secret.
pub(super) fn check_possession(network: Network, public_key: &str, possession: &str) -> Result<Point> {
    let bad_key =
        |error: codec::PointError| Failure::refused("key/malformed", error.to_string()).at("public_key");
    let key = codec::from_hex(public_key).map_err(bad_key)?;
    let bad_proof = |message: String| Failure::refused("key/possession", message).at("possession");
    let bytes =
        field::hex_bytes(possession).map_err(|_| bad_proof("not in lower-case hexadecimal".to_owned()))?;
    let signature = Signature::from_bytes(&bytes).map_err(|error| bad_proof(error.to_string()))?;
    match eddsa::verify(&key, possession_message(network, &key), &signature) {
        Ok(()) => Ok(key),
        Err(eddsa::SignatureError::PublicKey) => {
            Err(Failure::refused("key/subgroup", "the public key is not in the prime-order subgroup")
                .at("public_key"))
        }
        Err(error) => Err(bad_proof(error.to_string())),
    }
}
