//! Claiming jobs, and everything that the holder of a lease may do.

use std::time::Duration;

use super::sealed::Kept;
use super::sql::{Connected, Query, query};
use super::{
    Claimed, DIGEST, Job, JobId, JobState, Lease, Millis, NewEvent, Reported, Result, SealedResult, Store,
    StoreError, Write, locking, log, millis, record, record_reports, transition,
};
use crate::points::point;
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
    /// Something that every attempt needs is not there now: it does not count, and is tried again after this.
    PutOff(Duration),
}

/// Which running jobs have lost their workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interrupted {
    /// Those whose lease has run out.
    Expired,
    /// All of them: this process has just taken the store over and runs none.
    All,
}

/// No job waits longer for its next attempt: ten minutes' pauses double to less.
const LONGEST_PAUSE: Duration = Duration::from_secs(86_400);

/// How long a job waits whose input cannot be read now.
const AFTER_OUTAGE: Duration = Duration::from_secs(5);

impl Store {
    /// Claims the next job and counts the attempt: of the tenant with the fewest running jobs, and among those with as few of the one whose turn was longest ago, the job
    /// that came first. Of several processes each takes jobs of keys that it has, by their selectors; one alone takes all, and refuses what it has no key for.
    pub(crate) async fn claim(
        &self,
        at: Millis,
        lease: Duration,
        selectors: &[String],
    ) -> Result<Option<Claimed>> {
        let mut token = [0; 16];
        getrandom::fill(&mut token).map_err(|_| StoreError::Randomness)?;
        let mut transaction = self.begin().await?;
        let places: String = (5..5 + selectors.len()).map(|place| format!(", ${place}")).collect();
        let keys = format!(" AND queued.selector IN (''{places})");
        // A retry that is later than any pause was set by a clock that has been put back since: it is due.
        let row = query(format!(
            "UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_token = $1, lease_expires_at = $2
             WHERE sequence = (
                 SELECT queued.sequence FROM jobs AS queued
                 WHERE queued.state = 'queued' AND (queued.not_before <= $3 OR queued.not_before > $3 + $4){}
                 ORDER BY (SELECT COUNT(*) FROM jobs AS running
                           WHERE running.state = 'running' AND running.tenant = queued.tenant),
                          COALESCE((SELECT turn FROM turns WHERE turns.tenant = queued.tenant), 0),
                          queued.sequence
                 LIMIT 1{})
             RETURNING *",
            if transaction.is_shared() { keys.as_str() } else { "" },
            if transaction.is_shared() { " FOR UPDATE OF queued SKIP LOCKED" } else { "" },
        ));
        let own = if transaction.is_shared() { selectors } else { &[] };
        let row = row
            .bind(token.as_slice())
            .bind(at.saturating_add(millis(lease)))
            .bind(at)
            .bind(millis(LONGEST_PAUSE));
        let row = own
            .iter()
            .fold(row, |row, selector| row.bind(selector.as_str()))
            .fetch_optional(&mut transaction)
            .await?;
        let Some(row) = row else {
            transaction.rollback().await?;
            return Ok(None);
        };
        let job = Job::from_row(&row)?;
        query(
            "INSERT INTO turns (tenant, turn) VALUES ($1, (SELECT COALESCE(MAX(turn), 0) + 1 FROM turns))
             ON CONFLICT (tenant) DO UPDATE SET turn = excluded.turn",
        )
        .bind(row.get::<String>("tenant")?)
        .execute(&mut transaction)
        .await?;
        let estimated_total = estimate(&mut transaction, &job.circuit).await?;
        let mut event = NewEvent::step(JobState::Running, job.attempts, "started");
        event.estimated_total = estimated_total;
        record(&mut transaction, &job.id, at, &event).await?;
        point!("claim/written");
        transaction.commit().await?;
        point!("claim/committed");
        let lease = Lease { job: job.id, attempt: job.attempts, token };
        let input = match self.input(&lease.job).await {
            Ok(input) => input,
            Err(error) => {
                // Where inputs are cannot be read now: no attempt of the job's, and no reason to ask for it again at once.
                self.end_attempt(&lease, at, &[], AttemptEnd::PutOff(AFTER_OUTAGE)).await?;
                return Err(error);
            }
        };
        Ok(Some(Claimed { lease, circuit: job.circuit, input, estimated_total }))
    }

    /// Whether the lease is held.
    pub(crate) async fn holds(&self, lease: &Lease) -> Result<bool> {
        Ok(self.read_one(held(HELD, lease)).await?.is_some())
    }

    /// Begins a transaction of the lease's holder.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] unless the lease is held.
    async fn begin_as(&self, lease: &Lease) -> Result<Write> {
        let mut transaction = self.begin().await?;
        let held = held(&locking(HELD, &transaction), lease);
        if held.fetch_optional(&mut transaction).await?.is_some() {
            return Ok(transaction);
        }
        transaction.rollback().await?;
        Err(StoreError::LeaseLost)
    }

    /// Records what a worker reported.
    pub(crate) async fn progress(&self, lease: &Lease, reports: &[Reported]) -> Result<()> {
        let mut transaction = self.begin_as(lease).await?;
        record_reports(&mut transaction, &lease.job, reports).await?;
        point!("progress/written");
        transaction.commit().await?;
        point!("progress/committed");
        Ok(())
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
        let (kept, rest) = self.keep_result(lease, result).await?;
        let object = kept.object.clone();
        let succeeded = self.record_success(lease, at, reports, ((kept, rest), entry), took).await;
        if matches!(succeeded, Err(StoreError::LeaseLost)) {
            self.discard(object).await;
        }
        succeeded
    }

    async fn record_success(
        &self,
        lease: &Lease,
        at: Millis,
        reports: &[Reported],
        (result, entry): ((Kept, SealedResult), Option<&[u8; DIGEST]>),
        took: Duration,
    ) -> Result<bool> {
        let mut transaction = self.begin_as(lease).await?;
        // Whoever tries again does not know whether the first time was committed.
        if log::is_entered(&mut transaction, &lease.job).await? {
            transaction.rollback().await?;
            self.discard(result.0.object).await;
            return Ok(true);
        }
        record_reports(&mut transaction, &lease.job, reports).await?;
        insert_result(&mut transaction, &lease.job, result).await?;
        // A mean that leans to the last eight runs.
        query(
            "INSERT INTO run_times (circuit, runs, mean) SELECT circuit, 1, $2 FROM jobs WHERE id = $1
             ON CONFLICT (circuit) DO UPDATE
             SET runs = run_times.runs + 1, mean = run_times.mean + (excluded.mean - run_times.mean)
                 / CASE WHEN run_times.runs < 7 THEN run_times.runs + 1 ELSE 8 END",
        )
        .bind(lease.job.as_str())
        .bind(millis(took))
        .execute(&mut transaction)
        .await?;
        let (waits, input) = match entry {
            Some(entry) => log::enter(&mut transaction, (&lease.job, lease.attempt), entry, at, took).await?,
            None => (false, None),
        };
        let input = match waits {
            true => input,
            false => {
                let mut event = NewEvent::step(JobState::Succeeded, lease.attempt, "succeeded");
                event.fraction = 1.0;
                event.elapsed = took;
                transition(&mut transaction, &lease.job, at, at, &event).await?
            }
        };
        point!("succeed/written");
        transaction.commit().await?;
        point!("succeed/committed");
        self.discard(input).await;
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
        let mut transaction = self.begin_as(lease).await?;
        record_reports(&mut transaction, &lease.job, reports).await?;
        let (event, not_before) = after_attempt(lease.attempt, at, end);
        let input = transition(&mut transaction, &lease.job, at, not_before, &event).await?;
        point!("end/written");
        transaction.commit().await?;
        point!("end/committed");
        self.discard(input).await;
        Ok(event.state)
    }

    /// Takes back jobs whose worker is gone, and that have no result which waits for the log: queued again while attempts are left, else
    /// failed. Also fails queued jobs that have no attempt left. Returns those it changed.
    pub(crate) async fn reap(&self, which: Interrupted, attempts: u32, at: Millis) -> Result<Vec<JobId>> {
        let mut transaction = self.begin().await?;
        let rows = query(format!(
            "SELECT * FROM jobs WHERE (state = 'running' AND ($1 OR lease_expires_at <= $2)
                                       AND NOT EXISTS (SELECT 1 FROM log_entries WHERE log_entries.job = jobs.id))
                                   OR (state = 'queued' AND attempts >= $3){}",
            if transaction.is_shared() { " FOR UPDATE SKIP LOCKED" } else { "" },
        ))
        .bind(which == Interrupted::All)
        .bind(at)
        .bind(attempts)
        .fetch_all(&mut transaction)
        .await?;
        let (mut changed, mut unused) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in &rows {
            let job = Job::from_row(row)?;
            // Asked again under the row's lock: its result may have been written meanwhile.
            if log::is_entered(&mut transaction, &job.id).await? {
                continue;
            }
            let failure =
                Refusal::new(ErrorKind::Internal, "job/interrupted", "the worker's host was interrupted");
            let end = AttemptEnd::Failed { failure, attempts, delay: Duration::ZERO };
            let (event, not_before) = after_attempt(job.attempts, at, end);
            unused.push(transition(&mut transaction, &job.id, at, not_before, &event).await?);
            changed.push(job.id);
        }
        point!("reap/written");
        transaction.commit().await?;
        point!("reap/committed");
        for input in unused {
            self.discard(input).await;
        }
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
        AttemptEnd::PutOff(delay) => {
            let event = NewEvent::step(JobState::Queued, attempt.saturating_sub(1), "requeued");
            (event, at.saturating_add(millis(delay)))
        }
    }
}

/// Renews leases. Returns those that are lost: whose job was taken back, or is another's. Whoever takes a job back clears its token, so that one is enough;
/// a step of the clock that leases are measured by does not take any away.
///
/// # Errors
/// The database fails, after all have been tried: one job whose row is held by somebody else keeps no other from being renewed.
pub(crate) async fn renew(
    connection: &mut impl Connected,
    leases: &[Lease],
    at: Millis,
    lease: Duration,
) -> Result<Vec<Lease>> {
    let (mut lost, mut failed) = (Vec::new(), None);
    for held in leases {
        let renewed = query("UPDATE jobs SET lease_expires_at = $3 WHERE id = $1 AND lease_token = $2")
            .bind(held.job.as_str())
            .bind(held.token.as_slice())
            .bind(at.saturating_add(millis(lease)))
            .execute(connection)
            .await;
        match renewed {
            Ok(0) => lost.push(held.clone()),
            Ok(_) => {}
            // Of a server that answered; another is asked no more.
            Err(error @ sqlx::Error::Database(_)) => failed = Some(error),
            Err(error) => return Err(error.into()),
        }
    }
    point!("renew/done");
    match failed {
        Some(error) if lost.is_empty() => Err(error.into()),
        _ => Ok(lost),
    }
}

const HELD: &str = "SELECT sequence FROM jobs WHERE id = $1 AND lease_token = $2";

/// Finds a row if the lease is held. One that is over by the clock is, until somebody takes the job back: that clears its token, under the row's lock.
fn held(text: &str, lease: &Lease) -> Query {
    query(text).bind(lease.job.as_str()).bind(lease.token.as_slice())
}

async fn insert_result(
    transaction: &mut impl Connected,
    job: &JobId,
    (kept, rest): (Kept, SealedResult),
) -> Result<()> {
    query("INSERT INTO results (job, attestation, object) VALUES ($1, $2, $3)")
        .bind(job.as_str())
        .bind(kept.bytes)
        .bind(kept.object.as_deref())
        .execute(transaction)
        .await?;
    for (position, (name, sealed)) in (0_i64..).zip(rest.private_outputs) {
        query("INSERT INTO private_outputs (job, position, name, sealed) VALUES ($1, $2, $3, $4)")
            .bind(job.as_str())
            .bind(position)
            .bind(name)
            .bind(sealed)
            .execute(transaction)
            .await?;
    }
    Ok(())
}

async fn estimate(transaction: &mut impl Connected, circuit: &str) -> Result<Option<Duration>> {
    let row = query("SELECT mean FROM run_times WHERE circuit = $1")
        .bind(circuit)
        .fetch_optional(transaction)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Duration::from_millis(u64::try_from(row.at::<i64>(0)?).unwrap_or(0))))
}
