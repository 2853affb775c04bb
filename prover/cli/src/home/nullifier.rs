//! Asking the nullifier registry that the configuration names.

use covenant_gadgets::babyjubjub::{self, codec};
use covenant_gadgets::voprf::{self, Evaluation};
use covenant_parties::obligation::ConsentError;
use covenant_parties::{Error, Record, Store as _};
use covenant_statements::Point;
use rand::rngs::OsRng;

use super::Home;
use super::config::{NullifierRegistry, PinnedRegistry};
use crate::commands::remote;
use crate::failure::{Failure, Result};

/// The registry's key and its evaluation of a blinded point. The caller checks the proof: under this key, which is the home's own or the one that is
/// pinned, whatever the service says of itself.
pub(crate) fn evaluate(home: &Home, blinded: &Point) -> Result<(Point, Evaluation)> {
    match &home.config().nullifier_registry {
        NullifierRegistry::InProcess(_) => in_process(home, blinded),
        NullifierRegistry::Pinned(pinned) => {
            let key = key_of(pinned)?;
            let identity = pinned.identity.as_ref().map(|folder| home.folder().join(folder));
            Ok((key, remote::evaluate(&pinned.url, identity.as_deref(), &key, blinded)?))
        }
        NullifierRegistry::Url(_) => {
            let message = "the nullifier registry's key is not pinned: `nullifier-key pin HEX --server URL`, with the key that its operator told you";
            Err(Failure::refused("nullifier/not-pinned", message).at("home.nullifier_registry"))
        }
    }
}

/// The key of the nullifier registry that this home asks; none where it asks none.
pub(crate) fn public_key(home: &Home) -> Result<Option<Point>> {
    match &home.config().nullifier_registry {
        NullifierRegistry::Pinned(pinned) => Ok(Some(key_of(pinned)?)),
        NullifierRegistry::Url(_) => Ok(None),
        NullifierRegistry::InProcess(_) if home.has(Record::NullifierKey)? => {
            Ok(Some(home.nullifier_key()?.public()))
        }
        NullifierRegistry::InProcess(_) => Ok(None),
    }
}

/// Reads a nullifier registry's public key. One with a part of small order would let its holder tell points apart.
pub(crate) fn read_key(text: &str) -> Result<Point> {
    let refuse = |message: &str| Failure::refused("nullifier/key", message).at("nullifier_registry.key");
    let key = codec::from_hex(text).map_err(|_| refuse("not a packed point in hexadecimal"))?;
    if babyjubjub::is_valid_key(&key) { Ok(key) } else { Err(refuse("not in the prime-order subgroup")) }
}

fn key_of(pinned: &PinnedRegistry) -> Result<Point> {
    read_key(&pinned.key)
}

fn in_process(home: &Home, blinded: &Point) -> Result<(Point, Evaluation)> {
    let key = home.nullifier_key()?;
    let evaluation = voprf::evaluate(&key, blinded, &mut OsRng)
        .map_err(|error| Error::from(ConsentError::Nullifier(error)))?;
    Ok((key.public(), evaluation))
}
