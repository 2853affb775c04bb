//! How much room a circuit has. Everything is a field, so that gates run on small circuits and tiers on large ones.

use covenant_statements::{
    CircuitInfo,
    collateral::{APPRAISALS, LOTS, policy::slots::COMMODITIES},
    roles::MAX_QUORUM,
};

/// The room of a circuit. Tiers have room for all that policy and roles can name; a circuit with less refuses what has no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Lines, and debtors.
    pub lines: usize,
    /// Appraisals.
    pub appraisals: usize,
    /// Lots of each.
    pub lots: usize,
    /// Signatures of a price root.
    pub authorities: usize,
    /// Commodities that there is some of.
    pub commodities: usize,
}

impl Shape {
    /// The room of a tier.
    #[must_use]
    pub fn of(info: &CircuitInfo) -> Self {
        let lines = info.lines.map_or(0, |lines| lines as usize);
        Self { lines, appraisals: APPRAISALS, lots: LOTS, authorities: MAX_QUORUM, commodities: COMMODITIES }
    }
}

/// The room of a circuit, and for a rewrite which lines leave.
pub(super) struct Room<'a> {
    pub(super) shape: Shape,
    pub(super) released: Option<&'a [bool]>,
}
