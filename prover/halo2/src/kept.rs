//! What is the same in every proof under a key, kept from the first to the next.

use crate::{Error, F, algebra::Source};
use ark_bn254::Fr;
use covenant_engine::Backend;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// A column on a coset, in a backend's form.
type Place = (Source, usize, Backend);
type Columns = HashMap<Place, Arc<Vec<Fr>>>;

/// The fixed columns and the copies' on every coset of the quotient: the first proof makes them, the next find them. Of one key; there is nothing secret in it.
///
/// Costs 32 bytes for each row, coset and column: of a chunk of 2^19 liabilities, 0.9 GB, and saves fifty transforms a proof.
#[derive(Default)]
pub struct Kept {
    key: OnceLock<F>,
    columns: Mutex<Columns>,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept({} columns)", self.columns.lock().unwrap_or_else(PoisonError::into_inner).len())
    }
}

impl Kept {
    /// Of no key yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes it for a key.
    pub(crate) fn belong_to(&self, key: F) -> Result<(), Error> {
        if *self.key.get_or_init(|| key) == key {
            Ok(())
        } else {
            Err(Error::Key("what was kept is another's"))
        }
    }

    /// A column on a coset, made where it is not there.
    pub(crate) fn column(
        &self,
        place: Place,
        make: impl FnOnce() -> Result<Vec<Fr>, Error>,
    ) -> Result<Arc<Vec<Fr>>, Error> {
        let columns = || self.columns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(column) = columns().get(&place) {
            return Ok(column.clone());
        }
        let column = Arc::new(make()?);
        columns().insert(place, column.clone());
        Ok(column)
    }
}
