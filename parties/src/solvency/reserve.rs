//! What a custodian holds for an entity, signed. The document, `NAME.reserve.signed`, holds quantities that only the custodian and the
//! entity may see.

use ark_ff::{PrimeField as _, UniformRand as _};
use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::price::Symbol;
use covenant_statements::solvency::reserves::{Reserve, nullifier};
use covenant_statements::{Day, Fr, Network, PartyId, Point, Signature, price, serde_forms};
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};

use super::SolvencyError;
use crate::Format;
use crate::collateral::redacted;

/// The most bytes of an account's reference.
pub const MAX_ACCOUNT: usize = 256;

/// A statement and its signature. Whether the key is a custodian's, the registry says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReserveStatement {
    /// What was signed.
    pub reserve: Reserve,
    /// Whose signature it is: packPoint.
    #[serde(with = "serde_forms::point_hex")]
    pub signer: Point,
    /// EdDSA-Poseidon over the reserve's message.
    #[serde(with = "serde_forms::signature_hex")]
    pub signature: Signature,
}

redacted!(ReserveStatement);

impl Format for ReserveStatement {
    const KIND: &'static str = "covenant/reserve";
    const MALFORMED: &'static str = "reserve/malformed";
}

impl core::fmt::Debug for Holding<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Holding([redacted])")
    }
}

/// What a custodian holds in one account, of one asset.
#[derive(Clone)]
pub struct Holding<'a> {
    /// The network that is signed for.
    pub network: Network,
    /// For whom it is held.
    pub entity: PartyId,
    /// The digest of the scope, which the custodian has read: it says in which decimals an asset is counted.
    pub scope: Fr,
    /// The moment, in seconds since 1970-01-01T00:00:00Z.
    pub as_of: u64,
    /// The account, by the custodian's own reference, which never changes: the nullifier is made of it.
    pub account: &'a str,
    /// The asset.
    pub asset: &'a Symbol,
    /// How much, in the scope's smallest units.
    pub quantity: u64,
    /// How much of it is pledged, lent or blocked.
    pub encumbered: u64,
}

impl Holding<'_> {
    /// The statement, with a fresh nonce. `secret` is the custodian's for nullifiers: one for all of its accounts, and never another.
    ///
    /// # Errors
    /// More encumbered than there is, an account without reference, a moment after 9999.
    pub fn statement<R: RngCore + CryptoRng>(
        &self,
        secret: &SecretKey,
        rng: &mut R,
    ) -> Result<Reserve, SolvencyError> {
        if self.encumbered > self.quantity {
            return Err(SolvencyError::Encumbered);
        }
        if !(1..=MAX_ACCOUNT).contains(&self.account.len()) {
            return Err(SolvencyError::Account);
        }
        let day = Day::of_unix_seconds(self.as_of).ok().filter(|_| self.as_of <= price::LAST_SECOND);
        let (day, asset) = (day.ok_or(SolvencyError::Moment)?, self.asset.asset());
        Ok(Reserve {
            network: self.network,
            entity: self.entity,
            scope: self.scope,
            as_of: self.as_of,
            nonce: Fr::rand(rng),
            asset,
            quantity: self.quantity,
            encumbered: self.encumbered,
            nullifier: nullifier(element(secret), self.account, asset, day),
        })
    }
}

/// The secret as a field element: a scalar of the subgroup is below the field's modulus.
fn element(secret: &SecretKey) -> Fr {
    Fr::from_le_bytes_mod_order(&secret.to_bytes())
}

/// Signs a statement.
pub fn sign<R: RngCore + CryptoRng>(reserve: Reserve, key: &SecretKey, rng: &mut R) -> ReserveStatement {
    let signature = key.sign(reserve.message(), rng);
    ReserveStatement { reserve, signer: key.public(), signature }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding<'a>(account: &'a str, asset: &'a Symbol) -> Holding<'a> {
        Holding {
            network: Network::Development,
            entity: PartyId(Fr::from(7u64)),
            scope: Fr::from(5u64),
            as_of: 1_796_000_000,
            account,
            asset,
            quantity: 10,
            encumbered: 3,
        }
    }

    #[test]
    fn a_statement_comes_back_and_its_account_has_one_nullifier_a_day() {
        let mut rng = rand::thread_rng();
        let (secret, key) = (SecretKey::generate(&mut rng), SecretKey::generate(&mut rng));
        let symbol: Symbol = "BTC".parse().unwrap();
        let one = holding("cold-1", &symbol).statement(&secret, &mut rng).unwrap();
        let signed = sign(one.clone(), &key, &mut rng);
        assert!(ReserveStatement::from_json(&signed.to_json(), "reserve").unwrap() == signed);
        assert!(covenant_gadgets::eddsa::verify(&signed.signer, one.message(), &signed.signature).is_ok());
        let with = |change: fn(&mut Holding<'_>)| {
            let mut other = holding("cold-1", &symbol);
            change(&mut other);
            other.statement(&secret, &mut rand::thread_rng()).map(|reserve| reserve.nullifier)
        };
        assert_eq!(with(|h| h.quantity = 12), Ok(one.nullifier), "the same reserve, whatever is in it");
        assert_eq!(with(|h| h.entity = PartyId(Fr::from(8u64))), Ok(one.nullifier), "for whomever");
        assert_eq!(with(|h| h.as_of += 1), Ok(one.nullifier), "at whatever second of the day");
        assert_ne!(with(|h| h.as_of += 86_400), Ok(one.nullifier));
        assert_ne!(with(|h| h.account = "cold-2"), Ok(one.nullifier));
        assert_eq!(with(|h| h.encumbered = 11), Err(SolvencyError::Encumbered));
        assert_eq!(with(|h| h.account = ""), Err(SolvencyError::Account));
        assert_eq!(with(|h| h.as_of = u64::MAX), Err(SolvencyError::Moment));
    }
}
