//! A day's prices as a prover of collateral uses them.

use alloc::vec::Vec;

use covenant_statements::PriceSignature;
use covenant_statements::collateral::{CollateralPolicy, Prices};
use covenant_statements::roles::Quorum;
use covenant_statements::{Day, PartyId};

use super::document::SignedPrices;
use super::error::PricesError;
use crate::{Error, Registry};

impl SignedPrices {
    /// The prices of the policy's commodities, as far as the day has them, under as many signatures as the quorum needs, in its order of
    /// authorities.
    ///
    /// # Errors
    /// What [`Self::check`] refuses; fewer signatures of the quorum's authorities than it needs; a registry that is damaged.
    pub fn for_collateral(
        &self,
        registry: &Registry,
        quorum: &Quorum,
        policy: &CollateralPolicy,
        as_of: Day,
    ) -> Result<Prices, Error> {
        let signatures = self.signed_by(registry, quorum, as_of)?;
        let price =
            |symbol: &covenant_statements::Symbol| self.tree().member(symbol.asset(), policy.currency);
        let members = policy.commodities.iter().map(|commodity| price(&commodity.symbol)).collect();
        Ok(Prices { root: self.root(), day: self.day(), signatures, members })
    }

    /// As many signatures of the root as the quorum needs, in its order of authorities.
    ///
    /// # Errors
    /// What [`Self::check`] refuses; fewer signatures of the quorum's authorities than it needs; a registry that is damaged.
    pub fn signed_by(
        &self,
        registry: &Registry,
        quorum: &Quorum,
        as_of: Day,
    ) -> Result<Vec<PriceSignature>, Error> {
        let signed = self.members(registry, as_of)?;
        let of = |party: &PartyId| signed.iter().find(|(member, _)| member.leaf.party == *party);
        let signatures: Vec<PriceSignature> = quorum
            .authorities
            .iter()
            .filter_map(of)
            .take(quorum.needed.into())
            .map(|(signer, signature)| PriceSignature { signature: *signature, signer: signer.clone() })
            .collect();
        if quorum.needed == 0 || signatures.len() < usize::from(quorum.needed) {
            return Err(PricesError::Quorum.into());
        }
        Ok(signatures)
    }
}
