//! Reading jobs, events and results, and counting what else is asked.

use std::time::Duration;

use super::sql::{Query, Row, query};
use super::{Event, Job, JobId, JobState, Millis, Result, Store, StoreError};

/// Figures of all jobs.
#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) by_state: Vec<(&'static str, i64)>,
    pub(crate) queue_age: Duration,
}

impl Store {
    /// The row that a query finds.
    pub(super) async fn read_one(&self, query: Query) -> Result<Option<Row>> {
        Ok(self.read_all(query).await?.into_iter().next())
    }

    /// The rows that a query finds.
    pub(super) async fn read_all(&self, query: Query) -> Result<Vec<Row>> {
        match self.try_to_read(query.clone()).await {
            // A server that was started anew, or has handed over to another, has ended the connections that waited here.
            Err(_) if self.is_shared() => {
                self.readers.forget();
                self.try_to_read(query).await
            }
            read => read,
        }
    }

    async fn try_to_read(&self, query: Query) -> Result<Vec<Row>> {
        let mut reader = self.readers.acquire().await?;
        let rows = query.fetch_all(&mut reader).await?;
        reader.done();
        Ok(rows)
    }

    /// The tenant's job of that id.
    pub(crate) async fn get(&self, tenant: &str, job: &JobId) -> Result<Job> {
        let query = query("SELECT * FROM jobs WHERE tenant = $1 AND id = $2").bind(tenant).bind(job.as_str());
        let row = self.read_one(query).await?;
        Ok(Job::from_row(&row.ok_or(StoreError::NotFound)?)?)
    }

    /// At most `limit` of the tenant's jobs that came before `before`, the latest first.
    pub(crate) async fn list(
        &self,
        tenant: &str,
        state: Option<JobState>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Job>> {
        let before = before.unwrap_or(i64::MAX);
        // A query each, so that each has an index of its own.
        let query = match state {
            Some(state) => query(
                "SELECT * FROM jobs WHERE tenant = $1 AND sequence < $2 AND state = $4 ORDER BY sequence DESC LIMIT $3",
            )
            .bind(tenant)
            .bind(before)
            .bind(limit)
            .bind(state.as_str()),
            None => query("SELECT * FROM jobs WHERE tenant = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3")
                .bind(tenant)
                .bind(before)
                .bind(limit),
        };
        let rows = self.read_all(query).await?;
        Ok(rows.iter().map(Job::from_row).collect::<sqlx::Result<_>>()?)
    }

    /// At most `limit` of a job's events after number `after`, in their order.
    pub(crate) async fn events(&self, job: &JobId, after: u64, limit: u32) -> Result<Vec<Event>> {
        let query = query("SELECT * FROM events WHERE job = $1 AND number > $2 ORDER BY number LIMIT $3")
            .bind(job.as_str())
            .bind(i64::try_from(after).unwrap_or(i64::MAX))
            .bind(limit);
        let rows = self.read_all(query).await?;
        Ok(rows.iter().map(Event::from_row).collect::<sqlx::Result<_>>()?)
    }

    /// The numbers of the last events of these jobs.
    pub(crate) async fn last_events(&self, jobs: &[JobId]) -> Result<Vec<(JobId, i64)>> {
        // Bounded, whatever is watched.
        const AT_ONCE: usize = 100;
        let mut last = Vec::with_capacity(jobs.len());
        for some in jobs.chunks(AT_ONCE) {
            let places: Vec<_> = (1..=some.len()).map(|place| format!("${place}")).collect();
            let text = format!(
                "SELECT job, MAX(number) FROM events WHERE job IN ({}) GROUP BY job",
                places.join(", ")
            );
            let query = some.iter().fold(query(text), |query, job| query.bind(job.as_str()));
            for row in self.read_all(query).await? {
                if let Some(job) = JobId::parse(&row.at::<String>(0)?) {
                    last.push((job, row.at(1)?));
                }
            }
        }
        Ok(last)
    }

    /// How many jobs there are in each state, and how long the one that waits longest has.
    pub(crate) async fn figures(&self, at: Millis) -> Result<Figures> {
        let rows = self.read_all(query("SELECT state, COUNT(*) FROM jobs GROUP BY state")).await?;
        let mut by_state: Vec<(&'static str, i64)> =
            JobState::ALL.iter().map(|state| (state.as_str(), 0)).collect();
        for row in &rows {
            let (name, count): (String, i64) = (row.at(0)?, row.at(1)?);
            by_state.iter_mut().filter(|(state, _)| *state == name).for_each(|(_, of)| *of = count);
        }
        let oldest = query("SELECT MIN(created_at) FROM jobs WHERE state = 'queued'");
        let oldest: Option<Millis> = self.read_one(oldest).await?.map_or(Ok(None), |row| row.at(0))?;
        let waited = oldest.map_or(0, |since| at.saturating_sub(since).max(0));
        Ok(Figures { by_state, queue_age: Duration::from_millis(waited.unsigned_abs()) })
    }

    /// Counts a call of the nullifier registry, durably, before it is answered.
    pub(crate) async fn count_evaluation(&self, caller: &str, evaluated: bool, at: Millis) -> Result<()> {
        const DAY: Millis = 86_400_000;
        let mut transaction = self.begin().await?;
        query(
            "INSERT INTO evaluations (caller, day, evaluated, refused) VALUES ($1, $2, $3, 1 - $3)
             ON CONFLICT (caller, day) DO UPDATE
             SET evaluated = evaluations.evaluated + excluded.evaluated, refused = evaluations.refused + excluded.refused",
        )
        .bind(caller)
        .bind(at / DAY)
        .bind(i64::from(evaluated))
        .execute(&mut transaction)
        .await?;
        transaction.commit().await
    }
}
