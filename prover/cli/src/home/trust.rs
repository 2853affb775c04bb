//! What a home trusts, as a trust file.

use covenant_parties::custodies::FollowedCustodies;
use covenant_parties::trust::Trusted;
use covenant_parties::{Error, Store as _};
use covenant_statements::Day;
use covenant_verifier::trust::{HomeRegistry, TrustStore};

use super::Home;
use crate::failure::Result;
use crate::prover::{attest, keys};

/// For how many days an exported trust file is used unless its maker says otherwise.
pub(crate) const EXPORT_DAYS: u32 = 30;

/// The home's own trust, for use until a day: the keys on its list (never all that lie in `keys/`), its registry's roots with
/// their days, its nullifier key, its policies, its prover.
pub(crate) fn trusted_by(home: &Home, home_registry: Option<HomeRegistry>, until: Day) -> Result<TrustStore> {
    // Makes the keys of a new development home.
    keys::offered(home)?;
    let own = keys::store(home)?.trusted()?;
    let nullifier_key = match home_registry {
        Some(registry) => Some((home.nullifier_key()?.public(), registry)),
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
        prover,
    };
    Ok(trusted.to_store().map_err(Error::from)?)
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
        prover,
    };
    Ok(trusted.to_store().map_err(Error::from)?)
}
