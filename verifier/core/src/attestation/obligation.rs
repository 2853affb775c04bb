//! The predicate of statement 1, obligation validity.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use covenant_statements::serde_forms::{field_hex, point_hex};
use covenant_statements::{Context, Day, Environment, Fr, Network, ObligationPolicy, Point};
use serde::{Deserialize, Serialize};

use super::parts::{CircuitName, KeyName};
use crate::groth16::{Proof, VerifyingKey};
use crate::intoto::{STATEMENT_TYPE, Statement, Subject};
use crate::wire::{self, Sha256};

/// The predicate's name. `covenant.example` is reserved and does not resolve; the format is described in the book.
pub const PREDICATE_TYPE: &str = "https://covenant.example/attestation/obligation/v1";
/// The circuit's id.
pub const CIRCUIT_ID: &str = "invoice";
/// The circuit's version.
pub const CIRCUIT_VERSION: u32 = 1;

/// What a verified attestation shows, in plain words.
pub const PROVED: [&str; 6] = [
    "The prover held an invoice or a loan agreement that its debtor, an agent with the debtor's mandate, or a verification agent named by the policy acknowledged with response code AP.",
    "The signer of the acknowledgement was in the named registry of parties, in that role, with a key valid when it signed and on the as-of day.",
    "On the as-of day the obligation was financeable under the named policy: kind, amount, currency, terms, dates and tenor; seller and debtor differ; it was not overdue.",
    "The nullifier is the one that the named nullifier key gives to this seller's document number, type and fiscal year, whatever the amount, the dates or the buyer.",
    "The note commits to the acknowledged terms, under the named policy and with this nullifier.",
    "The seller, with its registered key, consented to this note for the named beneficiary, contract, chain, expiry and sequence.",
];

/// What it does not show, in plain words.
pub const NOT_PROVED: [&str; 9] = [
    "That goods or services were delivered.",
    "That no prior lien, assignment or filing covers the obligation.",
    "That the debtor has no right of set-off or counterclaim.",
    "That the obligation is not financed outside the nullifier's home registry, or is not financed already inside it: only that registry knows.",
    "That the debtor is able or willing to pay.",
    "That the debtor, the agent or the verification agent told the truth, or that seller and debtor are not in collusion.",
    "That the registrar tied each key to the right party.",
    "That the same claim was not documented a second time under another number.",
    "That the setup of the proof system was honest, beyond what the verifier's own trust in this verifying key says.",
];

/// The statement of an attestation of obligation validity.
pub type ObligationStatement = Statement<ObligationPredicate>;

/// What is claimed about a note, a nullifier and a registry root.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ObligationPredicate {
    /// The circuit.
    pub circuit: CircuitName,
    /// The verifying key's name.
    pub verifying_key: KeyName,
    /// The proof's public inputs.
    pub public_inputs: PublicInputs,
    /// The parts whose hash is the public input `environment`.
    pub environment: EnvironmentParts,
    /// The parts whose hash is the public input `context`.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Context"))]
    pub context: Context,
    /// The proof: A ‖ B ‖ C, 256 bytes in hexadecimal.
    #[serde(with = "wire::bytes")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Proof"))]
    pub proof: Vec<u8>,
    /// The day by which the obligation was judged; the environment's.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Day"))]
    pub as_of: Day,
    /// The last second of use; the context's.
    pub expiry: u64,
    /// Nullifiers to be spent; here the public input `nullifier` alone.
    #[serde(with = "wire::fields")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::schema::Field>"))]
    pub nullifiers: Vec<Fr>,
    /// The scope that figures are limited to; null, since an obligation has none.
    pub scope: Option<String>,
    /// Index in a public log of attestations; null where there is none.
    pub log_index: Option<u64>,
    /// What is proved, in plain words: exactly these sentences.
    #[cfg_attr(feature = "schema", schemars(extend("const" = PROVED)))]
    pub proved: Vec<String>,
    /// What is not proved, in plain words: exactly these sentences.
    #[cfg_attr(feature = "schema", schemars(extend("const" = NOT_PROVED)))]
    pub not_proved: Vec<String>,
}

/// The circuit's public inputs, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PublicInputs {
    /// Where the proof may be used.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub context: Fr,
    /// What it is judged by.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub environment: Fr,
    /// N1.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub nullifier: Fr,
    /// The note commitment.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub note: Fr,
}

impl PublicInputs {
    /// As the verifying equation takes them.
    #[must_use]
    pub fn in_order(&self) -> [Fr; 4] {
        [self.context, self.environment, self.nullifier, self.note]
    }
}

/// The environment's parts in clear, the policy as the whole document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EnvironmentParts {
    /// The network.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Network"))]
    pub network: Network,
    /// The digest of `policy`.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub policy_digest: Fr,
    /// The policy.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::ObligationPolicy"))]
    pub policy: ObligationPolicy,
    /// The day by which the obligation was judged.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Day"))]
    pub as_of: Day,
    /// The root of the registry of parties.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub registry_root: Fr,
    /// The nullifier registry's public key, in circomlib's packed form.
    #[serde(with = "point_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Point"))]
    pub nullifier_key: Point,
}

impl EnvironmentParts {
    /// The environment that these parts make, its policy digest taken from the document.
    #[must_use]
    pub fn environment(&self) -> Environment {
        Environment {
            network: self.network,
            policy: self.policy.digest(),
            as_of: self.as_of,
            registry_root: self.registry_root,
            nullifier_key: self.nullifier_key,
        }
    }
}

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

/// The statement for these parts. It is what [`super::verify()`] expects, and nothing in it has been verified.
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

/// The subjects that a predicate is about.
#[must_use]
pub fn subjects(predicate: &ObligationPredicate) -> Vec<Subject> {
    Vec::from([
        Subject::new("note", predicate.public_inputs.note),
        Subject::new("nullifier", predicate.public_inputs.nullifier),
        Subject::new("registry-root", predicate.environment.registry_root),
    ])
}

/// Sentences as a predicate carries them.
pub(super) fn words(sentences: &[&str]) -> Vec<String> {
    sentences.iter().map(|sentence| (*sentence).to_owned()).collect()
}
