//! The procedures of obligation validity.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use covenant_gadgets::babyjubjub::codec;
use covenant_statements::{ObligationPolicy, field};

use super::form::ObligationPredicate;
use super::{CIRCUIT, NOT_PROVED, PREDICATE_TYPE, PROVED, subjects};
use crate::attestation::parts::all_agree;
use crate::attestation::{
    AttestationError, Evidence, Fact, FactValue, Head, Predicate, ProofPart, Record, VerifyError,
};
use crate::intoto::Subject;
use crate::trust::{RootKind, TrustStore};

impl Predicate for ObligationPredicate {
    const TYPE: &'static str = PREDICATE_TYPE;
    const CIRCUITS: &'static [&'static str] = &[CIRCUIT];
    const PROVED: &'static [&'static str] = &PROVED;
    const NOT_PROVED: &'static [&'static str] = &NOT_PROVED;
    const BOUND_TO: &'static str = "spent at";

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
        // Lists longer than the policy's slots would be cut off in the digest.
        environment.policy.validate().map_err(|_| AttestationError::BadPolicy)?;
        all_agree(&[
            ("predicate.environment.policy_digest", environment.policy_digest == environment.policy.digest()),
            ("predicate.as_of", self.as_of == environment.as_of),
            ("predicate.nullifiers", self.nullifiers == [self.public_inputs.nullifier]),
            ("predicate.scope", self.scope.is_none()),
        ])?;
        Ok("subjects, dates, nullifiers, policy digest and wording agree")
    }

    fn environment(
        &self,
        trust: &TrustStore,
        _: &Evidence<'_>,
        record: &mut Record,
    ) -> Result<(), VerifyError> {
        let hash = self.environment.environment().to_field();
        record.procedure("the environment is that of the named parts", &field::to_be_bytes(&hash), || {
            if hash != self.public_inputs.environment {
                return Err(AttestationError::Environment.into());
            }
            Ok(((), String::from("network, policy, as-of day, registry root and nullifier key hash to it")))
        })?;
        self.policy_is_trusted(trust, record)?;
        self.root_is_trusted(trust, record)?;
        self.registry_is_trusted(trust, record)
    }

    fn proofs(&self) -> Vec<ProofPart<'_>> {
        Vec::from([ProofPart {
            circuit: &self.circuit,
            verifying_key: &self.verifying_key,
            inputs: self.public_inputs.in_order().to_vec(),
            proof: &self.proof,
        }])
    }

    fn facts(&self, record: &mut Record) -> Vec<Fact> {
        let nullifier = self.public_inputs.nullifier;
        // Nothing here reads a network: it never was.
        let exception = "not looked up";
        let finding = "N1 not looked up: ask the home registry whether the obligation is financed";
        record.reserve(
            "the nullifier at its home registry",
            &field::to_be_bytes(&nullifier),
            finding,
            exception,
        );
        Vec::from([
            Fact::field("nullifier", "nullifier", nullifier),
            Fact::field("note", "note", self.public_inputs.note),
            Fact::unlabelled_field("policy_digest", self.environment.policy_digest),
            Fact::unlabelled_field("registry_root", self.environment.registry_root),
            Fact { name: "nullifier_lookup", label: None, value: FactValue::Text(String::from(exception)) },
        ])
    }
}

impl ObligationPredicate {
    fn policy_is_trusted(&self, trust: &TrustStore, record: &mut Record) -> Result<(), VerifyError> {
        let parts = &self.environment;
        record.procedure("the policy is trusted", &field::to_be_bytes(&parts.policy_digest), || {
            // Two documents of one digest differ in the order or repetition of entries; the trusted one is the one to show.
            let trusted = trust.policy::<ObligationPolicy>(&parts.policy_digest);
            trusted.filter(|policy| *policy == parts.policy).ok_or(AttestationError::UntrustedPolicy)?;
            Ok(((), format!("policy {} of the trust store", field::to_hex(&parts.policy_digest))))
        })
    }

    fn root_is_trusted(&self, trust: &TrustStore, record: &mut Record) -> Result<(), VerifyError> {
        let parts = &self.environment;
        let root = field::to_be_bytes(&parts.registry_root);
        record.procedure("the registry root is trusted for the as-of day", &root, || {
            if !trust.trusts_root(RootKind::Parties, &parts.registry_root, parts.as_of) {
                return Err(AttestationError::UntrustedRoot.into());
            }
            Ok(((), format!("good for {}", parts.as_of)))
        })
    }

    fn registry_is_trusted(&self, trust: &TrustStore, record: &mut Record) -> Result<(), VerifyError> {
        let key = &self.environment.nullifier_key;
        record.procedure(
            "the nullifier key is trusted and the context is its home registry's",
            &codec::pack(key),
            || {
                let entry = trust.nullifier_key(key).ok_or(AttestationError::UntrustedNullifierKey)?;
                if !entry.home.is_of(&self.context) {
                    return Err(AttestationError::OtherRegistry.into());
                }
                Ok(((), format!("its nullifiers are spent at {}", entry.home)))
            },
        )
    }
}
