//! Statement 3, coverage: the circuits `coverage-4-1/1` to `coverage-64-32/1`, by their room for chunks and for assets. Namespaces are
//! the clauses of [`mod@covenant_statements::solvency::coverage::check`].

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
    roles::MAX_QUORUM,
    solvency::coverage::{Claim, Figures, room_of},
};
pub(crate) use table::RELATIONS;
pub use table::small;
use witness::Witness;

/// The room of a circuit. Tiers have room for as many assets as columns, and for all signatures that a quorum can need; a circuit with
/// less refuses what has no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Chunks of liabilities.
    pub chunks: usize,
    /// Totals that a chunk's output hashes.
    pub columns: usize,
    /// Assets of the scope: the first columns; the others are zero.
    pub assets: usize,
    /// Signatures of the price root.
    pub authorities: usize,
}

/// The circuit with a claim, or a reference to one, as its witness.
pub struct CoverageCircuit<C> {
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
    liabilities: Num,
    reserves: Num,
}

impl Room {
    /// The room of a tier.
    #[must_use]
    pub fn of(info: &CircuitInfo) -> Self {
        let (chunks, columns) = room_of(info);
        Self { chunks, columns, assets: columns, authorities: MAX_QUORUM }
    }
}

impl<C: Borrow<Claim>> CoverageCircuit<C> {
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
        Box::new(CoverageCircuit::of(self))
    }
}

impl<C: Borrow<Claim> + Sync> Circuit for CoverageCircuit<C> {
    fn info(&self) -> &'static CircuitInfo {
        self.info
    }

    fn check(&self) -> Result<(), Violation> {
        covenant_statements::Claim::check(self.claim.borrow())
    }

    fn synthesize(&self, cs: &mut Cs) {
        let claim = self.claim.borrow();
        let [context, environment, liabilities, reserves, disclosure] =
            claim.public_inputs().to_array().map(|value| cs.public(value));
        let public = Public { environment, liabilities, reserves };
        let (witness, seal) = cs.scoped("inputs", |cs| {
            let witness = Witness::allocate(cs, claim, self.room);
            (witness, SealVar::input(cs, "seal", claim.disclosure.as_ref(), Figures::NAMES.len()))
        });
        let figures = clauses::all(cs, &witness, &public);
        cs.scoped("disclosure", |cs| {
            let value = seal.value(cs, &context, &figures);
            cs.enforce_equal("disclosure/public", &value, &disclosure);
        });
    }
}
