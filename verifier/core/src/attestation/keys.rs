//! The verifying keys of an attestation's proofs, and what verifies under each.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::error::{AttestationError, VerifyError};
use super::judge::Case;
use super::parts::{Head, ProofPart, all_agree};
use super::record::{Found, Record};
use super::systems::ProofVerifier;
use super::verify::VerifyOptions;
use crate::groth16::{self, PreparedVerifyingKey, Proof, VerifyingKey};
use crate::trust::{KeyEntry, ProofSystem};

/// A trusted key, and what verifies under it.
pub(super) struct Key<'c> {
    pub(super) entry: &'c KeyEntry,
    verifier: Verifier<'c>,
}

enum Verifier<'c> {
    Groth16(&'c VerifyingKey),
    HandedIn(&'c dyn ProofVerifier),
}

/// The keys of all proofs, the head's first, each trusted by its digest and for its circuit.
pub(super) fn trusted_keys<'c>(
    case: &Case<'c>,
    head: &Head<'_>,
    parts: &[ProofPart<'_>],
    record: &mut Record,
) -> Result<Vec<Key<'c>>, VerifyError> {
    let is_of_head = parts
        .first()
        .is_some_and(|part| (part.circuit, part.verifying_key) == (head.circuit, head.verifying_key));
    all_agree(&[("predicate.proof", is_of_head)])?;
    let mut keys = Vec::with_capacity(parts.len());
    for part in parts {
        let named = &part.verifying_key.sha256.0;
        let key = record.procedure("the verifying key is trusted, by its digest", named, || {
            trusted_key(case, head, part)
        })?;
        if key.entry.development {
            development(case.options, key.entry, record)?;
        }
        keys.push(key);
    }
    Ok(keys)
}

fn trusted_key<'c>(case: &Case<'c>, head: &Head<'_>, part: &ProofPart<'_>) -> Found<Key<'c>> {
    let trust = case.trust;
    if head.network != trust.network() {
        return Err(AttestationError::OtherNetwork.into());
    }
    let circuit = part.circuit.key_name();
    let named = part.verifying_key;
    let (entry, groth16) = trust.key(&circuit, &named.sha256).ok_or(AttestationError::UntrustedKey)?;
    if entry.development != named.development {
        return Err(AttestationError::DevelopmentMark.into());
    }
    let handed_in = || case.evidence.systems.iter().find(|verifier| verifier.system() == entry.system);
    let verifier = match (entry.system, groth16) {
        (ProofSystem::Groth16, Some(key)) => Verifier::Groth16(key),
        _ => Verifier::HandedIn(*handed_in().ok_or(AttestationError::UnsupportedSystem)?),
    };
    let finding = format!("key {} of the trust store, for {circuit} on {}", entry.sha256, trust.network());
    Ok((Key { entry, verifier }, finding))
}

/// A development key is refused unless it is allowed, and then it is a reservation.
fn development(options: &VerifyOptions, entry: &KeyEntry, record: &mut Record) -> Result<(), VerifyError> {
    let checked = "the verifying key's setup";
    if !options.allow_development_keys {
        return Err(record.refuse(checked, &entry.verifying_key, AttestationError::DevelopmentKey.into()));
    }
    let finding = "a development setup, made on one machine whose owner can forge: not to be trusted";
    record.reserve(checked, &entry.verifying_key, finding, "development key");
    Ok(())
}

/// Whether the proof proves its public inputs under the key.
pub(super) fn proves(part: &ProofPart<'_>, key: &Key<'_>) -> Found<()> {
    match key.verifier {
        Verifier::Groth16(verifying_key) => {
            let proof = Proof::from_bytes(part.proof)?;
            groth16::verify(&PreparedVerifyingKey::new(verifying_key), &part.inputs, &proof)?;
            Ok(((), String::from("the pairing equation holds")))
        }
        Verifier::HandedIn(verifier) => {
            verifier.verify(key.entry, &part.inputs, part.proof)?;
            Ok(((), format!("accepted by the verifier of {} that was handed in", key.entry.system)))
        }
    }
}
