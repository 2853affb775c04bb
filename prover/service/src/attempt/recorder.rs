//! Records what a worker reports while it proves.

use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use crate::dispatch::Core;
use crate::store::{JobState, Lease, NewEvent, Reported};
use crate::worker::message::Report;

/// Reports of one phase are recorded this far apart at least.
const OF_ONE_PHASE: Duration = Duration::from_millis(250);
/// Reports are written this far apart at least, several at once: each time takes a transaction that is made durable.
const WRITES: Duration = Duration::from_millis(250);
/// No more events than this are recorded for one attempt.
const MOST: usize = 256;

/// Records every new phase, and now and then how far a phase is.
pub(super) struct Recorder<'a> {
    core: &'a Core,
    lease: &'a Lease,
    estimated_total: Option<Duration>,
    began: Instant,
    last: Option<(String, Instant)>,
    /// The phase that it is in, and since when.
    phase: Option<(String, Instant)>,
    recorded: usize,
    unwritten: Vec<Reported>,
    written_at: Option<tokio::time::Instant>,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(
        core: &'a Core,
        lease: &'a Lease,
        estimated_total: Option<Duration>,
        began: Instant,
    ) -> Self {
        Self {
            core,
            lease,
            estimated_total,
            began,
            last: None,
            phase: None,
            recorded: 0,
            unwritten: Vec::new(),
            written_at: None,
        }
    }

    /// Records reports until there are no more. The first is written at once, those after it together; what is left at the
    /// end is written with the end.
    pub(super) async fn record_all(&mut self, mut reports: mpsc::Receiver<Report>) {
        loop {
            let due = self.written_at.map_or_else(tokio::time::Instant::now, |at| at + WRITES);
            tokio::select! {
                biased;
                report = reports.recv() => match report {
                    Some(report) => self.take(report),
                    None => {
                        self.end_phase();
                        return;
                    }
                },
                () = tokio::time::sleep_until(due), if !self.unwritten.is_empty() => self.write().await,
            }
        }
    }

    /// What is not written yet.
    pub(super) fn unwritten(self) -> Vec<Reported> {
        self.unwritten
    }

    fn end_phase(&mut self) {
        if let Some((phase, since)) = self.phase.take() {
            self.core.metrics.phase(&phase, since.elapsed());
        }
    }

    fn take(&mut self, report: Report) {
        if self.phase.as_ref().is_none_or(|(phase, _)| *phase != report.phase) && self.recorded < MOST {
            self.end_phase();
            self.phase = Some((report.phase.clone(), Instant::now()));
        }
        let recent = |(phase, at): &(String, Instant)| *phase == report.phase && at.elapsed() < OF_ONE_PHASE;
        if self.recorded >= MOST || self.last.as_ref().is_some_and(recent) {
            return;
        }
        self.recorded += 1;
        self.last = Some((report.phase.clone(), Instant::now()));
        let mut event = NewEvent::step(JobState::Running, self.lease.attempt, &report.phase);
        event.fraction = report.fraction;
        event.elapsed = self.began.elapsed();
        event.estimated_total = self.estimated_total;
        self.unwritten.push(Reported { at: self.core.store.now(), event });
    }

    async fn write(&mut self) {
        self.written_at = Some(tokio::time::Instant::now());
        // Taken out first: an attempt that is stopped meanwhile must not write them twice.
        let reports = std::mem::take(&mut self.unwritten);
        match self.core.store.progress(self.lease, &reports).await {
            Ok(()) => self.core.hub.ring(&self.lease.job),
            // A lost lease stops the attempt by another way; a lost report does no harm.
            Err(error) => tracing::warn!(job = %self.lease.job, %error, "reports were not recorded"),
        }
    }
}
