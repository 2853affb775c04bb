//! From what a prover has in hand to a statement.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use covenant_statements::collateral::{Claim, Figures};
use covenant_statements::disclosure::DisclosureForm;
use covenant_statements::{CircuitInfo, Context};

use super::certificate::{CollateralPredicate, PublicInputs, subjects};
use super::environment::EnvironmentParts;
use super::{CollateralStatement, NOT_PROVED, PREDICATE_TYPE, PROVED};
use crate::attestation::parts::{names, words};
use crate::groth16::{Proof, VerifyingKey};
use crate::intoto::{STATEMENT_TYPE, Statement};

/// What a prover has in hand when it writes a statement.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// The claim that was proved.
    pub claim: &'a Claim,
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
pub fn statement(parts: &Parts<'_>) -> CollateralStatement {
    let Parts { claim, context, .. } = *parts;
    let (circuit, verifying_key) = names(parts.circuit, claim.network, parts.verifying_key, context);
    let public = claim.public_inputs();
    let predicate = CollateralPredicate {
        circuit,
        verifying_key,
        public_inputs: PublicInputs {
            context: public.context,
            environment: public.environment,
            vault: public.vault,
            exposure: public.exposure,
            disclosure: public.disclosure,
        },
        environment: EnvironmentParts::new(&claim.environment(), &claim.policy),
        context: context.clone(),
        proof: parts.proof.to_bytes().to_vec(),
        notes: claim.commitments(),
        exposure: claim.exposure,
        disclosure: claim.disclosed().map(|disclosure| DisclosureForm::new(&disclosure, &Figures::NAMES)),
        as_of: claim.as_of,
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
