//! The private inputs of the circuit.

mod collateral;
mod documents;
mod receivables;

pub(super) use collateral::{AppraisalVar, LotVar, PricesVar};
pub(super) use documents::{PolicyVar, RolesVar};
pub(super) use receivables::{DebtorVar, LedgerVar, LineVar};

use super::shape::Room;
use crate::{
    Cs,
    parts::input::{AMOUNT_BITS, DAY_BITS, input_bit},
};
use covenant_gadgets::{
    compare::Uint,
    cs::{Bit, Num},
};
use covenant_statements::collateral::Claim;

/// Everything that is not public.
pub(super) struct Witness {
    pub(super) network: Num,
    pub(super) as_of: Uint,
    pub(super) registry_root: Num,
    pub(super) counter: Num,
    pub(super) policy: PolicyVar,
    pub(super) roles: RolesVar,
    pub(super) ledger: LedgerVar,
    pub(super) appraisals: Vec<AppraisalVar>,
    /// How many appraisals there are, for whatever room.
    pub(super) appraisal_count: Num,
    pub(super) prices: PricesVar,
    pub(super) exposure: Uint,
    /// For each line whether it stays; empty where nothing leaves.
    pub(super) kept: Vec<Bit>,
}

impl Witness {
    pub(super) fn allocate(cs: &mut Cs, claim: &Claim, room: &Room<'_>, exposure: &Num) -> Self {
        let shape = &room.shape;
        let as_of = Uint::input(cs, "as-of", claim.as_of.get(), DAY_BITS);
        Self {
            network: cs.input("network", claim.network.to_field()),
            registry_root: cs.input("registry-root", claim.registry_root),
            counter: cs.input("counter", claim.counter.into()),
            policy: cs.scoped("policy", |cs| PolicyVar::allocate(cs, &claim.policy)),
            roles: cs.scoped("roles", |cs| RolesVar::allocate(cs, &claim.roles)),
            ledger: cs.scoped("ledger", |cs| LedgerVar::allocate(cs, claim, shape)),
            appraisals: (0..shape.appraisals)
                .map(|i| cs.scoped("appraisals", |cs| AppraisalVar::allocate(cs, claim, i, shape)))
                .collect(),
            appraisal_count: cs.input("appraisal-count", (claim.appraisals.len() as u64).into()),
            prices: cs.scoped("prices", |cs| PricesVar::allocate(cs, claim, shape)),
            kept: room.released.map_or_else(Vec::new, |released| {
                let kept = |i: usize| !released.get(i).copied().unwrap_or(false);
                (0..shape.lines).map(|i| input_bit(cs, "kept", kept(i))).collect()
            }),
            exposure: Uint::range(cs, exposure.clone(), AMOUNT_BITS),
            as_of,
        }
    }
}
