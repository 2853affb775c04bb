//! A contract's storage, which is copied with the world that it is in, at the Cosmos SDK's prices.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard};

use cosmwasm_std::{Order, Record};
use cosmwasm_vm::{BackendError, BackendResult, GasInfo, Storage};

/// VM gas for one SDK gas, in wasmd.
pub(crate) const MULTIPLIER: u64 = 140_000;

type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// Shared with the instance that runs on it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    entries: Arc<Mutex<Entries>>,
    iterators: Vec<(Vec<Record>, usize)>,
}

impl Store {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap()
    }

    /// Another storage with the same entries.
    pub(crate) fn copy(&self) -> Self {
        Self { entries: Arc::new(Mutex::new(self.lock().clone())), iterators: Vec::new() }
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        *self.lock() == *other.lock()
    }
}

/// The SDK's `KVGasConfig`: a flat price, and one for each byte of key and value.
fn price(flat: u64, each: u64, bytes: usize) -> GasInfo {
    GasInfo::with_externally_used((flat + each * bytes as u64) * MULTIPLIER)
}

impl Storage for Store {
    fn get(&self, key: &[u8]) -> BackendResult<Option<Vec<u8>>> {
        let value = self.lock().get(key).cloned();
        let bytes = key.len() + value.as_ref().map_or(0, Vec::len);
        (Ok(value), price(1_000, 3, bytes))
    }

    fn set(&mut self, key: &[u8], value: &[u8]) -> BackendResult<()> {
        self.lock().insert(key.to_vec(), value.to_vec());
        (Ok(()), price(2_000, 30, key.len() + value.len()))
    }

    fn remove(&mut self, key: &[u8]) -> BackendResult<()> {
        self.lock().remove(key);
        (Ok(()), price(1_000, 0, 0))
    }

    fn scan(&mut self, start: Option<&[u8]>, end: Option<&[u8]>, order: Order) -> BackendResult<u32> {
        let from = start.map_or(Bound::Unbounded, |key| Bound::Included(key.to_vec()));
        let to = end.map_or(Bound::Unbounded, |key| Bound::Excluded(key.to_vec()));
        let mut records: Vec<Record> =
            self.lock().range((from, to)).map(|(key, value)| (key.clone(), value.clone())).collect();
        if order == Order::Descending {
            records.reverse();
        }
        self.iterators.push((records, 0));
        (Ok(self.iterators.len() as u32 - 1), price(30, 0, 0))
    }

    fn next(&mut self, id: u32) -> BackendResult<Option<Record>> {
        let Some((records, at)) = self.iterators.get_mut(id as usize) else {
            return (Err(BackendError::iterator_does_not_exist(id)), GasInfo::free());
        };
        let record = records.get(*at).cloned();
        *at += 1;
        let bytes = record.as_ref().map_or(0, |(key, value)| key.len() + value.len());
        (Ok(record), price(30, 3, bytes))
    }
}
