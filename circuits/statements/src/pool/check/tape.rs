//! The servicer and its signature.

use super::{Claim, Rule, Violation, require};
use crate::{Policy as _, Role};
use covenant_gadgets::eddsa;

pub(super) fn check(claim: &Claim) -> Result<(), Violation> {
    let (tape, policy, roles, leaf) = (&claim.tape, &claim.policy, &claim.roles, &claim.servicer.leaf);
    require(tape.network == claim.network, Rule::TapeNetwork)?;
    require(tape.currency == policy.currency, Rule::TapeCurrency)?;
    require(tape.policy == policy.digest(), Rule::TapePolicy)?;
    require(claim.servicer.is_of(claim.registry_root), Rule::ServicerNotRegistered)?;
    require(leaf.role == Role::Servicer, Rule::ServicerRole)?;
    require(leaf.party == roles.servicer, Rule::OtherServicer)?;
    require(leaf.valid_from <= tape.cut_off, Rule::ServicerNotYetValid)?;
    require(tape.cut_off <= leaf.valid_until, Rule::ServicerExpired)?;
    require(policy.own_servicer || roles.servicer != roles.owner, Rule::OwnServicer)?;
    let verified = eddsa::verify_equation(&leaf.key, tape.message(), &claim.tape_signature);
    require(verified.is_ok(), Rule::TapeSignature)
}
