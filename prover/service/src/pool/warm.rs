//! One worker that waits for a claim.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::{Process, order};
use crate::CircuitCapability;
use crate::attempt::Fault;
use crate::worker::message::ToWorker;

/// A worker that is not ready by then never will be.
const READY: Duration = Duration::from_secs(120);

/// What becomes of a process.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    /// It makes ready and waits.
    Wait,
    /// It is handed over as soon as it is ready.
    Take,
    /// It ends, ready or not.
    End,
}

/// A process that makes ready, or waits, in the care of a task. Killed when dropped.
pub(super) struct Warm {
    circuit: CircuitCapability,
    ready: Arc<AtomicBool>,
    task: JoinHandle<Result<Process, Fault>>,
    wish: watch::Sender<Wish>,
}

impl Warm {
    /// Takes care of a process that was just started for the circuit; rings when it is ready or has died.
    pub(super) fn new(
        circuit: CircuitCapability,
        started: Result<Process, Fault>,
        changed: Arc<Notify>,
    ) -> Self {
        let ready = Arc::new(AtomicBool::new(false));
        let (wish, wishes) = watch::channel(Wish::Wait);
        let (told, prepare) = (Arc::clone(&ready), order(&circuit));
        let task = tokio::spawn(async move {
            let is_ready = || {
                told.store(true, Ordering::Release);
                changed.notify_one();
            };
            let waited = match started {
                Ok(process) => wait(process, &prepare, wishes, is_ready).await,
                Err(fault) => Err(fault),
            };
            if waited.is_err() {
                changed.notify_one();
            }
            waited
        });
        Self { circuit, ready, task, wish }
    }

    /// The circuit's name.
    pub(super) fn circuit(&self) -> &str {
        &self.circuit.circuit
    }

    /// Whether it was made ready for this circuit as it is now: its key and its limits.
    pub(super) fn is_for(&self, circuit: &CircuitCapability) -> bool {
        self.circuit == *circuit
    }

    /// Whether it has its key open and nothing to do.
    pub(super) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire) && !self.is_dead()
    }

    /// Whether the process has ended by itself.
    pub(super) fn is_dead(&self) -> bool {
        self.task.is_finished()
    }

    /// The process, as soon as it is ready.
    ///
    /// # Errors
    /// How it ended instead.
    pub(super) async fn take(mut self) -> Result<Process, Fault> {
        self.wish.send_replace(Wish::Take);
        (&mut self.task).await.unwrap_or(Err(Fault::Silent))
    }

    /// Ends the process and waits until it is gone. Returns how it had ended by itself, if it had.
    pub(super) async fn end(mut self) -> Option<Fault> {
        let dead = self.is_dead();
        self.wish.send_replace(Wish::End);
        match (&mut self.task).await {
            Ok(Err(fault)) if dead => Some(fault),
            _ => None,
        }
    }
}

impl Drop for Warm {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Has the process make ready, and keeps it until it is taken.
///
/// # Errors
/// How it ended; also when it was to end.
async fn wait(
    mut process: Process,
    prepare: &ToWorker,
    mut wishes: watch::Receiver<Wish>,
    is_ready: impl Fn(),
) -> Result<Process, Fault> {
    process.send(prepare).await?;
    let readied = tokio::select! {
        _ = wishes.wait_for(|wish| *wish == Wish::End) => None,
        readied = tokio::time::timeout(READY, process.ready()) => Some(readied),
    };
    match readied {
        Some(Ok(ready)) => ready?,
        Some(Err(_)) => return Err(Fault::TimedOut { deadline: READY }),
        None => {
            process.end().await;
            return Err(Fault::Silent);
        }
    }
    is_ready();
    let taken = tokio::select! {
        biased;
        wish = wishes.wait_for(|wish| *wish != Wish::Wait) => wish.is_ok_and(|wish| *wish == Wish::Take),
        fault = process.ended() => return Err(fault),
    };
    if taken {
        return Ok(process);
    }
    process.end().await;
    Err(Fault::Silent)
}
