//! Hashes of identifiers that were worked out before: of a chunk, kept sealed beside its proof, and of an earlier statement. They are the same in every
//! epoch, and a permutation of Poseidon each; everything else of an account (its salt, its ids, its row, its nonce) is fresh.
//!
//! A file has an entry for each account of a chunk: a keyed tag of the identifier, and its hash. The seal binds each hash to its tag, the tag's key is the
//! folder's: what is found under an identifier's tag is what was worked out from that identifier. A file that is not whole, or lies in another's place, is
//! as if it were not there.

use crate::{Error, key::Kept, seal::Sealer};
use covenant_ingest::accounts::AccountIdentifier;
use covenant_statements::{Fr, field};
use hmac::{Hmac, Mac as _};
use rayon::prelude::*;
use sha2::Sha256;
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Bytes of a tag: of ten million accounts, two share one with a probability of 2^-82.
const TAG: usize = 16;
/// Bytes of an entry.
const ENTRY: usize = TAG + 32;

/// Tags identifiers under a folder's key.
#[derive(Clone)]
pub(crate) struct Tags(Hmac<Sha256>);

impl Tags {
    pub(crate) fn new(key: &Kept) -> Self {
        Self(key.mac("covenant/solvency/identifier-tag"))
    }

    fn of(&self, identifier: &AccountIdentifier) -> [u8; TAG] {
        let mut mac = self.0.clone();
        mac.update(&[identifier.scheme() as u8]);
        mac.update(identifier.as_str().as_bytes());
        let tag = mac.finalize().into_bytes();
        std::array::from_fn(|i| tag[i])
    }
}

/// Where a folder keeps those of a chunk, and what they are sealed as.
pub(crate) struct Place<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) sealer: &'a Sealer,
    pub(crate) environment: &'a Fr,
    pub(crate) chunk: u32,
}

impl Place<'_> {
    fn file(&self) -> PathBuf {
        self.folder.join(format!("identifiers-{:02}.sealed", self.chunk))
    }

    fn label(&self) -> Vec<u8> {
        let environment = field::to_be_bytes(self.environment);
        [b"covenant/solvency/identifiers", &environment[..], &self.chunk.to_be_bytes()].concat()
    }
}

/// Hashes by the tags of their identifiers, under one folder's key.
pub(crate) struct Known {
    tags: Tags,
    hashes: HashMap<[u8; TAG], Fr>,
}

impl Known {
    pub(crate) fn new(key: &Kept) -> Self {
        Self { tags: Tags::new(key), hashes: HashMap::new() }
    }

    /// Takes in what a chunk's file holds; nothing of a file that is damaged or not there.
    pub(crate) fn read(&mut self, place: &Place<'_>) {
        let Ok(Some(bytes)) = place.sealer.read(&place.file(), &place.label()) else { return };
        let (entries, rest) = bytes.as_chunks::<ENTRY>();
        let entry = |entry: &[u8; ENTRY]| {
            let (tag, hash) = entry.split_at(TAG);
            Some((tag.try_into().ok()?, field::from_be_bytes(hash).ok()?))
        };
        if rest.is_empty()
            && let Some(entries) = entries.iter().map(entry).collect::<Option<Vec<_>>>()
        {
            self.hashes.extend(entries);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    pub(crate) fn hash(&self, identifier: &AccountIdentifier) -> Option<Fr> {
        if self.hashes.is_empty() { None } else { self.hashes.get(&self.tags.of(identifier)).copied() }
    }
}

/// Entries of a chunk, to be kept.
pub(crate) struct Gathered {
    tags: Tags,
    entries: Zeroizing<Vec<u8>>,
}

impl Gathered {
    pub(crate) fn new(key: &Kept, accounts: usize) -> Self {
        Self { tags: Tags::new(key), entries: Zeroizing::new(Vec::with_capacity(accounts * ENTRY)) }
    }

    /// Accounts in any order, each with its hash.
    pub(crate) fn extend(&mut self, accounts: &[(AccountIdentifier, Vec<u64>)], hashes: &[Fr]) {
        let entry = |((identifier, _), hash): (&(AccountIdentifier, Vec<u64>), &Fr)| -> [u8; ENTRY] {
            let (tag, hash) = (self.tags.of(identifier), field::to_be_bytes(hash));
            std::array::from_fn(|i| if i < TAG { tag[i] } else { hash[i - TAG] })
        };
        let entries: Vec<[u8; ENTRY]> = accounts.par_iter().zip(hashes).map(entry).collect();
        self.entries.extend(entries.as_flattened());
    }

    pub(crate) fn write(&self, place: &Place<'_>) -> Result<(), Error> {
        place.sealer.write(&place.file(), &place.label(), &self.entries)
    }
}
