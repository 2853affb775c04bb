//! What the statements about a custody of notes share: a vault, or a pool's custody, that the verifier follows.

use alloc::format;
use alloc::string::String;

use covenant_statements::{Day, Fr, field, vault};

use super::error::{AttestationError, VerifyError};
use super::record::Record;
use crate::trust::{CustodyEntry, CustodyError, CustodyState, RootKind, TrustStore, TrustedPolicy};

/// The policy, whole, is one of the trust store's.
pub(super) fn policy_is_trusted<P: TrustedPolicy + PartialEq>(
    policy: &P,
    digest: Fr,
    trust: &TrustStore,
    record: &mut Record,
) -> Result<(), VerifyError> {
    record.procedure("the policy is trusted", &field::to_be_bytes(&digest), || {
        let trusted = trust.policy::<P>(&digest);
        trusted.filter(|trusted| trusted == policy).ok_or(AttestationError::UntrustedPolicy)?;
        Ok(((), format!("policy {} of the trust store", field::to_hex(&digest))))
    })
}

/// The root of parties is good for the day.
pub(super) fn registry_root_is_trusted(
    root: Fr,
    as_of: Day,
    trust: &TrustStore,
    record: &mut Record,
) -> Result<(), VerifyError> {
    record.procedure("the registry root is trusted for the as-of day", &field::to_be_bytes(&root), || {
        if !trust.trusts_root(RootKind::Parties, &root, as_of) {
            return Err(AttestationError::UntrustedRoot.into());
        }
        Ok(((), format!("good for {as_of}")))
    })
}

/// The root of the day's prices is good for the day.
pub(super) fn price_root_is_trusted(
    root: Fr,
    as_of: Day,
    trust: &TrustStore,
    record: &mut Record,
) -> Result<(), VerifyError> {
    record.procedure("the price root is trusted for the as-of day", &field::to_be_bytes(&root), || {
        if !trust.trusts_root(RootKind::Prices, &root, as_of) {
            return Err(AttestationError::UntrustedPriceRoot.into());
        }
        Ok(((), format!("good for {as_of}")))
    })
}

/// The hash of an environment's parts is the public input; `parts` names them.
pub(super) fn environment_is_of_its_parts(
    hash: Fr,
    public_input: Fr,
    parts: &str,
    record: &mut Record,
) -> Result<(), VerifyError> {
    record.procedure("the environment is that of the named parts", &field::to_be_bytes(&hash), || {
        if hash != public_input {
            return Err(AttestationError::Environment.into());
        }
        Ok(((), format!("{parts} hash to it")))
    })
}

/// What is judged of a custody.
pub(super) struct Holding<'a> {
    /// The procedure's name.
    pub(super) checked: &'static str,
    /// What it is called: a facility, a pool.
    pub(super) what: &'static str,
    /// dₙ.
    pub(super) digest: Fr,
    /// The notes.
    pub(super) notes: &'a [Fr],
    /// The state that the proof is of.
    pub(super) state: CustodyState,
}

impl Holding<'_> {
    /// The custody is one that the verifier follows and not behind what was seen of it, and the notes chain from its start to dₙ.
    pub(super) fn is_followed<'t>(
        &self,
        judge: impl FnOnce(&CustodyState) -> Result<&'t CustodyEntry, CustodyError>,
        record: &mut Record,
    ) -> Result<(), VerifyError> {
        record.procedure(self.checked, &field::to_be_bytes(&self.digest), || {
            let entry = judge(&self.state).map_err(AttestationError::from)?;
            if vault::chain(entry.d0, self.notes) != self.digest {
                return Err(AttestationError::OtherVault.into());
            }
            let CustodyState { counter, sequence, .. } = self.state;
            let (what, id, count) = (self.what, &entry.id, self.notes.len());
            Ok(((), format!("{what} {id}, {count} notes, counter {counter}, sequence {sequence}")))
        })
    }
}

/// Nothing here looks at the attestations of the notes.
pub(super) fn lines_are_not_traced(digest: Fr, finding: &str, record: &mut Record) {
    record.reserve(
        "the attestation of each note in the vault",
        &field::to_be_bytes(&digest),
        finding,
        "not traced",
    );
}

/// Whose servicer it is, by the policy.
pub(super) fn servicer(own: bool) -> String {
    String::from(if own { "may be the creditor itself" } else { "not the creditor" })
}

/// The policy takes a servicer that is the creditor's own.
pub(super) fn servicer_may_be_own(own: bool, roles: Fr, finding: &str, record: &mut Record) {
    if own {
        record.reserve(
            "the servicer is another than the creditor",
            &field::to_be_bytes(&roles),
            finding,
            "own servicer",
        );
    }
}
