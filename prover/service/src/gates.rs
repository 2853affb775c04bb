//! Places of which each tenant has a half at most: what else of a tenant's wants one waits behind its own, not before another's. Native checks have one
//! each, messages as many as they have bytes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Gives out places.
#[derive(Debug)]
pub(crate) struct Gates {
    all: Arc<Semaphore>,
    each: usize,
    of: Mutex<HashMap<String, Weak<Semaphore>>>,
}

/// A place, until it is dropped: by whoever does the work, not by whoever waits for it.
#[derive(Debug)]
pub(crate) struct Place {
    _own: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Gates {
    /// `all` places; one of several tenants has half of them at most.
    pub(crate) fn new(all: usize, several: bool) -> Self {
        let each = if several { (all / 2).max(1) } else { all };
        Self { all: Arc::new(Semaphore::new(all)), each, of: Mutex::default() }
    }

    /// Waits for a place. None when the service ends.
    pub(crate) async fn enter(&self, tenant: &str) -> Option<Place> {
        self.enter_with(tenant, 1).await
    }

    /// Waits for so many at once; not more than [`Self::holds`].
    pub(crate) async fn enter_with(&self, tenant: &str, places: usize) -> Option<Place> {
        let places = u32::try_from(places).ok()?;
        let own = self.gate(tenant).acquire_many_owned(places).await.ok()?;
        let all = Arc::clone(&self.all).acquire_many_owned(places).await.ok()?;
        Some(Place { _own: own, _all: all })
    }

    /// Whether one may ever have so many.
    pub(crate) const fn holds(&self, places: usize) -> bool {
        places <= self.each
    }

    fn gate(&self, tenant: &str) -> Arc<Semaphore> {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(gate) = of.get(tenant).and_then(Weak::upgrade) {
            return gate;
        }
        of.retain(|_, gate| gate.strong_count() > 0);
        let gate = Arc::new(Semaphore::new(self.each));
        of.insert(tenant.to_owned(), Arc::downgrade(&gate));
        gate
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn one_tenants_checks_wait_behind_its_own() {
        let gates = Gates::new(4, true);
        let held = [gates.enter("a").await.unwrap(), gates.enter("a").await.unwrap()];
        let third = gates.enter("a");
        tokio::pin!(third);
        assert!(tokio::time::timeout(Duration::from_millis(20), &mut third).await.is_err());
        let others = [gates.enter("b").await.unwrap(), gates.enter("c").await.unwrap()];
        drop(held);
        let _third = third.await.unwrap();
        drop(others);
    }
}
