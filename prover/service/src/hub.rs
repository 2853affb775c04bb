//! Tells those who watch a job that something happened to it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

use crate::store::JobId;

/// One bell for each job that is being watched. What happened is read from the store; a
/// ring only says that it is worth looking.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    bells: Mutex<HashMap<JobId, watch::Sender<()>>>,
}

impl Hub {
    /// Hears every ring from now on.
    pub(crate) fn listen(&self, job: &JobId) -> watch::Receiver<()> {
        let mut bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        bells.retain(|_, bell| bell.receiver_count() > 0);
        bells.entry(job.clone()).or_insert_with(|| watch::channel(()).0).subscribe()
    }

    /// The jobs that are being watched.
    pub(crate) fn watched(&self) -> Vec<JobId> {
        let mut bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        bells.retain(|_, bell| bell.receiver_count() > 0);
        bells.keys().cloned().collect()
    }

    /// Something happened to the job.
    pub(crate) fn ring(&self, job: &JobId) {
        let bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bell) = bells.get(job) {
            bell.send_replace(());
        }
    }
}
