//! Why something is refused. Never carries a value.

use covenant_statements::solvency::Violation;

/// An error of this crate, with a stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No circuit has this size or number of assets.
    #[error("this lane takes 1 to 4096 accounts with 1 to 32 assets")]
    Shape,
    /// The claim's file is not one.
    #[error("the claim is not in its one form")]
    Claim,
    /// The environment is of another number of accounts than the claim.
    #[error("the environment is of another number of accounts than the claim")]
    Accounts,
    /// The accounts are not those that the claim says.
    #[error("{0}")]
    Rule(Violation),
    /// The proof has another length than its circuit's.
    #[error("the proof is not of the length that its circuit's proofs have")]
    Length,
    /// The proof holds a number or a point in another form than its one.
    #[error("the proof holds a number or a point that is not in its one form")]
    Encoding,
    /// The proof does not verify.
    #[error("the proof is not one of this claim")]
    Proof,
    /// The prover failed where it cannot.
    #[error("the prover failed")]
    Prover,
}

impl Error {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Shape => "transparent/shape",
            Self::Claim => "transparent/claim",
            Self::Accounts => "transparent/accounts",
            Self::Rule(_) => "transparent/rule",
            Self::Length => "transparent/length",
            Self::Encoding => "transparent/encoding",
            Self::Proof => "transparent/proof",
            Self::Prover => "transparent/prover",
        }
    }
}
