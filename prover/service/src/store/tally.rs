//! Counts of calls for inclusion proofs. Calls that come while a transaction is being made durable are counted together by the next one:
//! thousands a second, where each alone would wait for the disk.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::sql::query;
use super::{Result, Store, StoreError, model::Millis};

/// A caller and a day, with the calls of that day that found an account and those that were refused. In an order: two services that take theirs to one database
/// lock its rows in the same.
type Counts = BTreeMap<(String, i64), [i64; 2]>;

/// What is not on the disk yet, and whose turn it is to take it there.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    waiting: Arc<Mutex<Waiting>>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug, Default)]
struct Waiting {
    counts: Counts,
    /// Calls so far.
    calls: u64,
    /// So many of them, the first ones, are on the disk.
    durable: u64,
}

impl Tally {
    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts that are on their way to the disk: back among those that wait, should they not arrive.
struct Batch<'a> {
    tally: &'a Tally,
    counts: Counts,
    /// The last call in it.
    last: u64,
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        merge(&mut self.tally.waiting().counts, std::mem::take(&mut self.counts));
    }
}

fn merge(counts: &mut Counts, more: impl IntoIterator<Item = ((String, i64), [i64; 2])>) {
    for (of, [found, refused]) in more {
        let sum = counts.entry(of).or_default();
        *sum = [sum[0] + found, sum[1] + refused];
    }
}

impl Store {
    /// Counts a call for a holder's inclusion proof, durably, before it is answered. A call whose count failed may be counted later still.
    pub(crate) async fn count_inclusion(&self, caller: &str, found: bool, at: Millis) -> Result<()> {
        const DAY: Millis = 86_400_000;
        let call = {
            let mut waiting = self.tally.waiting();
            let one = [i64::from(found), i64::from(!found)];
            merge(&mut waiting.counts, [((caller.to_owned(), at / DAY), one)]);
            waiting.calls += 1;
            waiting.calls
        };
        let turn = Arc::clone(&self.tally.turn).lock_owned().await;
        if self.tally.waiting().durable >= call {
            return Ok(());
        }
        // Not this call's own: a caller that goes away in the middle would leave it open whether the counts have arrived, and they would be counted twice.
        let store = self.clone();
        let written = tokio::spawn(async move {
            let _turn = turn;
            store.write_counts().await
        });
        written.await.map_err(|_| StoreError::Interrupted)?
    }

    /// Takes all that wait to the disk. To be called by whoever's turn it is.
    async fn write_counts(&self) -> Result<()> {
        let tally = &self.tally;
        let mut batch = {
            let mut waiting = tally.waiting();
            Batch { tally, counts: std::mem::take(&mut waiting.counts), last: waiting.calls }
        };
        let mut transaction = self.begin().await?;
        for ((caller, day), [found, refused]) in &batch.counts {
            query(
                "INSERT INTO inclusions (caller, day, found, refused) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (caller, day) DO UPDATE
                 SET found = inclusions.found + excluded.found, refused = inclusions.refused + excluded.refused",
            )
            .bind(caller.as_str())
            .bind(*day)
            .bind(*found)
            .bind(*refused)
            .execute(&mut transaction)
            .await?;
        }
        transaction.commit().await?;
        batch.counts.clear();
        tally.waiting().durable = batch.last;
        Ok(())
    }
}
