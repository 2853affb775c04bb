//! The reserves of statement 3: *custodians of the registry signed, as of this moment and for this entity alone, these quantities of
//! the scope's assets; all of them, less what is encumbered, sum to the totals that are hidden in R.*
//!
//! [`statement`] is what a custodian signs, [`totals`] what R opens to, [`claim`] everything that a prover knows, [`mod@check`] the rules
//! in the circuit's order.

pub mod check;
pub mod claim;
pub mod statement;
pub mod totals;

pub use check::{Clause, Rule, Violation, check};
pub use claim::Claim;
pub use statement::{Reserve, SignedReserve, nullifier, nullifiers_digest};
pub use totals::ReserveTotals;

use crate::{CircuitInfo, Fr};
use alloc::vec::Vec;

/// The most statements of any tier.
pub const MAX_RESERVES: usize = 64;

const fn tier(id: &'static str, lines: u32) -> CircuitInfo {
    CircuitInfo {
        id,
        statement: "reserves",
        title: "reserves that custodians state",
        inputs: &PublicInputs::NAMES,
        figures: &[],
        rules: check::RULES,
        lines: Some(lines),
    }
}

/// The circuits, by the most statements of custodians that they take.
pub static TIERS: [CircuitInfo; 2] = [tier("reserves-8/1", 8), tier("reserves-64/1", 64)];

/// The smallest tier with room for this many statements; the largest where none has.
#[must_use]
pub fn tier_of(reserves: usize) -> &'static CircuitInfo {
    TIERS.iter().find(|tier| tier.lines.is_some_and(|most| reserves <= most as usize)).unwrap_or(&TIERS[1])
}

/// The public inputs, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicInputs {
    /// See [`crate::Context::to_field`].
    pub context: Fr,
    /// See [`super::Environment::to_field`].
    pub environment: Fr,
    /// R; see [`ReserveTotals::commitment`].
    pub reserves: Fr,
    /// The digest of the nullifiers' list; see [`nullifiers_digest`].
    pub nullifiers: Fr,
}

impl PublicInputs {
    /// How many there are.
    pub const COUNT: usize = 4;
    /// Their names, in order.
    pub const NAMES: [&'static str; 4] = ["context", "environment", "reserves", "nullifiers"];

    /// In order.
    #[must_use]
    pub fn to_array(self) -> [Fr; 4] {
        [self.context, self.environment, self.reserves, self.nullifiers]
    }
}

impl crate::PublicInputs for PublicInputs {
    fn in_order(&self) -> Vec<Fr> {
        Vec::from(self.to_array())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_tier_with_room() {
        for (reserves, id) in
            [(0, "reserves-8/1"), (8, "reserves-8/1"), (9, "reserves-64/1"), (65, "reserves-64/1")]
        {
            assert_eq!(tier_of(reserves).id, id, "{reserves} statements");
        }
    }
}
