//! Workers that are ready before there is a claim for them.
//!
//! Each is a process that has its key open and takes **one** claim. One that is taken is replaced at once; one that died, or
//! whose circuit has got another key or other limits since, is replaced too, with a growing pause while children die at
//! their start. What is kept ready follows what is asked for: a circuit that had no worker ready takes the place of the one
//! that was not asked for longest.

mod process;
mod warm;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

pub(crate) use process::{Ending, Process};
use warm::Warm;

use crate::attempt::Fault;
use crate::dispatch::{Core, Phase};
use crate::worker::message::{Prepare, ToWorker};
use crate::{CircuitCapability, WorkerCommand};

/// The pause after a first child that died before it was taken; doubled for each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How often the pool is looked after when nothing has happened: circuits may have changed.
const LOOK: Duration = Duration::from_secs(1);

/// The workers that wait for a claim.
pub(crate) struct Pool {
    command: WorkerCommand,
    /// The longest message that a worker may send.
    message_bytes: usize,
    /// How many are kept ready.
    size: usize,
    state: Mutex<State>,
    changed: Arc<Notify>,
}

#[derive(Default)]
struct State {
    waiting: Vec<Warm>,
    /// Names of circuits, one for each worker that is to wait: the one asked for last comes last.
    wanted: VecDeque<String>,
    /// Children in a row that died before they were taken.
    deaths: u32,
    /// No child is started ahead before then.
    pause: Option<Instant>,
    closed: bool,
}

impl Pool {
    pub(crate) fn new(command: WorkerCommand, message_bytes: usize, size: usize) -> Self {
        Self { command, message_bytes, size, state: Mutex::default(), changed: Arc::default() }
    }

    /// A worker for one claim of the circuit: one that is ready, else one that is about to be, else a new one.
    pub(crate) async fn take(&self, circuit: &CircuitCapability) -> Result<Process, Fault> {
        while let Some(warm) = self.pick(circuit) {
            self.changed.notify_one();
            match warm.take().await {
                Ok(process) => return Ok(process),
                Err(fault) => self.died(&fault),
            }
        }
        let mut process = Process::start(&self.command, self.message_bytes)?;
        process.send(&order(circuit)).await?;
        Ok(process)
    }

    fn pick(&self, circuit: &CircuitCapability) -> Option<Warm> {
        let mut state = self.state();
        let state = &mut *state;
        // Asked for last, whether it is there or not.
        let place = state.wanted.iter().position(|wanted| *wanted == circuit.circuit);
        if place.is_some() || state.wanted.len() >= self.size {
            state.wanted.remove(place.unwrap_or(0));
            if self.size > 0 {
                state.wanted.push_back(circuit.circuit.clone());
            }
        }
        let fits = |warm: &Warm| warm.is_for(circuit);
        let ready = state.waiting.iter().position(|warm| fits(warm) && warm.is_ready());
        let any = ready.or_else(|| state.waiting.iter().position(fits));
        any.map(|index| state.waiting.swap_remove(index))
    }

    /// Notes that a child died before it was taken.
    fn died(&self, fault: &Fault) {
        let mut state = self.state();
        let doublings = state.deaths.min(16);
        let pause = FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE);
        state.deaths = state.deaths.saturating_add(1);
        state.pause = Some(Instant::now() + pause);
        tracing::warn!(%fault, pause_ms = pause.as_millis(), "a worker ended before it had a claim");
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends all that wait, at once, as dropping the pool does.
    pub(crate) fn abandon(&self) {
        let mut state = self.state();
        state.closed = true;
        state.waiting.clear();
    }

    /// Ends all that wait, and waits until they are gone.
    pub(crate) async fn close(&self) {
        let waiting = {
            let mut state = self.state();
            state.closed = true;
            std::mem::take(&mut state.waiting)
        };
        for warm in waiting {
            warm.end().await;
        }
    }
}

/// Keeps the pool full until the service drains; then ends what waits.
pub(crate) async fn keep(core: Arc<Core>) {
    let mut phase = core.phase.subscribe();
    while *phase.borrow_and_update() == Phase::Serving {
        let wait = core.pool.look_after(&core.circuits()).await;
        tokio::select! {
            _ = phase.changed() => {}
            () = core.pool.changed.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
    core.pool.close().await;
}

impl Pool {
    /// Discards what is of no use and starts what is missing. Returns when to look again.
    async fn look_after(&self, circuits: &[CircuitCapability]) -> Duration {
        for gone in self.take_out(circuits) {
            if let Some(fault) = gone.end().await {
                self.died(&fault);
            }
        }
        let mut state = self.state();
        let state = &mut *state;
        if state.waiting.iter().any(Warm::is_ready) {
            state.deaths = 0;
        }
        // At first every circuit gets a worker, as far as there are places.
        state.wanted.retain(|wanted| circuits.iter().any(|circuit| circuit.circuit == *wanted));
        for circuit in circuits.iter().cycle().take(self.size.saturating_sub(state.wanted.len())) {
            state.wanted.push_front(circuit.circuit.clone());
        }
        if let Some(left) = state.pause.map(|until| until.saturating_duration_since(Instant::now()))
            && !left.is_zero()
        {
            return left.min(LOOK);
        }
        for circuit in circuits {
            let wanted = state.wanted.iter().filter(|wanted| **wanted == circuit.circuit).count();
            let waiting = state.waiting.iter().filter(|warm| warm.is_for(circuit)).count();
            for _ in waiting..wanted {
                if !state.closed {
                    state.waiting.push(self.start(circuit));
                }
            }
        }
        LOOK
    }

    /// Takes out those that have died, those whose circuit has changed, and those that are more than wanted.
    fn take_out(&self, circuits: &[CircuitCapability]) -> Vec<Warm> {
        let mut state = self.state();
        let state = &mut *state;
        let mut places: Vec<&str> = state.wanted.iter().map(String::as_str).collect();
        let mut out = Vec::new();
        for warm in std::mem::take(&mut state.waiting) {
            let current = circuits.iter().any(|circuit| warm.is_for(circuit));
            let place = places.iter().position(|wanted| *wanted == warm.circuit());
            match place {
                Some(place) if current && !warm.is_dead() => {
                    places.swap_remove(place);
                    state.waiting.push(warm);
                }
                _ => out.push(warm),
            }
        }
        out
    }

    fn start(&self, circuit: &CircuitCapability) -> Warm {
        let started = Process::start(&self.command, self.message_bytes);
        Warm::new(circuit.clone(), started, Arc::clone(&self.changed))
    }
}

/// What a worker is told before it has a claim.
fn order(circuit: &CircuitCapability) -> ToWorker {
    ToWorker::prepare(Prepare {
        circuit: circuit.circuit.clone(),
        selector: circuit.selector.clone(),
        memory: circuit.limits.worker_memory.unwrap_or(0),
    })
}
