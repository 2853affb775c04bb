//! The one connection of this process that writes.
//!
//! A connection whose transaction failed, or was left half-way by a caller that went away, is closed and not used again:
//! after a full disk, say, SQLite and whoever counts its transactions can disagree about whether one is open.

use std::sync::Arc;

use tokio::sync::{Mutex, Notify, OwnedMutexGuard};

use super::Result;
use super::database::Database;
use super::sql::{Connected, Connection, Target, run_all};

/// Gives out the connection, to one transaction at a time.
#[derive(Clone)]
pub(super) struct Writer {
    idle: Arc<Mutex<Option<Connection>>>,
    database: Arc<Database>,
    /// How a transaction that writes begins: it never has to be retried for a stale snapshot.
    begin: &'static str,
    /// Rung when a transaction ended neither in a commit nor in a rollback.
    failed: Arc<Notify>,
}

impl Writer {
    pub(super) fn new(connection: Connection, database: Arc<Database>) -> Self {
        let begin = if connection.is_shared() { "BEGIN" } else { "BEGIN IMMEDIATE" };
        Self { idle: Arc::new(Mutex::new(Some(connection))), database, begin, failed: Arc::default() }
    }

    /// Begins a transaction that writes.
    pub(super) async fn begin(&self) -> Result<Write> {
        let mut idle = Arc::clone(&self.idle).lock_owned().await;
        // Rings unless it is told that all went well.
        let mut alarm = Alarm { failed: Arc::clone(&self.failed), armed: true };
        // Not sqlx's own transactions: this must hold whatever it believes about the connection. Nothing has been asked yet, so a server that was
        // started anew is asked once more.
        let began = match idle.take() {
            Some(mut connection) => run_all(self.begin, &mut connection).await.ok().map(|()| connection),
            None => None,
        };
        let connection = match began {
            Some(connection) => connection,
            None => {
                let mut connection = self.database.connect().await?;
                run_all(self.begin, &mut connection).await?;
                connection
            }
        };
        alarm.armed = false;
        Ok(Write { connection: Some(connection), idle, failed: Arc::clone(&self.failed) })
    }

    /// Waits until a transaction has failed.
    pub(super) async fn failure(&self) {
        self.failed.notified().await;
    }

    /// Empties the WAL into the database, so that what was deleted is gone from it, and closes.
    pub(super) async fn close(&self) -> Result<()> {
        let mut connection = match self.idle.lock().await.take() {
            Some(connection) => connection,
            None => self.database.connect().await?,
        };
        if !connection.is_shared() {
            run_all("PRAGMA wal_checkpoint(TRUNCATE)", &mut connection).await?;
        }
        Ok(connection.close().await?)
    }
}

struct Alarm {
    failed: Arc<Notify>,
    armed: bool,
}

impl Drop for Alarm {
    fn drop(&mut self) {
        if self.armed {
            self.failed.notify_one();
        }
    }
}

/// A transaction. Nothing of it stays unless it is committed.
pub(super) struct Write {
    /// Back in its place once the transaction has ended as it should.
    connection: Option<Connection>,
    idle: OwnedMutexGuard<Option<Connection>>,
    failed: Arc<Notify>,
}

impl Write {
    /// When this returns, what was written is on the disk.
    pub(super) async fn commit(self) -> Result<()> {
        self.end("COMMIT").await
    }

    /// Leaves everything as it was. Dropping does too, and closes the connection.
    pub(super) async fn rollback(self) -> Result<()> {
        self.end("ROLLBACK").await
    }

    async fn end(mut self, how: &'static str) -> Result<()> {
        run_all(how, &mut self).await?;
        *self.idle = self.connection.take();
        Ok(())
    }
}

impl Drop for Write {
    fn drop(&mut self) {
        if self.connection.is_some() {
            self.failed.notify_one();
        }
    }
}

impl Write {
    /// The connection that it runs on.
    pub(super) fn connection(&mut self) -> &mut Connection {
        self.connection.as_mut().unwrap_or_else(|| unreachable!("it is taken where the transaction ends"))
    }

    /// Whether other processes write too.
    pub(super) fn is_shared(&self) -> bool {
        self.connection.as_ref().is_some_and(Connection::is_shared)
    }
}

impl Connected for Write {
    fn target(&mut self) -> Target<'_> {
        self.connection().target()
    }
}
