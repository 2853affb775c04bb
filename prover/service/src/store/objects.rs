//! Sealed inputs and results beside the database: a folder that all processes see, or an object store.
//!
//! An object is written under a name that nobody has had before, then named by a row. So a row never names what is not there, and what no row names,
//! because a process ended in between, is swept.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload};
use tokio_stream::StreamExt as _;

use super::{JobId, Result, StoreError};

/// What an object may have: a sealed claim or result, and then some.
const MOST_BYTES: u64 = 256 << 20;

/// An object that no row names is not swept before: its row may be on its way.
pub(crate) const UNNAMED: Duration = Duration::from_secs(3600);

/// Where sealed inputs are, and results.
pub(super) const INPUTS: &str = "inputs";
pub(super) const RESULTS: &str = "results";
/// What is written to learn the time.
const TIMES: &str = "times";
/// The object that says whose the place is.
const MARKER: &str = "store";

/// A folder of ours, and one or two ids.
fn is_ours(name: &str) -> bool {
    let Some((folder, file)) = name.split_once('/') else { return false };
    [INPUTS, RESULTS, TIMES].contains(&folder) && file.split('-').all(|id| JobId::parse(id).is_some())
}

/// Where objects are.
#[derive(Clone)]
pub(crate) struct Objects {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Objects")
    }
}

impl Objects {
    /// Opens `file:///FOLDER`, which must be there, or `s3://BUCKET/PREFIX`. For S3 the environment has what is secret, in the names that Amazon's own tools take.
    pub(crate) fn open(url: &str) -> Result<Self> {
        if let Some(folder) = url.strip_prefix("file://") {
            let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
            return Ok(Self { store: Arc::new(store), prefix: Path::default() });
        }
        #[cfg(feature = "s3")]
        if let Some(rest) = url.strip_prefix("s3://") {
            return super::s3::open(rest);
        }
        Err(StoreError::ObjectsAddress)
    }

    /// Checks that the place is that of the store which `key_check` tells of. Whoever takes jobs makes it so where there is nothing yet; whoever joins finds it so,
    /// or is somewhere else: a folder that is not mounted has nothing.
    pub(crate) async fn check(&self, key_check: [u8; 32], makes: bool) -> Result<()> {
        let named = self.get(MARKER).await?;
        let named = match named {
            None if makes => {
                match self.put(MARKER, key_check.to_vec()).await {
                    Ok(()) | Err(StoreError::Objects(Error::AlreadyExists { .. })) => {}
                    Err(error) => return Err(error),
                }
                self.get(MARKER).await?
            }
            named => named,
        };
        if named.as_deref() == Some(key_check.as_slice()) { Ok(()) } else { Err(StoreError::ForeignObjects) }
    }

    #[cfg(feature = "s3")]
    pub(super) fn new(store: impl ObjectStore, prefix: Path) -> Self {
        Self { store: Arc::new(store), prefix }
    }

    fn path(&self, name: &str) -> Path {
        self.prefix.parts().chain(Path::from(name).parts()).collect()
    }

    /// Writes an object of a new name. When this returns it is there to stay.
    pub(super) async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        let once = PutOptions::from(PutMode::Create);
        self.store.put_opts(&self.path(name), PutPayload::from(bytes), once).await?;
        Ok(())
    }

    /// Reads an object; `None` if it is not there.
    pub(super) async fn get(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let found = match self.store.get(&self.path(name)).await {
            Ok(found) => found,
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if found.meta.size > MOST_BYTES {
            return Ok(None);
        }
        Ok(Some(found.bytes().await?.to_vec()))
    }

    /// Removes an object. One that stays is swept.
    pub(super) async fn remove(&self, name: &str) {
        match self.store.delete(&self.path(name)).await {
            Ok(()) | Err(Error::NotFound { .. }) => {}
            Err(error) => tracing::warn!(%error, "an object is not removed yet"),
        }
    }

    /// The names of our objects that were written so long ago, by the clock of whoever keeps them.
    pub(super) async fn older(&self, age: Duration) -> Result<Vec<String>> {
        let random = JobId::random().map_err(|_| StoreError::Randomness)?;
        let probe = format!("{TIMES}/{random}");
        self.put(&probe, Vec::new()).await?;
        let before = self.store.head(&self.path(&probe)).await?.last_modified - age;
        self.remove(&probe).await;
        let mut names = Vec::new();
        for folder in [INPUTS, RESULTS, TIMES] {
            let mut all = self.store.list(Some(&self.path(folder)));
            while let Some(found) = all.next().await {
                let found = found?;
                if found.last_modified <= before
                    && let Some(rest) = found.location.prefix_match(&self.prefix)
                {
                    let name = rest.collect::<Path>().to_string();
                    // Whatever else somebody has put there is not ours.
                    if is_ours(&name) {
                        names.push(name);
                    }
                }
            }
        }
        Ok(names)
    }
}
