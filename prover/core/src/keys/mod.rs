//! Proving keys: files named by the digest of their verifying key, each checked in full before use.

mod circuits;
mod consistency;
mod file;
mod store;

pub use file::KeyFileError;
pub use store::{CheckedFile, KeyStore, KeySummary, StoreError};

use ark_bn254::Bn254;
use ark_groth16::ProvingKey;
use covenant_engine::{Engine, EngineError, PreparedProvingKey, groth16::R1cs};
use covenant_statements::{Network, Selector};
use covenant_verifier::groth16::{PreparedVerifyingKey, VerifyingKey};
use std::sync::OnceLock;

/// The keys of one circuit, ready for proofs. Conversions happen once, when first needed.
pub struct CircuitKey {
    circuit: &'static str,
    network: Network,
    digest: [u8; 32],
    verifying_key: VerifyingKey,
    verifier: PreparedVerifyingKey,
    proving_key: ProvingKey<Bn254>,
    r1cs: R1cs,
    prepared: OnceLock<PreparedProvingKey>,
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

    /// The digest as 64 hexadecimal digits, which is also the file's name.
    #[must_use]
    pub fn digest_hex(&self) -> String {
        covenant_statements::field::bytes_hex(&self.digest)
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

    /// arkworks' proving key.
    #[must_use]
    pub fn proving_key(&self) -> &ProvingKey<Bn254> {
        &self.proving_key
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

    /// The key in the engine's form.
    ///
    /// # Errors
    /// [`EngineError`] if the key does not fit an engine.
    pub fn prepared(&self, engine: &Engine) -> Result<&PreparedProvingKey, EngineError> {
        if let Some(prepared) = self.prepared.get() {
            if prepared.form() == engine.form() {
                return Ok(prepared);
            }
            return Err(EngineError::WrongForm { got: prepared.form(), expected: engine.form() });
        }
        let prepared = PreparedProvingKey::new(&self.proving_key, engine.form())?;
        Ok(self.prepared.get_or_init(|| prepared))
    }
}
