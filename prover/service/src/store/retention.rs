//! Jobs that ended long ago are forgotten, results and all.

use super::{Millis, Result, Store};

/// Jobs that are forgotten in one transaction: others wait for it.
const BATCH: i64 = 200;

impl Store {
    /// Forgets jobs that ended before `before`, so many as one transaction takes. Returns how many.
    pub(crate) async fn forget(&self, before: Millis) -> Result<u64> {
        let mut transaction = self.begin().await?;
        let jobs =
            "SELECT id FROM jobs WHERE updated_at < ?1 AND state IN ('succeeded', 'failed', 'cancelled')
                    ORDER BY updated_at, sequence LIMIT ?2";
        for table in ["inputs", "private_outputs", "results", "events"] {
            let delete = format!("DELETE FROM {table} WHERE job IN ({jobs})");
            sqlx::query(sqlx::AssertSqlSafe(delete))
                .bind(before)
                .bind(BATCH)
                .execute(&mut *transaction)
                .await?;
        }
        let delete = format!("DELETE FROM jobs WHERE id IN ({jobs})");
        let done = sqlx::query(sqlx::AssertSqlSafe(delete));
        let done = done.bind(before).bind(BATCH).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(done.rows_affected())
    }
}
