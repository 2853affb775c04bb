//! Following a job over connections that break.

use std::time::{Duration, Instant};

use covenant_proto::v1;
use tonic::Streaming;

use crate::{Client, Error, ErrorKind, Event};

/// How often in a row the stream is opened again before its failure is passed on.
const RESUMES: u32 = 8;
/// The wait before the first of them; doubled for each further one.
const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(5);
/// How long a stream may take to end after its last event.
const LONGEST_END: Duration = Duration::from_secs(1);
/// No further one is tried this long after the first failure.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whether the failure is the connection's: a broken stream shows in many ways.
fn is_passing(error: &Error) -> bool {
    let broken = matches!(error.kind, ErrorKind::Internal | ErrorKind::Timeout);
    error.kind == ErrorKind::Unavailable || (broken && error.code.starts_with("transport/"))
}

/// A job's events, in order and each once, whatever happens to the connection.
#[derive(Debug)]
pub struct Watch {
    client: Client,
    job_id: String,
    after: u64,
    stream: Option<Streaming<v1::WatchResponse>>,
    failures: u32,
    failing_since: Option<Instant>,
    ended: bool,
}

impl Watch {
    pub(crate) fn new(client: Client, job_id: String, after: u64) -> Self {
        Self { client, job_id, after, stream: None, failures: 0, failing_since: None, ended: false }
    }

    /// The number of the last event that was handed out: where to go on from later.
    pub fn after_event(&self) -> u64 {
        self.after
    }

    /// The next event; `None` after the job's last.
    ///
    /// # Errors
    /// `job/not-found`, or that the service stayed away through several tries. After an
    /// error one may call again: it goes on where it was.
    pub async fn next(&mut self) -> Result<Option<Event>, Error> {
        while !self.ended {
            match self.advance().await {
                Ok(Some(event)) => {
                    (self.failures, self.failing_since) = (0, None);
                    self.after = event.number;
                    self.ended = event.state.is_final();
                    if self.ended {
                        self.end().await;
                    }
                    return Ok(Some(event));
                }
                Ok(None) => self.ended = true,
                Err(error) => {
                    self.stream = None;
                    let since = *self.failing_since.get_or_insert_with(Instant::now);
                    if !is_passing(&error) || self.failures >= RESUMES || since.elapsed() >= PATIENCE {
                        (self.failures, self.failing_since) = (0, None);
                        return Err(error);
                    }
                    let delay = FIRST_DELAY.saturating_mul(1 << self.failures).min(LONGEST_DELAY);
                    self.failures += 1;
                    tokio::time::sleep(delay).await;
                }
            }
        }
        Ok(None)
    }

    /// Hears the stream out. One that is dropped before its end is reset, and a connection takes no more than a thousand of those.
    async fn end(&mut self) {
        if let Some(mut stream) = self.stream.take() {
            let _ = tokio::time::timeout(LONGEST_END, stream.message()).await;
        }
    }

    async fn advance(&mut self) -> Result<Option<Event>, Error> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            None => self.stream.insert(self.client.open_watch(&self.job_id, self.after).await?),
        };
        let Some(message) = stream.message().await? else { return Ok(None) };
        message.event.ok_or_else(Error::malformed)?.try_into().map(Some)
    }
}
