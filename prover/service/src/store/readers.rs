//! Connections that read.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::database::Database;
use super::sql::{Connected, Connection, Target};
use super::{Result, StoreError};

/// So many at once.
const MOST: usize = 4;

/// Gives out connections. One whose query failed, or was left half-way, is closed and not used again.
#[derive(Clone)]
pub(super) struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    places: Arc<Semaphore>,
    database: Arc<Database>,
}

impl Readers {
    pub(super) fn new(database: Arc<Database>) -> Self {
        Self { idle: Arc::default(), places: Arc::new(Semaphore::new(MOST)), database }
    }

    pub(super) async fn acquire(&self) -> Result<Reader> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| StoreError::Interrupted)?;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.database.read().await?,
        };
        Ok(Reader { connection, idle: Arc::clone(&self.idle), _place: place })
    }

    /// Uses none again of those that wait.
    pub(super) fn forget(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Closes them; none is given out afterwards.
    pub(super) async fn close(&self) {
        self.places.close();
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for connection in idle {
            let _ = connection.close().await;
        }
    }
}

/// A connection that reads.
pub(super) struct Reader {
    connection: Connection,
    idle: Arc<Mutex<Vec<Connection>>>,
    _place: OwnedSemaphorePermit,
}

impl Reader {
    /// All was read: the next may have it.
    pub(super) fn done(self) {
        let Self { connection, idle, .. } = self;
        idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

impl Connected for Reader {
    fn target(&mut self) -> Target<'_> {
        self.connection.target()
    }
}
