//! The predicate of a pool's figures.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use covenant_statements::disclosure::DisclosureForm;
use covenant_statements::pool::Figure;
use covenant_statements::serde_forms::field_hex;
use covenant_statements::{Context, Day, Fr, Policy as _};
use serde::{Deserialize, Serialize};

use super::environment::EnvironmentParts;
use super::figures::{self, ShownFigure};
use super::{CIRCUITS, NOT_PROVED, PREDICATE_TYPE, PROVED};
use crate::attestation::parts::all_agree;
use crate::attestation::{
    AttestationError, CircuitName, Evidence, Fact, FactValue, Head, KeyName, Predicate, ProofPart, Record,
    VerifyError, custody, disclosed,
};
use crate::intoto::Subject;
use crate::trust::TrustStore;
use crate::wire;

/// What is claimed about a pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PoolPredicate {
    /// The circuit: one of the tiers.
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
    /// The commitments of the notes in custody, in its order; the public input `custody` is their chain.
    #[serde(with = "wire::fields")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::schema::Field>"))]
    pub notes: Vec<Fr>,
    /// All figures in their order; the public inputs `nav` and `figures` are made of them.
    #[cfg_attr(feature = "schema", schemars(length(equal = 28)))]
    pub figures: Vec<ShownFigure>,
    /// The parts whose hash is the public input `disclosure`; null where that is 0.
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Disclosure>"))]
    pub disclosure: Option<DisclosureForm>,
    /// The day by which the pool was judged; the environment's cut-off.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Day"))]
    pub as_of: Day,
    /// The last second of use; the context's.
    pub expiry: u64,
    /// Nullifiers to be spent; none.
    #[serde(with = "wire::fields")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::schema::Field>"))]
    pub nullifiers: Vec<Fr>,
    /// The scope that figures are limited to; null.
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
    /// The custody's digest.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub custody: Fr,
    /// The message that the servicer signed.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub tape: Fr,
    /// The net asset value, or 2^64 and a bound.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub nav: Fr,
    /// The digest of the other figures.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub figures: Fr,
    /// What is disclosed, or 0.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub disclosure: Fr,
}

/// The subjects of a predicate.
#[must_use]
pub fn subjects(predicate: &PoolPredicate) -> Vec<Subject> {
    Vec::from([
        Subject::new("custody", predicate.public_inputs.custody),
        Subject::new("tape", predicate.public_inputs.tape),
        Subject::new("registry-root", predicate.environment.registry_root),
    ])
}

impl Predicate for PoolPredicate {
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
        let made = figures::public_inputs(&self.figures, environment.policy.bounded_mask());
        if made != Some((inputs.nav, inputs.figures)) {
            return Err(AttestationError::Figures);
        }
        disclosed::agrees(self.disclosure.as_ref(), &Figure::NAMES, inputs.context, inputs.disclosure)?;
        all_agree(&[
            ("predicate.environment.policy_digest", environment.policy_digest == environment.policy.digest()),
            ("predicate.as_of", self.as_of == environment.cut_off),
            ("predicate.context.sequence", self.context.sequence == 0),
            ("predicate.nullifiers", self.nullifiers.is_empty()),
            ("predicate.scope", self.scope.is_none()),
        ])?;
        Ok("subjects, dates, figures and their bounds, disclosure, policy digest and wording agree")
    }

    fn environment(
        &self,
        trust: &TrustStore,
        _: &Evidence<'_>,
        record: &mut Record,
    ) -> Result<(), VerifyError> {
        let custody = (self.public_inputs.custody, self.notes.as_slice());
        self.environment.judge(self.public_inputs.environment, custody, trust, record)?;
        let (form, input) = (self.disclosure.as_ref(), self.public_inputs.disclosure);
        disclosed::auditor_is_known(form, input, self.as_of, trust, record);
        Ok(())
    }

    fn proofs(&self) -> Vec<ProofPart<'_>> {
        let inputs = &self.public_inputs;
        Vec::from([ProofPart {
            circuit: &self.circuit,
            verifying_key: &self.verifying_key,
            inputs: Vec::from([
                inputs.context,
                inputs.environment,
                inputs.custody,
                inputs.tape,
                inputs.nav,
                inputs.figures,
                inputs.disclosure,
            ]),
            proof: &self.proof,
        }])
    }

    fn facts(&self, record: &mut Record) -> Vec<Fact> {
        let environment = &self.environment;
        self.reserve(record);
        let text = |name, label, value| Fact { name, label, value: FactValue::Text(value) };
        let mut facts: Vec<Fact> =
            self.figures.iter().map(|figure| figure.fact(environment.policy.currency)).collect();
        facts.extend([
            text(
                "tape_sequence",
                Some("tape"),
                format!("{} of epoch {}", environment.sequence, environment.epoch),
            ),
            Fact::field("custody", "custody", self.public_inputs.custody),
            Fact::field("pool", "pool", environment.pool),
            Fact::unlabelled_field("policy_digest", environment.policy_digest),
            Fact::unlabelled_field("registry_root", environment.registry_root),
            text("servicer", None, custody::servicer(environment.policy.own_servicer)),
        ]);
        facts
    }
}

impl PoolPredicate {
    /// What a reader must know.
    fn reserve(&self, record: &mut Record) {
        custody::lines_are_not_traced(
            self.public_inputs.custody,
            "lines are not traced here: the custody's contract, or a verification of the custody, checks each note",
            record,
        );
        let (own, roles) = (self.environment.policy.own_servicer, self.environment.roles);
        custody::servicer_may_be_own(
            own,
            roles,
            "the policy takes a tape that the originator signed",
            record,
        );
    }
}
