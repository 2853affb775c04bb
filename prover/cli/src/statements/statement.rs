//! What the command line, the service and its workers need to know of a statement.

use std::path::Path;

use clap::Args;
use covenant_core::ProvedClaim;
use covenant_parties::Format;
use covenant_relations::Provable;
use covenant_service::{Outcome, PrivateOutput};
use covenant_statements::{CircuitInfo, Claim, Context, Day, Fr, Violation, circuit};
use covenant_verifier::attestation::Predicate;
use covenant_verifier::groth16::VerifyingKey;
use covenant_verifier::intoto;
use covenant_verifier::trust::TrustDocument;
use covenant_verifier::wire::Sha256;

use crate::failure::{Failure, Result};
use crate::home::Home;

/// A condition of a statement, which is also the circuit's clause.
pub(crate) struct Condition {
    /// The clause's name.
    pub(crate) name: &'static str,
    /// Whether a claim that is not whole yet can be checked for it.
    pub(crate) of_part: bool,
}

/// A request, decoded.
pub(crate) enum Decoded<S: Statement> {
    /// A claim that is not whole yet: it can be checked in part.
    Part(Box<S::Part>),
    /// A claim, with the parts of the context that it was signed for.
    Whole(Box<(S::Claim, Context)>),
}

/// A proof as an attestation states it.
pub(crate) struct StatedProof {
    /// The circuit's name and version.
    pub(crate) circuit: String,
    /// The digest of the verifying key.
    pub(crate) key: Sha256,
    /// The public inputs, in the circuit's order.
    pub(crate) public_inputs: Vec<Fr>,
    /// A ‖ B ‖ C.
    pub(crate) proof: Vec<u8>,
}

impl StatedProof {
    /// The public input of this name.
    pub(crate) fn input(&self, name: &str) -> Option<Fr> {
        let place = circuit(&self.circuit)?.inputs.iter().position(|input| *input == name)?;
        self.public_inputs.get(place).copied()
    }
}

/// A file that `prove` writes beside the attestation, for the caller only.
pub(crate) struct PrivateFile<'a> {
    /// Its name among the private outputs.
    pub(crate) output: &'static str,
    /// Its name in the reply.
    pub(crate) reply: &'static str,
    /// What people call it.
    pub(crate) what: &'static str,
    /// The argument that names it.
    pub(crate) argument: &'static str,
    /// Where it goes.
    pub(crate) path: Option<&'a Path>,
}

/// One statement: its arguments, its request's format, how its claim is read, and how its proof becomes an attestation.
pub(crate) trait Statement: Sized + 'static {
    /// Arguments of `check`.
    type CheckArgs: Args;
    /// Arguments that name a whole claim, of `circuit trace`.
    type ClaimArgs: Args;
    /// Arguments that name a claim and where its proof may be used, of `prove`.
    type ProveArgs: Args;
    /// The prove request as it travels to the service and to its worker. Its format bounds what a claim may take.
    type Request: Format;
    /// All that a prover knows.
    type Claim: Provable + Send + 'static;
    /// A claim that is not whole yet.
    type Part;
    /// What its attestations carry.
    type Predicate: Predicate;

    /// The conditions, in their order.
    const CONDITIONS: &'static [Condition];
    /// What a claim that is not whole lacks: why a check in part leaves conditions out.
    const PART_LACKS: &'static str = "a context";

    /// The circuits that new proofs are made by: one, or the statement's tiers, the smallest first.
    fn circuits() -> &'static [CircuitInfo];

    /// Reads what `check` is about, and the day it is judged by.
    fn read_part(home: &Home, args: &Self::CheckArgs) -> Result<(Decoded<Self>, Day)>;

    /// Reads a whole claim. It is not checked yet.
    fn read_claim(home: &Home, args: &Self::ClaimArgs) -> Result<Self::Claim>;

    /// Reads a whole claim and where its proof may be used. It is not checked yet.
    fn read_for_proof(home: &Home, args: &Self::ProveArgs) -> Result<(Self::Claim, Context)>;

    /// The files that `prove` writes beside the attestation: none, where the opening is the caller's already.
    fn private_files(_: &Self::ProveArgs) -> Vec<PrivateFile<'_>> {
        Vec::new()
    }

    /// The circuit that such a claim would be proved by.
    fn circuit_of_part(part: &Self::Part) -> &'static CircuitInfo;

    /// Checks a claim that is not whole yet, as far as that goes.
    fn check_part(part: &Self::Part) -> std::result::Result<(), Violation>;

    /// The request for a proof.
    fn request(claim: Self::Claim, context: Context) -> Self::Request;

    /// Decodes a request. Documents in it, such as a policy, are validated.
    fn decode(request: Self::Request) -> Result<Decoded<Self>>;

    /// The refusal of a proof for a claim that is not whole.
    fn not_whole() -> Failure {
        Failure::input("request/no-context", "a proof needs a context").at("context")
    }

    /// The attestation of a proof, to be signed.
    fn attestation(
        key: &VerifyingKey,
        claim: &Self::Claim,
        context: &Context,
        proved: &ProvedClaim<Self::Claim>,
    ) -> intoto::Statement<Self::Predicate>;

    /// The proof that an attestation's payload carries; `None` if it is none of this statement. Nothing of it is verified.
    fn stated_proof(payload: &[u8]) -> Option<StatedProof> {
        let statement = intoto::Statement::<Self::Predicate>::from_payload(payload).ok()?;
        if statement.predicate_type != Self::Predicate::TYPE {
            return None;
        }
        let first = statement.predicate.proofs().into_iter().next()?;
        Some(StatedProof {
            circuit: first.circuit.key_name(),
            key: first.verifying_key.sha256,
            public_inputs: first.inputs,
            proof: first.proof.to_vec(),
        })
    }

    /// What a proof hands out to its caller only, with the files of [`Self::private_files`].
    fn private_outputs(_: <Self::Claim as Claim>::Opening) -> Vec<PrivateOutput> {
        Vec::new()
    }

    /// Refuses private outputs that do not open what the proof commits to.
    fn require_private_outputs(_: &Outcome, _: &<Self::Claim as Claim>::Public) -> Result<()> {
        Ok(())
    }

    /// Adds to a trust document the parts of the environment that this claim names.
    fn trust(document: &mut TrustDocument, claim: &Self::Claim, context: &Context);

    /// The day that a claim is judged by.
    fn as_of(claim: &Self::Claim) -> Day;
}
