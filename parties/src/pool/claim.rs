//! From a custody, the tape that was signed of it, the pool's structure and the registry to the claim that is checked and proved.

use alloc::vec::Vec;

use covenant_statements::pool::{Claim, PoolPolicy, Rule, Violation};
use covenant_statements::{Day, Fr, Network, Note, Policy as _};

use super::{PoolError, SignedTape, Structure};
use crate::collateral::Vault;
use crate::{Error, Registry};

/// Everything that a claim is made of.
pub struct Sources<'a> {
    /// The network that is proved for.
    pub network: Network,
    /// The custody with its pool.
    pub custody: &'a Vault,
    /// The openings of its lines, in order.
    pub notes: Vec<Note>,
    /// The servicer's tape.
    pub tape: SignedTape,
    /// Tranches, cash and bounds.
    pub structure: &'a Structure,
    /// The policy.
    pub policy: PoolPolicy,
    /// The registry of parties.
    pub registry: &'a Registry,
    /// The day that the figures are asked of; none takes the tape's.
    pub cut_off: Option<Day>,
    /// The context as a field element.
    pub context: Fr,
}

/// Puts the claim together and finds the servicer in the registry. The rules are not run yet; what they cannot see is refused here.
///
/// # Errors
/// A document for another network, policy, pool, epoch or cut-off; openings of other lines; a structure that is not the policy's; a
/// servicer that the registry does not have.
pub fn claim(sources: Sources<'_>) -> Result<Claim, Error> {
    let pool = sources.custody.facility();
    let Sources { network, registry, structure, policy, .. } = sources;
    let SignedTape { tape, signer, signature } = sources.tape;
    require(pool.network() == network, PoolError::OtherNetwork)?;
    require(policy.digest() == pool.policy(), PoolError::OtherPolicy)?;
    require(tape.pool == sources.custody.start(), PoolError::TapePool)?;
    require(tape.epoch == pool.epoch, PoolError::TapeEpoch)?;
    require(sources.cut_off.is_none_or(|day| day == tape.cut_off), PoolError::TapeDay)?;
    sources.custody.require_openings(&sources.notes)?;
    let tree = registry.tree()?;
    let roles = pool.roles().clone();
    let index = registry.servicer(&signer, roles.servicer, tape.cut_off);
    let servicer = index.and_then(|index| registry.member(&tree, index));
    Ok(Claim {
        network,
        registry_root: tree.root(),
        counter: pool.counter,
        context: sources.context,
        notes: sources.notes,
        tape_signature: signature,
        servicer: servicer.ok_or(PoolError::from(Violation::of(Rule::ServicerNotRegistered)))?,
        tranches: structure.tranches(&policy)?,
        reserve: structure.reserve(),
        bounds: structure.bounds(&policy)?,
        tape,
        roles,
        policy,
        disclosure: None,
    })
}

fn require(holds: bool, error: PoolError) -> Result<(), PoolError> {
    if holds { Ok(()) } else { Err(error) }
}
