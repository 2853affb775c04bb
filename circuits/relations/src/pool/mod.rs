//! Statement 4, a debt pool: the circuits `pool-64/1` to `pool-1024/1`, one after the other in room for lines. Namespaces are the
//! clauses of [`mod@covenant_statements::pool::check`].

mod attacks;
mod clauses;
mod ledger;
mod refused;
mod table;
mod witness;

use crate::{Circuit, Cs, Provable};
use core::borrow::Borrow;
use covenant_gadgets::{cs::Num, disclosure::var::SealVar};
use covenant_statements::{
    CircuitInfo, Claim as _, Violation,
    pool::{Claim, FIGURES},
};
pub(crate) use table::RELATIONS;
pub use table::small;
use witness::Witness;

/// The circuit with a claim, or a reference to one, as its witness.
pub struct PoolCircuit<C> {
    /// The claim.
    pub claim: C,
    /// The circuit's entry in the table of names.
    pub info: &'static CircuitInfo,
    /// How many lines, and obligors, it has room for: the tier's, and fewer where a small circuit is looked at.
    pub room: usize,
}

/// The public inputs as variables.
struct Public {
    environment: Num,
    custody: Num,
    tape: Num,
    nav: Num,
    figures: Num,
}

impl<C: Borrow<Claim>> PoolCircuit<C> {
    /// The circuit of the smallest tier that the claim fits.
    pub fn of(claim: C) -> Self {
        let info = claim.borrow().circuit();
        Self { room: info.lines.map_or(0, |lines| lines as usize), claim, info }
    }

    /// A circuit of another room than its tier's, for the gates.
    pub fn with_room(claim: C, room: usize) -> Self {
        Self { room, ..Self::of(claim) }
    }
}

impl Provable for Claim {
    fn relation(&self) -> Box<dyn Circuit + '_> {
        Box::new(PoolCircuit::of(self))
    }
}

impl<C: Borrow<Claim> + Sync> Circuit for PoolCircuit<C> {
    fn info(&self) -> &'static CircuitInfo {
        self.info
    }

    fn check(&self) -> Result<(), Violation> {
        covenant_statements::Claim::check(self.claim.borrow())
    }

    fn synthesize(&self, cs: &mut Cs) {
        let claim = self.claim.borrow();
        let inputs = claim.public_inputs().unwrap_or_else(|| claim.public_inputs_without_figures());
        let [context, environment, custody, tape, nav, figures, disclosure] =
            inputs.to_array().map(|value| cs.public(value));
        let public = Public { environment, custody, tape, nav, figures };
        let (witness, seal) = cs.scoped("inputs", |cs| {
            let witness = Witness::allocate(cs, claim, self.room);
            (witness, SealVar::input(cs, "seal", claim.disclosure.as_ref(), FIGURES))
        });
        let figures = clauses::all(cs, &witness, &public);
        cs.scoped("disclosure", |cs| {
            let value = seal.value(cs, &context, figures.in_order());
            cs.enforce_equal("disclosure/public", &value, &disclosure);
        });
    }
}
