//! The predicate of a borrowing base certificate.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use covenant_statements::collateral::Figures;
use covenant_statements::disclosure::DisclosureForm;
use covenant_statements::serde_forms::field_hex;
use covenant_statements::{Amount, Context, Day, Fr};
use serde::{Deserialize, Serialize};

use super::environment::EnvironmentParts;
use super::{CIRCUITS, NOT_PROVED, PREDICATE_TYPE, PROVED};
use crate::attestation::parts::all_agree;
use crate::attestation::{
    AttestationError, CircuitName, Evidence, Fact, FactValue, Head, KeyName, Predicate, ProofPart, Record,
    VerifyError, custody, disclosed,
};
use crate::intoto::Subject;
use crate::trust::TrustStore;
use crate::wire;

/// What is claimed about a vault and an exposure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CollateralPredicate {
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
    /// The commitments of the vault's notes, in its order; the public input `vault` is their chain.
    #[serde(with = "wire::fields")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::schema::Field>"))]
    pub notes: Vec<Fr>,
    /// What must be covered, in minor units of the policy's currency.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Amount"))]
    pub exposure: Amount,
    /// The parts whose hash is the public input `disclosure`; null where that is 0.
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Disclosure>"))]
    pub disclosure: Option<DisclosureForm>,
    /// The day by which the collateral was judged; the environment's.
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
    /// The vault's digest.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub vault: Fr,
    /// The exposure.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub exposure: Fr,
    /// What is disclosed, or 0.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub disclosure: Fr,
}

/// The subjects of a predicate.
pub(super) fn subjects(predicate: &CollateralPredicate) -> Vec<Subject> {
    Vec::from([
        Subject::new("vault", predicate.public_inputs.vault),
        Subject::new("registry-root", predicate.environment.registry_root),
    ])
}

impl Predicate for CollateralPredicate {
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
        let environment = &self.environment;
        environment.policy.validate().map_err(|_| AttestationError::BadPolicy)?;
        let inputs = &self.public_inputs;
        disclosed::agrees(self.disclosure.as_ref(), &Figures::NAMES, inputs.context, inputs.disclosure)?;
        all_agree(&[
            ("predicate.environment.policy_digest", environment.policy_digest == environment.policy.digest()),
            ("predicate.as_of", self.as_of == environment.as_of),
            ("predicate.exposure", Fr::from(self.exposure.0) == self.public_inputs.exposure),
            ("predicate.context.sequence", self.context.sequence == 0),
            ("predicate.nullifiers", self.nullifiers.is_empty()),
            ("predicate.scope", self.scope.is_none()),
        ])?;
        Ok("subjects, dates, exposure, disclosure, policy digest and wording agree")
    }

    fn environment(
        &self,
        trust: &TrustStore,
        _: &Evidence<'_>,
        record: &mut Record,
    ) -> Result<(), VerifyError> {
        let vault = (self.public_inputs.vault, self.notes.as_slice());
        self.environment.judge(self.public_inputs.environment, vault, trust, record)?;
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
                inputs.vault,
                inputs.exposure,
                inputs.disclosure,
            ]),
            proof: &self.proof,
        }])
    }

    fn facts(&self, record: &mut Record) -> Vec<Fact> {
        reservations(&self.environment, self.public_inputs.vault, record);
        let text = |name, label, value| Fact { name, label, value: FactValue::Text(value) };
        Vec::from([
            Fact::amount("exposure", "exposure", self.exposure.0, self.environment.policy.currency),
            text("lines", Some("lines"), format!("{}", self.notes.len())),
            Fact::field("vault", "vault", self.public_inputs.vault),
            Fact::unlabelled_field("policy_digest", self.environment.policy_digest),
            Fact::unlabelled_field("registry_root", self.environment.registry_root),
            Fact::unlabelled_field("price_root", self.environment.price_root),
            text("servicer", None, custody::servicer(self.environment.policy.own_servicer)),
        ])
    }
}

/// What a reader must know of any certificate.
pub(super) fn reservations(environment: &EnvironmentParts, vault: Fr, record: &mut Record) {
    custody::lines_are_not_traced(
        vault,
        "lines are not traced here: the vault's contract, or a verification of the vault, checks each note",
        record,
    );
    custody::servicer_may_be_own(
        environment.policy.own_servicer,
        environment.roles,
        "the policy takes a ledger that the creditor, or a company of its group, signed",
        record,
    );
}
