//! An auditor's count of the accounts: without one, completeness rests on the holders' inclusion checks alone.

use crate::{Fr, Network, PartyId, Point, Signature};
use covenant_gadgets::{
    eddsa::{self, SignatureError},
    poseidon::hash,
};

/// How many accounts an entity has, as of a moment and within a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct AccountCount {
    /// Which network the signature is for.
    pub network: Network,
    /// The institution.
    pub entity: PartyId,
    /// The scope's digest.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub scope: Fr,
    /// The moment, in seconds since 1970-01-01T00:00:00Z.
    pub as_of: u64,
    /// N.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimal"))]
    pub accounts: u64,
}

impl AccountCount {
    /// The tag of what is signed.
    pub const TAG: &'static str = "covenant/account-count";

    /// H(tag, network, entity, scope, as_of, N): what is signed.
    #[must_use]
    pub fn message(&self) -> Fr {
        let Self { network, entity, scope, as_of, accounts } = *self;
        hash(Self::TAG, &[network.to_field(), entity.0, scope, Fr::from(as_of), Fr::from(accounts)])
    }
}

/// A count under an auditor's signature. Whether the auditor is one to believe is for who reads it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct SignedCount {
    /// What was counted.
    pub count: AccountCount,
    /// The auditor's key.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::point_hex"))]
    pub auditor: Point,
    /// The signature of the message.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::signature_hex"))]
    pub signature: Signature,
}

impl SignedCount {
    /// Whether the signature is the key's, of this count.
    ///
    /// # Errors
    /// As [`eddsa::verify`].
    pub fn verify(&self) -> Result<(), SignatureError> {
        eddsa::verify(&self.auditor, self.count.message(), &self.signature)
    }
}
