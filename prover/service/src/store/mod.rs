//! The job table, in SQLite.
//!
//! One writer and a few readers, in WAL mode with `synchronous=FULL`: what a call has
//! acknowledged survives the power going. Every change of a job and the event that tells
//! of it are one transaction; every change by a worker carries its lease's token.

mod lease;
mod log;
mod model;
mod read;
mod retention;
mod submit;
mod tally;
#[cfg(test)]
mod tests;
mod writer;

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{Connection as _, Row as _};

pub(crate) use lease::{AttemptEnd, Interrupted, renew};
pub(crate) use log::{DIGEST, Placed, Waiting};
pub(crate) use model::{
    Claimed, Event, Job, JobId, JobState, Lease, Millis, NewEvent, Reported, SealedResult, millis, now,
};
pub(crate) use submit::{Bounds, NewJob, Submitted};
use tally::Tally;
use writer::{Write, Writer};

use crate::Refusal;

/// Before it, a checkpoint racing a reset of the WAL could lose a transaction.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// The schema's versions: the n-th takes a store from version n to n + 1.
const MIGRATIONS: [&str; 5] = [
    include_str!("schema-1.sql"),
    include_str!("schema-2.sql"),
    include_str!("schema-3.sql"),
    include_str!("schema-4.sql"),
    include_str!("schema-5.sql"),
];

/// How long a connection waits for another's transaction.
const BUSY: Duration = Duration::from_secs(10);

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database failed.
    #[error("the store failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The SQLite that this program is built with is too old to be trusted with jobs.
    #[error("SQLite {found} is too old")]
    SqliteVersion {
        /// Its version.
        found: String,
    },
    /// SQLite did not take a setting that durability rests on.
    #[error("SQLite runs with {pragma} = {found}")]
    Setting {
        /// The setting.
        pragma: &'static str,
        /// What it is.
        found: String,
    },
    /// A newer program has written this store.
    #[error("the store has version {found}, newer than this program")]
    SchemaVersion {
        /// The store's version.
        found: i64,
    },
    /// The key beside the store is not the one that it was made with.
    #[error("the service's key is not the one that this store was made with")]
    ForeignKey,
    /// No randomness.
    #[error("the system gives no randomness")]
    Randomness,
    /// The idempotency key names a job made of other bytes.
    #[error("the idempotency key names another job")]
    Conflict,
    /// As many jobs wait as may.
    #[error("the queue is full")]
    QueueFull,
    /// There is no such job of this caller's.
    #[error("there is no such job")]
    NotFound,
    /// The program ends in the middle of a change.
    #[error("the change was interrupted")]
    Interrupted,
    /// The lease is over: somebody else has the job, or nobody.
    #[error("the lease is over")]
    LeaseLost,
}

pub(crate) type Result<T> = std::result::Result<T, StoreError>;

/// The job table.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    writer: Writer,
    readers: SqlitePool,
    options: SqliteConnectOptions,
    tally: Tally,
}

impl Store {
    /// Opens the store at `path`, making it when there is none, and checks that it is as
    /// durable as is promised and belongs to the key that `key_check` tells of.
    pub(crate) async fn open(path: &Path, key_check: [u8; 32]) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("secure_delete", "ON")
            .busy_timeout(BUSY);
        let mut connection = SqliteConnection::connect_with(&options).await?;
        check_settings(&mut connection).await?;
        migrate(&mut connection).await?;
        check_key(&mut connection, key_check).await?;
        let writer = Writer::new(connection, options.clone());
        let reading = options.clone().read_only(true).create_if_missing(false);
        let readers = SqlitePoolOptions::new().max_connections(4).connect_with(reading).await?;
        Ok(Self { writer, readers, options, tally: Tally::default() })
    }

    /// A connection of its own, outside the pools.
    pub(crate) async fn connect(&self) -> Result<SqliteConnection> {
        Ok(SqliteConnection::connect_with(&self.options).await?)
    }

    /// Empties the WAL into the database, so that what was deleted is gone from it, and closes.
    pub(crate) async fn close(self) {
        self.readers.close().await;
        if let Err(error) = self.writer.close().await {
            tracing::warn!(%error, "the store's log could not be emptied");
        }
    }

    /// Waits until a change was not made as it should: time to [`Store::probe`].
    pub(crate) async fn failure(&self) {
        self.writer.failure().await;
    }

    /// Whether the store can be written: it writes.
    pub(crate) async fn probe(&self) -> Result<()> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE service SET probes = probes + 1").execute(&mut *transaction).await?;
        transaction.commit().await
    }

    async fn begin(&self) -> Result<Write> {
        self.writer.begin().await
    }
}

async fn check_settings(connection: &mut SqliteConnection) -> Result<()> {
    let found: String =
        sqlx::query("SELECT sqlite_version()").fetch_one(&mut *connection).await?.try_get(0)?;
    if parse_version(&found).is_none_or(|version| version < OLDEST_SQLITE) {
        return Err(StoreError::SqliteVersion { found });
    }
    let journal: String = sqlx::query("PRAGMA journal_mode").fetch_one(&mut *connection).await?.try_get(0)?;
    if journal != "wal" {
        return Err(StoreError::Setting { pragma: "journal_mode", found: journal });
    }
    // 2 is FULL.
    for (pragma, query, wanted) in [
        ("synchronous", "PRAGMA synchronous", 2_i64),
        ("foreign_keys", "PRAGMA foreign_keys", 1),
        ("secure_delete", "PRAGMA secure_delete", 1),
    ] {
        let found: i64 = sqlx::query(query).fetch_one(&mut *connection).await?.try_get(0)?;
        if found != wanted {
            return Err(StoreError::Setting { pragma, found: found.to_string() });
        }
    }
    Ok(())
}

fn parse_version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

async fn migrate(connection: &mut SqliteConnection) -> Result<()> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let found: i64 = sqlx::query("PRAGMA user_version").fetch_one(&mut *transaction).await?.try_get(0)?;
    let done = usize::try_from(found).unwrap_or(usize::MAX);
    if done > MIGRATIONS.len() {
        return Err(StoreError::SchemaVersion { found });
    }
    for migration in MIGRATIONS.iter().skip(done) {
        sqlx::raw_sql(*migration).execute(&mut *transaction).await?;
    }
    const { assert!(MIGRATIONS.len() == 5, "the version set below") };
    sqlx::raw_sql("PRAGMA user_version = 5").execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

async fn check_key(connection: &mut SqliteConnection, key_check: [u8; 32]) -> Result<()> {
    sqlx::query("INSERT INTO service (only, key_check) VALUES (1, ?) ON CONFLICT (only) DO NOTHING")
        .bind(key_check.as_slice())
        .execute(&mut *connection)
        .await?;
    let stored: Vec<u8> =
        sqlx::query("SELECT key_check FROM service").fetch_one(&mut *connection).await?.try_get(0)?;
    if stored == key_check { Ok(()) } else { Err(StoreError::ForeignKey) }
}

/// Adds an event to a job's, with the next number, and dates the job by it.
async fn record(transaction: &mut SqliteConnection, job: &JobId, at: Millis, event: &NewEvent) -> Result<()> {
    let failure = event.failure.as_ref();
    sqlx::query(
        "INSERT INTO events (job, number, at, state, attempt, phase, fraction, elapsed, estimated_total,
             failure_code, failure_field, failure_message, failure_kind)
         SELECT ?1, COALESCE(MAX(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
         FROM events WHERE job = ?1",
    )
    .bind(job.as_str())
    .bind(at)
    .bind(event.state.as_str())
    .bind(event.attempt)
    .bind(event.phase.as_str())
    .bind(event.fraction)
    .bind(millis(event.elapsed))
    .bind(event.estimated_total.map(millis))
    .bind(failure.map(|failure| failure.code.as_str()))
    .bind(failure.and_then(|failure| failure.field.as_deref()))
    .bind(failure.map(|failure| failure.message.as_str()))
    .bind(failure.map(|failure| failure.kind.as_str()))
    .execute(&mut *transaction)
    .await?;
    sqlx::query("UPDATE jobs SET updated_at = MAX(updated_at, ?2) WHERE id = ?1")
        .bind(job.as_str())
        .bind(at)
        .execute(&mut *transaction)
        .await?;
    Ok(())
}

/// The same for steps that were reported, in their order.
async fn record_reports(transaction: &mut SqliteConnection, job: &JobId, reports: &[Reported]) -> Result<()> {
    for Reported { at, event } in reports {
        record(transaction, job, *at, event).await?;
    }
    Ok(())
}

/// Moves a job, whatever its state, to `state`, ends its lease, and records the event. A
/// final state destroys the input: its key goes first, and nothing reads it after that.
async fn transition(
    transaction: &mut SqliteConnection,
    job: &JobId,
    at: Millis,
    not_before: Millis,
    event: &NewEvent,
) -> Result<()> {
    let failure: Option<&Refusal> = event.failure.as_ref().filter(|_| event.state == JobState::Failed);
    sqlx::query(
        "UPDATE jobs SET state = ?2, not_before = ?3, attempts = ?4, lease_token = NULL, lease_expires_at = NULL,
             failure_code = ?5, failure_field = ?6, failure_message = ?7, failure_kind = ?8
         WHERE id = ?1",
    )
    .bind(job.as_str())
    .bind(event.state.as_str())
    .bind(not_before)
    .bind(event.attempt)
    .bind(failure.map(|failure| failure.code.as_str()))
    .bind(failure.and_then(|failure| failure.field.as_deref()))
    .bind(failure.map(|failure| failure.message.as_str()))
    .bind(failure.map(|failure| failure.kind.as_str()))
    .execute(&mut *transaction)
    .await?;
    if event.state.is_final() {
        sqlx::query("DELETE FROM inputs WHERE job = ?").bind(job.as_str()).execute(&mut *transaction).await?;
    }
    record(transaction, job, at, event).await
}
