//! The procedures by which an attestation is judged, in order; the first that fails refuses it.

use alloc::format;
use alloc::string::String;

use covenant_gadgets::babyjubjub::codec;
use covenant_statements::{Day, Selector, ValueError, field};

use super::error::{AttestationError, VerifyError};
use super::obligation::{
    CIRCUIT_ID, CIRCUIT_VERSION, NOT_PROVED, ObligationPredicate, ObligationStatement, PREDICATE_TYPE,
    PROVED, subjects, words,
};
use super::record::{Found, Record};
use super::report::{NullifierLookup, Refusal, Report};
use crate::dsse::{Envelope, EnvelopeError};
use crate::groth16::{self, PreparedVerifyingKey, Proof, VerifyingKey};
use crate::intoto::{self, STATEMENT_TYPE};
use crate::trust::{KeyEntry, ProverEntry, TrustStore};
use crate::wire::Sha256;

/// As of when an attestation is judged, and what is tolerated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyOptions {
    second: u64,
    day: Day,
    allow_development_keys: bool,
}

impl VerifyOptions {
    /// Judge as of a moment, in seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// For moments after the year 9999.
    pub fn at_second(second: u64) -> Result<Self, ValueError> {
        Ok(Self { second, day: Day::of_unix_seconds(second)?, allow_development_keys: false })
    }

    /// Judge as of a day's last second, so that nothing accepted expires on that day.
    #[must_use]
    pub fn at_day(day: Day) -> Self {
        Self { second: day.end_unix_seconds(), day, allow_development_keys: false }
    }

    /// Accept development keys or not (the default); the report then says that it is not to be trusted.
    #[must_use]
    pub fn allow_development_keys(mut self, allow: bool) -> Self {
        self.allow_development_keys = allow;
        self
    }
}

/// Judges an attestation: [`examine`] without the procedures of a refusal.
///
/// # Errors
/// The first rule that fails.
pub fn verify(envelope: &[u8], trust: &TrustStore, options: &VerifyOptions) -> Result<Report, VerifyError> {
    examine(envelope, trust, options).map_err(|refusal| refusal.error)
}

/// Judges an attestation by everything it names, from the verifier's own trust store.
///
/// # Errors
/// [`Refusal`]: the first rule that fails, and the procedures up to it.
pub fn examine(envelope: &[u8], trust: &TrustStore, options: &VerifyOptions) -> Result<Report, Refusal> {
    let mut record = Record::default();
    match judge(envelope, trust, options, &mut record) {
        Ok(accepted) => Ok(accepted.report(envelope, options, record)),
        Err(error) => Err(Refusal { error, procedures: record.into_procedures() }),
    }
}

/// What is left of the inputs once everything has passed.
struct Accepted<'t> {
    predicate: ObligationPredicate,
    prover: &'t ProverEntry,
    key: &'t KeyEntry,
}

fn judge<'t>(
    bytes: &[u8],
    trust: &'t TrustStore,
    options: &VerifyOptions,
    record: &mut Record,
) -> Result<Accepted<'t>, VerifyError> {
    let (envelope, prover) = record.procedure("the envelope is signed by a trusted prover", bytes, || {
        signature(bytes, trust, options)
    })?;
    let payload = envelope.payload();
    let statement =
        record.procedure("the payload is a statement in its one encoding", payload, || parse(payload))?;
    record.procedure("the attestation agrees with itself", payload, || agrees(&statement))?;
    let predicate = statement.predicate;
    let named = &predicate.verifying_key;
    let (entry, key) =
        record.procedure("the verifying key is trusted, by its digest", &named.sha256.0, || {
            trusted_key(&predicate, trust)
        })?;
    if entry.development {
        let checked = "the verifying key's setup";
        if !options.allow_development_keys {
            record.procedure(checked, &entry.verifying_key, || -> Found<()> {
                Err(AttestationError::DevelopmentKey.into())
            })?;
        }
        let finding = "a development setup, made on one machine whose owner can forge: not to be trusted";
        record.reserve(checked, &entry.verifying_key, finding, "development key");
    }
    record.procedure(
        "selector and context are those of the named parts",
        &predicate.context.abi_encode(),
        || context(&predicate, &entry.verifying_key),
    )?;
    environment(&predicate, trust, record)?;
    let dates = format!("{} {} {}", predicate.as_of, predicate.expiry, options.second);
    record.procedure("the dates hold at the moment of judgement", dates.as_bytes(), || {
        judge_dates(&predicate, prover, options)
    })?;
    if predicate.as_of < options.day {
        let finding =
            "judged by its as-of day, which is past: keys, acknowledgement and due day may have ended since";
        record.reserve("the as-of day is the day of judgement", dates.as_bytes(), finding, "past as-of day");
    }
    record.procedure("the proof proves the public inputs under the trusted key", &predicate.proof, || {
        proof(&predicate, key)
    })?;
    let nullifier = field::to_be_bytes(&predicate.public_inputs.nullifier);
    let finding = "N1 not looked up: ask the home registry whether the obligation is financed";
    record.reserve("the nullifier at its home registry", &nullifier, finding, "not looked up");
    Ok(Accepted { predicate, prover, key: entry })
}

/// The envelope, and which prover trusted on the day of judgement has signed it.
fn signature<'t>(
    bytes: &[u8],
    trust: &'t TrustStore,
    options: &VerifyOptions,
) -> Found<(Envelope, &'t ProverEntry)> {
    let envelope = Envelope::from_json(bytes)?;
    let in_days = |entry: &&ProverEntry| entry.from <= options.day && options.day <= entry.until;
    let keys = trust.provers().iter().filter(in_days).map(|entry| &entry.ed25519);
    let key = match envelope.signer(keys) {
        Err(EnvelopeError::UntrustedSigner) => {
            // Tells a key that is out of its days from one that nobody trusts.
            envelope.signer(trust.provers().iter().map(|entry| &entry.ed25519))?;
            return Err(AttestationError::ProverNotValid.into());
        }
        other => other?,
    };
    let mut provers = trust.provers().iter();
    let prover = provers.find(|entry| entry.ed25519 == *key).ok_or(AttestationError::UntrustedProver)?;
    let finding = format!("signed by {} with key {}", prover.name, key.id());
    Ok(((envelope, prover), finding))
}

fn parse(payload: &[u8]) -> Found<ObligationStatement> {
    let (statement, predicate) = intoto::types(payload).map_err(AttestationError::from)?;
    if statement != STATEMENT_TYPE || predicate != PREDICATE_TYPE {
        return Err(AttestationError::UnknownType.into());
    }
    let statement = ObligationStatement::from_payload(payload).map_err(AttestationError::from)?;
    let circuit = &statement.predicate.circuit;
    if circuit.id != CIRCUIT_ID || circuit.version != CIRCUIT_VERSION {
        return Err(AttestationError::UnknownCircuit.into());
    }
    let finding = format!("an in-toto Statement v1 on {}", circuit.key_name());
    Ok((statement, finding))
}

/// Values that stand in two places are equal, and the sentences are the ones of this statement.
fn agrees(statement: &ObligationStatement) -> Found<()> {
    let predicate = &statement.predicate;
    let environment = &predicate.environment;
    // Lists longer than the policy's slots would be cut off in the digest.
    environment.policy.validate().map_err(|_| AttestationError::BadPolicy)?;
    let rules = [
        ("subject", statement.subject == subjects(predicate)),
        ("predicate.environment.policy_digest", environment.policy_digest == environment.policy.digest()),
        ("predicate.as_of", predicate.as_of == environment.as_of),
        ("predicate.expiry", predicate.expiry == predicate.context.expiry),
        ("predicate.nullifiers", predicate.nullifiers == [predicate.public_inputs.nullifier]),
        ("predicate.scope", predicate.scope.is_none()),
        ("predicate.proved", predicate.proved == words(&PROVED)),
        ("predicate.not_proved", predicate.not_proved == words(&NOT_PROVED)),
    ];
    match rules.iter().find(|(_, holds)| !holds) {
        Some((field, _)) => Err(AttestationError::Inconsistent(field).into()),
        None => Ok(((), String::from("subjects, dates, nullifiers, policy digest and wording agree"))),
    }
}

fn trusted_key<'t>(
    predicate: &ObligationPredicate,
    trust: &'t TrustStore,
) -> Found<(&'t KeyEntry, &'t VerifyingKey)> {
    if predicate.environment.network != trust.network() {
        return Err(AttestationError::OtherNetwork.into());
    }
    let circuit = predicate.circuit.key_name();
    let named = &predicate.verifying_key;
    let (entry, key) = trust.key(&circuit, &named.sha256).ok_or(AttestationError::UntrustedKey)?;
    if entry.development != named.development {
        return Err(AttestationError::DevelopmentMark.into());
    }
    let finding = format!("key {} of the trust store, for {circuit} on {}", entry.sha256, trust.network());
    Ok(((entry, key), finding))
}

fn context(predicate: &ObligationPredicate, key: &[u8]) -> Found<()> {
    let selector = Selector::new(predicate.environment.network, &predicate.circuit.key_name(), key);
    if predicate.verifying_key.selector != selector || predicate.context.selector != selector {
        return Err(AttestationError::Selector.into());
    }
    if predicate.context.to_field() != predicate.public_inputs.context {
        return Err(AttestationError::Context.into());
    }
    let context = &predicate.context;
    let (account, sequence) = (context.account(), context.sequence);
    Ok(((), format!("bound to {account}, in favour of {}, sequence {sequence}", context.beneficiary)))
}

/// The environment is the hash of the named parts, and each part is trusted.
fn environment(
    predicate: &ObligationPredicate,
    trust: &TrustStore,
    record: &mut Record,
) -> Result<(), VerifyError> {
    let parts = &predicate.environment;
    let hash = parts.environment().to_field();
    record.procedure("the environment is that of the named parts", &field::to_be_bytes(&hash), || {
        if hash != predicate.public_inputs.environment {
            return Err(AttestationError::Environment.into());
        }
        Ok(((), String::from("network, policy, as-of day, registry root and nullifier key hash to it")))
    })?;
    record.procedure("the policy is trusted", &field::to_be_bytes(&parts.policy_digest), || {
        // Two documents of one digest differ in the order or repetition of entries; the trusted one is the one to show.
        let trusted = trust.obligation_policy(&parts.policy_digest);
        trusted.filter(|policy| **policy == parts.policy).ok_or(AttestationError::UntrustedPolicy)?;
        Ok(((), format!("policy {} of the trust store", field::to_hex(&parts.policy_digest))))
    })?;
    record.procedure(
        "the registry root is trusted for the as-of day",
        &field::to_be_bytes(&parts.registry_root),
        || {
            if !trust.trusts_root(&parts.registry_root, parts.as_of) {
                return Err(AttestationError::UntrustedRoot.into());
            }
            Ok(((), format!("good for {}", parts.as_of)))
        },
    )?;
    let packed = codec::pack(&parts.nullifier_key);
    record.procedure("the nullifier key is trusted and the context is its home registry's", &packed, || {
        let entry =
            trust.nullifier_key(&parts.nullifier_key).ok_or(AttestationError::UntrustedNullifierKey)?;
        if !entry.home.is_of(&predicate.context) {
            return Err(AttestationError::OtherRegistry.into());
        }
        Ok(((), format!("its nullifiers are spent at {}", entry.home)))
    })
}

fn judge_dates(predicate: &ObligationPredicate, prover: &ProverEntry, options: &VerifyOptions) -> Found<()> {
    if predicate.as_of > options.day {
        return Err(AttestationError::FutureAsOf.into());
    }
    if predicate.expiry < options.second {
        return Err(AttestationError::Expired.into());
    }
    if predicate.as_of < prover.from {
        return Err(AttestationError::ProverNotValid.into());
    }
    let finding = format!(
        "judged by {} (second {}): as of {}, expires at second {}",
        options.day, options.second, predicate.as_of, predicate.expiry
    );
    Ok(((), finding))
}

fn proof(predicate: &ObligationPredicate, key: &VerifyingKey) -> Found<()> {
    let proof = Proof::from_bytes(&predicate.proof)?;
    groth16::verify(&PreparedVerifyingKey::new(key), &predicate.public_inputs.in_order(), &proof)?;
    Ok(((), String::from("the pairing equation holds")))
}

impl Accepted<'_> {
    fn report(self, envelope: &[u8], options: &VerifyOptions, record: Record) -> Report {
        let Self { predicate, prover, key } = self;
        Report {
            trusted: !key.development,
            statement: predicate.circuit.key_name(),
            network: predicate.environment.network,
            judged_at: options.second,
            judged_on: options.day,
            envelope_sha256: Sha256::of(envelope),
            prover: prover.name.clone(),
            verifying_key_sha256: key.sha256,
            selector: predicate.context.selector,
            as_of: predicate.as_of,
            expiry: predicate.expiry,
            chain: predicate.context.chain,
            contract: predicate.context.contract,
            beneficiary: predicate.context.beneficiary,
            sequence: predicate.context.sequence,
            note: predicate.public_inputs.note,
            nullifier: predicate.public_inputs.nullifier,
            policy_digest: predicate.environment.policy_digest,
            registry_root: predicate.environment.registry_root,
            log_index: predicate.log_index,
            nullifier_lookup: NullifierLookup::NotLookedUp,
            procedures: record.into_procedures(),
            proved: predicate.proved,
            not_proved: predicate.not_proved,
        }
    }
}
