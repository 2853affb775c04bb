//! One worker process, from its start to its end.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use crate::attempt::Fault;
use crate::worker::frame::{self, Decoder, FrameError};
use crate::worker::message::{FromWorker, Report, Said, ToWorker};
use crate::{Outcome, Refusal, WorkerCommand};

/// Reports beyond this many mean that the worker has gone wrong.
const REPORTS: usize = 1 << 16;

/// How long a worker that closed its output may take to exit before it is killed.
const EXIT: Duration = Duration::from_secs(2);

/// Bytes read at once.
const PIECE: usize = 64 << 10;

/// How a worker ended.
pub(crate) enum Ending {
    Done(Outcome),
    Refused(Refusal),
}

/// A running worker. Killed when dropped.
pub(crate) struct Process {
    input: ChildStdin,
    heard: Hearing,
}

/// What comes from a worker.
struct Hearing {
    child: Child,
    output: ChildStdout,
    decoder: Decoder<FromWorker>,
}

impl Process {
    /// Starts a worker that may send messages of at most `limit` bytes. Of this process's environment it gets nothing.
    pub(crate) fn start(command: &WorkerCommand, limit: usize) -> Result<Self, Fault> {
        let mut child = Command::new(&command.program)
            .args(&command.args)
            .env_clear()
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
        Ok(Self { input, heard: Hearing { child, output, decoder: Decoder::new(limit) } })
    }

    /// The process's id while it runs.
    pub(crate) fn id(&self) -> Option<u32> {
        self.heard.child.id()
    }

    /// Sends a message. A worker may end without having read it; what matters is what it says.
    pub(crate) async fn send(&mut self, message: &ToWorker) -> Result<(), Fault> {
        let frame = Zeroizing::new(frame::encode(message).map_err(Fault::Protocol)?);
        let _ = self.input.write_all(&frame).await;
        let _ = self.input.flush().await;
        Ok(())
    }

    /// Waits until the worker has said that it is ready.
    pub(crate) async fn ready(&mut self) -> Result<(), Fault> {
        match self.heard.next().await? {
            Said::Ready(_) => Ok(()),
            Said::Panicked(panicked) => Err(Fault::panicked(&panicked.location)),
            _ => Err(Fault::Protocol(FrameError::Malformed)),
        }
    }

    /// Waits until a worker that has nothing to do ends, or says something that it was not asked. Can be given up at any
    /// time.
    pub(crate) async fn ended(&mut self) -> Fault {
        match self.heard.output.read(&mut [0; 1]).await {
            Ok(0) | Err(_) => self.heard.silence().await,
            Ok(_) => Fault::Protocol(FrameError::Malformed),
        }
    }

    /// Sends the claim and listens until the worker has said how it ended. What it reports
    /// meanwhile goes to `reports`, which is closed when this returns.
    pub(crate) async fn prove(
        &mut self,
        claim: ToWorker,
        reports: mpsc::Sender<Report>,
    ) -> Result<Ending, Fault> {
        let frame = Zeroizing::new(frame::encode(&claim).map_err(Fault::Protocol)?);
        // A proof may take its time: what was sent is not kept for so long.
        drop(claim);
        let Self { input, heard } = self;
        // At once with the listening: a worker may speak, or end, without having read its claim.
        let send = async move {
            let _ = input.write_all(&frame).await;
            let _ = input.flush().await;
            drop(frame);
            std::future::pending::<()>().await;
        };
        tokio::select! {
            ending = heard.ending(reports) => ending,
            () = send => Err(Fault::Protocol(FrameError::Truncated)),
        }
    }

    /// Kills the process if it still runs, and waits until it is gone.
    pub(crate) async fn end(mut self) {
        if let Err(error) = self.heard.child.kill().await {
            tracing::warn!(%error, "a worker could not be killed");
        }
    }
}

impl Hearing {
    /// Listens until the worker has said how it ended.
    async fn ending(&mut self, reports: mpsc::Sender<Report>) -> Result<Ending, Fault> {
        let mut heard = 0;
        loop {
            let malformed = Fault::Protocol(FrameError::Malformed);
            match self.next().await? {
                // It was given its claim before it was ready.
                Said::Ready(_) => {}
                Said::Report(said) if said.is_sound() && heard < REPORTS => {
                    heard += 1;
                    let _ = reports.send(said).await;
                }
                Said::Done(done) => return done.into_outcome().map(Ending::Done).ok_or(malformed),
                Said::Refused(refused) => {
                    return refused.into_refusal().map(Ending::Refused).ok_or(malformed);
                }
                Said::Panicked(panicked) => return Err(Fault::panicked(&panicked.location)),
                Said::Report(_) => return Err(malformed),
            }
        }
    }

    /// What it says next.
    async fn next(&mut self) -> Result<Said, Fault> {
        let mut piece = Zeroizing::new(vec![0; PIECE]);
        loop {
            if let Some(message) = self.decoder.next_message().map_err(Fault::Protocol)? {
                return message.said.ok_or(Fault::Protocol(FrameError::Malformed));
            }
            match self.output.read(&mut piece).await {
                Ok(0) | Err(_) => return Err(self.silence().await),
                Ok(count) => self.decoder.feed(&piece[..count]),
            }
        }
    }

    /// What it means that a worker said nothing more: it crashed, or cut its last message.
    async fn silence(&mut self) -> Fault {
        let status: Option<ExitStatus> = match tokio::time::timeout(EXIT, self.child.wait()).await {
            Ok(Ok(status)) => Some(status),
            Ok(Err(_)) | Err(_) => None,
        };
        match status {
            Some(status) if !status.success() => Fault::crashed(status),
            _ => match self.decoder.finish() {
                Err(error) => Fault::Protocol(error),
                Ok(()) => Fault::Silent,
            },
        }
    }
}
