//! Why a verifying key or a proof is refused.

/// Why a verifying key is refused. Nothing of the key is in the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The length is not 448 + 64·(n + 1) for a number of public inputs n from 1 to `MAX_PUBLIC_INPUTS`.
    #[error("the verifying key's length fits no number of public inputs")]
    Length,
    /// A coordinate is q or more.
    #[error("a coordinate of the verifying key's {0} is not below the field's modulus")]
    NotCanonical(&'static str),
    /// A point is the point at infinity.
    #[error("the verifying key's {0} is the point at infinity")]
    Identity(&'static str),
    /// A point is not on its curve.
    #[error("the verifying key's {0} is not on the curve")]
    OffCurve(&'static str),
    /// A G2 point is on the curve and outside the subgroup of order r.
    #[error("the verifying key's {0} is outside the subgroup")]
    OutsideSubgroup(&'static str),
    /// γ = ±δ, a setup whose second phase was skipped: C = ∓IC(x) cancels the public inputs.
    #[error("γ equals δ up to sign: the second phase of the setup was skipped and anybody can forge")]
    GammaEqualsDelta,
    /// β = ±γ: A = α ± IC(x), B = β + kδ, C = kA is a proof of anything.
    #[error("β equals γ up to sign: anybody can forge")]
    BetaEqualsGamma,
    /// β = ±δ: A = IC(x), B = γ, C = ∓α is a proof of anything.
    #[error("β equals δ up to sign: anybody can forge")]
    BetaEqualsDelta,
    /// δ is ± the generator: its discrete logarithm is known, nobody contributed to the second phase.
    #[error("δ is the generator of G2: nobody contributed to the second phase of the setup")]
    DeltaIsGenerator,
    /// β is ± the generator: its discrete logarithm is known.
    #[error("β is the generator of G2: nobody contributed to the first phase of the setup")]
    BetaIsGenerator,
    /// α is ± the generator: its discrete logarithm is known.
    #[error("α is the generator of G1: nobody contributed to the first phase of the setup")]
    AlphaIsGenerator,
    /// Two of IC₀ … ICₙ are equal up to sign: the two inputs can be traded against each other, or (IC₀) one
    /// input cancels the constant term.
    #[error("two of the verifying key's input points are equal up to sign")]
    RepeatedInputPoint,
    /// One of IC₀ … ICₙ is ±α: with IC(x) = k·α, (α, β + kγ + δ, α) is a proof.
    #[error("one of the verifying key's input points equals α up to sign")]
    InputPointIsAlpha,
}

impl KeyError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length => "key/length",
            Self::NotCanonical(_) => "key/not-canonical",
            Self::Identity(_) => "key/identity",
            Self::OffCurve(_) => "key/off-curve",
            Self::OutsideSubgroup(_) => "key/outside-subgroup",
            Self::GammaEqualsDelta => "key/gamma-equals-delta",
            Self::BetaEqualsGamma => "key/beta-equals-gamma",
            Self::BetaEqualsDelta => "key/beta-equals-delta",
            Self::DeltaIsGenerator => "key/delta-is-generator",
            Self::BetaIsGenerator => "key/beta-is-generator",
            Self::AlphaIsGenerator => "key/alpha-is-generator",
            Self::RepeatedInputPoint => "key/repeated-input-point",
            Self::InputPointIsAlpha => "key/input-point-is-alpha",
        }
    }
}

/// Why a proof, or its public inputs, are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The proof is not of exactly as many bytes as a proof under this key has: 256, in Groth16.
    #[error("the proof has another length than proofs under this key have")]
    Length,
    /// A trusted key of another proof system that its verifier does not take, or for another circuit or other parameters than its entry says.
    #[error("the trusted key is not one of the circuit and the parameters that its entry names")]
    Key,
    /// A coordinate is q or more.
    #[error("a coordinate of the proof's {0} is not below the field's modulus")]
    NotCanonical(&'static str),
    /// A point is the point at infinity.
    #[error("the proof's {0} is the point at infinity")]
    Identity(&'static str),
    /// A point is not on its curve.
    #[error("the proof's {0} is not on the curve")]
    OffCurve(&'static str),
    /// B is on the curve and outside the subgroup of order r.
    #[error("the proof's {0} is outside the subgroup")]
    OutsideSubgroup(&'static str),
    /// A public input is r or more: x and x + r would pass as two nullifiers.
    #[error("public input {0} is not below the scalar field's modulus")]
    NotCanonicalInput(usize),
    /// More or fewer public inputs than the key has.
    #[error("the key takes {expected} public inputs, {given} were given")]
    InputCount {
        /// How many the key takes.
        expected: usize,
        /// How many were given.
        given: usize,
    },
    /// IC(x) is the point at infinity: the equation no longer speaks of the inputs.
    #[error("the public inputs cancel the key's input points")]
    DegenerateInputs,
    /// Everything is well formed and the pairing equation does not hold.
    #[error("the proof does not prove these public inputs under this key")]
    Invalid,
}

impl ProofError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length => "proof/length",
            Self::Key => "proof/key",
            Self::NotCanonical(_) => "proof/not-canonical",
            Self::Identity(_) => "proof/identity",
            Self::OffCurve(_) => "proof/off-curve",
            Self::OutsideSubgroup(_) => "proof/outside-subgroup",
            Self::NotCanonicalInput(_) => "proof/not-canonical-input",
            Self::InputCount { .. } => "proof/input-count",
            Self::DegenerateInputs => "proof/degenerate-inputs",
            Self::Invalid => "proof/invalid",
        }
    }
}
