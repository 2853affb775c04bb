//! Jobs that ended long ago are forgotten, results and all.

use super::sql::query;
use super::{Millis, Result, Store};
use crate::points::point;

/// Jobs that are forgotten in one transaction: others wait for it.
const BATCH: i64 = 200;

impl Store {
    /// Forgets jobs that ended before `before`, so many as one transaction takes. Returns how many.
    pub(crate) async fn forget(&self, before: Millis) -> Result<u64> {
        let mut transaction = self.begin_alone().await?;
        let jobs =
            "SELECT id FROM jobs WHERE updated_at < $1 AND state IN ('succeeded', 'failed', 'cancelled')
                    ORDER BY updated_at, sequence LIMIT $2";
        let results = format!("SELECT object FROM results WHERE object IS NOT NULL AND job IN ({jobs})");
        let rows = query(results).bind(before).bind(BATCH).fetch_all(&mut transaction).await?;
        let objects = rows.iter().map(|row| row.at(0)).collect::<sqlx::Result<Vec<_>>>()?;
        for table in ["inputs", "private_outputs", "results", "events"] {
            let delete = format!("DELETE FROM {table} WHERE job IN ({jobs})");
            query(delete).bind(before).bind(BATCH).execute(&mut transaction).await?;
        }
        let delete = format!("DELETE FROM jobs WHERE id IN ({jobs})");
        let done = query(delete);
        let done = done.bind(before).bind(BATCH).execute(&mut transaction).await?;
        point!("forget/written");
        transaction.commit().await?;
        point!("forget/committed");
        for object in objects {
            self.discard(object).await;
        }
        Ok(done)
    }
}
