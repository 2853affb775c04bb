//! The predicate of a coverage.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use covenant_statements::disclosure::DisclosureForm;
use covenant_statements::serde_forms::field_hex;
use covenant_statements::solvency::coverage::Figures;
use covenant_statements::solvency::{liabilities_digest, reserves};
use covenant_statements::{Context, Day, Fr, Policy as _, field};
use serde::{Deserialize, Serialize};

use super::chunks::{self, ChunkPart};
use super::environment::EnvironmentParts;
use super::reserves::ReservesPart;
use super::{CIRCUITS, NOT_PROVED, PREDICATE_TYPE, PROVED, count, log};
use crate::attestation::parts::all_agree;
use crate::attestation::{
    AttestationError, CircuitName, Evidence, Fact, FactValue, Head, KeyName, Predicate, ProofPart, Record,
    VerifyError, disclosed,
};
use crate::intoto::Subject;
use crate::trust::TrustStore;
use crate::wire;

/// What is claimed about an institution's liabilities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CoveragePredicate {
    /// The coverage's circuit: one of the tiers.
    pub circuit: CircuitName,
    /// The verifying key's name.
    pub verifying_key: KeyName,
    /// The coverage proof's public inputs.
    pub public_inputs: PublicInputs,
    /// The parts whose hash is the public input `environment` of both proofs.
    pub environment: EnvironmentParts,
    /// The parts whose hash is the public input `context`.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Context"))]
    pub context: Context,
    /// The coverage's proof: A ‖ B ‖ C, 256 bytes in hexadecimal.
    #[serde(with = "wire::bytes")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Proof"))]
    pub proof: Vec<u8>,
    /// The reserves' proof.
    pub reserves: ReservesPart,
    /// The chunks, all of them, by their index; the public input `liabilities` is made of them.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    pub chunks: Vec<ChunkPart>,
    /// The parts whose hash is the public input `disclosure`; null where that is 0.
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Disclosure>"))]
    pub disclosure: Option<DisclosureForm>,
    /// The UTC day of the environment's moment.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Day"))]
    pub as_of: Day,
    /// The last second of use; the context's.
    pub expiry: u64,
    /// The reserves' nullifiers, in strictly increasing order.
    #[serde(with = "wire::fields")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::schema::Field>"))]
    pub nullifiers: Vec<Fr>,
    /// What counts as a liability: the scope's definition.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub scope: Option<String>,
    /// Index in a public log of attestations, below 2^64 − 1; null where there is none.
    #[serde(with = "wire::log_index")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::LogIndex>"))]
    pub log_index: Option<u64>,
    /// What is proved, in plain words: exactly these sentences.
    #[cfg_attr(feature = "schema", schemars(extend("const" = PROVED)))]
    pub proved: Vec<String>,
    /// What is not proved, in plain words: exactly these sentences.
    #[cfg_attr(feature = "schema", schemars(extend("const" = NOT_PROVED)))]
    pub not_proved: Vec<String>,
}

/// The coverage circuit's public inputs, in its order.
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
    /// The chunks' digest.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub liabilities: Fr,
    /// R, what hides the reserves' totals.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub reserves: Fr,
    /// What is disclosed, or 0.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub disclosure: Fr,
}

/// What a coverage is about: its chunks, its reserves, and the registry it is judged by.
#[must_use]
pub fn subjects(predicate: &CoveragePredicate) -> Vec<Subject> {
    Vec::from([
        Subject::new("liabilities", predicate.public_inputs.liabilities),
        Subject::new("reserves", predicate.public_inputs.reserves),
        Subject::new("registry-root", predicate.environment.registry_root),
    ])
}

impl Predicate for CoveragePredicate {
    const TYPE: &'static str = PREDICATE_TYPE;
    const CIRCUITS: &'static [&'static str] = &CIRCUITS;
    const PROVED: &'static [&'static str] = &PROVED;
    const NOT_PROVED: &'static [&'static str] = &NOT_PROVED;
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
        let (environment, inputs) = (&self.environment, &self.public_inputs);
        environment.policy.validate().map_err(|_| AttestationError::BadPolicy)?;
        environment.scope.validate().map_err(|_| AttestationError::BadScope)?;
        disclosed::agrees(self.disclosure.as_ref(), &Figures::NAMES, inputs.context, inputs.disclosure)?;
        self.reserves.agrees(&self.context)?;
        let chunks = chunks::commitments(&self.chunks, environment.scope.columns())?;
        let increasing = self.nullifiers.array_windows().all(|[a, b]| a < b);
        all_agree(&[
            ("predicate.environment.policy_digest", environment.policy_digest == environment.policy.digest()),
            ("predicate.environment.scope_digest", environment.scope_digest == environment.scope.digest()),
            ("predicate.as_of", environment.day() == Some(self.as_of)),
            ("predicate.context.sequence", self.context.sequence == 0),
            ("predicate.scope", self.scope.as_ref() == Some(&environment.scope.definition)),
            ("predicate.chunks", liabilities_digest(inputs.environment, &chunks) == inputs.liabilities),
            ("predicate.nullifiers", !self.nullifiers.is_empty() && increasing),
            (
                "predicate.reserves.nullifiers",
                reserves::nullifiers_digest(&self.nullifiers) == self.reserves.nullifiers,
            ),
        ])?;
        Ok("subjects, dates, chunks, nullifiers, disclosure, digests of policy and scope, and wording agree")
    }

    fn environment(
        &self,
        trust: &TrustStore,
        evidence: &Evidence<'_>,
        record: &mut Record,
    ) -> Result<(), VerifyError> {
        self.environment.judge((self.public_inputs.environment, self.as_of), trust, record)?;
        self.reserves.selector(trust, record)?;
        let (form, input) = (self.disclosure.as_ref(), self.public_inputs.disclosure);
        disclosed::auditor_is_known(form, input, self.as_of, trust, record);
        count::judge(&self.environment, self.as_of, evidence.counts, trust, record)?;
        log::judge(self, self.as_of, evidence.log, record)
    }

    fn proofs(&self) -> Vec<ProofPart<'_>> {
        let inputs = &self.public_inputs;
        let mut proofs = Vec::from([
            ProofPart {
                circuit: &self.circuit,
                verifying_key: &self.verifying_key,
                inputs: Vec::from([
                    inputs.context,
                    inputs.environment,
                    inputs.liabilities,
                    inputs.reserves,
                    inputs.disclosure,
                ]),
                proof: &self.proof,
            },
            self.reserves.proof_part(inputs.environment, inputs.reserves),
        ]);
        proofs.extend(self.chunks.iter().map(ChunkPart::proof_part));
        proofs
    }

    fn facts(&self, record: &mut Record) -> Vec<Fact> {
        let environment = &self.environment;
        self.reserve(record);
        let text = |name, label, value| Fact { name, label, value: FactValue::Text(value) };
        let bps = environment.threshold_bps.0;
        let symbols: Vec<&str> = environment.scope.assets.iter().map(|asset| asset.symbol.as_str()).collect();
        Vec::from([
            Fact::field("entity", "entity", environment.entity.0),
            text(
                "claim",
                Some("claim"),
                format!("coverage of defined liabilities as of second {}", environment.as_of),
            ),
            text("threshold", Some("covered"), format!("at least {}.{:02} %", bps / 100, bps % 100)),
            text(
                "accounts",
                Some("accounts"),
                format!("{} in {} chunks", environment.accounts, self.chunks.len()),
            ),
            text("assets", Some("assets"), symbols.join(", ")),
            text("definition", Some("liabilities"), environment.scope.definition.clone()),
            text(
                "reserve_statements",
                Some("reserves"),
                format!("{} statements of custodians", self.nullifiers.len()),
            ),
            Fact::unlabelled_field("liabilities", self.public_inputs.liabilities),
            Fact::unlabelled_field("reserves", self.public_inputs.reserves),
            Fact::unlabelled_field("scope_digest", environment.scope_digest),
            Fact::unlabelled_field("policy_digest", environment.policy_digest),
            Fact::unlabelled_field("registry_root", environment.registry_root),
            Fact::unlabelled_field("price_root", environment.price_root),
        ])
    }
}

impl CoveragePredicate {
    /// What a reader must know.
    fn reserve(&self, record: &mut Record) {
        let evidence = field::to_be_bytes(&self.public_inputs.reserves);
        record.reserve(
            "who says that the reserves are there",
            &evidence,
            "custodians' statements: no key of a wallet was used",
            "custodian-stated",
        );
        if self.environment.policy.own_custodian {
            record.reserve(
                "the custodians are others than the entity",
                &evidence,
                "the policy takes statements of the entity itself",
                "own custodian",
            );
        }
        if self.environment.threshold_bps.0 < 10_000 {
            record.reserve(
                "the reserves cover all of the liabilities",
                &evidence,
                "the threshold is below 100 %",
                "covered in part",
            );
        }
    }
}
