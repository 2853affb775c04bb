//! Reading jobs, events and results, and counting what else is asked.

use std::time::Duration;

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Event, Job, JobId, JobState, Millis, Result, SealedResult, Store, StoreError};

/// Figures of all jobs.
#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) by_state: Vec<(&'static str, i64)>,
    pub(crate) queue_age: Duration,
}

impl Store {
    /// The tenant's job of that id.
    pub(crate) async fn get(&self, tenant: &str, job: &JobId) -> Result<Job> {
        let row = sqlx::query("SELECT * FROM jobs WHERE tenant = ? AND id = ?")
            .bind(tenant)
            .bind(job.as_str())
            .fetch_optional(&self.readers)
            .await?;
        Ok(Job::from_row(&row.ok_or(StoreError::NotFound)?)?)
    }

    /// The sealed result of a job that has succeeded.
    pub(crate) async fn result(&self, job: &JobId) -> Result<Option<SealedResult>> {
        let row = sqlx::query("SELECT attestation FROM results WHERE job = ?")
            .bind(job.as_str())
            .fetch_optional(&self.readers)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let rows = sqlx::query("SELECT name, sealed FROM private_outputs WHERE job = ? ORDER BY position")
            .bind(job.as_str())
            .fetch_all(&self.readers)
            .await?;
        let private = |row: &SqliteRow| Ok::<_, sqlx::Error>((row.try_get(0)?, row.try_get(1)?));
        let private_outputs = rows.iter().map(private).collect::<sqlx::Result<_>>()?;
        Ok(Some(SealedResult { attestation: row.try_get(0)?, private_outputs }))
    }

    /// At most `limit` of the tenant's jobs that came before `before`, the latest first.
    pub(crate) async fn list(
        &self,
        tenant: &str,
        state: Option<JobState>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Job>> {
        // A query each, so that each has an index of its own.
        let query = match state {
            Some(_) => {
                "SELECT * FROM jobs WHERE tenant = ?1 AND state = ?2 AND sequence < ?3 ORDER BY sequence DESC LIMIT ?4"
            }
            None => "SELECT * FROM jobs WHERE tenant = ?1 AND sequence < ?3 ORDER BY sequence DESC LIMIT ?4",
        };
        let rows = sqlx::query(query)
            .bind(tenant)
            .bind(state.map(JobState::as_str))
            .bind(before.unwrap_or(i64::MAX))
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        Ok(rows.iter().map(Job::from_row).collect::<sqlx::Result<_>>()?)
    }

    /// At most `limit` of a job's events after number `after`, in their order.
    pub(crate) async fn events(&self, job: &JobId, after: u64, limit: u32) -> Result<Vec<Event>> {
        let rows = sqlx::query("SELECT * FROM events WHERE job = ? AND number > ? ORDER BY number LIMIT ?")
            .bind(job.as_str())
            .bind(i64::try_from(after).unwrap_or(i64::MAX))
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        Ok(rows.iter().map(Event::from_row).collect::<sqlx::Result<_>>()?)
    }

    /// How many jobs there are in each state, and how long the one that waits longest has.
    pub(crate) async fn figures(&self, at: Millis) -> Result<Figures> {
        let rows =
            sqlx::query("SELECT state, COUNT(*) FROM jobs GROUP BY state").fetch_all(&self.readers).await?;
        let mut by_state: Vec<(&'static str, i64)> =
            JobState::ALL.iter().map(|state| (state.as_str(), 0)).collect();
        for row in &rows {
            let (name, count): (&str, i64) = (row.try_get(0)?, row.try_get(1)?);
            by_state.iter_mut().filter(|(state, _)| *state == name).for_each(|(_, of)| *of = count);
        }
        let oldest = sqlx::query("SELECT MIN(created_at) FROM jobs WHERE state = 'queued'");
        let oldest: Option<Millis> = oldest.fetch_one(&self.readers).await?.try_get(0)?;
        let waited = oldest.map_or(0, |since| at.saturating_sub(since).max(0));
        Ok(Figures { by_state, queue_age: Duration::from_millis(waited.unsigned_abs()) })
    }

    /// Counts a call of the nullifier registry, durably, before it is answered.
    pub(crate) async fn count_evaluation(&self, caller: &str, evaluated: bool, at: Millis) -> Result<()> {
        const DAY: Millis = 86_400_000;
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO evaluations (caller, day, evaluated, refused) VALUES (?1, ?2, ?3, 1 - ?3)
             ON CONFLICT (caller, day) DO UPDATE
             SET evaluated = evaluated + excluded.evaluated, refused = refused + excluded.refused",
        )
        .bind(caller)
        .bind(at / DAY)
        .bind(i64::from(evaluated))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await
    }
}
