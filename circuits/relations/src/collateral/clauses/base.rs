//! Rule 7: the base covers the exposure. The environment.

use super::{super::witness::Witness, Advances, Public, documents::Policy};
use crate::Cs;
use covenant_gadgets::{
    compare::{Uint, min, saturating_sub, sub},
    cs::Num,
    division,
    poseidon::var::hash,
};
use covenant_statements::collateral::Environment;

/// Rule 6 for receivables.
pub(super) fn receivables(cs: &mut Cs, policy: &Policy, eligible: &Uint) -> Uint {
    division::basis_points(cs, eligible, &policy.advance, eligible.bits())
}

/// The exposure is within the limit and the base. The base, and what is left to draw.
pub(super) fn covered(cs: &mut Cs, w: &Witness, policy: &Policy, advances: &Advances) -> [Uint; 2] {
    let Advances { receivables, inventory, property, commodities } = advances;
    let all = Uint::sum([receivables, inventory, property, commodities].map(|advance| (1, advance)));
    let (base, _) = cs.scoped("reserves", |cs| saturating_sub(cs, &all, &policy.reserves));
    let drawable = cs.scoped("drawable", |cs| min(cs, &policy.limit, &base));
    let availability = cs.scoped("covers", |cs| sub(cs, &drawable, &w.exposure));
    [base, availability]
}

/// The environment is opened.
pub(super) fn environment(cs: &mut Cs, w: &Witness, [policy, roles]: [&Num; 2], public: &Public) {
    let base = [&w.network, policy, &w.prices.root, &w.registry_root, roles];
    let base = hash(cs, Environment::BASE_TAG, &base.map(Clone::clone));
    let whole = [&base, w.as_of.num(), &w.counter, w.ledger.epoch.num(), w.ledger.sequence.num()];
    let whole = hash(cs, Environment::TAG, &whole.map(Clone::clone));
    cs.enforce_equal("environment/public", &whole, &public.environment);
}
