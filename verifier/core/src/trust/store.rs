//! A trust file whose every entry has been checked, and the questions asked of it.

use alloc::vec::Vec;

use covenant_statements::{Day, Fr, Network, PartyId, Point};
use serde::Deserialize;

use super::checks;
use super::custody::{CustodyEntry, EntityEntry};
use super::document::{MAX_TRUST_BYTES, TRUST_VERSION, TrustDocument};
use super::entries::{AuditorEntry, KeyEntry, NullifierKeyEntry, ProverEntry, RootKind};
use super::error::TrustError;
use super::policies::TrustedPolicy;
use super::v1;
use crate::groth16::VerifyingKey;
use crate::json::{self, JsonError};
use crate::wire::Sha256;

/// What a verifier trusts.
#[derive(Clone, Debug)]
pub struct TrustStore {
    document: TrustDocument,
    /// Beside the document's keys: those of Groth16, decoded.
    keys: Vec<Option<VerifyingKey>>,
    /// Beside the document's policies.
    policy_digests: Vec<Fr>,
}

impl TrustStore {
    /// Reads `trust.json`, of version 2 or 1.
    ///
    /// # Errors
    /// [`TrustError`] by the first entry that is refused: one bad entry refuses the file.
    pub fn from_json(bytes: &[u8]) -> Result<Self, TrustError> {
        /// The version alone, to choose who reads the rest.
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        let head: Head =
            serde_json::from_slice(json::bounded(bytes, MAX_TRUST_BYTES)?).map_err(JsonError::from)?;
        Self::from_document(match head.version {
            1 => v1::read(bytes)?,
            TRUST_VERSION => json::read(bytes, MAX_TRUST_BYTES)?,
            _ => return Err(TrustError::Version),
        })
    }

    /// Checks a document.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_document(document: TrustDocument) -> Result<Self, TrustError> {
        if document.version != TRUST_VERSION {
            return Err(TrustError::Version);
        }
        checks::lengths(&document)?;
        checks::roots(&document.roots, document.not_before)?;
        checks::nullifier_keys(&document.nullifier_keys)?;
        checks::provers(&document.provers)?;
        let keys = checks::keys(&document)?;
        let policy_digests = checks::policies(&document.policies)?;
        checks::custodies("facilities", &document.facilities, &policy_digests)?;
        checks::custodies("pools", &document.pools, &policy_digests)?;
        checks::entities(&document.entities)?;
        checks::auditors(&document.auditors)?;
        Ok(Self { document, keys, policy_digests })
    }

    /// The file's JSON.
    ///
    /// # Errors
    /// None in practice: every entry has a JSON form.
    pub fn to_json(&self) -> Result<Vec<u8>, JsonError> {
        json::write(&self.document)
    }

    /// The document, as it was checked.
    #[must_use]
    pub fn document(&self) -> &TrustDocument {
        &self.document
    }

    /// The network whose proofs are accepted.
    #[must_use]
    pub fn network(&self) -> Network {
        self.document.network
    }

    /// The last day on which the file is used.
    #[must_use]
    pub fn until(&self) -> Day {
        self.document.until
    }

    /// The first day (as_of) that is taken.
    #[must_use]
    pub fn not_before(&self) -> Day {
        self.document.not_before
    }

    /// The verifying key of this circuit and digest; decoded, if it is one of Groth16.
    #[must_use]
    pub fn key(&self, circuit: &str, digest: &Sha256) -> Option<(&KeyEntry, Option<&VerifyingKey>)> {
        let mut keys = self.document.keys.iter().zip(&self.keys);
        let found = keys.find(|(entry, _)| entry.circuit == circuit && entry.sha256 == *digest);
        found.map(|(entry, key)| (entry, key.as_ref()))
    }

    /// Whether the root of this kind is good for this day.
    #[must_use]
    pub fn trusts_root(&self, kind: RootKind, root: &Fr, as_of: Day) -> bool {
        let mut roots = self.document.roots.iter();
        roots.any(|entry| {
            (entry.kind, entry.root) == (kind, *root) && entry.from <= as_of && as_of <= entry.until
        })
    }

    /// The nullifier registry of this public key.
    #[must_use]
    pub fn nullifier_key(&self, key: &Point) -> Option<&NullifierKeyEntry> {
        self.document.nullifier_keys.iter().find(|entry| entry.key == *key)
    }

    /// The policy of this kind and digest.
    #[must_use]
    pub fn policy<P: TrustedPolicy>(&self, digest: &Fr) -> Option<P> {
        let policies = self.document.policies.iter().zip(&self.policy_digests);
        policies.filter(|(_, own)| *own == digest).find_map(|(entry, _)| entry.read())
    }

    /// The facility whose vault starts from this digest.
    #[must_use]
    pub fn facility(&self, d0: &Fr) -> Option<&CustodyEntry> {
        self.document.facilities.iter().find(|entry| entry.d0 == *d0)
    }

    /// The pool whose custody starts from this digest.
    #[must_use]
    pub fn pool(&self, d0: &Fr) -> Option<&CustodyEntry> {
        self.document.pools.iter().find(|entry| entry.d0 == *d0)
    }

    /// The entity of this party id.
    #[must_use]
    pub fn entity(&self, party: PartyId) -> Option<&EntityEntry> {
        self.document.entities.iter().find(|entry| entry.party == party)
    }

    /// The auditor to whom figures of this day are disclosed under this key.
    #[must_use]
    pub fn auditor(&self, key: &Point, as_of: Day) -> Option<&AuditorEntry> {
        let mut auditors = self.document.auditors.iter();
        auditors.find(|entry| entry.key == *key && entry.from <= as_of && as_of <= entry.until)
    }

    /// All provers, whatever their days.
    #[must_use]
    pub fn provers(&self) -> &[ProverEntry] {
        &self.document.provers
    }
}
