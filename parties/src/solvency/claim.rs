//! From what was signed and the registry to what reserves and coverage claim.

use alloc::vec::Vec;

use covenant_statements::solvency::coverage::DayPrices;
use covenant_statements::solvency::reserves::{Claim, SignedReserve};
use covenant_statements::solvency::{Scope, Setting, SolvencyPolicy};
use covenant_statements::{Bps, Day, Fr, Network, PartyId, Point, Role};

use super::{ReserveStatement, SolvencyError};
use crate::prices::SignedPrices;
use crate::{Error, Registry};

/// What reserves and coverage have in common.
pub struct Sources<'a> {
    /// The network that is proved for.
    pub network: Network,
    /// The institution.
    pub entity: PartyId,
    /// The scope.
    pub scope: Scope,
    /// The policy.
    pub policy: SolvencyPolicy,
    /// How much must be covered.
    pub threshold: Bps,
    /// The moment.
    pub as_of: u64,
    /// The day's prices.
    pub prices: &'a SignedPrices,
    /// The registry of parties.
    pub registry: &'a Registry,
}

impl Sources<'_> {
    /// The setting under the registry's root.
    ///
    /// # Errors
    /// A registry that is damaged.
    pub fn setting(&self) -> Result<Setting, Error> {
        Ok(Setting {
            network: self.network,
            entity: self.entity,
            scope: self.scope.clone(),
            policy: self.policy.clone(),
            threshold: self.threshold,
            as_of: self.as_of,
            price_root: self.prices.root(),
            registry_root: self.registry.tree()?.root(),
        })
    }
}

impl Registry {
    /// The leaf that a custodian signs by: of this key, as a custodian of another party than the entity, on the day; else the nearest, for
    /// the rules to refuse.
    #[must_use]
    pub fn custodian(&self, key: &Point, entity: PartyId, on: Day) -> Option<usize> {
        self.best_leaf(key, |leaf| {
            [
                leaf.role == Role::Custodian,
                leaf.party != entity,
                leaf.valid_from <= on,
                leaf.valid_until >= on,
            ]
        })
    }
}

/// The claim of the reserves, in the order of their nullifiers. The rules are not run yet.
///
/// # Errors
/// A key that the registry does not have, by the statement's place from 1; a moment after 9999.
pub fn reserves_claim(
    setting: Setting,
    accounts: u64,
    statements: Vec<ReserveStatement>,
    registry: &Registry,
    blinding: Fr,
) -> Result<Claim, Error> {
    let tree = registry.tree()?;
    let day = setting.day().ok_or(SolvencyError::Moment)?;
    let signed = |(row, statement): (usize, ReserveStatement)| {
        let index = registry.custodian(&statement.signer, setting.entity, day);
        let signer = index.and_then(|index| registry.member(&tree, index));
        let signer = signer.ok_or(SolvencyError::CustodianNotRegistered { row })?;
        Ok(SignedReserve { reserve: statement.reserve, signature: statement.signature, signer })
    };
    let reserves: Result<Vec<_>, SolvencyError> = (1..).zip(statements).map(signed).collect();
    let mut claim = Claim { reserves: reserves?, accounts, context: Fr::from(0u64), blinding, setting };
    claim.sort();
    Ok(claim)
}

/// The day's prices of the scope's assets, under as many signatures as its quorum needs.
///
/// # Errors
/// Prices of another network, an asset without one, fewer signatures of the quorum's authorities than it needs, one that does not hold.
pub fn day_prices(prices: &SignedPrices, setting: &Setting, registry: &Registry) -> Result<DayPrices, Error> {
    if prices.network() != setting.network {
        return Err(SolvencyError::PricesNetwork.into());
    }
    let day = setting.day().ok_or(SolvencyError::Moment)?;
    let signatures = prices.signed_by(registry, &setting.scope.quorum, day)?;
    let member = |(row, id)| {
        let member = prices.tree().member(id, setting.policy.currency);
        member.ok_or(SolvencyError::PriceMissing { row })
    };
    let members: Result<Vec<_>, _> = (1..).zip(setting.scope.ids()).map(member).collect();
    Ok(DayPrices { day: prices.day(), signatures, members: members? })
}
