//! A key that is open.

use super::{
    error::KeyRefusal,
    files::KeyFiles,
    header::{Entry, Part},
};
use ark_bn254::Bn254;
use ark_groth16::ProvingKey;
use covenant_engine::{Engine, EngineError, Form, PreparedProvingKey, groth16::R1cs};
use covenant_statements::{Network, Selector, field};
use covenant_verifier::groth16::{PreparedVerifyingKey, VerifyingKey};
use std::sync::OnceLock;

/// The keys of one circuit, open: the verifying key in memory, the proving key and the matrices mapped.
///
/// [`KeyStore::open_key`](super::KeyStore::open_key) maps the form that the processor's best backend needs, so that a worker can open its
/// key before it has a claim. A proof then reads the pages that other processes have read already.
pub struct CircuitKey {
    circuit: &'static str,
    network: Network,
    digest: [u8; 32],
    verifying_key: VerifyingKey,
    verifier: PreparedVerifyingKey,
    r1cs: R1cs,
    files: KeyFiles,
    part: Part,
    portable: OnceLock<PreparedProvingKey>,
    avx512: OnceLock<PreparedProvingKey>,
}

impl core::fmt::Debug for CircuitKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("CircuitKey")
            .field("circuit", &self.circuit)
            .field("digest", &self.digest_hex())
            .finish()
    }
}

impl CircuitKey {
    /// Maps a key whose header is trusted. Its parts are those of the header, and fit each other.
    pub(super) fn open(files: KeyFiles, read: &Entry) -> Result<Self, KeyRefusal> {
        let circuit = read.header.circuit()?;
        let verifying_key = VerifyingKey::from_bytes(&read.verifying_key)?;
        let r1cs = files.matrices(read.header.matrices)?;
        if verifying_key.public_inputs() + 1 != r1cs.num_instance() {
            return Err(KeyRefusal::Mismatch);
        }
        let key = Self {
            circuit,
            network: read.header.network,
            digest: read.digest.0,
            verifier: PreparedVerifyingKey::new(&verifying_key),
            verifying_key,
            r1cs,
            files,
            part: read.header.proving_key,
            portable: OnceLock::new(),
            avx512: OnceLock::new(),
        };
        key.prepared(&Engine::detect())?;
        Ok(key)
    }

    /// The circuit's name and version, such as `invoice/1`.
    #[must_use]
    pub fn circuit(&self) -> &'static str {
        self.circuit
    }

    /// The network that the key is for.
    #[must_use]
    pub fn network(&self) -> Network {
        self.network
    }

    /// Whether one machine made the key: anybody who kept its secrets could forge.
    #[must_use]
    pub fn is_development(&self) -> bool {
        self.network == Network::Development
    }

    /// SHA-256 of the verifying key's bytes.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// The digest as 64 hexadecimal digits, which is also the folder's name.
    #[must_use]
    pub fn digest_hex(&self) -> String {
        field::bytes_hex(&self.digest)
    }

    /// The selector that contexts and contracts pin.
    #[must_use]
    pub fn selector(&self) -> Selector {
        Selector::new(self.network, self.circuit, &self.verifying_key.to_bytes())
    }

    /// The verifying key.
    #[must_use]
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.verifying_key
    }

    /// The verifying key as verifiers use it.
    #[must_use]
    pub fn verifier(&self) -> &PreparedVerifyingKey {
        &self.verifier
    }

    /// The circuit's matrices.
    #[must_use]
    pub fn r1cs(&self) -> &R1cs {
        &self.r1cs
    }

    /// Instance variables, the constant one included.
    #[must_use]
    pub fn num_instance(&self) -> usize {
        self.r1cs.num_instance()
    }

    /// The proving key in the engine's form: mapped when the key was opened for the processor's best backend, now for another.
    ///
    /// # Errors
    /// [`EngineError`] if a file is not what the header says, or does not fit the matrices.
    pub fn prepared(&self, engine: &Engine) -> Result<&PreparedProvingKey, EngineError> {
        let form = engine.form();
        let place = match form {
            Form::R256 => &self.portable,
            Form::R260 => &self.avx512,
        };
        if let Some(prepared) = place.get() {
            return Ok(prepared);
        }
        let prepared = self.files.proving_key(self.part, form)?;
        require_fit(&prepared, &self.r1cs)?;
        Ok(place.get_or_init(|| prepared))
    }

    /// arkworks' proving key, read and converted: for its prover and for other tools.
    ///
    /// # Errors
    /// [`KeyRefusal`] if the file is not what the header says.
    pub fn to_arkworks(&self) -> Result<ProvingKey<Bn254>, KeyRefusal> {
        let key = self.files.proving_key(self.part, Form::R256)?;
        Ok(key.to_arkworks(arkworks(&self.verifying_key))?)
    }
}

/// Refuses a key for other numbers of variables or constraints.
pub(super) fn require_fit(key: &PreparedProvingKey, r1cs: &R1cs) -> Result<(), EngineError> {
    for (what, got, expected) in [
        ("instance of the key", key.num_instance(), r1cs.num_instance()),
        ("variables of the key", key.num_variables(), r1cs.num_instance() + r1cs.num_witness()),
        ("domain of the key", key.domain_size(), r1cs.domain_size()),
    ] {
        if got != expected {
            return Err(EngineError::LengthMismatch { what, got, expected });
        }
    }
    Ok(())
}

/// The verifying key as arkworks has it.
pub(super) fn arkworks(key: &VerifyingKey) -> ark_groth16::VerifyingKey<Bn254> {
    let (alpha_g1, [beta_g2, gamma_g2, delta_g2], input_points) = key.points();
    ark_groth16::VerifyingKey { alpha_g1, beta_g2, gamma_g2, delta_g2, gamma_abc_g1: input_points.to_vec() }
}
