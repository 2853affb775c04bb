//! What a home trusts, as a trust file.

use std::io::ErrorKind;

use covenant_parties::custodies::FollowedCustodies;
use covenant_parties::trust::{Trusted, with_registry};
use covenant_parties::{Error, Store as _};
use covenant_statements::Day;
use covenant_verifier::dsse::PublicKey;
use covenant_verifier::trust::{HomeRegistry, MAX_TRUST_BYTES, TrustDocument, TrustStore};
use serde_json::json;

use super::{Home, nullifier};
use crate::failure::{Exit, Failure, Result};
use crate::files;
use crate::output::Reply;
use crate::prover::{attest, keys};

const UNUSED: &str = "this home judges by the trust file that it has imported and not by this: ask the file's maker for another, or go back to the home's own trust by `trust forget imported`";

/// For how many days an exported trust file is used unless its maker says otherwise.
pub(crate) const EXPORT_DAYS: u32 = 30;

/// The trust that a home judges by, for use until a day: the file that it has imported, else its own.
pub(crate) fn trusted_by(home: &Home, home_registry: Option<HomeRegistry>, until: Day) -> Result<TrustStore> {
    match imported(home)? {
        Some(document) => {
            let until = document.until.min(until);
            let judged = TrustDocument { until, ..document };
            Ok(TrustStore::from_document(judged).map_err(Error::from)?)
        }
        None => own(home, home_registry, until),
    }
}

/// The trust file that was imported, if one was: as it is, but for the roots of parties and the day of the last revocation, which are those of the
/// registry that the home follows, if it follows one.
pub(crate) fn imported(home: &Home) -> Result<Option<TrustDocument>> {
    if !home.trust_path().exists() {
        return Ok(None);
    }
    let bytes = files::read(&home.trust_path(), MAX_TRUST_BYTES, "home.trust")?;
    let document = TrustStore::from_json(&bytes).map_err(Error::from)?.document().clone();
    if home.config().registry.is_none() {
        return Ok(Some(document));
    }
    Ok(Some(with_registry(document, &home.registry()?)))
}

/// What a change of the home's own trust has to say while a trust file is imported, by which it judges instead.
pub(crate) fn unused_while_imported(home: &Home, mut reply: Reply) -> Reply {
    if home.trust_path().exists() {
        reply.json["warnings"] = json!([UNUSED]);
        reply.text = format!("{}\nwarning: {UNUSED}", reply.text.trim_end());
    }
    reply
}

/// The home judges by its own trust from now on; whether there was another file.
pub(crate) fn forget_imported(home: &Home) -> Result<bool> {
    let _lock = home.lock()?;
    let path = home.trust_path();
    match std::fs::remove_file(&path) {
        Ok(()) => {
            covenant_files::sync_folder(&path);
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => {
            Err(Failure::new(Exit::Other, "system/io", covenant_files::reason(&error)).at("home.trust"))
        }
    }
}

/// The home's own trust: the keys on its list (never all that lie in `keys/`), its registry's roots with their days, the nullifier registry's key, its
/// policies, its prover.
fn own(home: &Home, home_registry: Option<HomeRegistry>, until: Day) -> Result<TrustStore> {
    if home.is_prover() {
        // Makes the keys of a new development home.
        keys::offered(home)?;
    }
    let own = keys::store(home)?.trusted()?;
    let nullifier_key = match home_registry {
        Some(registry) => nullifier::public_key(home)?.map(|key| (key, registry)),
        None => None,
    };
    let custodies = home.custodies()?;
    let trusted = Trusted {
        network: home.network(),
        until,
        keys: own.iter().filter(|key| key.network == home.network()).map(keys::key_entry).collect(),
        registry: &home.registry()?,
        nullifier_key,
        policies: home.trusted_policies()?,
        prices: &home.prices()?,
        facilities: custodies.facilities().to_vec(),
        pools: custodies.pools().to_vec(),
        entities: home.entities()?,
        prover: prover(home)?,
    };
    Ok(trusted.to_store().map_err(Error::from)?)
}

fn prover(home: &Home) -> Result<Option<(&'static str, PublicKey)>> {
    if !home.is_prover() {
        return Ok(None);
    }
    Ok(Some(("the prover of this home", attest::public_key(&home.prover_key()?)?)))
}

/// The same without keys, which take long to make: whether entries go together, and for showing.
pub(crate) fn without_keys(home: &Home, custodies: &FollowedCustodies) -> Result<TrustStore> {
    let trusted = Trusted {
        network: home.network(),
        until: Day::MAX,
        keys: Vec::new(),
        registry: &home.registry()?,
        nullifier_key: None,
        policies: home.trusted_policies()?,
        prices: &home.prices()?,
        facilities: custodies.facilities().to_vec(),
        pools: custodies.pools().to_vec(),
        entities: home.entities()?,
        prover: prover(home)?,
    };
    Ok(trusted.to_store().map_err(Error::from)?)
}
