//! What a home is for: which secret keys it has.

use clap::ValueEnum;

/// What a home is for. Each has the secret keys that it needs, and no machine another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HomeKind {
    /// Keeps a registry of parties and publishes it.
    Registrar,
    /// Evaluates blinded points.
    NullifierRegistry,
    /// Proves, and signs attestations.
    Prover,
    /// None of these: a seller, a debtor, a lender, an auditor. Its signing keys are made by `keygen`.
    Member,
}

impl HomeKind {
    /// All that have keys in a home.
    pub(crate) const ALL: [Self; 3] = [Self::Registrar, Self::NullifierRegistry, Self::Prover];

    /// Whether it answers others' calls.
    pub(crate) fn serves(self) -> bool {
        self != Self::Member
    }
}
