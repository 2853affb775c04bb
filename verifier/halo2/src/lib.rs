//! The verifier of chunks of liabilities that `covenant-verifier` takes: that crate has none of halo2, which needs `std`.
//!
//! ```
//! use covenant_halo2_verifier::Liabilities;
//! use covenant_verifier::attestation::Evidence;
//!
//! let liabilities = Liabilities::default();
//! let evidence = Evidence { systems: &[&liabilities], ..Evidence::default() };
//! # let _ = evidence;
//! ```

pub mod question;

use std::sync::{Arc, Mutex};

use covenant_liabilities::{Error, VerifyingKey, from_ark};
use covenant_statements::Fr;
use covenant_verifier::attestation::ProofVerifier;
use covenant_verifier::groth16::ProofError;
use covenant_verifier::trust::{KeyEntry, ProofSystem};
use covenant_verifier::wire::Sha256;

/// Keys that are kept; a trust file has at most 64.
const KEPT: usize = 64;

/// Verifies chunks of liabilities. Keys that it has read once are kept: halo2's form of one takes tenths of a second.
#[derive(Debug, Default)]
pub struct Liabilities {
    keys: Mutex<Vec<(Sha256, Arc<VerifyingKey>)>>,
}

impl Liabilities {
    /// The key of an entry: of the circuit and the parameters that the entry names.
    fn key(&self, entry: &KeyEntry) -> Result<Arc<VerifyingKey>, ProofError> {
        let kept = |keys: &Vec<(Sha256, Arc<VerifyingKey>)>| {
            keys.iter().find(|(digest, _)| *digest == entry.sha256).map(|(_, key)| Arc::clone(key))
        };
        if let Some(key) = self.keys.lock().ok().as_deref().and_then(kept) {
            return if is_named(&key, entry) { Ok(key) } else { Err(ProofError::Key) };
        }
        let key = VerifyingKey::from_bytes(&entry.verifying_key).map_err(|_| ProofError::Key)?;
        if !is_named(&key, entry) {
            return Err(ProofError::Key);
        }
        let key = Arc::new(key);
        if let Ok(mut keys) = self.keys.lock()
            && keys.len() < KEPT
        {
            keys.push((entry.sha256, Arc::clone(&key)));
        }
        Ok(key)
    }
}

/// Whether the entry names the key's circuit and parameters.
fn is_named(key: &VerifyingKey, entry: &KeyEntry) -> bool {
    key.name() == entry.circuit && Some(Sha256(key.srs().digest())) == entry.srs
}

/// The entry of a key, for a trust file.
#[must_use]
pub fn key_entry(key: &VerifyingKey, development: bool) -> KeyEntry {
    let verifying_key = key.to_bytes();
    KeyEntry {
        circuit: key.name(),
        system: ProofSystem::Halo2,
        sha256: Sha256::of(&verifying_key),
        verifying_key,
        srs: Some(Sha256(key.srs().digest())),
        development,
    }
}

impl ProofVerifier for Liabilities {
    fn system(&self) -> ProofSystem {
        ProofSystem::Halo2
    }

    fn verify(&self, key: &KeyEntry, inputs: &[Fr], proof: &[u8]) -> Result<(), ProofError> {
        let key = self.key(key)?;
        let [output] = inputs else {
            return Err(ProofError::InputCount { expected: 1, given: inputs.len() });
        };
        covenant_liabilities::verify(&key, from_ark(output), proof).map_err(|error| match error {
            Error::Length => ProofError::Length,
            Error::Encoding => ProofError::NotCanonical("points and scalars"),
            _ => ProofError::Invalid,
        })
    }
}
