//! Policies in a trust file: whole documents of any known kind, each found again by its digest.

use alloc::string::String;

use covenant_statements::{
    CollateralPolicy, EarlierObligationPolicy, Fr, ObligationPolicy, Policy, ValueError, pool::PoolPolicy,
    solvency::SolvencyPolicy,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json::JsonError;

/// A policy that trust files hold, tagged by [`Policy::KIND`].
pub trait TrustedPolicy: Policy + Serialize + DeserializeOwned {}

impl<P: Policy + Serialize + DeserializeOwned> TrustedPolicy for P {}

/// A policy and its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyEntry {
    /// The kind, which says how `policy` is read.
    pub kind: String,
    /// The document.
    pub policy: Value,
}

impl PolicyEntry {
    /// The entry of a policy.
    ///
    /// # Errors
    /// None in practice: every policy has a JSON form.
    pub fn new<P: TrustedPolicy>(policy: &P) -> Result<Self, JsonError> {
        Ok(Self { kind: String::from(P::KIND), policy: serde_json::to_value(policy)? })
    }

    /// The policy, if it is of this kind.
    pub(super) fn read<P: TrustedPolicy>(&self) -> Option<P> {
        if self.kind == P::KIND { P::deserialize(&self.policy).ok() } else { None }
    }
}

/// Why an entry is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PolicyError {
    /// No such kind is known here.
    Kind,
    /// Not in the one form of its kind.
    Form,
    /// In a form of its kind that had other digests.
    Earlier,
    /// A value that the kind's rules refuse.
    Value(ValueError),
}

/// A kind of policy.
struct Kind {
    name: &'static str,
    digest: fn(&Value) -> Result<Fr, PolicyError>,
    /// Whether a document is in the form before this one.
    is_earlier: fn(&Value) -> bool,
}

const fn kind<P: TrustedPolicy>(is_earlier: fn(&Value) -> bool) -> Kind {
    Kind { name: P::KIND, digest: checked_digest::<P>, is_earlier }
}

/// Every kind of policy that is known here.
static KINDS: &[Kind] = &[
    kind::<ObligationPolicy>(|document| EarlierObligationPolicy::deserialize(document).is_ok()),
    kind::<CollateralPolicy>(|_| false),
    kind::<PoolPolicy>(|_| false),
    kind::<SolvencyPolicy>(|_| false),
];

fn checked_digest<P: TrustedPolicy>(document: &Value) -> Result<Fr, PolicyError> {
    let policy = P::deserialize(document).map_err(|_| PolicyError::Form)?;
    // serde takes arrays for objects, and missing keys for null.
    if serde_json::to_value(&policy).ok().as_ref() != Some(document) {
        return Err(PolicyError::Form);
    }
    policy.validate().map_err(PolicyError::Value)?;
    Ok(policy.digest())
}

/// The digest of an entry that is a policy of a known kind.
pub(super) fn digest(entry: &PolicyEntry) -> Result<Fr, PolicyError> {
    let kind = KINDS.iter().find(|kind| kind.name == entry.kind).ok_or(PolicyError::Kind)?;
    match (kind.digest)(&entry.policy) {
        Err(PolicyError::Form) if (kind.is_earlier)(&entry.policy) => Err(PolicyError::Earlier),
        digest => digest,
    }
}
