//! The job table, in SQLite or PostgreSQL.
//!
//! In SQLite: one writer and a few readers, in WAL mode with `synchronous=FULL`. What a call has acknowledged survives the power going,
//! in either. Every change of a job and the event that tells of it are one transaction; every change by a worker carries its lease's token.

mod clock;
mod database;
mod lease;
mod log;
mod model;
#[cfg(feature = "fleet")]
mod objects;
#[cfg(feature = "fleet")]
mod postgres;
mod read;
mod readers;
mod retention;
#[cfg(feature = "s3")]
mod s3;
mod sealed;
mod sql;
mod submit;
mod tally;
#[cfg(test)]
mod tests;
mod writer;

use std::sync::Arc;

use clock::Clock;
pub(crate) use database::Database;
pub(crate) use lease::{AttemptEnd, Interrupted, renew};
pub(crate) use log::{DIGEST, Placed, Waiting};
pub(crate) use model::{
    Claimed, Event, Job, JobId, JobState, Lease, Millis, NewEvent, Reported, SealedResult, millis, now,
};
#[cfg(feature = "fleet")]
pub(crate) use objects::{Objects, UNNAMED};
#[cfg(feature = "fleet")]
pub(crate) use postgres::{Listener, Servers};
use readers::Readers;
pub(crate) use sql::Connection;
use sql::{Connected, query};
pub(crate) use submit::{Bounds, NewJob, Submitted};
use tally::Tally;
use writer::{Write, Writer};

use crate::Refusal;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database failed.
    #[error("the store failed: {0}")]
    Database(#[from] sqlx::Error),
    /// This program was built without what speaks to a shared database.
    #[error("this program was built without the feature `fleet`")]
    NotBuilt,
    /// An address of a database is not of its form.
    #[error("an address of the database is not postgres://USER@HOST/NAME")]
    Address,
    /// Of the databases' servers none takes writes.
    #[error("no server of the database takes writes")]
    NoPrimary,
    /// An address of objects is not of its form, or of a form that this program was not built for.
    #[error(
        "an address of objects is neither file:///FOLDER nor s3://BUCKET/PREFIX, the latter with the feature `s3`"
    )]
    ObjectsAddress,
    /// The objects' place is another store's, or, for a worker, nobody's.
    #[error("the objects' place is not that of this database: another's, or a folder that is not mounted")]
    ForeignObjects,
    /// Objects could not be read or written.
    #[cfg(feature = "fleet")]
    #[error("the objects' store failed: {0}")]
    Objects(#[from] object_store::Error),
    /// A server of the database does not answer.
    #[error("a server of the database does not answer")]
    NoAnswer,
    /// The SQLite that this program is built with is too old to be trusted with jobs.
    #[error("SQLite {found} is too old")]
    SqliteVersion {
        /// Its version.
        found: String,
    },
    /// The database did not take a setting that durability rests on.
    #[error("the database runs with {name} = {found}")]
    Setting {
        /// The setting.
        name: &'static str,
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
    /// Other services enter the store's results into a log, and this one has none.
    #[error("other services of this database enter results into a log, and this one is to have none")]
    Logged,
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
#[derive(Clone)]
pub(crate) struct Store {
    database: Arc<Database>,
    writer: Writer,
    readers: Readers,
    tally: Tally,
    clock: Clock,
    /// Where inputs and results are, unless they are in the database.
    #[cfg(feature = "fleet")]
    objects: Option<Objects>,
}

impl Store {
    /// Opens the store, making it when there is none, and checks that it is as durable as is promised and belongs to the key that
    /// `key_check` tells of.
    pub(crate) async fn open(database: Database, key_check: [u8; 32]) -> Result<Self> {
        let database = Arc::new(database);
        let mut connection = database.connect().await?;
        database.make_ready(&mut connection).await?;
        database::check_key(&mut connection, key_check).await?;
        let writer = Writer::new(connection, Arc::clone(&database));
        let readers = Readers::new(Arc::clone(&database));
        let store = Self {
            database,
            writer,
            readers,
            tally: Tally::default(),
            clock: Clock::new(),
            #[cfg(feature = "fleet")]
            objects: None,
        };
        store.take_time(&mut store.connect().await?).await?;
        Ok(store)
    }

    /// The same, with what is sealed kept beside the database.
    #[cfg(feature = "fleet")]
    pub(crate) fn with_objects(self, objects: Option<Objects>) -> Self {
        Self { objects, ..self }
    }

    /// Hears what other processes tell; `None` where there are none.
    #[cfg(feature = "fleet")]
    pub(crate) async fn listen(&self) -> Result<Option<Listener>> {
        match &*self.database {
            Database::Sqlite(_) => Ok(None),
            Database::Postgres(servers) => servers.listen().await.map(Some),
        }
    }

    /// Whether other processes use it too.
    pub(crate) fn is_shared(&self) -> bool {
        self.database.is_shared()
    }

    /// The time that leases are measured by.
    pub(crate) fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Sets the store's time by the clock that all of its users share.
    pub(crate) async fn take_time(&self, connection: &mut Connection) -> Result<()> {
        let time = match connection {
            Connection::Sqlite(_) => now(),
            #[cfg(feature = "fleet")]
            Connection::Postgres(_) => postgres::time(connection).await?,
        };
        self.clock.set(time);
        Ok(())
    }

    /// A connection of its own.
    pub(crate) async fn connect(&self) -> Result<Connection> {
        self.database.connect().await
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
        query("UPDATE service SET probes = probes + 1").execute(&mut transaction).await?;
        transaction.commit().await
    }

    async fn begin(&self) -> Result<Write> {
        self.writer.begin().await
    }

    /// Begins a transaction while no other that begins so is open, of this process or another.
    async fn begin_alone(&self) -> Result<Write> {
        let transaction = self.begin().await?;
        #[cfg(feature = "fleet")]
        if self.is_shared() {
            let mut transaction = transaction;
            postgres::lock(transaction.connection()).await?;
            return Ok(transaction);
        }
        Ok(transaction)
    }
}

/// What a query ends with whose rows must not change before its transaction ends. SQLite has one transaction that writes at a time.
fn locking(text: &str, transaction: &Write) -> String {
    format!("{text}{}", if transaction.is_shared() { " FOR UPDATE" } else { "" })
}

/// Adds an event to a job's, with the next number, and dates the job by it.
async fn record(transaction: &mut impl Connected, job: &JobId, at: Millis, event: &NewEvent) -> Result<()> {
    let failure = event.failure.as_ref();
    query(
        "INSERT INTO events (job, number, at, state, attempt, phase, fraction, elapsed, estimated_total,
             failure_code, failure_field, failure_message, failure_kind)
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
         FROM events WHERE job = $1",
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
    .execute(transaction)
    .await?;
    query("UPDATE jobs SET updated_at = CASE WHEN updated_at < $2 THEN $2 ELSE updated_at END WHERE id = $1")
        .bind(job.as_str())
        .bind(at)
        .execute(transaction)
        .await?;
    Ok(())
}

/// Tells other processes, when this is committed, that something has become of a job: that it can be claimed, or has ended. Who does not hear it looks now and
/// then.
async fn tell(transaction: &mut impl Connected, job: &JobId) -> Result<()> {
    if transaction.is_of_many() {
        query("SELECT pg_notify('covenant', $1)").bind(job.as_str()).execute(transaction).await?;
    }
    Ok(())
}

/// The same for steps that were reported, in their order.
async fn record_reports(transaction: &mut impl Connected, job: &JobId, reports: &[Reported]) -> Result<()> {
    for Reported { at, event } in reports {
        record(transaction, job, *at, event).await?;
    }
    Ok(())
}

/// Moves a job, whatever its state, to `state`, ends its lease, and records the event. A
/// final state destroys the input: its key goes first, and nothing reads it after that. Returns the object that the input was in,
/// to be removed once this is committed.
async fn transition(
    transaction: &mut impl Connected,
    job: &JobId,
    at: Millis,
    not_before: Millis,
    event: &NewEvent,
) -> Result<Option<String>> {
    let failure: Option<&Refusal> = event.failure.as_ref().filter(|_| event.state == JobState::Failed);
    query(
        "UPDATE jobs SET state = $2, not_before = $3, attempts = $4, lease_token = NULL, lease_expires_at = NULL,
             failure_code = $5, failure_field = $6, failure_message = $7, failure_kind = $8
         WHERE id = $1",
    )
    .bind(job.as_str())
    .bind(event.state.as_str())
    .bind(not_before)
    .bind(event.attempt)
    .bind(failure.map(|failure| failure.code.as_str()))
    .bind(failure.and_then(|failure| failure.field.as_deref()))
    .bind(failure.map(|failure| failure.message.as_str()))
    .bind(failure.map(|failure| failure.kind.as_str()))
    .execute(transaction)
    .await?;
    let mut object = None;
    if event.state.is_final() {
        let input = query("DELETE FROM inputs WHERE job = $1 RETURNING object").bind(job.as_str());
        object = Store::object(input.fetch_optional(transaction).await?.as_ref())?;
    }
    record(transaction, job, at, event).await?;
    tell(transaction, job).await?;
    Ok(object)
}
