//! The coverage of statement 3: *the reserves behind R cover at least this share of the liabilities in these chunks, all of them, valued
//! at prices that a quorum signed.*
//!
//! [`claim`] is everything that a prover knows, [`figures`] both sides' values, [`mod@check`] the rules in the circuit's order.

pub mod check;
pub mod claim;
pub mod figures;

pub use check::{Clause, Rule, Violation, check};
pub use claim::{ChunkOpening, Claim, DayPrices};
pub use figures::Figures;

use crate::{CircuitInfo, Fr};
use alloc::vec::Vec;

/// The most chunks of any tier.
pub const MAX_CHUNKS: usize = 64;
/// Bits of a side's value in minor units of the currency.
pub const VALUE_BITS: usize = crate::disclosure::FIGURE_BITS;
/// The most chunks and the columns of each tier, in the order of [`TIERS`].
pub const ROOMS: [(usize, usize); 9] =
    [(4, 1), (16, 1), (64, 1), (4, 8), (16, 8), (64, 8), (4, 32), (16, 32), (64, 32)];

const fn tier(i: usize, id: &'static str) -> CircuitInfo {
    CircuitInfo {
        id,
        statement: "coverage",
        title: "coverage of defined liabilities",
        inputs: &PublicInputs::NAMES,
        figures: &Figures::NAMES,
        rules: check::RULES,
        lines: Some(ROOMS[i].0 as u32),
    }
}

/// The circuits, by the columns of balances that a chunk has and then by the most chunks that they take.
pub static TIERS: [CircuitInfo; 9] = [
    tier(0, "coverage-4-1/1"),
    tier(1, "coverage-16-1/1"),
    tier(2, "coverage-64-1/1"),
    tier(3, "coverage-4-8/1"),
    tier(4, "coverage-16-8/1"),
    tier(5, "coverage-64-8/1"),
    tier(6, "coverage-4-32/1"),
    tier(7, "coverage-16-32/1"),
    tier(8, "coverage-64-32/1"),
];

/// The smallest tier of so many columns with room for this many chunks; the largest of them where none has.
#[must_use]
pub fn tier_of(chunks: usize, columns: usize) -> &'static CircuitInfo {
    let fits = |room: &(usize, usize)| room.1 >= columns && (room.0 >= chunks || room.0 == MAX_CHUNKS);
    &TIERS[ROOMS.iter().position(fits).unwrap_or(TIERS.len() - 1)]
}

/// The room of a tier: chunks and columns.
#[must_use]
pub fn room_of(info: &CircuitInfo) -> (usize, usize) {
    let tier = TIERS.iter().position(|tier| tier.id == info.id);
    tier.map_or((0, 0), |tier| ROOMS[tier])
}

/// The public inputs, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicInputs {
    /// See [`crate::Context::to_field`].
    pub context: Fr,
    /// See [`super::Environment::to_field`].
    pub environment: Fr,
    /// The chunks' digest; see [`super::liabilities_digest`].
    pub liabilities: Fr,
    /// R; see [`super::reserves::ReserveTotals::commitment`].
    pub reserves: Fr,
    /// What is disclosed to an auditor, or 0.
    pub disclosure: Fr,
}

impl PublicInputs {
    /// How many there are.
    pub const COUNT: usize = 5;
    /// Their names, in order.
    pub const NAMES: [&'static str; 5] = ["context", "environment", "liabilities", "reserves", "disclosure"];

    /// In order.
    #[must_use]
    pub fn to_array(self) -> [Fr; 5] {
        [self.context, self.environment, self.liabilities, self.reserves, self.disclosure]
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
    use alloc::format;

    #[test]
    fn tiers_are_named_by_their_room() {
        for (info, (chunks, columns)) in TIERS.iter().zip(ROOMS) {
            assert_eq!(info.id, format!("coverage-{chunks}-{columns}/1"));
            assert_eq!(info.lines, Some(chunks as u32));
            assert_eq!(room_of(info), (chunks, columns));
            assert_eq!(tier_of(chunks, columns).id, info.id);
        }
        for (chunks, columns, id) in [
            (0, 1, "coverage-4-1/1"),
            (5, 1, "coverage-16-1/1"),
            (65, 1, "coverage-64-1/1"),
            (1, 8, "coverage-4-8/1"),
            (17, 8, "coverage-64-8/1"),
            (65, 32, "coverage-64-32/1"),
        ] {
            assert_eq!(tier_of(chunks, columns).id, id);
        }
    }
}
