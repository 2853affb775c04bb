//! The audit trail: who asked for what, and what became of it. Never what it held.
//!
//! A line of JSON a call, in `audit/audit.jsonl` of the service's folder (mode 0600). At 64 MiB it becomes `audit-1.jsonl`, and older ones move on; sixteen
//! are kept. A call is answered when its line is on the disk; lines that come together go there together. While they cannot be written, calls wait, and the service says that it does not
//! serve.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::{mpsc, oneshot, watch};

use crate::store::Millis;

/// Lines that may wait for the disk.
const WAITING: usize = 4096;
/// After a line could not be written.
const AGAIN: Duration = Duration::from_secs(1);
/// A file's size at which it is put aside.
const FULL: u64 = 64 << 20;
/// How many files that were put aside are kept.
const KEPT: u32 = 15;

/// What a call was about: put into its response's extensions by whoever answered it.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct About {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) job: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) circuit: Option<String>,
}

/// A line.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Line {
    /// Milliseconds since 1970-01-01.
    pub(crate) at: Millis,
    /// None where the caller belongs to no tenant.
    pub(crate) tenant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    /// A name in the certificate of a caller that belongs to no tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// Such as `Prover/Submit`; `?` for what is no call of the service.
    pub(crate) call: String,
    #[serde(flatten)]
    pub(crate) about: About,
    /// gRPC's status: 0 is that it was done, 1 that the caller did not wait for the answer.
    pub(crate) status: i32,
    /// How many calls like it were turned away, since the last line of them, without one of their own.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) more: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn is_zero(more: &u64) -> bool {
    *more == 0
}

/// A line, and whom to tell that it is on the disk.
type Told = (Line, Option<oneshot::Sender<()>>);

/// Where lines go. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Audit {
    lines: mpsc::Sender<Told>,
    writable: watch::Receiver<bool>,
}

/// The thread that writes. It ends when all senders are gone.
#[derive(Debug)]
pub(crate) struct Writer {
    thread: JoinHandle<()>,
    /// The service ends: what cannot be written is given up.
    stop: Arc<AtomicBool>,
}

impl Audit {
    /// Opens the trail in a service's folder.
    pub(crate) fn open(home: &Path) -> io::Result<(Self, Writer)> {
        let folder = home.join("audit");
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let (writable, followed) = watch::channel(true);
        let stop = Arc::new(AtomicBool::new(false));
        let mut trail = Trail::open(folder, writable, Arc::clone(&stop))?;
        let (sender, mut lines) = mpsc::channel(WAITING);
        let thread =
            std::thread::Builder::new().name("audit".into()).spawn(move || trail.write(&mut lines))?;
        Ok((Self { lines: sender, writable: followed }, Writer { thread, stop }))
    }

    /// Hands a line over and waits until it is on the disk.
    pub(crate) async fn tell(&self, line: Line) {
        let (written, wait) = oneshot::channel();
        // The thread ends with the last sender: there is always somebody who takes it.
        if self.lines.send((line, Some(written))).await.is_ok() {
            let _ = wait.await;
        }
    }

    /// Hands a line over for a caller that is gone.
    pub(crate) fn tell_later(&self, line: Line) {
        if self.lines.try_send((line, None)).is_err() {
            tracing::error!("a line of the audit trail is lost");
        }
    }

    /// Whether lines get to the disk.
    pub(crate) fn writable(&self) -> watch::Receiver<bool> {
        self.writable.clone()
    }
}

impl Writer {
    /// Waits until all is written that can be.
    pub(crate) async fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = tokio::task::spawn_blocking(move || self.thread.join()).await;
    }
}

struct Trail {
    folder: PathBuf,
    file: File,
    length: u64,
    writable: watch::Sender<bool>,
    stop: Arc<AtomicBool>,
}

impl Trail {
    fn open(folder: PathBuf, writable: watch::Sender<bool>, stop: Arc<AtomicBool>) -> io::Result<Self> {
        let (file, length) = open(&folder.join("audit.jsonl"))?;
        Ok(Self { folder, file, length, writable, stop })
    }

    fn write(&mut self, lines: &mut mpsc::Receiver<Told>) {
        let (mut batch, mut waiting) = (Vec::new(), Vec::new());
        while let Some(first) = lines.blocking_recv() {
            batch.clear();
            for (line, written) in std::iter::once(first).chain(std::iter::from_fn(|| lines.try_recv().ok()))
            {
                // Strings and numbers: there is nothing that could not be written.
                let _ = serde_json::to_writer(&mut batch, &line);
                batch.push(b'\n');
                waiting.extend(written);
            }
            while let Err(error) = self.append(&batch) {
                tracing::error!(%error, "the audit trail cannot be written");
                self.writable.send_if_modified(|writable| std::mem::replace(writable, false));
                if self.stop.load(Ordering::Relaxed) {
                    return;
                }
                std::thread::sleep(AGAIN);
            }
            self.writable.send_if_modified(|writable| !std::mem::replace(writable, true));
            waiting.drain(..).for_each(|written: oneshot::Sender<()>| {
                let _ = written.send(());
            });
        }
    }

    /// All of it on the disk, or the file as it was.
    fn append(&mut self, batch: &[u8]) -> io::Result<()> {
        if self.length >= FULL {
            self.put_aside()?;
        }
        if let Err(error) = self.file.write_all(batch).and_then(|()| self.file.sync_data()) {
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        self.length += batch.len() as u64;
        Ok(())
    }

    /// Older files move on, and a new one is begun. It is there before any moves: what fails in between leaves every file under some name, and is done
    /// again without moving what has moved.
    fn put_aside(&mut self) -> io::Result<()> {
        let next = self.folder.join("audit.next");
        let (file, _) = open(&next)?;
        let name = |number: u32| self.folder.join(format!("audit-{number}.jsonl"));
        let last = self.folder.join("audit.jsonl");
        // Whoever keeps the trail elsewhere may have taken the file away.
        if last.exists() {
            let free = (1..KEPT).find(|number| !name(*number).exists()).unwrap_or(KEPT);
            for number in (1..free).rev() {
                fs::rename(name(number), name(number + 1))?;
            }
            fs::rename(&last, name(1))?;
        }
        fs::rename(&next, &last)?;
        (self.file, self.length) = (file, 0);
        Ok(())
    }
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(call: &str) -> Line {
        let about = About { job: Some("j".into()), circuit: None };
        Line {
            at: 1,
            tenant: Some("a".into()),
            address: None,
            name: None,
            call: call.into(),
            about,
            status: 0,
            more: 0,
        }
    }

    #[tokio::test]
    async fn lines_are_kept_in_their_order() {
        let home = tempfile::tempdir().unwrap();
        for round in 0..2 {
            let (audit, writer) = Audit::open(home.path()).unwrap();
            for call in 0..100 {
                audit.tell(line(&format!("{round}/{call}"))).await;
            }
            drop(audit);
            writer.end().await;
        }
        let text = fs::read_to_string(home.path().join("audit/audit.jsonl")).unwrap();
        let first = r#"{"at":1,"tenant":"a","call":"0/0","job":"j","status":0}"#;
        assert_eq!(text.lines().next(), Some(first));
        let calls = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let calls: Vec<_> = calls.map(|line| line["call"].as_str().unwrap().to_owned()).collect();
        let expected = (0..2).flat_map(|round| (0..100).map(move |call| format!("{round}/{call}")));
        assert!(calls.iter().cloned().eq(expected));
    }

    #[test]
    fn full_files_are_put_aside_and_the_oldest_go() {
        let home = tempfile::tempdir().unwrap();
        let (writable, stop) = (watch::channel(true).0, Arc::default());
        let mut trail = Trail::open(home.path().to_owned(), writable, stop).unwrap();
        for number in 0..KEPT + 3 {
            trail.length = FULL;
            trail.append(format!("{number}\n").as_bytes()).unwrap();
        }
        let read = |name: &str| fs::read_to_string(home.path().join(name)).unwrap();
        assert_eq!(read("audit.jsonl"), format!("{}\n", KEPT + 2));
        assert_eq!(read("audit-1.jsonl"), format!("{}\n", KEPT + 1));
        assert_eq!(read(&format!("audit-{KEPT}.jsonl")), "2\n");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), KEPT as usize + 1);
    }
    #[test]
    fn a_file_that_was_taken_away_costs_no_other() {
        let home = tempfile::tempdir().unwrap();
        let (writable, stop) = (watch::channel(true).0, Arc::default());
        let mut trail = Trail::open(home.path().to_owned(), writable, stop).unwrap();
        for number in 0..4 {
            trail.length = FULL;
            trail.append(format!("{number}\n").as_bytes()).unwrap();
        }
        let before: Vec<_> = (1..=4)
            .map(|number| fs::read(home.path().join(format!("audit-{number}.jsonl"))).unwrap())
            .collect();
        fs::remove_file(home.path().join("audit.jsonl")).unwrap();
        trail.length = FULL;
        trail.append(b"new\n").unwrap();
        assert_eq!(fs::read(home.path().join("audit.jsonl")).unwrap(), b"new\n");
        let after: Vec<_> = (1..=4)
            .map(|number| fs::read(home.path().join(format!("audit-{number}.jsonl"))).unwrap())
            .collect();
        assert_eq!(before, after);
        // A folder that takes nothing: the line is refused, and all is as it was.
        trail.folder = home.path().join("nowhere");
        trail.length = FULL;
        trail.append(b"lost\n").unwrap_err();
        trail.folder = home.path().to_owned();
        trail.append(b"kept\n").unwrap();
        assert_eq!(fs::read(home.path().join("audit.jsonl")).unwrap(), b"kept\n");
        assert_eq!(fs::read(home.path().join("audit-1.jsonl")).unwrap(), b"new\n");
    }
}
