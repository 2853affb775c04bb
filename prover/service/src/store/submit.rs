//! Accepting and cancelling jobs.

use sqlx::Row as _;

use super::{Job, JobId, JobState, Millis, NewEvent, Result, Store, StoreError, log, record, transition};
use crate::seal::SealedInput;

/// A job to accept.
pub(crate) struct NewJob<'a> {
    pub(crate) id: JobId,
    pub(crate) tenant: &'a str,
    pub(crate) circuit: &'a str,
    pub(crate) idempotency_key: &'a str,
    pub(crate) request_digest: [u8; 32],
    pub(crate) input: SealedInput,
}

/// How many jobs may wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Of all tenants.
    pub(crate) all: usize,
    /// Of the one that submits.
    pub(crate) own: usize,
    /// So many of its own are let in however many of others' wait.
    pub(crate) share: usize,
}

/// An accepted job.
#[derive(Debug)]
pub(crate) struct Submitted {
    pub(crate) job: Job,
    /// It was there already.
    pub(crate) existing: bool,
}

impl Store {
    /// The job of that idempotency key, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was made of other bytes.
    pub(crate) async fn find(&self, tenant: &str, key: &str, digest: &[u8; 32]) -> Result<Option<Job>> {
        let row = sqlx::query("SELECT * FROM jobs WHERE tenant = ? AND idempotency_key = ?")
            .bind(tenant)
            .bind(key)
            .fetch_optional(&self.readers)
            .await?;
        let Some(row) = row else { return Ok(None) };
        if row.try_get::<&[u8], _>("request_digest")? != digest {
            return Err(StoreError::Conflict);
        }
        Ok(Some(Job::from_row(&row)?))
    }

    /// Accepts a job: when this returns, it is on the disk with its input and first event.
    ///
    /// # Errors
    /// [`StoreError::Conflict`], or [`StoreError::QueueFull`] when as many wait as may.
    pub(crate) async fn submit(&self, new: NewJob<'_>, bounds: Bounds, at: Millis) -> Result<Submitted> {
        let mut transaction = self.begin().await?;
        // The unique key decides between two that come at once.
        let existing = sqlx::query("SELECT * FROM jobs WHERE tenant = ? AND idempotency_key = ?")
            .bind(new.tenant)
            .bind(new.idempotency_key)
            .fetch_optional(&mut *transaction)
            .await?;
        if let Some(row) = existing {
            transaction.rollback().await?;
            if row.try_get::<&[u8], _>("request_digest")? != new.request_digest {
                return Err(StoreError::Conflict);
            }
            return Ok(Submitted { job: Job::from_row(&row)?, existing: true });
        }
        let queued =
            sqlx::query("SELECT COUNT(*), COALESCE(SUM(tenant = ?), 0) FROM jobs WHERE state = 'queued'")
                .bind(new.tenant)
                .fetch_one(&mut *transaction)
                .await?;
        let count = |column: usize| {
            let count = queued.try_get::<i64, _>(column)?;
            Ok::<_, StoreError>(usize::try_from(count).unwrap_or(usize::MAX))
        };
        let (all, own) = (count(0)?, count(1)?);
        if own >= bounds.own || (all >= bounds.all && own >= bounds.share) {
            transaction.rollback().await?;
            return Err(StoreError::QueueFull);
        }
        let row = sqlx::query(
            "INSERT INTO jobs (id, tenant, circuit, idempotency_key, request_digest, state,
                 not_before, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, 'queued', ?6, ?6, ?6) RETURNING *",
        )
        .bind(new.id.as_str())
        .bind(new.tenant)
        .bind(new.circuit)
        .bind(new.idempotency_key)
        .bind(new.request_digest.as_slice())
        .bind(at)
        .fetch_one(&mut *transaction)
        .await?;
        let job = Job::from_row(&row)?;
        sqlx::query("INSERT INTO inputs (job, wrapped_key, ciphertext) VALUES (?, ?, ?)")
            .bind(new.id.as_str())
            .bind(new.input.wrapped_key)
            .bind(new.input.ciphertext)
            .execute(&mut *transaction)
            .await?;
        record(&mut transaction, &new.id, at, &NewEvent::step(JobState::Queued, 0, "queued")).await?;
        transaction.commit().await?;
        Ok(Submitted { job, existing: false })
    }

    /// Cancels a job unless it has ended or has a result that waits for the log, and returns it as it then is. From here on no
    /// worker can commit to it.
    pub(crate) async fn cancel(&self, tenant: &str, job: &JobId, at: Millis) -> Result<Job> {
        let mut transaction = self.begin().await?;
        let read = "SELECT * FROM jobs WHERE tenant = ? AND id = ?";
        let row = sqlx::query(read).bind(tenant).bind(job.as_str()).fetch_optional(&mut *transaction).await?;
        let found = row.as_ref().map(Job::from_row).transpose()?;
        let entered = log::is_entered(&mut transaction, job).await?;
        let found = match found {
            Some(found) if !found.state.is_final() && !entered => found,
            other => {
                transaction.rollback().await?;
                return other.ok_or(StoreError::NotFound);
            }
        };
        let event = NewEvent::step(JobState::Cancelled, found.attempts, "cancelled");
        transition(&mut transaction, job, at, at, &event).await?;
        let row = sqlx::query(read).bind(tenant).bind(job.as_str()).fetch_one(&mut *transaction).await?;
        let cancelled = Job::from_row(&row)?;
        transaction.commit().await?;
        Ok(cancelled)
    }
}
