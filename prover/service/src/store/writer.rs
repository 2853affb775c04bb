//! The one connection that writes.
//!
//! A connection whose transaction failed, or was left half-way by a caller that went away, is closed and not used again:
//! after a full disk, say, SQLite and whoever counts its transactions can disagree about whether one is open.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tokio::sync::{Mutex, Notify, OwnedMutexGuard};

use super::Result;

/// Gives out the connection, to one transaction at a time.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    idle: Arc<Mutex<Option<SqliteConnection>>>,
    options: SqliteConnectOptions,
    /// Rung when a transaction ended neither in a commit nor in a rollback.
    failed: Arc<Notify>,
}

impl Writer {
    pub(super) fn new(connection: SqliteConnection, options: SqliteConnectOptions) -> Self {
        Self { idle: Arc::new(Mutex::new(Some(connection))), options, failed: Arc::default() }
    }

    /// Begins a transaction that writes: it never has to be retried for a stale snapshot.
    pub(super) async fn begin(&self) -> Result<Write> {
        let mut idle = Arc::clone(&self.idle).lock_owned().await;
        // Rings unless it is told that all went well.
        let mut alarm = Alarm { failed: Arc::clone(&self.failed), armed: true };
        let mut connection = match idle.take() {
            Some(connection) => connection,
            None => SqliteConnection::connect_with(&self.options).await?,
        };
        // Not sqlx's own transactions: this must hold whatever it believes about the connection.
        sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await?;
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
            None => SqliteConnection::connect_with(&self.options).await?,
        };
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
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
    connection: Option<SqliteConnection>,
    idle: OwnedMutexGuard<Option<SqliteConnection>>,
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
        sqlx::query(how).execute(&mut *self).await?;
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

impl Deref for Write {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        self.connection.as_ref().unwrap_or_else(|| unreachable!("it is taken where the transaction ends"))
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().unwrap_or_else(|| unreachable!("it is taken where the transaction ends"))
    }
}
