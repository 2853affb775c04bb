//! Why a key is refused.

use super::files::{AVX512, MATRICES, PORTABLE};
use covenant_engine::EngineError;
use covenant_verifier::groth16::KeyError;
use std::{fmt, io};

/// What could not be done with a file of a home's keys, and what the system said. Shows no path and nothing of a file.
#[derive(Debug)]
pub struct FileFault {
    operation: &'static str,
    file: &'static str,
    source: io::Error,
}

impl FileFault {
    /// What the system said.
    #[must_use]
    pub fn kind(&self) -> io::ErrorKind {
        self.source.kind()
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, file, source } = self;
        write!(f, "cannot {operation} {file}: {}", covenant_files::reason(source))
    }
}

impl std::error::Error for FileFault {}

/// What an operation's error comes to.
pub(super) fn cannot(operation: &'static str, file: &'static str) -> impl Fn(io::Error) -> FileFault {
    move |source| FileFault { operation, file, source }
}

/// What is wrong with one key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyRefusal {
    /// A file of the key could not be read or written.
    #[error(transparent)]
    Io(#[from] FileFault),
    /// Truncated or altered.
    #[error("the digest of {0} is not the one that is trusted")]
    Digest(&'static str),
    /// The digests hold, but the contents are no key.
    #[error("the key is malformed: {0}")]
    Malformed(&'static str),
    /// The verifying key is one under which proofs can be forged, or not canonical.
    #[error("the verifying key is refused")]
    VerifyingKey(#[from] KeyError),
    /// The folder's name is not the digest of the verifying key.
    #[error("the key's name is not the digest of its verifying key")]
    Name,
    /// A file of the form that was written before this one.
    #[error(
        "a key of an earlier form, made for another reduction: it can be removed, a new key has been or will be made"
    )]
    EarlierForm,
    /// There is no such circuit in this program.
    #[error("a key of a circuit that this program does not know")]
    UnknownCircuit,
    /// The circuit's constraints are others by now, or were never these.
    #[error("a key for other constraints than the circuit has: retired, or never one of this circuit")]
    Retired,
    /// Made for another reduction from constraints to polynomials.
    #[error("a key for another reduction than the prover's")]
    Reduction,
    /// The parts of the proving key do not belong together: its proofs might not hide what they prove.
    #[error("the proving key's parts do not belong together")]
    Inconsistent,
    /// The proving key or the matrices are not those of the circuit and the verifying key.
    #[error("the key does not fit the circuit")]
    Mismatch,
    /// A valid claim's proof under the key does not verify.
    #[error("a proof of a valid claim under the key does not verify")]
    Unsound,
    /// On the list of trusted keys, and not in the folder.
    #[error("a trusted key is not there")]
    Missing,
}

impl KeyRefusal {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "key/io",
            Self::Digest(_) => "key/digest",
            Self::Malformed(_) => "key/malformed",
            Self::VerifyingKey(error) => error.code(),
            Self::Name => "key/name",
            Self::EarlierForm => "key/earlier-form",
            Self::UnknownCircuit => "key/unknown-circuit",
            Self::Retired => "key/retired",
            Self::Reduction => "key/other-reduction",
            Self::Inconsistent => "key/inconsistent",
            Self::Mismatch => "key/other-circuit",
            Self::Unsound => "key/unsound",
            Self::Missing => "key/missing",
        }
    }
}

impl KeyRefusal {
    /// Whether the key may be in order for another version of this program, or is not there at all: nothing is damaged.
    #[must_use]
    pub fn is_of_another_program(&self) -> bool {
        matches!(
            self,
            Self::EarlierForm | Self::UnknownCircuit | Self::Retired | Self::Reduction | Self::Missing
        )
    }
}

impl From<EngineError> for KeyRefusal {
    fn from(error: EngineError) -> Self {
        let part = |path: &std::path::Path| {
            let parts = [MATRICES, AVX512];
            let named = |part: &&str| path.file_name().is_some_and(|name| name == *part);
            parts.into_iter().find(named).unwrap_or(PORTABLE)
        };
        match error {
            EngineError::Io { operation, path, source } => cannot(operation, part(&path))(source).into(),
            EngineError::WrongDigest { path } => Self::Digest(part(&path)),
            EngineError::Malformed { reason, .. } => Self::Malformed(reason),
            EngineError::OtherReduction => Self::Reduction,
            EngineError::UnusableKey(_) => Self::Inconsistent,
            _ => Self::Mismatch,
        }
    }
}

/// Why a store cannot give a key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The folder cannot be used.
    #[error(transparent)]
    Io(#[from] FileFault),
    /// The list of trusted keys is not one.
    #[error("trusted-keys.json is malformed: no key is trusted until it is mended or removed")]
    TrustedList,
    /// A key is refused.
    #[error("key {name}: {source}")]
    Key {
        /// The key's folder or file.
        name: String,
        /// Why.
        source: KeyRefusal,
    },
    /// There is no such circuit.
    #[error("no circuit of this name")]
    UnknownCircuit,
    /// No key of that digest.
    #[error("no key with this digest")]
    NotFound,
    /// A key that nobody has imported.
    #[error("the key lies in the folder and is not trusted: `keys pin` checks it and trusts it")]
    NotTrusted,
    /// The set-up failed.
    #[error("the set-up failed")]
    Setup,
}

impl StoreError {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "key/io",
            Self::TrustedList => "key/trusted-list",
            Self::Key { source, .. } => source.code(),
            Self::UnknownCircuit => "key/unknown-circuit",
            Self::NotFound => "key/not-found",
            Self::NotTrusted => "key/not-trusted",
            Self::Setup => "key/setup",
        }
    }
}
