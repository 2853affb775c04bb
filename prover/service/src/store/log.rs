//! Results on their way into the log of attestations.
//!
//! A result is stored in one transaction with its row here, and its job goes on running: it has succeeded when the row has an index, which it gets
//! once its entry is in the log durably. From its row on nobody runs the job again and nobody cancels it.

use std::time::Duration;

use super::sql::{Connected, query};
use super::{Job, JobId, JobState, Millis, NewEvent, Result, Store, StoreError, locking, record, transition};

/// Rows that are read at once.
const PAGE: i64 = 4096;

/// Bytes of an entry.
pub(crate) const DIGEST: usize = 32;

/// A result that waits for its place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    sequence: i64,
    job: Option<JobId>,
    /// Its entry.
    pub(crate) digest: [u8; DIGEST],
}

/// An entry of the log, and whose it is: a result's, or somebody else's.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) index: u64,
    pub(crate) digest: [u8; DIGEST],
    pub(crate) of: Option<Waiting>,
}

impl Store {
    /// Says whether results are entered into a log from now on. Returns how many wait for it.
    ///
    /// # Errors
    /// [`StoreError::Logged`] where others use the store, whose results go through a log, and this one has none. The store fails. Where results wait,
    /// they go on being entered.
    pub(crate) async fn set_logged(&self, logged: bool) -> Result<u64> {
        let mut transaction = self.begin_alone().await?;
        // First, so that whoever stores a result meanwhile waits for this, or is waited for.
        let was = locking("SELECT logged FROM service", &transaction);
        let was: i64 = query(was).fetch_one(&mut transaction).await?.at(0)?;
        if self.is_shared() && was != 0 && !logged {
            transaction.rollback().await?;
            return Err(StoreError::Logged);
        }
        let row = query("SELECT COUNT(*) FROM log_entries WHERE log_index IS NULL")
            .fetch_one(&mut transaction)
            .await?;
        let waiting = u64::try_from(row.at::<i64>(0)?).unwrap_or(0);
        query("UPDATE service SET logged = $1")
            .bind(i64::from(logged || waiting > 0))
            .execute(&mut transaction)
            .await?;
        transaction.commit().await?;
        Ok(waiting)
    }

    /// At most `limit` results that wait, the first first.
    pub(crate) async fn waiting(&self, limit: u32) -> Result<Vec<Waiting>> {
        let query = query(
            "SELECT sequence, job, digest FROM log_entries WHERE log_index IS NULL ORDER BY sequence LIMIT $1",
        );
        let rows = self.read_all(query.bind(limit)).await?;
        let waiting = rows.iter().map(|row| {
            let job = row.at::<Option<String>>(1)?.as_deref().and_then(JobId::parse);
            Ok(Waiting { sequence: row.at(0)?, job, digest: digest(row.at(2)?)? })
        });
        waiting.collect()
    }

    /// The entries that have an index from `from` on, in their order: so many as are read at once.
    pub(crate) async fn placed(&self, from: u64) -> Result<Vec<(u64, [u8; DIGEST])>> {
        let query = query(
            "SELECT log_index, digest FROM log_entries WHERE log_index >= $1 ORDER BY log_index LIMIT $2",
        );
        let from = i64::try_from(from).unwrap_or(i64::MAX);
        let rows = self.read_all(query.bind(from).bind(PAGE)).await?;
        let placed = rows.iter().map(|row| {
            let index = u64::try_from(row.at::<i64>(0)?).unwrap_or(0);
            Ok((index, digest(row.at(1)?)?))
        });
        placed.collect()
    }

    /// A job's index in the log, if it has one.
    pub(crate) async fn log_index(&self, job: &JobId) -> Result<Option<u64>> {
        let query = query("SELECT log_index FROM log_entries WHERE job = $1").bind(job.as_str());
        let index = self.read_one(query).await?.map(|row| row.at::<Option<i64>>(0)).transpose()?.flatten();
        Ok(index.and_then(|index| u64::try_from(index).ok()))
    }

    /// Gives entries their places, and ends the jobs of those that are results'. Returns these jobs.
    pub(crate) async fn place(&self, placed: &[Placed], at: Millis) -> Result<Vec<JobId>> {
        let mut transaction = self.begin_alone().await?;
        let mut ended = Vec::new();
        for Placed { index, digest, of } in placed {
            let index = i64::try_from(*index).unwrap_or(i64::MAX);
            let Some(waiting) = of else {
                insert(&mut transaction, None, digest, Some(index)).await?;
                continue;
            };
            query("UPDATE log_entries SET log_index = $2 WHERE sequence = $1")
                .bind(waiting.sequence)
                .bind(index)
                .execute(&mut transaction)
                .await?;
            if let Some(job) = &waiting.job
                && end(&mut transaction, job, at).await?
            {
                ended.push(job.clone());
            }
        }
        transaction.commit().await?;
        Ok(ended)
    }
}

/// Has a result wait for the log, if there is one. The job's input is destroyed: nobody needs it any more. Returns whether the result waits, and the
/// object that the input was in.
pub(super) async fn enter(
    transaction: &mut impl Connected,
    (job, attempt): (&JobId, u32),
    digest: &[u8; DIGEST],
    at: Millis,
    took: Duration,
) -> Result<(bool, Option<String>)> {
    // Held until this is committed: a service that says otherwise meanwhile waits.
    let share = if transaction.is_of_many() { " FOR SHARE" } else { "" };
    let row = query(format!("SELECT logged FROM service{share}")).fetch_one(transaction).await?;
    if row.at::<i64>(0)? == 0 {
        return Ok((false, None));
    }
    insert(transaction, Some(job), digest, None).await?;
    let input = query("DELETE FROM inputs WHERE job = $1 RETURNING object").bind(job.as_str());
    let object = Store::object(input.fetch_optional(transaction).await?.as_ref())?;
    let mut event = NewEvent::step(JobState::Running, attempt, "verified");
    event.fraction = 1.0;
    event.elapsed = took;
    record(transaction, job, at, &event).await?;
    Ok((true, object))
}

/// Whether a job's result is stored, and waits for the log or is in it.
pub(super) async fn is_entered(connection: &mut impl Connected, job: &JobId) -> Result<bool> {
    let row = query("SELECT 1 FROM log_entries WHERE job = $1").bind(job.as_str());
    Ok(row.fetch_optional(connection).await?.is_some())
}

async fn insert(
    transaction: &mut impl Connected,
    job: Option<&JobId>,
    digest: &[u8; DIGEST],
    index: Option<i64>,
) -> Result<()> {
    query("INSERT INTO log_entries (job, digest, log_index) VALUES ($1, $2, $3)")
        .bind(job.map(JobId::as_str))
        .bind(digest.as_slice())
        .bind(index)
        .execute(transaction)
        .await?;
    Ok(())
}

/// The job has succeeded, unless it has already. Its result was the attempt's last, whose time its last event tells.
async fn end(transaction: &mut impl Connected, job: &JobId, at: Millis) -> Result<bool> {
    let row =
        query("SELECT * FROM jobs WHERE id = $1").bind(job.as_str()).fetch_optional(transaction).await?;
    let Some(found) = row.as_ref().map(Job::from_row).transpose()? else { return Ok(false) };
    if found.state.is_final() {
        return Ok(false);
    }
    let last = query("SELECT elapsed FROM events WHERE job = $1 ORDER BY number DESC LIMIT 1")
        .bind(job.as_str())
        .fetch_optional(transaction)
        .await?;
    let elapsed: i64 = last.map(|row| row.at(0)).transpose()?.unwrap_or(0);
    let mut event = NewEvent::step(JobState::Succeeded, found.attempts, "succeeded");
    event.fraction = 1.0;
    event.elapsed = Duration::from_millis(u64::try_from(elapsed).unwrap_or(0));
    transition(transaction, job, at, at, &event).await?;
    Ok(true)
}

fn digest(bytes: Vec<u8>) -> Result<[u8; DIGEST]> {
    let wrong = |_| StoreError::Database(sqlx::Error::Decode("an entry of another length".into()));
    bytes.try_into().map_err(wrong)
}
