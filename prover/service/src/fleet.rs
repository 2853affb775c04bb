//! Several processes on one database: services that answer callers, workers that prove.

use core::fmt;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crate::dispatch::{Core, Stop};
#[cfg(feature = "fleet")]
use crate::store::{Database, Objects, Servers, UNNAMED};
use crate::store::{JobId, Store, StoreError};

/// How often is looked what others have done: to jobs that are watched here, and to jobs that run here.
const LOOK: Duration = Duration::from_millis(200);

/// How long until a database that has hung up is listened to again.
#[cfg(feature = "fleet")]
const AFTER_SILENCE: Duration = Duration::from_secs(1);

/// A database that several processes share: the addresses of its servers, of which one at a time takes writes.
#[derive(Clone)]
pub struct SharedDatabase {
    #[cfg_attr(not(feature = "fleet"), allow(dead_code, reason = "read by what the feature brings"))]
    urls: Vec<String>,
    #[cfg_attr(not(feature = "fleet"), allow(dead_code, reason = "read by what the feature brings"))]
    objects: Option<String>,
}

impl SharedDatabase {
    /// Of addresses such as `postgres://USER@HOST/NAME`, the primary's and those of servers that may be promoted.
    pub fn new(urls: impl IntoIterator<Item = String>) -> Self {
        Self { urls: urls.into_iter().collect(), objects: None }
    }

    /// With sealed inputs and results beside it: in a folder that all processes see, `file:///FOLDER`, or an object store, `s3://BUCKET/PREFIX`.
    #[must_use]
    pub fn with_objects(mut self, url: impl Into<String>) -> Self {
        self.objects = Some(url.into());
        self
    }

    #[cfg(feature = "fleet")]
    pub(crate) async fn open(&self, key_check: [u8; 32], serves: bool) -> Result<Store, StoreError> {
        let objects = self.objects.as_deref().map(Objects::open).transpose()?;
        if let Some(objects) = &objects {
            objects.check(key_check, serves).await?;
        }
        let store = Store::open(Database::Postgres(Servers::parse(&self.urls)?), key_check).await?;
        Ok(store.with_objects(objects))
    }

    #[cfg(not(feature = "fleet"))]
    #[expect(clippy::unused_async, reason = "as with the feature")]
    pub(crate) async fn open(&self, _: [u8; 32], _: bool) -> Result<Store, StoreError> {
        Err(StoreError::NotBuilt)
    }
}

impl fmt::Debug for SharedDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An address can hold a password.
        f.write_str("SharedDatabase")
    }
}

/// Tells those who watch a job here what another process did to it, and stops attempts whose job another process has taken away.
pub(crate) async fn follow(core: Arc<Core>) {
    let mut seen: HashMap<JobId, i64> = HashMap::new();
    let mut interval = tokio::time::interval(LOOK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        if let Err(error) = look(&core, &mut seen).await {
            // Callers' own reads say so as well.
            tracing::debug!(%error, "what others did is not known");
        }
    }
}

/// Hears from other processes that jobs have come or ended, so that nobody waits for the next look.
#[cfg(feature = "fleet")]
pub(crate) async fn listen(core: Arc<Core>) {
    loop {
        match core.store.listen().await {
            Ok(None) => return,
            Ok(Some(mut listener)) => {
                while let Ok(told) = listener.next().await {
                    if let Some(job) = told {
                        core.hub.ring(&job);
                    }
                    core.due.notify_one();
                }
            }
            Err(error) => tracing::debug!(%error, "nothing is heard from others"),
        }
        tokio::time::sleep(AFTER_SILENCE).await;
    }
}

/// Removes now and then what nobody names beside the database.
#[cfg(feature = "fleet")]
pub(crate) async fn sweep(core: Arc<Core>) {
    loop {
        tokio::time::sleep(UNNAMED).await;
        match core.store.sweep(UNNAMED).await {
            Ok(0) => {}
            Ok(objects) => tracing::info!(objects, "objects that nothing names were removed"),
            Err(error) => tracing::warn!(%error, "objects that nothing names are not removed"),
        }
    }
}

async fn look(core: &Core, seen: &mut HashMap<JobId, i64>) -> Result<(), StoreError> {
    for lease in core.running.leases() {
        if !core.store.holds(&lease).await? {
            core.running.stop_lease(&lease, Stop::LeaseLost);
        }
    }
    let watched = core.hub.watched();
    seen.retain(|job, _| watched.contains(job));
    for (job, last) in core.store.last_events(&watched).await? {
        if seen.insert(job.clone(), last) != Some(last) {
            core.hub.ring(&job);
        }
    }
    Ok(())
}
