//! Accepting and cancelling jobs.

use super::sealed::Kept;
use super::sql::query;
use super::{
    Job, JobId, JobState, Millis, NewEvent, Result, Store, StoreError, locking, log, record, tell, transition,
};
use crate::points::point;
use crate::seal::SealedInput;

/// A job to accept.
pub(crate) struct NewJob<'a> {
    pub(crate) id: JobId,
    pub(crate) tenant: &'a str,
    pub(crate) circuit: &'a str,
    /// That of the key which it is taken for.
    pub(crate) selector: &'a str,
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
        let query =
            query("SELECT * FROM jobs WHERE tenant = $1 AND idempotency_key = $2").bind(tenant).bind(key);
        let row = self.read_one(query).await?;
        let Some(row) = row else { return Ok(None) };
        if row.get::<Vec<u8>>("request_digest")? != digest {
            return Err(StoreError::Conflict);
        }
        Ok(Some(Job::from_row(&row)?))
    }

    /// Accepts a job: when this returns, it is on the disk with its input and first event.
    ///
    /// # Errors
    /// [`StoreError::Conflict`], or [`StoreError::QueueFull`] when as many wait as may.
    pub(crate) async fn submit(&self, mut new: NewJob<'_>, bounds: Bounds, at: Millis) -> Result<Submitted> {
        let ciphertext = std::mem::take(&mut new.input.ciphertext);
        let kept = self.keep(|| format!("inputs/{}", new.id), ciphertext).await?;
        point!("submit/kept");
        let object = kept.object.clone();
        let submitted = self.enter(new, kept, bounds, at).await;
        // What may have been committed, though that is not known, is left for the sweep.
        let unused = match &submitted {
            Ok(submitted) => submitted.existing,
            Err(error) => matches!(error, StoreError::Conflict | StoreError::QueueFull),
        };
        self.discard(object.filter(|_| unused)).await;
        submitted
    }

    async fn enter(&self, new: NewJob<'_>, kept: Kept, bounds: Bounds, at: Millis) -> Result<Submitted> {
        let mut transaction = self.begin_alone().await?;
        point!("submit/begun");
        // The unique key decides between two that come at once.
        let existing = query("SELECT * FROM jobs WHERE tenant = $1 AND idempotency_key = $2")
            .bind(new.tenant)
            .bind(new.idempotency_key)
            .fetch_optional(&mut transaction)
            .await?;
        if let Some(row) = existing {
            transaction.rollback().await?;
            if row.get::<Vec<u8>>("request_digest")? != new.request_digest {
                return Err(StoreError::Conflict);
            }
            return Ok(Submitted { job: Job::from_row(&row)?, existing: true });
        }
        let queued = query(
            "SELECT COUNT(*), COUNT(CASE WHEN tenant = $1 THEN 1 END) FROM jobs WHERE state = 'queued'",
        )
        .bind(new.tenant)
        .fetch_one(&mut transaction)
        .await?;
        let count = |column: usize| {
            let count = queued.at::<i64>(column)?;
            Ok::<_, StoreError>(usize::try_from(count).unwrap_or(usize::MAX))
        };
        let (all, own) = (count(0)?, count(1)?);
        if own >= bounds.own || (all >= bounds.all && own >= bounds.share) {
            transaction.rollback().await?;
            return Err(StoreError::QueueFull);
        }
        let row = query(
            "INSERT INTO jobs (id, tenant, circuit, selector, idempotency_key, request_digest, state,
                 not_before, created_at, updated_at)
             VALUES ($1, $2, $3, $7, $4, $5, 'queued', $6, $6, $6) RETURNING *",
        )
        .bind(new.id.as_str())
        .bind(new.tenant)
        .bind(new.circuit)
        .bind(new.idempotency_key)
        .bind(new.request_digest.as_slice())
        .bind(at)
        .bind(new.selector)
        .fetch_one(&mut transaction)
        .await?;
        let job = Job::from_row(&row)?;
        query("INSERT INTO inputs (job, wrapped_key, ciphertext, object) VALUES ($1, $2, $3, $4)")
            .bind(new.id.as_str())
            .bind(new.input.wrapped_key)
            .bind(kept.bytes)
            .bind(kept.object.as_deref())
            .execute(&mut transaction)
            .await?;
        record(&mut transaction, &new.id, at, &NewEvent::step(JobState::Queued, 0, "queued")).await?;
        tell(&mut transaction, &new.id).await?;
        point!("submit/written");
        transaction.commit().await?;
        point!("submit/committed");
        Ok(Submitted { job, existing: false })
    }

    /// Cancels a job unless it has ended or has a result that waits for the log, and returns it as it then is. From here on no
    /// worker can commit to it.
    pub(crate) async fn cancel(&self, tenant: &str, job: &JobId, at: Millis) -> Result<Job> {
        let mut transaction = self.begin().await?;
        let read = "SELECT * FROM jobs WHERE tenant = $1 AND id = $2";
        let locked = locking(read, &transaction);
        let row = query(locked).bind(tenant).bind(job.as_str()).fetch_optional(&mut transaction).await?;
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
        let object = transition(&mut transaction, job, at, at, &event).await?;
        let row = query(read).bind(tenant).bind(job.as_str()).fetch_one(&mut transaction).await?;
        let cancelled = Job::from_row(&row)?;
        point!("cancel/written");
        transaction.commit().await?;
        point!("cancel/committed");
        self.discard(object).await;
        Ok(cancelled)
    }
}
