//! Proving one claim in this process.

use std::io::{self, Read, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rustix::process::{Resource, Rlimit, setrlimit};

use super::frame::{self, Decoder};
use super::message::{Claim, FromWorker, Order, Prepare, Report, ToWorker};
use crate::{Outcome, Refusal};

/// The longest claim that a worker reads; the service's own limit is lower.
const LONGEST_CLAIM: usize = 64 << 20;

/// What a worker exits with when it could not say what became of the claim.
const BROKEN: u8 = 74;
/// What a worker exits with when the service is gone.
const ORPHANED: i32 = 75;
/// What a worker exits with when it panicked.
const PANICKED: u8 = 101;

/// Where a worker reads what it is told and writes its messages.
#[derive(Debug)]
pub struct WorkerIo<R, W> {
    /// Ends when the service is gone.
    pub input: R,
    /// Nothing else may be written here.
    pub output: W,
}

impl WorkerIo<io::Stdin, io::Stdout> {
    /// The process's standard streams.
    pub fn stdio() -> Self {
        Self { input: io::stdin(), output: io::stdout() }
    }
}

/// Tells the service how far the proof is. Can be shared between threads.
pub struct Progress<'a> {
    send: &'a (dyn Fn(FromWorker) + Sync),
    began: Instant,
}

impl Progress<'_> {
    /// The proof is in `phase` (a short name, such as `witness`), and `fraction` of all
    /// the work, from 0 to 1, is done.
    pub fn report(&self, phase: &str, fraction: f64) {
        let elapsed_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        (self.send)(FromWorker::report(Report { phase: phase.to_owned(), fraction, elapsed_ms }));
    }
}

/// Makes ready by `prepare(order)`, says so, waits for one claim, proves it by `prove(ready, circuit, claim, progress)`,
/// says what came of it and returns what the process should exit with. To be called once, early in `main`.
///
/// `prepare` does what takes time and does not depend on the claim: nobody waits for it yet. What it cannot do, `prove` is
/// to try again and refuse.
///
/// It changes the process: no core dumps, a bound on memory if the order has one, a panic
/// hook that keeps the panic's message to itself, and a thread that ends the process when
/// `input` ends.
pub fn run<R, W, B, K, P>(io: WorkerIo<R, W>, prepare: B, prove: P) -> ExitCode
where
    R: Read + Send + 'static,
    W: Write + Send,
    B: FnOnce(&Prepare) -> K,
    P: FnOnce(K, &str, &[u8], &Progress<'_>) -> Result<Outcome, Refusal>,
{
    let WorkerIo { input, output } = io;
    crate::forbid_dumps();
    let panicked_at = keep_panics_quiet();
    let (sender, orders) = mpsc::channel();
    std::thread::spawn(move || read_orders(input, &sender));
    let output = Mutex::new(output);
    let worked = panic::catch_unwind(AssertUnwindSafe(|| work(&orders, &output, prepare, prove)));
    let (message, code) = match worked {
        Ok(Some(Ok(outcome))) => (FromWorker::done(outcome), ExitCode::SUCCESS),
        Ok(Some(Err(refusal))) => (FromWorker::refused(refusal), ExitCode::SUCCESS),
        Ok(None) => return ExitCode::from(BROKEN),
        Err(_) => {
            let location = panicked_at.lock().unwrap_or_else(PoisonError::into_inner).take();
            (FromWorker::panicked(location.unwrap_or_default()), ExitCode::from(PANICKED))
        }
    };
    match write_message(&output, &message) {
        Ok(()) => code,
        Err(_) => ExitCode::from(BROKEN),
    }
}

/// The one order and the one claim; `None` when they are not what they should be.
fn work<B, K, P>(
    orders: &Receiver<Order>,
    output: &Mutex<impl Write + Send>,
    prepare: B,
    prove: P,
) -> Option<Result<Outcome, Refusal>>
where
    B: FnOnce(&Prepare) -> K,
    P: FnOnce(K, &str, &[u8], &Progress<'_>) -> Result<Outcome, Refusal>,
{
    let Order::Prepare(order) = orders.recv().ok()? else { return None };
    if order.memory > 0 {
        bound_memory(order.memory).ok()?;
    }
    let ready = prepare(&order);
    write_message(output, &FromWorker::ready()).ok()?;
    let Order::Claim(Claim { claim }) = &orders.recv().ok()? else { return None };
    let send = |message: FromWorker| {
        // A service that no longer listens closes the input too, which ends the process.
        let _ = write_message(output, &message);
    };
    let progress = Progress { send: &send, began: Instant::now() };
    Some(prove(ready, &order.circuit, claim, &progress))
}

fn write_message(output: &Mutex<impl Write>, message: &FromWorker) -> io::Result<()> {
    let frame = zeroize::Zeroizing::new(frame::encode(message).map_err(io::Error::other)?);
    let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
    output.write_all(&frame)?;
    output.flush()
}

/// Hands on what the service orders, and ends the process when the service's end of the pipe closes, however the service
/// ended and whatever this process is at.
fn read_orders(mut input: impl Read, orders: &Sender<Order>) {
    let mut decoder = Decoder::<ToWorker>::new(LONGEST_CLAIM);
    let mut piece = zeroize::Zeroizing::new(vec![0; 64 << 10]);
    loop {
        match decoder.next_message() {
            Ok(Some(ToWorker { order: Some(order) })) => {
                if orders.send(order).is_err() {
                    return;
                }
                continue;
            }
            Ok(None) => {}
            // No order: whoever waits for one is told by the channel's end.
            Ok(Some(_)) | Err(_) => return,
        }
        match input.read(&mut piece) {
            Ok(0) => std::process::exit(ORPHANED),
            Ok(count) => decoder.feed(&piece[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => std::process::exit(ORPHANED),
        }
    }
}

fn bound_memory(bytes: u64) -> rustix::io::Result<()> {
    setrlimit(Resource::As, Rlimit { current: Some(bytes), maximum: Some(bytes) })
}

/// Where the first panic was. Its message may hold private values: it goes nowhere.
fn keep_panics_quiet() -> Arc<Mutex<Option<String>>> {
    let panicked_at = Arc::new(Mutex::new(None));
    let first = Arc::clone(&panicked_at);
    panic::set_hook(Box::new(move |info| {
        let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            *first = info.location().map(ToString::to_string);
        }
    }));
    panicked_at
}
