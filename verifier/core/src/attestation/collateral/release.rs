//! The predicate of a rewrite.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use covenant_statements::collateral::Rewrite;
use covenant_statements::collateral::rewrite::{Released, released_digest};
use covenant_statements::serde_forms::field_hex;
use covenant_statements::{Amount, CircuitInfo, Context, Day, Fr};
use serde::{Deserialize, Serialize};

use super::certificate::reservations;
use super::environment::EnvironmentParts;
use super::{REWRITE_CIRCUITS, REWRITE_NOT_PROVED, REWRITE_PROVED, REWRITE_TYPE, RewriteStatement};
use crate::attestation::parts::{all_agree, names, words};
use crate::attestation::{
    AttestationError, CircuitName, Evidence, Fact, FactValue, Head, KeyName, Predicate, ProofPart, Record,
    VerifyError,
};
use crate::groth16::{Proof, VerifyingKey};
use crate::intoto::{STATEMENT_TYPE, Statement, Subject};
use crate::trust::TrustStore;
use crate::wire;

/// A line that leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReleasedLine {
    /// Its place in the old vault, from 0.
    pub line: u32,
    /// Whether its note's whole amount is open: else its obligation is settled for good.
    pub whole: bool,
}

/// What is claimed about a vault before and after lines left it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RewritePredicate {
    /// The circuit: one of the tiers.
    pub circuit: CircuitName,
    /// The verifying key's name.
    pub verifying_key: KeyName,
    /// The proof's public inputs.
    pub public_inputs: RewritePublicInputs,
    /// The parts whose hash is the public input `environment`.
    pub environment: EnvironmentParts,
    /// The parts whose hash is the public input `context`.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Context"))]
    pub context: Context,
    /// The proof: A ‖ B ‖ C, 256 bytes in hexadecimal.
    #[serde(with = "wire::bytes")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Proof"))]
    pub proof: Vec<u8>,
    /// The commitments of the old vault's notes, in its order.
    #[serde(with = "wire::fields")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::schema::Field>"))]
    pub notes: Vec<Fr>,
    /// The lines that leave, in the same order.
    pub released: Vec<ReleasedLine>,
    /// What must still be covered, in minor units of the policy's currency.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Amount"))]
    pub exposure: Amount,
    /// The day by which the collateral was judged; the environment's.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Day"))]
    pub as_of: Day,
    /// The last second of use; the context's.
    pub expiry: u64,
    /// Index in a public log of attestations, below 2^64 − 1; null where there is none.
    #[serde(with = "wire::log_index")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::LogIndex>"))]
    pub log_index: Option<u64>,
    /// What is proved, in plain words: exactly these sentences.
    #[cfg_attr(feature = "schema", schemars(extend("const" = REWRITE_PROVED)))]
    pub proved: Vec<String>,
    /// What is not proved, in plain words: exactly these sentences.
    #[cfg_attr(feature = "schema", schemars(extend("const" = REWRITE_NOT_PROVED)))]
    pub not_proved: Vec<String>,
}

/// The circuit's public inputs, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RewritePublicInputs {
    /// Where the proof may be used.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub context: Fr,
    /// What it is judged by.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub environment: Fr,
    /// The vault's digest before.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub vault: Fr,
    /// The vault's digest after.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub new_vault: Fr,
    /// The digest of the lines that leave.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub released: Fr,
    /// The exposure.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub exposure: Fr,
}

fn subjects(predicate: &RewritePredicate) -> Vec<Subject> {
    Vec::from([
        Subject::new("vault", predicate.public_inputs.vault),
        Subject::new("new-vault", predicate.public_inputs.new_vault),
        Subject::new("registry-root", predicate.environment.registry_root),
    ])
}

impl RewritePredicate {
    /// The lines that leave with their notes; `None` where a place is none, or they are not in order.
    fn released_notes(&self) -> Option<Vec<Released>> {
        let in_order = self.released.array_windows().all(|[a, b]| a.line < b.line);
        let of = |line: &ReleasedLine| {
            Some(Released { note: *self.notes.get(usize::try_from(line.line).ok()?)?, whole: line.whole })
        };
        in_order.then(|| self.released.iter().map(of).collect())?
    }
}

impl Predicate for RewritePredicate {
    const TYPE: &'static str = REWRITE_TYPE;
    const CIRCUITS: &'static [&'static str] = &REWRITE_CIRCUITS;
    const PROVED: &'static [&'static str] = &REWRITE_PROVED;
    const NOT_PROVED: &'static [&'static str] = &REWRITE_NOT_PROVED;
    const BOUND_TO: &'static str = "shown to";

    fn head(&self) -> Head<'_> {
        Head {
            circuit: &self.circuit,
            verifying_key: &self.verifying_key,
            network: self.environment.network,
            context: &self.context,
            context_input: self.public_inputs.context,
            as_of: self.as_of,
            expiry: self.expiry,
            log_index: self.log_index,
            proved: &self.proved,
            not_proved: &self.not_proved,
        }
    }

    fn subjects(&self) -> Vec<Subject> {
        subjects(self)
    }

    fn agrees(&self) -> Result<&'static str, AttestationError> {
        let environment = &self.environment;
        environment.policy.validate().map_err(|_| AttestationError::BadPolicy)?;
        let released = self.released_notes().ok_or(AttestationError::Inconsistent("predicate.released"))?;
        let digest = released_digest(self.public_inputs.vault, &released);
        all_agree(&[
            ("predicate.environment.policy_digest", environment.policy_digest == environment.policy.digest()),
            ("predicate.as_of", self.as_of == environment.as_of),
            ("predicate.exposure", Fr::from(self.exposure.0) == self.public_inputs.exposure),
            ("predicate.released", digest == self.public_inputs.released),
            ("predicate.context.sequence", self.context.sequence == 0),
        ])?;
        Ok("subjects, dates, exposure, released lines, policy digest and wording agree")
    }

    fn environment(
        &self,
        trust: &TrustStore,
        _: &Evidence<'_>,
        record: &mut Record,
    ) -> Result<(), VerifyError> {
        let vault = (self.public_inputs.vault, self.notes.as_slice());
        self.environment.judge(self.public_inputs.environment, vault, trust, record)
    }

    fn proofs(&self) -> Vec<ProofPart<'_>> {
        let inputs = &self.public_inputs;
        Vec::from([ProofPart {
            circuit: &self.circuit,
            verifying_key: &self.verifying_key,
            inputs: Vec::from([
                inputs.context,
                inputs.environment,
                inputs.vault,
                inputs.new_vault,
                inputs.released,
                inputs.exposure,
            ]),
            proof: &self.proof,
        }])
    }

    fn facts(&self, record: &mut Record) -> Vec<Fact> {
        reservations(&self.environment, self.public_inputs.vault, record);
        let text = |name, label, value| Fact { name, label, value: FactValue::Text(value) };
        Vec::from([
            Fact::amount("exposure", "exposure", self.exposure.0, self.environment.policy.currency),
            text(
                "released",
                Some("released"),
                format!("{} of {} lines", self.released.len(), self.notes.len()),
            ),
            Fact::field("vault", "vault", self.public_inputs.vault),
            Fact::field("new_vault", "new vault", self.public_inputs.new_vault),
            Fact::unlabelled_field("policy_digest", self.environment.policy_digest),
            Fact::unlabelled_field("registry_root", self.environment.registry_root),
        ])
    }
}

/// What a prover has in hand when it writes the statement of a rewrite.
#[derive(Clone, Copy, Debug)]
pub struct RewriteParts<'a> {
    /// The rewrite that was proved.
    pub rewrite: &'a Rewrite,
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

/// The statement for these parts; nothing in it has been verified.
#[must_use]
pub fn rewrite_statement(parts: &RewriteParts<'_>) -> RewriteStatement {
    let RewriteParts { rewrite, context, .. } = *parts;
    let claim = &rewrite.claim;
    let (circuit, verifying_key) = names(parts.circuit, claim.network, parts.verifying_key, context);
    let public = rewrite.public_inputs();
    let places = (0u32..).zip(&rewrite.released).filter(|(_, leaves)| **leaves);
    let lines = places.zip(rewrite.released_lines());
    let predicate = RewritePredicate {
        circuit,
        verifying_key,
        public_inputs: RewritePublicInputs {
            context: public.context,
            environment: public.environment,
            vault: public.vault,
            new_vault: public.new_vault,
            released: public.released,
            exposure: public.exposure,
        },
        environment: EnvironmentParts::new(&claim.environment(), &claim.policy),
        context: context.clone(),
        proof: parts.proof.to_bytes().to_vec(),
        notes: claim.commitments(),
        released: lines.map(|((line, _), released)| ReleasedLine { line, whole: released.whole }).collect(),
        exposure: claim.exposure,
        as_of: claim.as_of,
        expiry: context.expiry,
        log_index: parts.log_index,
        proved: words(&REWRITE_PROVED),
        not_proved: words(&REWRITE_NOT_PROVED),
    };
    Statement {
        statement_type: STATEMENT_TYPE.to_owned(),
        subject: subjects(&predicate),
        predicate_type: REWRITE_TYPE.to_owned(),
        predicate,
    }
}
