//! Why an attestation is refused.

use crate::dsse::EnvelopeError;
use crate::groth16::ProofError;
use crate::json::JsonError;
use crate::trust::CustodyError;

/// Why an attestation is refused, whatever its proof says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AttestationError {
    /// The payload is not a statement in its one encoding.
    #[error("payload: {0}")]
    Json(#[from] JsonError),
    /// Not an in-toto Statement v1, or a predicate that is not known here.
    #[error("the statement's or the predicate's type is not one that is verified here")]
    UnknownType,
    /// A circuit or a version that is not known here.
    #[error("the circuit or its version is not one that is verified here")]
    UnknownCircuit,
    /// Two places of the attestation that must agree do not.
    #[error("{0} disagrees with the rest of the attestation")]
    Inconsistent(&'static str),
    /// The policy document is not a valid one.
    #[error("the policy is not a valid document")]
    BadPolicy,
    /// No trusted prover signed.
    #[error("the attestation is not signed by a trusted prover")]
    UntrustedProver,
    /// The prover's key is trusted on other days.
    #[error("the prover's key is not trusted on the as-of day and on the day of judgement")]
    ProverNotValid,
    /// Another network than the verifier's.
    #[error("the attestation is of another network than the trust store's")]
    OtherNetwork,
    /// The verifying key's digest is not in the trust store for this circuit.
    #[error("the verifying key is not in the trust store for this circuit")]
    UntrustedKey,
    /// The attestation's development mark is not the trust store's.
    #[error("the development mark is not the trusted key's")]
    DevelopmentMark,
    /// A development key, and the verifier did not allow one.
    #[error("the verifying key is of a development setup, whose maker can forge; not allowed")]
    DevelopmentKey,
    /// The verifying key is of a proof system whose verifier was not handed in.
    #[error("the verifying key is of a proof system that is not verified here")]
    UnsupportedSystem,
    /// The selector is not the one of network, circuit and key.
    #[error("the selector is not that of this network, circuit and verifying key")]
    Selector,
    /// The public input is not the hash of the named parts.
    #[error("the public input context is not the hash of the named parts")]
    Context,
    /// The public input is not the hash of the named parts.
    #[error("the public input environment is not the hash of the named parts")]
    Environment,
    /// The policy is not in the trust store.
    #[error("the policy is not in the trust store")]
    UntrustedPolicy,
    /// The registry root is not in the trust store for this day.
    #[error("the registry root is not in the trust store for the as-of day")]
    UntrustedRoot,
    /// The price root is not in the trust store for this day.
    #[error("the price root is not in the trust store for the as-of day")]
    UntrustedPriceRoot,
    /// The custody is not one that the verifier follows, or behind what it has seen.
    #[error(transparent)]
    Custody(#[from] CustodyError),
    /// The notes do not chain from the start of the vault or pool to the public input.
    #[error("the named notes are not those of the vault or pool that is followed")]
    OtherVault,
    /// The public inputs are not those of the figures as they are shown.
    #[error("the figures are not the ones that the proof states")]
    Figures,
    /// The public input is not the hash of the disclosure's parts, or these are not well-formed.
    #[error("the disclosure is not the one that the proof states")]
    Disclosure,
    /// The scope is not a valid document.
    #[error("the scope is not a valid document")]
    BadScope,
    /// The entity is not one that the verifier follows.
    #[error("the entity is not in the trust store")]
    UntrustedEntity,
    /// Another scope than the entity's in the trust store.
    #[error("the scope is not the one that the trust store has for the entity")]
    OtherScope,
    /// A count that no auditor of the trust store signed, for the day.
    #[error("the count is not signed by an auditor whom the trust store has for the as-of day")]
    UntrustedCount,
    /// A count of another statement, or of another number of accounts.
    #[error("the auditor's count is of another number of accounts, or of another statement")]
    OtherCount,
    /// The public log has no coverage of the entity and the day.
    #[error("the public log has no coverage of this entity and this day")]
    NotLogged,
    /// The public log has another coverage of the entity and the day.
    #[error("the public log has another coverage of this entity and this day")]
    LoggedTwice,
    /// Another entry of the log has one of the reserves' nullifiers.
    #[error("another coverage of the public log shows one of these reserves")]
    ReserveShared,
    /// The nullifier key is not in the trust store.
    #[error("the nullifier key is not in the trust store")]
    UntrustedNullifierKey,
    /// The context is of a contract that is not the nullifier key's home registry.
    #[error(
        "the context is of another contract than the nullifier key's home registry, and there is no receipt"
    )]
    OtherRegistry,
    /// The as-of day is later than the day of judgement.
    #[error("the as-of day is later than the day of judgement")]
    FutureAsOf,
    /// The trust file ended before the day of judgement.
    #[error("the trust file ended before the day of judgement: ask for a new one")]
    TrustEnded,
    /// The as-of day is earlier than the trust file's first: a key was revoked since.
    #[error("the as-of day is earlier than the first day that the trust file takes, the last revocation's")]
    NotBefore,
    /// The as-of day is longer ago than the verifier takes.
    #[error("the as-of day is longer before the day of judgement than is taken")]
    TooOld,
    /// The expiry is earlier than the moment of judgement.
    #[error("the attestation has expired by the moment of judgement")]
    Expired,
}

impl AttestationError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Json(JsonError::NotCanonical) => "attestation/not-canonical",
            Self::Json(JsonError::TooLong(_)) => "attestation/too-long",
            Self::Json(_) => "attestation/malformed",
            Self::UnknownType => "attestation/unknown-type",
            Self::UnknownCircuit => "attestation/unknown-circuit",
            Self::Inconsistent(_) => "attestation/inconsistent",
            Self::BadPolicy => "attestation/bad-policy",
            Self::UntrustedProver => "attestation/untrusted-prover",
            Self::ProverNotValid => "attestation/prover-not-valid",
            Self::OtherNetwork => "attestation/other-network",
            Self::UntrustedKey => "attestation/untrusted-key",
            Self::DevelopmentMark => "attestation/development-mark",
            Self::DevelopmentKey => "attestation/development-key",
            Self::UnsupportedSystem => "attestation/unsupported-system",
            Self::Selector => "attestation/selector",
            Self::Context => "attestation/context",
            Self::Environment => "attestation/environment",
            Self::UntrustedPolicy => "attestation/untrusted-policy",
            Self::UntrustedRoot => "attestation/untrusted-root",
            Self::UntrustedPriceRoot => "attestation/untrusted-price-root",
            Self::Custody(error) => error.code(),
            Self::OtherVault => "attestation/other-vault",
            Self::Figures => "attestation/figures",
            Self::Disclosure => "attestation/disclosure",
            Self::BadScope => "attestation/bad-scope",
            Self::UntrustedEntity => "attestation/untrusted-entity",
            Self::OtherScope => "attestation/other-scope",
            Self::UntrustedCount => "attestation/untrusted-count",
            Self::OtherCount => "attestation/other-count",
            Self::NotLogged => "attestation/not-logged",
            Self::LoggedTwice => "attestation/logged-twice",
            Self::ReserveShared => "attestation/reserve-shared",
            Self::UntrustedNullifierKey => "attestation/untrusted-nullifier-key",
            Self::OtherRegistry => "attestation/other-registry",
            Self::FutureAsOf => "attestation/future-as-of",
            Self::TrustEnded => "attestation/trust-ended",
            Self::NotBefore => "attestation/not-before",
            Self::TooOld => "attestation/too-old",
            Self::Expired => "attestation/expired",
        }
    }

    /// The field of the predicate that the refusal is about, where there is one.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::UnknownType => "predicateType",
            Self::UnknownCircuit => "predicate.circuit",
            Self::Inconsistent(field) => field,
            Self::BadPolicy | Self::UntrustedPolicy => "predicate.environment.policy",
            Self::OtherNetwork => "predicate.environment.network",
            Self::UntrustedKey | Self::UnsupportedSystem => "predicate.verifying_key.sha256",
            Self::DevelopmentMark | Self::DevelopmentKey => "predicate.verifying_key.development",
            Self::Selector => "predicate.verifying_key.selector",
            Self::Context => "predicate.public_inputs.context",
            Self::Environment => "predicate.public_inputs.environment",
            Self::UntrustedRoot => "predicate.environment.registry_root",
            Self::UntrustedPriceRoot => "predicate.environment.price_root",
            Self::Custody(error) => match error {
                CustodyError::Roles => "predicate.environment.roles",
                CustodyError::Pool => "predicate.environment.pool",
                CustodyError::Policy => "predicate.environment.policy",
                CustodyError::Epoch => "predicate.environment.epoch",
                CustodyError::Counter => "predicate.environment.counter",
                CustodyError::Sequence => "predicate.environment.sequence",
            },
            Self::OtherVault => "predicate.notes",
            Self::Figures => "predicate.figures",
            Self::Disclosure => "predicate.disclosure",
            Self::BadScope | Self::OtherScope => "predicate.environment.scope",
            Self::UntrustedEntity => "predicate.environment.entity",
            Self::UntrustedCount | Self::OtherCount => "predicate.environment.accounts",
            Self::NotLogged | Self::LoggedTwice => "predicate.public_inputs.liabilities",
            Self::ReserveShared => "predicate.nullifiers",
            Self::UntrustedNullifierKey => "predicate.environment.nullifier_key",
            Self::OtherRegistry => "predicate.context.contract",
            Self::FutureAsOf | Self::NotBefore | Self::TooOld => "predicate.as_of",
            Self::TrustEnded => "trust.until",
            Self::Expired => "predicate.expiry",
            Self::Json(_) | Self::UntrustedProver | Self::ProverNotValid => return None,
        })
    }
}

/// Why a verification fails: the envelope, the attestation, or the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The envelope.
    #[error(transparent)]
    Envelope(EnvelopeError),
    /// The statement and its parts.
    #[error(transparent)]
    Attestation(#[from] AttestationError),
    /// The proof.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl From<EnvelopeError> for VerifyError {
    fn from(error: EnvelopeError) -> Self {
        match error {
            EnvelopeError::UntrustedSigner => AttestationError::UntrustedProver.into(),
            other => Self::Envelope(other),
        }
    }
}

impl VerifyError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Envelope(error) => error.code(),
            Self::Attestation(error) => error.code(),
            Self::Proof(error) => error.code(),
        }
    }

    /// The field that the refusal is about, where there is one.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Envelope(EnvelopeError::PayloadType) => Some("payloadType"),
            Self::Envelope(_) => None,
            Self::Attestation(error) => error.field(),
            Self::Proof(ProofError::NotCanonicalInput(_) | ProofError::InputCount { .. }) => {
                Some("predicate.public_inputs")
            }
            Self::Proof(_) => Some("predicate.proof"),
        }
    }
}
