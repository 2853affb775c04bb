//! Statement 2, collateral sufficiency (a borrowing base certificate): *the eligible value of the collateral in this vault, under
//! this lender's policy on this day, covers this exposure.*
//!
//! [`policy`] is what a lender takes, [`ledger`] what the servicer signs, [`appraisal`] what appraisers sign, [`figures`] the borrowing
//! base by its rules, [`claim`] everything that a prover knows, [`mod@check`] the rules in the circuit's order.

pub mod appraisal;
pub mod check;
pub mod claim;
pub mod environment;
pub mod figures;
pub mod ledger;
pub mod policy;
pub mod rewrite;
#[cfg(feature = "sample")]
pub mod sample;

pub use appraisal::{Appraisal, Lot, LotClass, SignedAppraisal};
pub use check::{Clause, Rule, Violation, check};
pub use claim::{Claim, Prices};
pub use environment::Environment;
pub use figures::{DebtorFigures, Figures};
pub use ledger::{Debtor, Ledger, LedgerLine};
pub use policy::{CollateralPolicy, CommodityTerms, Denominator, InventoryTerms};
pub use rewrite::Rewrite;

use crate::{CircuitInfo, Fr};
use alloc::vec::Vec;

/// Lots of one appraisal.
pub const LOTS: usize = 8;
/// Appraisals of one certificate.
pub const APPRAISALS: usize = 2;
/// The most lines of any tier.
pub const MAX_LINES: usize = 1024;

const fn tier(id: &'static str, lines: u32) -> CircuitInfo {
    CircuitInfo {
        id,
        statement: "collateral",
        title: "collateral sufficiency",
        inputs: &PublicInputs::NAMES,
        figures: &Figures::NAMES,
        rules: check::RULES,
        lines: Some(lines),
    }
}

/// The circuits, by the most lines that they take.
pub static TIERS: [CircuitInfo; 4] = [
    tier("collateral-16/1", 16),
    tier("collateral-64/1", 64),
    tier("collateral-256/1", 256),
    tier("collateral-1024/1", 1024),
];

/// The smallest of a statement's tiers with room for this many lines and debtors; the largest where none has.
#[must_use]
pub fn tier_of(tiers: &'static [CircuitInfo; 4], lines: usize) -> &'static CircuitInfo {
    tiers.iter().find(|tier| tier.lines.is_some_and(|most| lines <= most as usize)).unwrap_or(&tiers[3])
}

/// The public inputs, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicInputs {
    /// See [`crate::Context::to_field`].
    pub context: Fr,
    /// See [`Environment::to_field`].
    pub environment: Fr,
    /// The vault's digest dₙ.
    pub vault: Fr,
    /// What must be covered, in minor units.
    pub exposure: Fr,
    /// What is disclosed to an auditor, or 0.
    pub disclosure: Fr,
}

impl PublicInputs {
    /// How many there are.
    pub const COUNT: usize = 5;
    /// Their names, in order.
    pub const NAMES: [&'static str; 5] = ["context", "environment", "vault", "exposure", "disclosure"];

    /// In order.
    #[must_use]
    pub fn to_array(self) -> [Fr; 5] {
        [self.context, self.environment, self.vault, self.exposure, self.disclosure]
    }
}

impl crate::PublicInputs for PublicInputs {
    fn in_order(&self) -> Vec<Fr> {
        Vec::from(self.to_array())
    }
}
