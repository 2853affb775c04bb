//! From what a prover has in hand to a statement.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use covenant_statements::disclosure::DisclosureForm;
use covenant_statements::solvency::coverage::{Claim, Figures, PublicInputs as CoverageInputs};
use covenant_statements::solvency::reserves::PublicInputs as ReservesInputs;
use covenant_statements::{CircuitInfo, Context, Fr, Network, Selector};

use super::chunks::ChunkPart;
use super::environment::EnvironmentParts;
use super::predicate::{CoveragePredicate, PublicInputs, subjects};
use super::reserves::ReservesPart;
use super::{CoverageStatement, NOT_PROVED, PREDICATE_TYPE, PROVED};
use crate::attestation::parts::{names, words};
use crate::attestation::{CircuitName, KeyName};
use crate::groth16::{Proof, VerifyingKey};
use crate::intoto::{STATEMENT_TYPE, Statement};
use crate::wire::Sha256;

/// The reserves' proof, as the coverage's prover has it.
#[derive(Clone, Copy, Debug)]
pub struct ReservesProof<'a> {
    /// The circuit that it was proved by.
    pub circuit: &'static CircuitInfo,
    /// The verifying key.
    pub verifying_key: &'a VerifyingKey,
    /// What its proof makes public.
    pub public_inputs: &'a ReservesInputs,
    /// The nullifiers, in increasing order.
    pub nullifiers: &'a [Fr],
    /// The proof.
    pub proof: &'a Proof,
}

/// A chunk's proof, as the coverage's prover has it.
#[derive(Clone, Copy, Debug)]
pub struct ChunkProof<'a> {
    /// Which circuit of liabilities, `name/version`.
    pub circuit: &'a str,
    /// The verifying key's bytes.
    pub verifying_key: &'a [u8],
    /// Sᵢ.
    pub output: Fr,
    /// Mᵢ.
    pub claims: [u8; 32],
    /// The proof.
    pub proof: &'a [u8],
}

/// What a prover has in hand when it writes a statement.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// The coverage that was proved.
    pub claim: &'a Claim,
    /// What its proof makes public.
    pub public_inputs: &'a CoverageInputs,
    /// The circuit that it was proved by.
    pub circuit: &'static CircuitInfo,
    /// The verifying key.
    pub verifying_key: &'a VerifyingKey,
    /// Where the proof may be used; its selector must be the verifying key's.
    pub context: &'a Context,
    /// The proof.
    pub proof: &'a Proof,
    /// The reserves' proof.
    pub reserves: ReservesProof<'a>,
    /// The chunks' proofs, by their index.
    pub chunks: &'a [ChunkProof<'a>],
    /// Index in a public log, if it was logged.
    pub log_index: Option<u64>,
}

/// The statement for these parts. It is what [`crate::attestation::verify()`] expects, and nothing in it has been verified.
#[must_use]
pub fn statement(parts: &Parts<'_>) -> CoverageStatement {
    let Parts { claim, context, public_inputs: public, .. } = *parts;
    let setting = &claim.setting;
    let (circuit, verifying_key) = names(parts.circuit, setting.network, parts.verifying_key, context);
    let predicate = CoveragePredicate {
        circuit,
        verifying_key,
        public_inputs: PublicInputs {
            context: public.context,
            environment: public.environment,
            liabilities: public.liabilities,
            reserves: public.reserves,
            disclosure: public.disclosure,
        },
        environment: EnvironmentParts::new(setting, claim.accounts()),
        context: context.clone(),
        proof: parts.proof.to_bytes().to_vec(),
        reserves: reserves(&parts.reserves, setting.network, context),
        chunks: parts.chunks.iter().map(|chunk| self::chunk(chunk, setting.network)).collect(),
        disclosure: claim.disclosed().map(|disclosure| DisclosureForm::new(&disclosure, &Figures::NAMES)),
        as_of: setting.day().unwrap_or(covenant_statements::Day::MAX),
        expiry: context.expiry,
        nullifiers: parts.reserves.nullifiers.to_vec(),
        scope: Some(setting.scope.definition.clone()),
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

fn reserves(part: &ReservesProof<'_>, network: Network, coverage: &Context) -> ReservesPart {
    let selector = Selector::new(network, part.circuit.id, &part.verifying_key.to_bytes());
    let context = Context { selector, ..coverage.clone() };
    let (circuit, verifying_key) = names(part.circuit, network, part.verifying_key, &context);
    ReservesPart {
        circuit,
        verifying_key,
        context: part.public_inputs.context,
        nullifiers: part.public_inputs.nullifiers,
        proof: part.proof.to_bytes().to_vec(),
    }
}

fn chunk(part: &ChunkProof<'_>, network: Network) -> ChunkPart {
    let (id, version) = part.circuit.split_once('/').unwrap_or((part.circuit, ""));
    ChunkPart {
        circuit: CircuitName { id: String::from(id), version: version.parse().unwrap_or(0) },
        verifying_key: KeyName {
            sha256: Sha256::of(part.verifying_key),
            selector: Selector::new(network, part.circuit, part.verifying_key),
            development: network == Network::Development,
        },
        output: part.output,
        claims: part.claims,
        proof: Vec::from(part.proof),
    }
}
