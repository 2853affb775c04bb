//! From what a prover has in hand to a statement.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use covenant_statements::{Context, Day, Fr, Network, ObligationPolicy, Point};

use super::form::{EnvironmentParts, ObligationPredicate, PublicInputs};
use super::{CIRCUIT_ID, CIRCUIT_VERSION, NOT_PROVED, ObligationStatement, PREDICATE_TYPE, PROVED, subjects};
use crate::attestation::parts::words;
use crate::attestation::{CircuitName, KeyName};
use crate::groth16::{Proof, VerifyingKey};
use crate::intoto::{STATEMENT_TYPE, Statement};
use crate::wire::Sha256;

/// What a prover has in hand when it writes a statement.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    /// The network.
    pub network: Network,
    /// The verifying key.
    pub verifying_key: &'a VerifyingKey,
    /// The policy.
    pub policy: &'a ObligationPolicy,
    /// The day by which the obligation was judged.
    pub as_of: Day,
    /// The root of the registry of parties.
    pub registry_root: Fr,
    /// The nullifier registry's public key.
    pub nullifier_key: Point,
    /// Where the proof may be used; its selector must be the verifying key's.
    pub context: &'a Context,
    /// N1.
    pub nullifier: Fr,
    /// The note commitment.
    pub note: Fr,
    /// The proof.
    pub proof: &'a Proof,
    /// Index in a public log, if it was logged.
    pub log_index: Option<u64>,
}

/// The statement for these parts. It is what [`crate::attestation::verify()`] expects, and nothing in it has been verified.
#[must_use]
pub fn statement(parts: &Parts<'_>) -> ObligationStatement {
    let environment = EnvironmentParts {
        network: parts.network,
        policy_digest: parts.policy.digest(),
        policy: parts.policy.clone(),
        as_of: parts.as_of,
        registry_root: parts.registry_root,
        nullifier_key: parts.nullifier_key,
    };
    let public_inputs = PublicInputs {
        context: parts.context.to_field(),
        environment: environment.environment().to_field(),
        nullifier: parts.nullifier,
        note: parts.note,
    };
    let predicate = ObligationPredicate {
        circuit: CircuitName { id: CIRCUIT_ID.to_owned(), version: CIRCUIT_VERSION },
        verifying_key: KeyName {
            sha256: Sha256::of(&parts.verifying_key.to_bytes()),
            selector: parts.context.selector,
            development: parts.network == Network::Development,
        },
        public_inputs,
        environment,
        context: parts.context.clone(),
        proof: parts.proof.to_bytes().to_vec(),
        as_of: parts.as_of,
        expiry: parts.context.expiry,
        nullifiers: Vec::from([parts.nullifier]),
        scope: None,
        log_index: parts.log_index,
        proved: words(&PROVED),
        not_proved: words(&NOT_PROVED),
    };
    Statement {
        statement_type: STATEMENT_TYPE.to_owned(),
        subject: subjects(&predicate),
        predicate_type: PREDICATE_TYPE.to_owned(),
        predicate,
    }
}
