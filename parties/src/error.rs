//! Why something is refused: a stable code, the field at fault, and what kind of refusal it is. Never a value.

use alloc::borrow::Cow;
use alloc::format;

use covenant_statements::ValueError;
use covenant_statements::invoice::{Violation, document::Mismatch};
use covenant_verifier::trust::{CustodyError, TrustError};

use crate::collateral::CollateralError;
use crate::disclosure::OpenError;
use crate::format::FormatError;
use crate::key_file::KeyFileError;
use crate::obligation::{AcknowledgeError, ConsentError};
use crate::policies::PolicyError;
use crate::pool::PoolError;
use crate::possession::PossessionError;
use crate::prices::PricesError;
use crate::registry::RegistryError;
use crate::registry::published::ListError;
use crate::solvency::SolvencyError;

/// What kind of refusal it is: what callers tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// An input that cannot be read, or is refused as it stands.
    Input,
    /// A condition of a statement does not hold.
    Unsatisfied,
    /// A key, a proof, an answer or trust was refused.
    Refused,
}

/// Any refusal of this crate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The registry of parties.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A published registry.
    #[error(transparent)]
    List(ListError),
    /// A proof of possession.
    #[error(transparent)]
    Possession(#[from] PossessionError),
    /// A file of another format.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A key file.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// A policy.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// What a debtor was to sign.
    #[error(transparent)]
    Acknowledge(#[from] AcknowledgeError),
    /// What a seller was to consent to, or has consented to.
    #[error(transparent)]
    Consent(#[from] ConsentError),
    /// A day's prices, or what was signed of them.
    #[error(transparent)]
    Prices(#[from] PricesError),
    /// Roles that no circuit opens.
    #[error("{0}")]
    Roles(ValueError),
    /// A state of a vault or pool that goes back.
    #[error(transparent)]
    Custody(#[from] CustodyError),
    /// A facility, a vault, a ledger, an appraisal, or a rule of collateral sufficiency.
    #[error(transparent)]
    Collateral(#[from] CollateralError),
    /// A structure, a tape, or a rule of a debt pool.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// A custodian's statement, or what coverage is claimed by.
    #[error(transparent)]
    Solvency(#[from] SolvencyError),
    /// A rule of the statement.
    #[error("{}", .0.rule.message().trim())]
    Violation(Violation),
    /// An acknowledgement of another document.
    #[error("{0}")]
    Mismatch(Mismatch),
    /// What an attestation discloses.
    #[error(transparent)]
    Disclosure(#[from] OpenError),
    /// A trust document.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// A record that the operator's store does not have.
    #[error("the store has no {0}")]
    NoRecord(&'static str),
    /// An operator that publishes no registry of parties.
    #[error(
        "this home has no key to publish a registry of parties under; a registrar's has, or `registry keygen` makes one"
    )]
    NoRegistrarKey,
    /// An operator that evaluates no points.
    #[error("this home is no nullifier registry")]
    NoNullifierKey,
}

impl From<Violation> for Error {
    fn from(violation: Violation) -> Self {
        Self::Violation(violation)
    }
}

impl From<Mismatch> for Error {
    fn from(mismatch: Mismatch) -> Self {
        Self::Mismatch(mismatch)
    }
}

impl Error {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Registry(error) => error.code(),
            Self::List(error) => error.code(),
            Self::Possession(error) => error.code(),
            Self::Format(error) => error.code(),
            Self::KeyFile(error) => error.code(),
            Self::Policy(error) => error.code(),
            Self::Acknowledge(error) => error.code(),
            Self::Consent(error) => error.code(),
            Self::Prices(error) => error.code(),
            Self::Roles(_) => "roles/invalid",
            Self::Custody(error) => error.code(),
            Self::Collateral(error) => error.code(),
            Self::Pool(error) => error.code(),
            Self::Solvency(error) => error.code(),
            Self::Violation(violation) => violation.rule.code(),
            Self::Mismatch(mismatch) => mismatch.code,
            Self::Disclosure(error) => error.code(),
            Self::Trust(error) => error.code(),
            Self::NoRecord(_) => "store/no-record",
            Self::NoRegistrarKey => "home/no-registrar-key",
            Self::NoNullifierKey => "home/no-nullifier-key",
        }
    }

    /// The field at fault, where there is one.
    #[must_use]
    pub fn field(&self) -> Option<Cow<'static, str>> {
        Some(match self {
            Self::Registry(error) => error.field().into(),
            Self::List(_) => "registry".into(),
            Self::Possession(error) => error.field().into(),
            Self::Format(error) => error.file.into(),
            Self::KeyFile(error) => error.file.into(),
            Self::Policy(_) => "policy".into(),
            Self::Acknowledge(error) => error.field().into(),
            Self::Consent(error) => error.field().into(),
            Self::Prices(error) => error.field().into(),
            Self::Roles(_) => "roles".into(),
            Self::Custody(_) => "trust".into(),
            Self::Collateral(error) => error.field().into(),
            Self::Pool(error) => error.field().into(),
            Self::Solvency(error) => error.field().into(),
            Self::Violation(violation) => violation.rule.field().into(),
            Self::Mismatch(mismatch) => format!("acknowledgement.{}", mismatch.field).into(),
            Self::Disclosure(_) => "attestation".into(),
            Self::Trust(_) => "trust".into(),
            Self::NoRecord(record) => (*record).into(),
            Self::NoRegistrarKey | Self::NoNullifierKey => return None,
        })
    }

    /// The row at fault, from 1, where it is a row of a table or of a vault's lines.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        match self {
            Self::Collateral(error) => error.row(),
            Self::Pool(error) => error.row(),
            Self::Solvency(error) => error.row(),
            _ => None,
        }
    }

    /// What kind of refusal it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Registry(RegistryError::KeySubgroup | RegistryError::Possession(_))
            | Self::Possession(_)
            | Self::List(_)
            | Self::KeyFile(_)
            | Self::Trust(_)
            | Self::Disclosure(_)
            | Self::Custody(_)
            | Self::NoRegistrarKey
            | Self::NoNullifierKey
            | Self::Consent(ConsentError::Nullifier(_)) => ErrorKind::Refused,
            Self::Format(error) => error.kind(),
            Self::Prices(error) if error.is_of_signatures() => ErrorKind::Refused,
            Self::Collateral(error) => error.kind(),
            Self::Pool(error) => error.kind(),
            Self::Solvency(error) => error.kind(),
            Self::Registry(_) | Self::Policy(_) | Self::Prices(_) | Self::Roles(_) | Self::NoRecord(_) => {
                ErrorKind::Input
            }
            Self::Acknowledge(AcknowledgeError::DueMissing | AcknowledgeError::PayeeMissing) => {
                ErrorKind::Input
            }
            Self::Acknowledge(_) | Self::Consent(_) | Self::Violation(_) | Self::Mismatch(_) => {
                ErrorKind::Unsatisfied
            }
        }
    }
}
