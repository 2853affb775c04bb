//! Everything that a prover knows of an entity's reserves.

use super::{PublicInputs, ReserveTotals, SignedReserve, check, nullifiers_digest, tier_of};
use crate::{CircuitInfo, Fr, Network, ValueError, redact::redacted, solvency::Setting};
use alloc::{vec, vec::Vec};

/// The whole witness of the reserves.
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Claim {
    /// What reserves and coverage have in common.
    pub setting: Setting,
    /// How many accounts the liabilities have.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimal"))]
    pub accounts: u64,
    /// The context as a field element.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub context: Fr,
    /// The custodians' statements, in increasing order of their nullifiers; see [`Claim::sort`].
    pub reserves: Vec<SignedReserve>,
    /// What blinds R.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub blinding: Fr,
}

redacted!(Claim);

impl Claim {
    /// The public input `environment`.
    #[must_use]
    pub fn environment(&self) -> Fr {
        self.setting.environment(self.accounts).to_field()
    }

    /// The nullifiers, in the statements' order.
    #[must_use]
    pub fn nullifiers(&self) -> Vec<Fr> {
        self.reserves.iter().map(|signed| signed.reserve.nullifier).collect()
    }

    /// The statements in increasing order of their nullifiers as integers: the one list that verifiers take. What custodian holds what
    /// is not told by its order.
    pub fn sort(&mut self) {
        self.reserves.sort_by_key(|signed| signed.reserve.nullifier);
    }

    /// What counts of each of the scope's assets. A statement of another asset, or with more encumbered than there is, adds nothing here,
    /// and is refused.
    #[must_use]
    pub fn totals(&self) -> ReserveTotals {
        let ids: Vec<_> = self.setting.scope.ids().collect();
        let mut totals = vec![0u128; ids.len()];
        for reserve in self.reserves.iter().map(|signed| &signed.reserve) {
            if let Some(j) = ids.iter().position(|id| *id == reserve.asset) {
                totals[j] += u128::from(reserve.counted().unwrap_or(0));
            }
        }
        ReserveTotals { totals, blinding: self.blinding }
    }

    /// What the proof makes public.
    #[must_use]
    pub fn public_inputs(&self) -> PublicInputs {
        let environment = self.environment();
        PublicInputs {
            context: self.context,
            environment,
            reserves: self.totals().commitment(environment),
            nullifiers: nullifiers_digest(&self.nullifiers()),
        }
    }
}

impl crate::Claim for Claim {
    type Public = PublicInputs;
    type Opening = ReserveTotals;

    fn circuit(&self) -> &'static CircuitInfo {
        tier_of(self.reserves.len())
    }

    fn network(&self) -> Network {
        self.setting.network
    }

    fn validate(&self) -> Result<(), ValueError> {
        self.setting.validate()?;
        if self.nullifiers().is_sorted() {
            Ok(())
        } else {
            Err(ValueError::new("reserves", "in increasing order of their nullifiers"))
        }
    }

    fn check(&self) -> Result<(), crate::Violation> {
        Ok(check(self)?)
    }

    fn public_inputs(&self) -> Option<PublicInputs> {
        Some(Self::public_inputs(self))
    }

    fn opening(&self) -> Option<ReserveTotals> {
        Some(self.totals())
    }
}
