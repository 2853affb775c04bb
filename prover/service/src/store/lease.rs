//! Claiming jobs, and everything that the holder of a lease may do.

use std::time::Duration;

use sqlx::Row as _;
use sqlx::sqlite::SqliteConnection;

use super::{
    Claimed, DIGEST, Job, JobId, JobState, Lease, Millis, NewEvent, Reported, Result, SealedResult, Store,
    StoreError, Write, log, millis, record, record_reports, transition,
};
use crate::seal::SealedInput;
use crate::{ErrorKind, Refusal};

/// How an attempt ended without a result.
#[derive(Debug)]
pub(crate) enum AttemptEnd {
    /// The statement was refused: trying again would change nothing.
    Refused(Refusal),
    /// The attempt failed. Tried again after `delay` while attempts are left.
    Failed { failure: Refusal, attempts: u32, delay: Duration },
    /// The service stops: the attempt does not count.
    Released,
}

/// Which running jobs have lost their workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interrupted {
    /// Those whose lease has run out.
    Expired,
    /// All of them: this process has just taken the store over and runs none.
    All,
}

impl Store {
    /// Claims the next job and counts the attempt: of the tenant with the fewest running jobs, and among those with as few of the one whose turn was longest ago, the job
    /// that came first.
    pub(crate) async fn claim(&self, at: Millis, lease: Duration) -> Result<Option<Claimed>> {
        let mut token = [0; 16];
        getrandom::fill(&mut token).map_err(|_| StoreError::Randomness)?;
        let mut transaction = self.begin().await?;
        let row = sqlx::query(
            "UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_token = ?1, lease_expires_at = ?2
             WHERE sequence = (
                 SELECT queued.sequence FROM jobs AS queued
                 WHERE queued.state = 'queued' AND queued.not_before <= ?3
                 ORDER BY (SELECT COUNT(*) FROM jobs AS running
                           WHERE running.state = 'running' AND running.tenant = queued.tenant),
                          COALESCE((SELECT turn FROM turns WHERE turns.tenant = queued.tenant), 0),
                          queued.sequence
                 LIMIT 1)
             RETURNING *",
        )
        .bind(token.as_slice())
        .bind(at.saturating_add(millis(lease)))
        .bind(at)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else {
            transaction.rollback().await?;
            return Ok(None);
        };
        let job = Job::from_row(&row)?;
        sqlx::query(
            "INSERT INTO turns (tenant, turn) VALUES (?1, (SELECT COALESCE(MAX(turn), 0) + 1 FROM turns))
             ON CONFLICT (tenant) DO UPDATE SET turn = excluded.turn",
        )
        .bind(row.try_get::<&str, _>("tenant")?)
        .execute(&mut *transaction)
        .await?;
        let estimated_total = estimate(&mut transaction, &job.circuit).await?;
        let input = input(&mut transaction, &job.id).await?;
        let mut event = NewEvent::step(JobState::Running, job.attempts, "started");
        event.estimated_total = estimated_total;
        record(&mut transaction, &job.id, at, &event).await?;
        transaction.commit().await?;
        let lease = Lease { job: job.id, attempt: job.attempts, token };
        Ok(Some(Claimed { lease, circuit: job.circuit, input, estimated_total }))
    }

    /// Whether the lease is held now.
    pub(crate) async fn holds(&self, lease: &Lease, at: Millis) -> Result<bool> {
        match require(&mut *self.readers.acquire().await?, lease, at).await {
            Ok(()) => Ok(true),
            Err(StoreError::LeaseLost) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Begins a transaction of the lease's holder.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] unless the lease is held now.
    async fn begin_as(&self, lease: &Lease, at: Millis) -> Result<Write> {
        let mut transaction = self.begin().await?;
        match require(&mut transaction, lease, at).await {
            Ok(()) => Ok(transaction),
            Err(StoreError::LeaseLost) => {
                transaction.rollback().await?;
                Err(StoreError::LeaseLost)
            }
            Err(error) => Err(error),
        }
    }

    /// Records what a worker reported.
    pub(crate) async fn progress(&self, lease: &Lease, at: Millis, reports: &[Reported]) -> Result<()> {
        let mut transaction = self.begin_as(lease, at).await?;
        record_reports(&mut transaction, &lease.job, reports).await?;
        transaction.commit().await
    }

    /// Commits a job's sealed result, after what its worker reported last. One with an `entry` waits for the log, where there is one, and its job
    /// has not succeeded yet. Returns whether it waits.
    pub(crate) async fn succeed(
        &self,
        lease: &Lease,
        at: Millis,
        reports: &[Reported],
        (result, entry): (SealedResult, Option<&[u8; DIGEST]>),
        took: Duration,
    ) -> Result<bool> {
        let mut transaction = self.begin_as(lease, at).await?;
        record_reports(&mut transaction, &lease.job, reports).await?;
        insert_result(&mut transaction, &lease.job, result).await?;
        // A mean that leans to the last eight runs.
        sqlx::query(
            "INSERT INTO run_times (circuit, runs, mean) SELECT circuit, 1, ?2 FROM jobs WHERE id = ?1
             ON CONFLICT (circuit) DO UPDATE
             SET runs = runs + 1, mean = mean + (excluded.mean - mean) / MIN(runs + 1, 8)",
        )
        .bind(lease.job.as_str())
        .bind(millis(took))
        .execute(&mut *transaction)
        .await?;
        let waits = match entry {
            Some(entry) => log::enter(&mut transaction, (&lease.job, lease.attempt), entry, at, took).await?,
            None => false,
        };
        if !waits {
            let mut event = NewEvent::step(JobState::Succeeded, lease.attempt, "succeeded");
            event.fraction = 1.0;
            event.elapsed = took;
            transition(&mut transaction, &lease.job, at, at, &event).await?;
        }
        transaction.commit().await?;
        Ok(waits)
    }

    /// Ends an attempt that has no result, after what its worker reported last. Returns the
    /// job's new state.
    pub(crate) async fn end_attempt(
        &self,
        lease: &Lease,
        at: Millis,
        reports: &[Reported],
        end: AttemptEnd,
    ) -> Result<JobState> {
        let mut transaction = self.begin_as(lease, at).await?;
        record_reports(&mut transaction, &lease.job, reports).await?;
        let (event, not_before) = after_attempt(lease.attempt, at, end);
        transition(&mut transaction, &lease.job, at, not_before, &event).await?;
        transaction.commit().await?;
        Ok(event.state)
    }

    /// Takes back jobs whose worker is gone, and that have no result which waits for the log: queued again while attempts are left, else
    /// failed. Also fails queued jobs that have no attempt left. Returns those it changed.
    pub(crate) async fn reap(&self, which: Interrupted, attempts: u32, at: Millis) -> Result<Vec<JobId>> {
        let mut transaction = self.begin().await?;
        let rows = sqlx::query(
            "SELECT * FROM jobs WHERE (state = 'running' AND (?1 OR lease_expires_at <= ?2)
                                       AND NOT EXISTS (SELECT 1 FROM log_entries WHERE log_entries.job = jobs.id))
                                   OR (state = 'queued' AND attempts >= ?3)",
        )
        .bind(which == Interrupted::All)
        .bind(at)
        .bind(attempts)
        .fetch_all(&mut *transaction)
        .await?;
        let mut changed = Vec::with_capacity(rows.len());
        for row in &rows {
            let job = Job::from_row(row)?;
            let failure =
                Refusal::new(ErrorKind::Internal, "job/interrupted", "the worker's host was interrupted");
            let end = AttemptEnd::Failed { failure, attempts, delay: Duration::ZERO };
            let (event, not_before) = after_attempt(job.attempts, at, end);
            transition(&mut transaction, &job.id, at, not_before, &event).await?;
            changed.push(job.id);
        }
        transaction.commit().await?;
        Ok(changed)
    }
}

/// The event that tells how an attempt ended, and when the job may be claimed again.
fn after_attempt(attempt: u32, at: Millis, end: AttemptEnd) -> (NewEvent, Millis) {
    match end {
        AttemptEnd::Failed { failure, attempts, delay } if attempt < attempts => {
            let mut event = NewEvent::step(JobState::Queued, attempt, "retrying");
            event.failure = Some(failure);
            (event, at.saturating_add(millis(delay)))
        }
        AttemptEnd::Refused(failure) | AttemptEnd::Failed { failure, .. } => {
            let mut event = NewEvent::step(JobState::Failed, attempt, "failed");
            event.failure = Some(failure);
            (event, at)
        }
        AttemptEnd::Released => (NewEvent::step(JobState::Queued, attempt.saturating_sub(1), "requeued"), at),
    }
}

/// Renews leases. Returns those that are lost.
pub(crate) async fn renew(
    connection: &mut SqliteConnection,
    leases: &[Lease],
    at: Millis,
    lease: Duration,
) -> Result<Vec<Lease>> {
    let mut lost = Vec::new();
    for held in leases {
        let done = sqlx::query(
            "UPDATE jobs SET lease_expires_at = ?3
             WHERE id = ?1 AND lease_token = ?2 AND lease_expires_at > ?4",
        )
        .bind(held.job.as_str())
        .bind(held.token.as_slice())
        .bind(at.saturating_add(millis(lease)))
        .bind(at)
        .execute(&mut *connection)
        .await?;
        if done.rows_affected() == 0 {
            lost.push(held.clone());
        }
    }
    Ok(lost)
}

/// # Errors
/// [`StoreError::LeaseLost`] unless the lease is held now.
async fn require(connection: &mut SqliteConnection, lease: &Lease, at: Millis) -> Result<()> {
    let held = sqlx::query("SELECT 1 FROM jobs WHERE id = ? AND lease_token = ? AND lease_expires_at > ?")
        .bind(lease.job.as_str())
        .bind(lease.token.as_slice())
        .bind(at)
        .fetch_optional(connection)
        .await?;
    held.map(|_| ()).ok_or(StoreError::LeaseLost)
}

async fn insert_result(transaction: &mut SqliteConnection, job: &JobId, result: SealedResult) -> Result<()> {
    sqlx::query("INSERT INTO results (job, attestation) VALUES (?, ?)")
        .bind(job.as_str())
        .bind(result.attestation)
        .execute(&mut *transaction)
        .await?;
    for (position, (name, sealed)) in (0_i64..).zip(result.private_outputs) {
        sqlx::query("INSERT INTO private_outputs (job, position, name, sealed) VALUES (?, ?, ?, ?)")
            .bind(job.as_str())
            .bind(position)
            .bind(name)
            .bind(sealed)
            .execute(&mut *transaction)
            .await?;
    }
    Ok(())
}

async fn estimate(transaction: &mut SqliteConnection, circuit: &str) -> Result<Option<Duration>> {
    let row = sqlx::query("SELECT mean FROM run_times WHERE circuit = ?")
        .bind(circuit)
        .fetch_optional(transaction)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Duration::from_millis(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))))
}

async fn input(transaction: &mut SqliteConnection, job: &JobId) -> Result<Option<SealedInput>> {
    let row = sqlx::query("SELECT wrapped_key, ciphertext FROM inputs WHERE job = ?")
        .bind(job.as_str())
        .fetch_optional(transaction)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(SealedInput { wrapped_key: row.try_get(0)?, ciphertext: row.try_get(1)? }))
}
