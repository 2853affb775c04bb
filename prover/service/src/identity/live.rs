//! An identity that follows its files.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::ServerConfig;

use super::files::{Contents, Loaded};
use super::tenants::Tenant;
use super::{IdentityError, IdentityFiles};

/// What the files said when they were last read and found good.
pub(crate) struct Live {
    files: IdentityFiles,
    now: RwLock<(Arc<Loaded>, [u8; 32])>,
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live").field("files", &self.files).finish_non_exhaustive()
    }
}

impl Live {
    pub(crate) fn open(files: IdentityFiles) -> Result<Self, IdentityError> {
        let contents = Contents::read(&files)?;
        let loaded = Arc::new(contents.load(&files)?);
        Ok(Self { now: RwLock::new((loaded, contents.digest())), files })
    }

    /// For the next connection.
    pub(crate) fn tls(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.loaded().tls)
    }

    /// The tenant of a certificate with these names.
    pub(crate) fn tenant(&self, names: &[String]) -> Option<(Arc<str>, Arc<Tenant>)> {
        self.loaded().tenants.find(names)
    }

    /// How many tenants may prove.
    pub(crate) fn provers(&self) -> usize {
        self.loaded().tenants.provers()
    }

    /// Whether a tenant is there still.
    pub(crate) fn knows(&self, tenant: &str) -> bool {
        self.loaded().tenants.knows(tenant)
    }

    fn loaded(&self) -> Arc<Loaded> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner).0)
    }

    /// Reads the files again where they have changed. What is wrong with them leaves all as it was.
    fn reload(&self) -> Result<bool, IdentityError> {
        let contents = Contents::read(&self.files)?;
        let digest = contents.digest();
        if self.now.read().unwrap_or_else(PoisonError::into_inner).1 == digest {
            return Ok(false);
        }
        let loaded = Arc::new(contents.load(&self.files)?);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = (loaded, digest);
        Ok(true)
    }
}

/// Looks at the files every so often, until it is aborted.
pub(crate) async fn follow(live: Arc<Live>, every: Duration) {
    let mut told = false;
    loop {
        tokio::time::sleep(every).await;
        let again = Arc::clone(&live);
        match tokio::task::spawn_blocking(move || again.reload()).await {
            Ok(Ok(true)) => {
                told = false;
                tracing::info!("certificates and tenants were read anew");
            }
            Ok(Ok(false)) => told = false,
            // Once, and not every few seconds.
            Ok(Err(error)) if !told => {
                told = true;
                tracing::error!(%error, "certificates and tenants stay as they were");
            }
            Ok(Err(_)) => {}
            Err(error) => tracing::error!(%error, "certificates and tenants were not read"),
        }
    }
}
