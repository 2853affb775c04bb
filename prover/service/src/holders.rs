//! The seam between the service and the files that holders get.

use covenant_proto::Secret;

/// Finds holders' inclusion proofs. The binary implements it.
pub trait Holders: Send + Sync + 'static {
    /// The file of the account of this identifier, as its holder writes it. What comes back is the holder's secret, and so is what was asked.
    ///
    /// # Errors
    /// [`HoldersError`].
    fn inclusion_proof(&self, identifier: &str) -> Result<Secret, HoldersError>;
}

/// Why there is no inclusion proof. Says nothing of the identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HoldersError {
    /// It is not in the form of the scope's scheme.
    #[error("the identifier is not in the form of the scope's scheme")]
    Identifier,
    /// No account has it.
    #[error("no account has this identifier")]
    NoAccount,
    /// The files cannot be read.
    #[error("the holders' files cannot be read")]
    Unreadable,
}

impl HoldersError {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Identifier => "account/format",
            Self::NoAccount => "inclusion/no-account",
            Self::Unreadable => "inclusion/unreadable",
        }
    }
}
