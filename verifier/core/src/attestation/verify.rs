//! Judging an attestation: as of when, what is tolerated, and who reads it.

use alloc::format;

use covenant_statements::{Day, ValueError};

use super::error::{AttestationError, VerifyError};
use super::evidence::Evidence;
use super::judge::{Case, PAYLOAD};
use super::record::{Found, Record};
use super::report::{Refusal, Report};
use super::table::{self, Row};
use crate::dsse::{Envelope, EnvelopeError};
use crate::intoto::{self, STATEMENT_TYPE};
use crate::trust::{ProverEntry, TrustStore};

/// The greatest age of an as-of day, in days, unless the verifier says otherwise.
pub const DEFAULT_MAX_AGE_DAYS: u32 = 7;

/// As of when an attestation is judged, and what is tolerated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyOptions {
    pub(super) second: u64,
    pub(super) day: Day,
    pub(super) max_age_days: u32,
    pub(super) allow_development_keys: bool,
}

impl VerifyOptions {
    /// Judge as of a moment, in seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// For moments after the year 9999.
    pub fn at_second(second: u64) -> Result<Self, ValueError> {
        Ok(Self { second, ..Self::at_day(Day::of_unix_seconds(second)?) })
    }

    /// Judge as of a day's last second, so that nothing accepted expires on that day.
    #[must_use]
    pub fn at_day(day: Day) -> Self {
        Self {
            second: day.end_unix_seconds(),
            day,
            max_age_days: DEFAULT_MAX_AGE_DAYS,
            allow_development_keys: false,
        }
    }

    /// Take as-of days that are at most this many days before the day of judgement; [`DEFAULT_MAX_AGE_DAYS`] otherwise. What was true
    /// then may have ended since: a key may have been revoked of which the trust file does not know yet.
    #[must_use]
    pub fn max_age_days(mut self, days: u32) -> Self {
        self.max_age_days = days;
        self
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
    examine_with(envelope, trust, options, &Evidence::default())
}

/// As [`examine`], with what the verifier brings along: verifiers of other proof systems, auditors' counts, a public log.
///
/// # Errors
/// As [`examine`].
pub fn examine_with(
    envelope: &[u8],
    trust: &TrustStore,
    options: &VerifyOptions,
    evidence: &Evidence<'_>,
) -> Result<Report, Refusal> {
    let mut record = Record::default();
    match run(envelope, trust, options, evidence, &mut record) {
        Ok(report) => Ok(Report { procedures: record.into_procedures(), ..report }),
        Err(error) => Err(Refusal { error, procedures: record.into_procedures() }),
    }
}

/// The envelope's signature, then the procedures of the statement that its payload names.
fn run(
    bytes: &[u8],
    trust: &TrustStore,
    options: &VerifyOptions,
    evidence: &Evidence<'_>,
    record: &mut Record,
) -> Result<Report, VerifyError> {
    let (envelope, prover) = record.procedure("the envelope is signed by a trusted prover", bytes, || {
        signature(bytes, trust, options)
    })?;
    let payload = envelope.payload();
    let row = match statement(payload) {
        Ok(row) => row,
        Err(error) => return Err(record.refuse(PAYLOAD, payload, error.into())),
    };
    let case = Case { envelope: bytes, payload, trust, prover, options, evidence };
    (row.judge)(&case, record)
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

/// Who judges a payload.
fn statement(payload: &[u8]) -> Result<&'static Row, AttestationError> {
    let (statement, predicate) = intoto::types(payload)?;
    let row = table::of_type(&predicate).filter(|_| statement == STATEMENT_TYPE);
    row.ok_or(AttestationError::UnknownType)
}
