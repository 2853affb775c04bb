//! From a vault, what was signed for it, and the registry to the claim that is checked and proved.

use alloc::vec::Vec;

use covenant_gadgets::merkle::Tree;
use covenant_statements::collateral::{Claim, Prices, Rule, SignedAppraisal, Violation};
use covenant_statements::{Amount, CollateralPolicy, Day, Fr, Network, Note, Roles};

use super::{CollateralError, SignedLedger, SignedLots, Vault};
use crate::prices::{PricesError, SignedPrices};
use crate::{Error, Registry};

/// Everything that a claim is made of.
pub struct Sources<'a> {
    /// The network that is proved for.
    pub network: Network,
    /// The vault with its facility.
    pub vault: &'a Vault,
    /// The openings of its lines, in order.
    pub notes: Vec<Note>,
    /// The servicer's ledger.
    pub ledger: SignedLedger,
    /// The appraisals, in any order.
    pub appraisals: Vec<SignedLots>,
    /// The day's prices, where there are commodities.
    pub prices: Option<&'a SignedPrices>,
    /// The policy.
    pub policy: CollateralPolicy,
    /// The registry of parties.
    pub registry: &'a Registry,
    /// The day of judgement.
    pub as_of: Day,
    /// What must be covered.
    pub exposure: Amount,
    /// The context as a field element.
    pub context: Fr,
}

/// Puts the claim together and finds each signer in the registry. The rules are not run yet; what they cannot see is refused here.
///
/// # Errors
/// A document for another network, facility, vault or epoch; openings of other lines; prices whose signatures do not hold; a signer
/// that the registry does not have.
pub fn claim(mut sources: Sources<'_>) -> Result<Claim, Error> {
    let facility = sources.vault.facility();
    let Sources { network, registry, as_of, .. } = sources;
    require(facility.network() == network, CollateralError::FacilityNetwork)?;
    require(sources.policy.digest() == facility.policy(), CollateralError::OtherPolicy)?;
    require(sources.ledger.ledger.vault == sources.vault.start(), CollateralError::LedgerVault)?;
    require(sources.ledger.ledger.epoch == facility.epoch, CollateralError::LedgerEpoch)?;
    sources.vault.require_openings(&sources.notes)?;
    let tree = registry.tree()?;
    let roles = facility.roles().clone();
    let SignedLedger { ledger, signer, signature } = &sources.ledger;
    let index = registry.servicer(signer, roles.servicer, ledger.day);
    let servicer = index.and_then(|index| registry.member(&tree, index));
    let servicer = servicer.ok_or(CollateralError::from(Violation::of(Rule::ServicerNotRegistered)))?;
    let lots = core::mem::take(&mut sources.appraisals);
    let mut claim = Claim {
        network,
        policy: sources.policy.clone(),
        as_of,
        registry_root: tree.root(),
        counter: facility.counter,
        context: sources.context,
        exposure: sources.exposure,
        notes: core::mem::take(&mut sources.notes),
        ledger: ledger.clone(),
        ledger_signature: *signature,
        servicer,
        appraisals: appraisals(lots, registry, &tree, &roles, as_of)?,
        roles,
        prices: None,
        disclosure: None,
    };
    claim.prices = prices(&claim, &sources)?;
    Ok(claim)
}

fn require(holds: bool, error: CollateralError) -> Result<(), CollateralError> {
    if holds { Ok(()) } else { Err(error) }
}

/// In the order of their lots.
fn appraisals(
    mut signed: Vec<SignedLots>,
    registry: &Registry,
    tree: &Tree,
    roles: &Roles,
    as_of: Day,
) -> Result<Vec<SignedAppraisal>, CollateralError> {
    signed.sort_by_key(|own| own.appraisal.lots.first().map(|lot| lot.lot));
    let member = |(row, own): (usize, SignedLots)| {
        let index = registry.appraiser(&own.signer, &roles.appraisers, own.appraisal.day, as_of);
        let signer = index.and_then(|index| registry.member(tree, index));
        let signer = signer.ok_or(Violation::at(Rule::AppraiserNotRegistered, row))?;
        Ok(SignedAppraisal { appraisal: own.appraisal, signature: own.signature, signer })
    };
    signed.into_iter().enumerate().map(member).collect()
}

/// The prices, where a commodity needs one: a root that nothing needs would bind the proof to it for nothing.
fn prices(claim: &Claim, sources: &Sources<'_>) -> Result<Option<Prices>, Error> {
    let used = (0..claim.policy.commodities.len()).any(|k| claim.quantity(k) > 0);
    let Some(prices) = sources.prices.filter(|_| used) else { return Ok(None) };
    if prices.network() != claim.network {
        return Err(PricesError::Network.into());
    }
    let quorum = &claim.roles.quorum;
    Ok(Some(prices.for_collateral(sources.registry, quorum, &claim.policy, claim.as_of)?))
}
