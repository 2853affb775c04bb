//! Statement 3, reserves: the circuits `reserves-8/1` and `reserves-64/1`. Namespaces are the clauses of
//! [`mod@covenant_statements::solvency::reserves::check`].

mod clauses;
mod ledger;
mod refused;
mod table;
mod witness;

use crate::{Circuit, Cs, Provable};
use core::borrow::Borrow;
use covenant_gadgets::cs::Num;
use covenant_statements::{
    CircuitInfo, Claim as _, Violation,
    solvency::{reserves::Claim, scope::MAX_ASSETS},
};
pub(crate) use table::RELATIONS;
pub use table::small;
use witness::Witness;

/// The room of a circuit. Tiers have room for all assets that a scope can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Statements of custodians.
    pub statements: usize,
    /// Assets of the scope.
    pub assets: usize,
}

/// The circuit with a claim, or a reference to one, as its witness.
pub struct ReservesCircuit<C> {
    /// The claim.
    pub claim: C,
    /// The circuit's entry in the table of names.
    pub info: &'static CircuitInfo,
    /// Its room: the tier's, and less where a small circuit is looked at.
    pub room: Room,
}

/// The public inputs as variables.
struct Public {
    environment: Num,
    reserves: Num,
    nullifiers: Num,
}

impl Room {
    /// The room of a tier.
    #[must_use]
    pub fn of(info: &CircuitInfo) -> Self {
        Self { statements: info.lines.map_or(0, |lines| lines as usize), assets: MAX_ASSETS }
    }
}

impl<C: Borrow<Claim>> ReservesCircuit<C> {
    /// The circuit of the smallest tier that the claim fits.
    pub fn of(claim: C) -> Self {
        let info = claim.borrow().circuit();
        Self { room: Room::of(info), claim, info }
    }

    /// A circuit of another room than its tier's, for the gates.
    pub fn with_room(claim: C, room: Room) -> Self {
        Self { room, ..Self::of(claim) }
    }
}

impl Provable for Claim {
    fn relation(&self) -> Box<dyn Circuit + '_> {
        Box::new(ReservesCircuit::of(self))
    }
}

impl<C: Borrow<Claim> + Sync> Circuit for ReservesCircuit<C> {
    fn info(&self) -> &'static CircuitInfo {
        self.info
    }

    fn check(&self) -> Result<(), Violation> {
        covenant_statements::Claim::check(self.claim.borrow())
    }

    fn synthesize(&self, cs: &mut Cs) {
        let claim = self.claim.borrow();
        let [context, environment, reserves, nullifiers] =
            claim.public_inputs().to_array().map(|value| cs.public(value));
        let public = Public { environment, reserves, nullifiers };
        let witness = cs.scoped("inputs", |cs| Witness::allocate(cs, claim, self.room));
        clauses::all(cs, &witness, &public);
        // The context is opaque; here it stands in a constraint, so that it is a variable like any other.
        cs.scoped("context", |cs| cs.mul("context/bound", &context, &context));
    }
}
