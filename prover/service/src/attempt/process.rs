//! One worker process, from its start to its end.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::fault::Fault;
use crate::worker::frame::{self, Decoder, FrameError};
use crate::worker::message::{FromWorker, Report, Said, ToWorker};
use crate::{Outcome, Refusal, WorkerCommand};

/// Reports beyond this many mean that the worker has gone wrong.
const REPORTS: usize = 1 << 16;

/// How long a worker that closed its output may take to exit before it is killed.
const EXIT: Duration = Duration::from_secs(2);

/// How a worker ended.
pub(crate) enum Ending {
    Done(Outcome),
    Refused(Refusal),
}

/// A running worker. Killed when dropped.
pub(crate) struct Process {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    /// The longest message that it may send.
    limit: usize,
}

impl Process {
    pub(crate) fn start(command: &WorkerCommand, limit: usize) -> Result<Self, Fault> {
        let mut child = Command::new(&command.program)
            .args(&command.args)
            .envs(command.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| Fault::NotStarted { kind: error.kind() })?;
        let missing = || Fault::NotStarted { kind: std::io::ErrorKind::BrokenPipe };
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = child.stdout.take().ok_or_else(missing)?;
        if let Some(mut stderr) = child.stderr.take() {
            // What a worker writes there may hold private values: it is counted, not kept.
            tokio::spawn(async move {
                if let Ok(bytes @ 1..) = tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await {
                    tracing::debug!(bytes, "a worker wrote to its standard error");
                }
            });
        }
        Ok(Self { child, input, output, limit })
    }

    /// The process's id while it runs.
    pub(crate) fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Sends the job and listens until the worker has said how it ended. What it reports
    /// meanwhile goes to `reports`, which is closed when this returns.
    pub(crate) async fn prove(
        &mut self,
        job: &ToWorker,
        reports: mpsc::Sender<Report>,
    ) -> Result<Ending, Fault> {
        let frame = Zeroizing::new(frame::encode(job).map_err(Fault::Protocol)?);
        let Self { child, input, output, limit } = self;
        // A worker may end without having read its job; what matters is what it says.
        let send = async {
            let _ = input.write_all(&frame).await;
            let _ = input.flush().await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            ending = listen(child, output, *limit, reports) => ending,
            () = send => Err(Fault::Protocol(FrameError::Truncated)),
        }
    }

    /// Kills the process if it still runs, and waits until it is gone.
    pub(crate) async fn end(mut self) {
        if let Err(error) = self.child.kill().await {
            tracing::warn!(%error, "a worker could not be killed");
        }
    }
}

async fn listen(
    child: &mut Child,
    output: &mut ChildStdout,
    limit: usize,
    reports: mpsc::Sender<Report>,
) -> Result<Ending, Fault> {
    let mut decoder = Decoder::<FromWorker>::new(limit);
    let mut piece = Zeroizing::new(vec![0; 64 << 10]);
    let mut heard = 0;
    loop {
        while let Some(message) = decoder.next_message().map_err(Fault::Protocol)? {
            let malformed = Fault::Protocol(FrameError::Malformed);
            match message.said {
                Some(Said::Report(said)) if said.is_sound() && heard < REPORTS => {
                    heard += 1;
                    let _ = reports.send(said).await;
                }
                Some(Said::Done(done)) => return Ok(Ending::Done(done.into())),
                Some(Said::Refused(refused)) => {
                    return refused.into_refusal().map(Ending::Refused).ok_or(malformed);
                }
                Some(Said::Panicked(panicked)) => return Err(Fault::panicked(&panicked.location)),
                Some(Said::Report(_)) | None => return Err(malformed),
            }
        }
        match output.read(&mut piece).await {
            Ok(0) | Err(_) => return Err(silence(child, &decoder).await),
            Ok(count) => decoder.feed(&piece[..count]),
        }
    }
}

/// What it means that a worker said nothing more: it crashed, or cut its last message.
async fn silence(child: &mut Child, decoder: &Decoder<FromWorker>) -> Fault {
    let status: Option<ExitStatus> = match tokio::time::timeout(EXIT, child.wait()).await {
        Ok(Ok(status)) => Some(status),
        Ok(Err(_)) | Err(_) => None,
    };
    match status {
        Some(status) if !status.success() => Fault::crashed(status),
        _ => match decoder.finish() {
            Err(error) => Fault::Protocol(error),
            Ok(()) => Fault::Silent,
        },
    }
}
