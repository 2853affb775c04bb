//! The circuits that there are constraints for: what setups, pins, cost tables and gates go through.

use crate::{Circuit, collateral, coverage, invoice, pool, reserves};
use covenant_soundness::Ledger;
use covenant_statements::{CircuitInfo, circuit_named};

/// A circuit's measures, which do not change while its version lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin {
    /// How many constraints.
    pub constraints: usize,
    /// How many witness variables.
    pub witness: usize,
    /// [`crate::digest`] of the constraints, in hexadecimal: the keys of a version fit these constraints and no others.
    pub digest: &'static str,
}

/// A circuit with a witness that must be refused, and what is wrong with it.
pub type Refused = (&'static str, Box<dyn Circuit>);

/// A circuit with a valid witness, another for each seed.
pub type Sample = fn(u64) -> Box<dyn Circuit>;

/// One circuit.
#[derive(Clone, Copy)]
pub struct Relation {
    /// Its names.
    pub info: &'static CircuitInfo,
    /// Its measures.
    pub pin: Pin,
    /// What the gates of soundness compare with.
    pub ledger: Ledger,
    /// Circuits with witnesses that one rule each refuses, with what is wrong: cases for the gates.
    pub refused: fn() -> Vec<Refused>,
    /// The circuit with a valid witness, another for each seed. Its shape is every witness's.
    pub sample: Sample,
    /// The same constraints in a circuit that the gates can go through, with a valid witness; `None` where another tier's stands for
    /// it.
    pub small: Option<Sample>,
}

impl core::fmt::Debug for Relation {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Relation").field("info", &self.info).field("pin", &self.pin).finish_non_exhaustive()
    }
}

/// Constraints above which an ordinary run of the tests leaves a circuit out.
const LARGE: usize = 250_000;

/// Every circuit of [`covenant_statements::CIRCUITS`], in its order.
pub static RELATIONS: &[Relation] = &[
    invoice::RELATION,
    collateral::RELATIONS[0],
    collateral::RELATIONS[1],
    collateral::RELATIONS[2],
    collateral::RELATIONS[3],
    collateral::REWRITES[0],
    collateral::REWRITES[1],
    collateral::REWRITES[2],
    collateral::REWRITES[3],
    pool::RELATIONS[0],
    pool::RELATIONS[1],
    pool::RELATIONS[2],
    reserves::RELATIONS[0],
    reserves::RELATIONS[1],
    coverage::RELATIONS[0],
    coverage::RELATIONS[1],
    coverage::RELATIONS[2],
    coverage::RELATIONS[3],
    coverage::RELATIONS[4],
    coverage::RELATIONS[5],
    coverage::RELATIONS[6],
    coverage::RELATIONS[7],
    coverage::RELATIONS[8],
];

impl Relation {
    /// The circuit that the gates go through for this one: itself, or the tier of the same statement that stands for all. `None` if
    /// there is none, which a test of the table refuses.
    #[must_use]
    pub fn gated(&self) -> Option<(Self, Sample)> {
        let stands = |relation: &Self| Some((*relation, relation.small?));
        let same = |relation: &&Self| relation.info.statement == self.info.statement;
        stands(self).or_else(|| RELATIONS.iter().filter(same).find_map(stands))
    }

    /// Whether it is the first circuit of its statement: of tiers the smallest, which stands for all where keys are made.
    #[must_use]
    pub fn is_first(&self) -> bool {
        let first = RELATIONS.iter().find(|relation| relation.info.statement == self.info.statement);
        first.is_none_or(|first| first.info == self.info)
    }

    /// Whether a synthesis takes seconds and gigabytes.
    #[must_use]
    pub fn is_large(&self) -> bool {
        self.pin.constraints > LARGE
    }
}

/// The circuit of this id, or the newest of this name.
#[must_use]
pub fn relation(name: &str) -> Option<&'static Relation> {
    let info = circuit_named(name)?;
    RELATIONS.iter().find(|relation| relation.info == info)
}

#[cfg(test)]
mod tests {
    use super::*;
    use covenant_statements::CIRCUITS;

    #[test]
    fn every_named_circuit_has_constraints() {
        assert!(RELATIONS.iter().map(|r| r.info.id).eq(CIRCUITS.iter().map(|info| info.id)));
        assert!(RELATIONS.iter().all(|r| (r.sample)(0).info() == r.info));
        let small = |r: &Relation| r.small.is_none_or(|small| small(0).info().statement == r.info.statement);
        assert!(RELATIONS.iter().all(small));
    }
}
