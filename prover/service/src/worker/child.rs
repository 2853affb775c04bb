//! Proving one claim in this process.

use std::io::{self, Read, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rustix::process::{Resource, Rlimit, setrlimit};

use super::frame::{self, Decoder};
use super::message::{FromWorker, Report, ToWorker};
use crate::{Outcome, Refusal};

/// The longest job that a worker reads; the service's own limit is lower.
const LONGEST_JOB: usize = 64 << 20;

/// What a worker exits with when it could not say what became of the claim.
const BROKEN: u8 = 74;
/// What a worker exits with when the service is gone.
const ORPHANED: i32 = 75;
/// What a worker exits with when it panicked.
const PANICKED: u8 = 101;

/// Where a worker reads its job and writes its messages.
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

/// Reads one job, proves it by `prove(circuit, claim, progress)`, says what came of it and
/// returns what the process should exit with. To be called once, early in `main`.
///
/// It changes the process: no core dumps, a bound on memory if the job has one, a panic
/// hook that keeps the panic's message to itself, and a thread that ends the process when
/// `input` ends.
pub fn run<R, W, P>(io: WorkerIo<R, W>, prove: P) -> ExitCode
where
    R: Read + Send + 'static,
    W: Write + Send,
    P: FnOnce(&str, &[u8], &Progress<'_>) -> Result<Outcome, Refusal>,
{
    let WorkerIo { mut input, output } = io;
    forbid_dumps();
    let panicked_at = keep_panics_quiet();
    let Some(job) = read_job(&mut input) else { return ExitCode::from(BROKEN) };
    std::thread::spawn(move || {
        end_with(&mut input);
    });
    if job.memory > 0 && bound_memory(job.memory).is_err() {
        return ExitCode::from(BROKEN);
    }

    let output = Mutex::new(output);
    let send = |message: FromWorker| {
        // A service that no longer listens closes the input too, which ends the process.
        let _ = write_message(&output, &message);
    };
    let progress = Progress { send: &send, began: Instant::now() };
    let proved = panic::catch_unwind(AssertUnwindSafe(|| prove(&job.circuit, &job.claim, &progress)));
    drop(job);

    let (message, code) = match proved {
        Ok(Ok(outcome)) => (FromWorker::done(outcome), ExitCode::SUCCESS),
        Ok(Err(refusal)) => (FromWorker::refused(refusal), ExitCode::SUCCESS),
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

fn write_message(output: &Mutex<impl Write>, message: &FromWorker) -> io::Result<()> {
    let frame = zeroize::Zeroizing::new(frame::encode(message).map_err(io::Error::other)?);
    let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
    output.write_all(&frame)?;
    output.flush()
}

/// The job, or `None` when the input ends or is no job.
fn read_job(input: &mut impl Read) -> Option<ToWorker> {
    let mut decoder = Decoder::<ToWorker>::new(LONGEST_JOB);
    let mut piece = zeroize::Zeroizing::new(vec![0; 64 << 10]);
    loop {
        if let Some(job) = decoder.next_message().ok()? {
            return Some(job);
        }
        match input.read(&mut piece) {
            Ok(0) => return None,
            Ok(count) => decoder.feed(&piece[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}

/// Ends the process when the service's end of the pipe closes, however the service ended.
fn end_with(input: &mut impl Read) {
    let mut ignored = [0; 64];
    loop {
        match input.read(&mut ignored) {
            Ok(1..) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Ok(0) | Err(_) => std::process::exit(ORPHANED),
        }
    }
}

/// A core dump would put the claim on the disk.
fn forbid_dumps() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
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
