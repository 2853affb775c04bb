//! A trust file whose every entry has been checked, and the questions asked of it.

use alloc::vec::Vec;

use covenant_gadgets::babyjubjub;
use covenant_statements::{Day, Fr, Network, ObligationPolicy, Point};

use super::document::{
    KeyEntry, MAX_TRUST_BYTES, NullifierKeyEntry, ProverEntry, RootEntry, TRUST_VERSION, TrustDocument,
};
use super::error::TrustError;
use crate::groth16::VerifyingKey;
use crate::json::{self, JsonError};
use crate::wire::Sha256;

/// The most entries of each list: bounds the work that a file can ask for.
const LIMITS: [(&str, usize); 5] = [
    ("keys", 64),
    ("registry_roots", 4096),
    ("nullifier_keys", 16),
    ("obligation_policies", 256),
    ("provers", 64),
];

/// What a verifier trusts.
#[derive(Clone, Debug)]
pub struct TrustStore {
    document: TrustDocument,
    keys: Vec<VerifyingKey>,
    policy_digests: Vec<Fr>,
}

impl TrustStore {
    /// Reads `trust.json`.
    ///
    /// # Errors
    /// [`TrustError`] by the first entry that is refused: one bad entry refuses the file.
    pub fn from_json(bytes: &[u8]) -> Result<Self, TrustError> {
        Self::from_document(json::read(bytes, MAX_TRUST_BYTES)?)
    }

    /// Checks a document.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_document(document: TrustDocument) -> Result<Self, TrustError> {
        if document.version != TRUST_VERSION {
            return Err(TrustError::Version);
        }
        check_lengths(&document)?;
        check_roots(&document.registry_roots)?;
        check_nullifier_keys(&document.nullifier_keys)?;
        check_provers(&document.provers)?;
        let keys = check_keys(&document)?;
        let policy_digests = check_policies(&document.obligation_policies)?;
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

    /// The verifying key of this circuit and digest.
    #[must_use]
    pub fn key(&self, circuit: &str, digest: &Sha256) -> Option<(&KeyEntry, &VerifyingKey)> {
        let mut keys = self.document.keys.iter().zip(&self.keys);
        keys.find(|(entry, _)| entry.circuit == circuit && entry.sha256 == *digest)
    }

    /// Whether the root of the registry of parties is good for this day.
    #[must_use]
    pub fn trusts_root(&self, root: &Fr, as_of: Day) -> bool {
        self.document
            .registry_roots
            .iter()
            .any(|entry| entry.root == *root && entry.from <= as_of && as_of <= entry.until)
    }

    /// The nullifier registry of this public key.
    #[must_use]
    pub fn nullifier_key(&self, key: &Point) -> Option<&NullifierKeyEntry> {
        self.document.nullifier_keys.iter().find(|entry| entry.key == *key)
    }

    /// The policy of this digest.
    #[must_use]
    pub fn obligation_policy(&self, digest: &Fr) -> Option<&ObligationPolicy> {
        let mut policies = self.document.obligation_policies.iter().zip(&self.policy_digests);
        policies.find(|(_, own)| *own == digest).map(|(policy, _)| policy)
    }

    /// All provers, whatever their days.
    #[must_use]
    pub fn provers(&self) -> &[ProverEntry] {
        &self.document.provers
    }
}

fn check_lengths(document: &TrustDocument) -> Result<(), TrustError> {
    let lengths = [
        document.keys.len(),
        document.registry_roots.len(),
        document.nullifier_keys.len(),
        document.obligation_policies.len(),
        document.provers.len(),
    ];
    match LIMITS.into_iter().zip(lengths).find(|((_, most), length)| length > most) {
        Some(((list, most), _)) => Err(TrustError::TooMany { list, most }),
        None => Ok(()),
    }
}

/// Each key is sound, has its digest, and is marked by its network; returns them decoded.
fn check_keys(document: &TrustDocument) -> Result<Vec<VerifyingKey>, TrustError> {
    let development = document.network == Network::Development;
    let mut keys = Vec::with_capacity(document.keys.len());
    for (index, entry) in document.keys.iter().enumerate() {
        if !is_name(&entry.circuit) {
            return Err(TrustError::Name { list: "keys", index });
        }
        if Sha256::of(&entry.verifying_key) != entry.sha256 {
            return Err(TrustError::KeyDigest { index });
        }
        if entry.development != development {
            return Err(TrustError::DevelopmentMark { index });
        }
        keys.push(
            VerifyingKey::from_bytes(&entry.verifying_key)
                .map_err(|error| TrustError::Key { index, error })?,
        );
    }
    let same = |a: &KeyEntry, b: &KeyEntry| a.sha256 == b.sha256;
    no_duplicates("keys", &document.keys, same).map(|()| keys)
}

/// One interval for a root. Sorted, since there may be thousands.
fn check_roots(roots: &[RootEntry]) -> Result<(), TrustError> {
    let list = "registry_roots";
    if let Some(index) = roots.iter().position(|entry| entry.from > entry.until) {
        return Err(TrustError::Days { list, index });
    }
    let mut sorted: Vec<(Fr, usize)> =
        roots.iter().enumerate().map(|(index, entry)| (entry.root, index)).collect();
    sorted.sort_unstable();
    let repeated = sorted.array_windows().find(|[(a, _), (b, _)]| a == b);
    match repeated {
        Some([_, (_, index)]) => Err(TrustError::Duplicate { list, index: *index }),
        None => Ok(()),
    }
}

/// A key in the subgroup, with one home: two registries would each spend the same nullifier.
fn check_nullifier_keys(keys: &[NullifierKeyEntry]) -> Result<(), TrustError> {
    if let Some(index) = keys.iter().position(|entry| !babyjubjub::is_valid_key(&entry.key)) {
        return Err(TrustError::NullifierKey { index });
    }
    no_duplicates("nullifier_keys", keys, |a, b| a.key == b.key)
}

fn check_policies(policies: &[ObligationPolicy]) -> Result<Vec<Fr>, TrustError> {
    for (index, policy) in policies.iter().enumerate() {
        policy.validate().map_err(|error| TrustError::Policy { index, error })?;
    }
    let digests: Vec<Fr> = policies.iter().map(ObligationPolicy::digest).collect();
    no_duplicates("obligation_policies", &digests, |a, b| a == b)?;
    Ok(digests)
}

fn check_provers(provers: &[ProverEntry]) -> Result<(), TrustError> {
    let list = "provers";
    if let Some(index) = provers.iter().position(|entry| !is_name(&entry.name)) {
        return Err(TrustError::Name { list, index });
    }
    if let Some(index) = provers.iter().position(|entry| entry.from > entry.until) {
        return Err(TrustError::Days { list, index });
    }
    no_duplicates(list, provers, |a, b| a.ed25519 == b.ed25519)
}

fn no_duplicates<T>(
    list: &'static str,
    items: &[T],
    same: impl Fn(&T, &T) -> bool,
) -> Result<(), TrustError> {
    let repeats = |(i, item): (usize, &T)| items.iter().take(i).any(|earlier| same(earlier, item));
    match items.iter().enumerate().position(repeats) {
        Some(index) => Err(TrustError::Duplicate { list, index }),
        None => Ok(()),
    }
}

fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}
