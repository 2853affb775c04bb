//! From what a prover has in hand to a statement.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use covenant_statements::disclosure::DisclosureForm;
use covenant_statements::pool::{self, Claim, Figure, Figures};
use covenant_statements::{CircuitInfo, Context, Note};

use super::environment::EnvironmentParts;
use super::predicate::{PoolPredicate, PublicInputs, subjects};
use super::{NOT_PROVED, PREDICATE_TYPE, PROVED, PoolStatement, figures};
use crate::attestation::parts::{names, words};
use crate::groth16::{Proof, VerifyingKey};
use crate::intoto::{STATEMENT_TYPE, Statement};

/// What a prover has in hand when it writes a statement.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// The claim that was proved.
    pub claim: &'a Claim,
    /// What its proof makes public.
    pub public_inputs: &'a pool::PublicInputs,
    /// Its figures.
    pub figures: &'a Figures,
    /// The circuit that it was proved by.
    pub circuit: &'static CircuitInfo,
    /// The verifying key.
    pub verifying_key: &'a VerifyingKey,
    /// Where the proof may be used; its selector must be the verifying key's.
    pub context: &'a Context,
    /// The proof.
    pub proof: &'a Proof,
    /// Index in a public log, if it was logged.
    pub log_index: Option<u64>,
}

/// The statement for these parts. It is what [`crate::attestation::verify()`] expects, and nothing in it has been verified.
#[must_use]
pub fn statement(parts: &Parts<'_>) -> PoolStatement {
    let Parts { claim, context, public_inputs: public, .. } = *parts;
    let (circuit, verifying_key) = names(parts.circuit, claim.network, parts.verifying_key, context);
    let bounded = claim.policy.bounded_mask();
    let shown = parts.figures.shown(bounded, &claim.bounds);
    let predicate = PoolPredicate {
        circuit,
        verifying_key,
        public_inputs: PublicInputs {
            context: public.context,
            environment: public.environment,
            custody: public.custody,
            tape: public.tape,
            nav: public.nav,
            figures: public.figures,
            disclosure: public.disclosure,
        },
        environment: EnvironmentParts::new(&claim.environment(), &claim.policy),
        context: context.clone(),
        proof: parts.proof.to_bytes().to_vec(),
        notes: claim.notes.iter().map(Note::commitment).collect(),
        figures: figures::shown(bounded, &shown),
        disclosure: claim.disclosed().map(|disclosure| DisclosureForm::new(&disclosure, &Figure::NAMES)),
        as_of: claim.tape.cut_off,
        expiry: context.expiry,
        nullifiers: Vec::new(),
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
