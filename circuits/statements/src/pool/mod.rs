//! Statement 4, a debt pool: *these are the true figures of the pool behind this token at the cut-off: nothing is in two pools, and
//! the tranches have the protection that they claim.*
//!
//! [`policy`] is what the pool's investors agreed to, [`tape`] what its servicer signs, [`figures`] what follows from them, [`claim`]
//! everything that a prover knows, [`mod@check`] the rules in the circuit's order.

pub mod check;
pub mod claim;
pub mod environment;
pub mod figure;
pub mod figures;
pub mod policy;
#[cfg(feature = "sample")]
pub mod sample;
pub mod state;
pub mod tape;

pub use check::{Clause, Rule, Violation, check};
pub use claim::Claim;
pub use environment::Environment;
pub use figure::{FIGURES, Figure};
pub use figures::Figures;
pub use policy::PoolPolicy;
pub use state::State;
pub use tape::{Obligor, Tape, TapeLine};

use crate::{CircuitInfo, Fr};
use alloc::vec::Vec;

/// The most lines of any tier.
pub const MAX_LINES: usize = 1024;
/// The most tranches of a pool.
pub const TRANCHES: usize = 4;

const fn tier(id: &'static str, lines: u32) -> CircuitInfo {
    CircuitInfo {
        id,
        statement: "pool",
        title: "figures of a debt pool",
        inputs: &PublicInputs::NAMES,
        figures: &Figure::NAMES,
        rules: check::RULES,
        lines: Some(lines),
    }
}

/// The circuits, by the most lines that they take.
pub static TIERS: [CircuitInfo; 3] =
    [tier("pool-64/1", 64), tier("pool-256/1", 256), tier("pool-1024/1", 1024)];

/// The smallest tier with room for this many lines; the largest where none has.
#[must_use]
pub fn tier_of(lines: usize) -> &'static CircuitInfo {
    TIERS.iter().find(|tier| tier.lines.is_some_and(|most| lines <= most as usize)).unwrap_or(&TIERS[2])
}

/// The public inputs, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicInputs {
    /// See [`crate::Context::to_field`].
    pub context: Fr,
    /// See [`Environment::to_field`].
    pub environment: Fr,
    /// dₙ: the notes in the pool's custody, all of them, in its order.
    pub custody: Fr,
    /// What the servicer signed; see [`Tape::message`].
    pub tape: Fr,
    /// The net asset value, or 2⁶⁴ + what it is at most: whoever takes it for an amount of 64 bits takes no bound for the value.
    pub nav: Fr,
    /// The digest of the other figures as they are shown; see [`figure::digest`].
    pub figures: Fr,
    /// What is disclosed to an auditor, or 0.
    pub disclosure: Fr,
}

impl PublicInputs {
    /// How many there are.
    pub const COUNT: usize = 7;
    /// Their names, in order.
    pub const NAMES: [&'static str; 7] =
        ["context", "environment", "custody", "tape", "nav", "figures", "disclosure"];

    /// In order.
    #[must_use]
    pub fn to_array(self) -> [Fr; 7] {
        [self.context, self.environment, self.custody, self.tape, self.nav, self.figures, self.disclosure]
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
        for (lines, id) in [
            (0, "pool-64/1"),
            (1, "pool-64/1"),
            (64, "pool-64/1"),
            (65, "pool-256/1"),
            (256, "pool-256/1"),
            (257, "pool-1024/1"),
            (1024, "pool-1024/1"),
            (1025, "pool-1024/1"),
        ] {
            assert_eq!(tier_of(lines).id, id, "{lines} lines");
        }
    }
}
