//! Enters results into the log of attestations before anybody gets them.
//!
//! The store says which results wait; they are appended together, as many as wait, under one checkpoint, and then their jobs have succeeded. What
//! the log holds is decided by its files alone: a result that is in them already, since a service was killed before it could say so, is found there
//! and not entered again, and what others have appended is written down as theirs. Of the services on one store one does this at a time.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use covenant_files::Mode;
use covenant_log::{Entry, Log, SecretNoteKey};
use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;
use zeroize::Zeroizing;

use crate::dispatch::{Core, Phase};
use crate::points::point;
use crate::store::{Placed, Store, StoreError, Waiting};

/// Results under one checkpoint at most.
const BATCH: u32 = 512;
/// How often rows are looked for that another process has written.
const POLL: Duration = Duration::from_millis(200);
/// How often a log is tried that another service writes, and how soon one that could not be written; then after twice as long each time.
const PROBES: Duration = Duration::from_secs(1);
/// Up to this.
const LONGEST_PROBES: Duration = Duration::from_secs(60);
/// A key's file has fewer bytes.
const LONGEST_KEY: u64 = 4096;

/// Where a service's log is.
#[derive(Clone, Debug)]
pub struct LogFiles {
    /// The log's folder; made if it is not there.
    pub folder: PathBuf,
    /// Its private key, a signed note's, in a file that only its owner can read.
    pub key: PathBuf,
}

impl LogFiles {
    /// What everybody who appends with this key remembers of the log: its newest checkpoint, beside the key and outside of the log's folder.
    #[must_use]
    pub fn seen(&self) -> PathBuf {
        self.key.with_extension("seen")
    }
}

/// Why results cannot be entered into a log.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// The log itself.
    #[error(transparent)]
    Log(#[from] covenant_log::Error),
    /// The key's file can be read by others, or holds no key.
    #[error("{path} must be a file with a log's private key that only its owner can read")]
    Key {
        /// The file.
        path: PathBuf,
    },
    /// The store says that an entry is in the log, and it is not.
    #[error("the log was cut or rewritten: entry {index}, which the store has, is not in it")]
    Lost {
        /// Its index.
        index: u64,
    },
    /// Results wait for a log, and the service is to have none.
    #[error("{results} results wait to be entered into a log, and this service is to have none")]
    Waiting {
        /// How many.
        results: u64,
    },
    /// The store failed.
    #[error("the store failed while results were entered into the log")]
    Store,
    /// The program ends.
    #[error("the log was interrupted")]
    Interrupted,
}

impl LogError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Log(error) => error.code(),
            Self::Key { .. } => "log/key",
            Self::Lost { .. } => "log/not-extended",
            Self::Waiting { .. } => "log/waiting",
            Self::Store => "log/store",
            Self::Interrupted => "log/interrupted",
        }
    }
}

impl From<StoreError> for LogError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed while results were entered into the log");
        Self::Store
    }
}

/// A service's log.
#[derive(Debug)]
pub(crate) struct AttestationLog {
    log: Arc<Mutex<Log>>,
    /// Held by the one service that enters the store's results.
    turn: PathBuf,
    /// Rung when a result waits.
    due: Notify,
    /// Entries when that was last looked at.
    size: AtomicU64,
    /// So many of the store's were found in the log, which keeps what it has read: nobody has to look for them again.
    compared: AtomicU64,
}

impl AttestationLog {
    /// Opens or makes the log and compares it with what the store has entered; the store's results go through it from now on. With `None` they go
    /// through none.
    pub(crate) async fn open(
        files: Option<LogFiles>,
        store: &Store,
        key_check: &[u8],
    ) -> Result<Option<Self>, LogError> {
        let Some(files) = files else {
            return match store.set_logged(false).await? {
                0 => Ok(None),
                results => Err(LogError::Waiting { results }),
            };
        };
        // Services on one store have one key, and others another.
        let of_store = Sha256::digest(key_check);
        let turn = files.folder.join(format!("store-{}.lock", hex::encode(&of_store[..8])));
        // Where the store has entries there was a log: none is begun, and none is signed before it is compared.
        let may_begin = store.placed(0).await?.is_empty();
        let open = move || {
            let key = read_key(&files.key)?;
            Ok(Log::open_remembered(&files.folder, key, &files.seen(), may_begin)?)
        };
        let log = Self {
            log: Arc::new(Mutex::new(blocking(open).await?)),
            turn,
            due: Notify::new(),
            size: AtomicU64::new(0),
            compared: AtomicU64::new(0),
        };
        log.compare(store).await?;
        log.remember().await?;
        store.set_logged(true).await?;
        Ok(Some(log))
    }

    /// Whether all that the store has entered is in the log, at its place; how much that is. What was found there before is not looked for again.
    async fn compare(&self, store: &Store) -> Result<u64, LogError> {
        loop {
            let from = self.compared.load(Ordering::Relaxed);
            let page = store.placed(from).await?;
            let (log, is_last) = (Arc::clone(&self.log), page.is_empty());
            let compared = blocking(move || {
                let mut log = lock(&log);
                // After the page: what the store has was in the log before.
                log.refresh()?;
                Ok((find(&log, from, &page)?, log.size()))
            });
            let (known, size) = compared.await?;
            self.compared.store(known, Ordering::Relaxed);
            self.size.store(size, Ordering::Relaxed);
            if is_last {
                return Ok(known);
            }
        }
    }

    /// Whoever appends next with this key goes on from this log and no other.
    async fn remember(&self) -> Result<(), LogError> {
        let log = Arc::clone(&self.log);
        blocking(move || Ok(lock(&log).append(&[]).map(drop)?)).await
    }

    /// A result waits.
    pub(crate) fn ring(&self) {
        self.due.notify_one();
    }

    /// How many entries the log has.
    pub(crate) fn size(&self) -> u64 {
        self.size.load(Ordering::Relaxed)
    }

    /// The text of the proof of an entry.
    pub(crate) async fn proof(&self, index: u64) -> Result<Vec<u8>, LogError> {
        let log = Arc::clone(&self.log);
        let proof = move || {
            let mut log = lock(&log);
            if index >= log.size() {
                // Another service on this log has entered it.
                log.refresh()?;
            }
            Ok(log.proof(index)?.to_text())
        };
        blocking(proof).await
    }

    /// Enters results that wait, and takes in what others have appended. `known` entries of the log are the store's already. Returns how many
    /// results were entered.
    async fn enter(&self, core: &Core, known: &mut u64) -> Result<usize, LogError> {
        let waiting = core.store.waiting(BATCH).await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let (log, from) = (Arc::clone(&self.log), *known);
        let append = move || {
            let mut log = lock(&log);
            log.refresh()?;
            let missing = missing(log.entries_from(from), &waiting);
            log.append(&missing)?;
            Ok(place(from, log.entries_from(from), waiting))
        };
        let placed = blocking(append).await?;
        point!("log/appended");
        let others = placed.iter().filter(|placed| placed.of.is_none()).count();
        let jobs = core.store.place(&placed, core.store.now()).await?;
        point!("log/placed");
        *known += placed.len() as u64;
        self.compared.store(*known, Ordering::Relaxed);
        self.size.store(*known, Ordering::Relaxed);
        for job in &jobs {
            tracing::info!(%job, "a job succeeded");
            core.hub.ring(job);
        }
        if others > 0 {
            tracing::warn!(entries = others, "the log has entries that are not this service's");
        }
        Ok(placed.len() - others)
    }

    /// Waits until no result waits.
    pub(crate) async fn settled(&self, store: &Store) -> Result<(), LogError> {
        while !store.waiting(1).await?.is_empty() {
            self.ring();
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }
}

/// Enters results until the service stops.
pub(crate) async fn keep(core: Arc<Core>) {
    let Some(log) = &core.log else { return };
    let mut phase = core.phase.subscribe();
    let (mut turn, mut known, mut pause) = (None, None, PROBES);
    while *phase.borrow_and_update() != Phase::Stopping {
        let entered = step(&core, log, &mut turn, &mut known).await;
        let wait = match &entered {
            Ok(0) if turn.is_none() => PROBES,
            Ok(0) => POLL,
            // More may wait by now.
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::error!(%error, "results are not entered into the log");
                // What became of a change that failed is for the store and the log to say; and another service may be able to make it.
                (turn, known) = (None, None);
                let wait = pause;
                pause = (pause * 2).min(LONGEST_PROBES);
                wait
            }
        };
        if entered.is_ok() {
            pause = PROBES;
        }
        let writable = entered.is_ok();
        core.log_writable.send_if_modified(|now| std::mem::replace(now, writable) != writable);
        if wait.is_zero() {
            continue;
        }
        tokio::select! {
            _ = phase.changed() => pause = PROBES,
            // A log that failed is not tried by every result that comes.
            () = log.due.notified(), if writable => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Enters what waits, if it is this service's turn, and takes the turn if nobody has it. Returns how many results were entered.
async fn step(
    core: &Core,
    log: &AttestationLog,
    turn: &mut Option<File>,
    known: &mut Option<u64>,
) -> Result<usize, LogError> {
    if turn.is_none() {
        let path = log.turn.clone();
        let locked =
            move || Ok(covenant_files::try_lock(&path, Mode::Public).map_err(covenant_log::Error::from)?);
        *turn = blocking(locked).await?;
        if turn.is_none() {
            return Ok(0);
        }
    }
    let known = match known {
        Some(known) => known,
        None => known.insert(log.compare(&core.store).await?),
    };
    log.enter(core, known).await
}

/// How many of the store's entries are known to be in the log once these, from an index on, are found there at their places.
fn find(log: &Log, from: u64, page: &[(u64, [u8; Entry::BYTES])]) -> Result<u64, LogError> {
    let mut known = from;
    for (index, digest) in page {
        if *index != known || log.entry(known).map(Entry::as_bytes) != Some(digest) {
            return Err(LogError::Lost { index: known });
        }
        known += 1;
    }
    Ok(known)
}

/// The results that are not among these entries.
fn missing(entries: &[Entry], waiting: &[Waiting]) -> Vec<Entry> {
    let mut there: Vec<&[u8; Entry::BYTES]> = entries.iter().map(Entry::as_bytes).collect();
    let mut missing = Vec::new();
    for Waiting { digest, .. } in waiting {
        match there.iter().position(|entry| *entry == digest) {
            Some(at) => drop(there.swap_remove(at)),
            None => missing.push(Entry::from_bytes(*digest)),
        }
    }
    missing
}

/// Whose the entries from an index on are.
fn place(from: u64, entries: &[Entry], mut waiting: Vec<Waiting>) -> Vec<Placed> {
    let placed = entries.iter().zip(from..).map(|(entry, index)| {
        let of = waiting.iter().position(|waiting| waiting.digest == *entry.as_bytes());
        Placed { index, digest: *entry.as_bytes(), of: of.map(|at| waiting.remove(at)) }
    });
    placed.collect()
}

fn lock(log: &Mutex<Log>) -> MutexGuard<'_, Log> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Files are read and written off the event loop.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LogError> + Send + 'static,
) -> Result<T, LogError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(LogError::Interrupted))
}

fn read_key(path: &Path) -> Result<SecretNoteKey, LogError> {
    let unfit = || LogError::Key { path: path.to_owned() };
    let file = File::open(path).map_err(|_| unfit())?;
    let metadata = file.metadata().map_err(|_| unfit())?;
    if !metadata.is_file() || metadata.mode() & 0o077 != 0 || metadata.len() > LONGEST_KEY {
        return Err(unfit());
    }
    let mut text = Zeroizing::new(String::with_capacity(LONGEST_KEY as usize));
    file.take(LONGEST_KEY).read_to_string(&mut text).map_err(|_| unfit())?;
    SecretNoteKey::parse(text.trim_end()).map_err(|_| unfit())
}
