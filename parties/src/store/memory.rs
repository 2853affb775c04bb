//! Records in memory.

use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use zeroize::Zeroizing;

use super::{MAX_POLICIES, Record, Store};
use crate::{Error, Registry};

/// Sort and name of a record.
type Key = (u8, String);

/// Records in memory, wiped when dropped: for tests, and for clients that keep them elsewhere.
#[derive(Default)]
pub struct MemoryStore {
    records: RefCell<BTreeMap<Key, Zeroizing<Vec<u8>>>>,
}

impl MemoryStore {
    /// A store with an empty registry and nothing else.
    #[must_use]
    pub fn new() -> Self {
        let store = Self::default();
        store.insert(Record::Registry, &Registry::default().to_json());
        store
    }

    fn insert(&self, record: Record<'_>, bytes: &[u8]) {
        self.records.borrow_mut().insert(key(record), Zeroizing::new(bytes.to_vec()));
    }
}

fn key(record: Record<'_>) -> Key {
    match record {
        Record::Registry => (0, String::new()),
        Record::NullifierKey => (1, String::new()),
        Record::ProverKey => (2, String::new()),
        Record::Policy(name) => (3, name.to_owned()),
        Record::Prices => (4, String::new()),
        Record::Custodies => (5, String::new()),
        Record::Entities => (6, String::new()),
        Record::RegistrarKey => (7, String::new()),
    }
}

impl Store for MemoryStore {
    type Error = Error;
    /// One thread has the store.
    type Lock = ();

    fn lock(&self) -> Result<(), Error> {
        Ok(())
    }

    fn has(&self, record: Record<'_>) -> Result<bool, Error> {
        Ok(self.records.borrow().contains_key(&key(record)))
    }

    fn read(&self, record: Record<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.records.borrow().get(&key(record)).cloned().ok_or(Error::NoRecord(record.field()))
    }

    fn write(&self, record: Record<'_>, bytes: &[u8]) -> Result<(), Error> {
        self.insert(record, bytes);
        Ok(())
    }

    fn policy_names(&self) -> Result<Vec<String>, Error> {
        let records = self.records.borrow();
        let policies = records.keys().filter(|(kind, _)| *kind == 3);
        Ok(policies.map(|(_, name)| name.clone()).take(MAX_POLICIES).collect())
    }
}
