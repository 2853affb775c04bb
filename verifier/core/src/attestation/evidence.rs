//! What a verifier brings along beside its trust.

use covenant_statements::solvency::SignedCount;

use super::systems::ProofVerifier;
use crate::coverage_log::CoverageLog;

/// What a verifier brings along: nothing of it is believed for being there, and each statement reads what bears on it.
#[derive(Clone, Copy, Default)]
pub struct Evidence<'a> {
    /// Verifiers of proof systems that this crate has none for.
    pub systems: &'a [&'a dyn ProofVerifier],
    /// Auditors' counts of accounts; each has to be of the statement.
    pub counts: &'a [SignedCount],
    /// The public log of coverages.
    pub log: Option<&'a CoverageLog>,
}

impl core::fmt::Debug for Evidence<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let systems = self.systems.len();
        f.debug_struct("Evidence")
            .field("systems", &systems)
            .field("counts", &self.counts)
            .field("log", &self.log.is_some())
            .finish()
    }
}
