//! The reserves' proof, and the nullifiers that it makes public.

use alloc::vec::Vec;

use covenant_statements::serde_forms::field_hex;
use covenant_statements::{Context, Fr, Selector};
use serde::{Deserialize, Serialize};

use super::RESERVES_CIRCUITS;
use crate::attestation::{AttestationError, CircuitName, KeyName, ProofPart, Record, VerifyError};
use crate::trust::TrustStore;
use crate::wire;

/// The reserves' proof. Its context is the coverage's with its own selector; environment and reserves are the coverage's public inputs,
/// `nullifiers` is the digest of the predicate's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReservesPart {
    /// The circuit: one of the tiers.
    pub circuit: CircuitName,
    /// The verifying key's name.
    pub verifying_key: KeyName,
    /// The public input `context`.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub context: Fr,
    /// The public input `nullifiers`.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub nullifiers: Fr,
    /// The proof: A ‖ B ‖ C, 256 bytes in hexadecimal.
    #[serde(with = "wire::bytes")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Proof"))]
    pub proof: Vec<u8>,
}

impl ReservesPart {
    /// The coverage's context as the reserves' proof is made for it.
    #[must_use]
    pub fn context_of(&self, coverage: &Context) -> Context {
        Context { selector: self.verifying_key.selector, ..coverage.clone() }
    }

    /// Whether circuit and context are ones that a coverage may carry.
    pub(super) fn agrees(&self, coverage: &Context) -> Result<(), AttestationError> {
        if !RESERVES_CIRCUITS.contains(&self.circuit.key_name().as_str()) {
            return Err(AttestationError::UnknownCircuit);
        }
        if self.context_of(coverage).to_field() == self.context {
            Ok(())
        } else {
            Err(AttestationError::Inconsistent("predicate.reserves.context"))
        }
    }

    /// The selector is that of the trusted key, as for every proof that is bound to a context.
    pub(super) fn selector(&self, trust: &TrustStore, record: &mut Record) -> Result<(), VerifyError> {
        let evidence = self.verifying_key.selector.0;
        record.procedure("the reserves' selector is that of their key", &evidence, || {
            let circuit = self.circuit.key_name();
            let (entry, _) =
                trust.key(&circuit, &self.verifying_key.sha256).ok_or(AttestationError::UntrustedKey)?;
            if Selector::new(trust.network(), &circuit, &entry.verifying_key) != self.verifying_key.selector {
                return Err(AttestationError::Selector.into());
            }
            Ok(((), alloc::format!("bound to the same place as the coverage, by {circuit}")))
        })
    }

    /// What is verified, under the coverage's public inputs.
    pub(super) fn proof_part(&self, environment: Fr, reserves: Fr) -> ProofPart<'_> {
        ProofPart {
            circuit: &self.circuit,
            verifying_key: &self.verifying_key,
            inputs: Vec::from([self.context, environment, reserves, self.nullifiers]),
            proof: &self.proof,
        }
    }
}
