//! The audit trail: who asked for what, and what became of it. Never what it held.
//!
//! A line of JSON a call, in `audit/audit.jsonl` of the service's folder (mode 0600). At 64 MiB it becomes `audit-1.jsonl`, and older ones move on; sixteen
//! are kept. Lines are on the disk a second after their call. While they cannot be written calls wait, and nothing is acknowledged that is not
//! told of.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::sync::mpsc;

use crate::store::Millis;

/// Lines that may wait for the disk.
const WAITING: usize = 4096;
/// How long a line may wait for it at most.
const SYNC: Duration = Duration::from_secs(1);
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
    /// Such as `Prover/Submit`.
    pub(crate) call: String,
    #[serde(flatten)]
    pub(crate) about: About,
    /// gRPC's status: 0 is that it was done.
    pub(crate) status: i32,
}

/// Where lines go. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Audit(mpsc::Sender<Line>);

/// The thread that writes. It ends when all senders are gone.
#[derive(Debug)]
pub(crate) struct Writer(JoinHandle<()>);

impl Audit {
    /// Opens the trail in a service's folder.
    pub(crate) fn open(home: &Path) -> io::Result<(Self, Writer)> {
        let folder = home.join("audit");
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let mut trail = Trail::open(folder)?;
        let (sender, mut lines) = mpsc::channel(WAITING);
        let thread =
            std::thread::Builder::new().name("audit".into()).spawn(move || trail.write(&mut lines))?;
        Ok((Self(sender), Writer(thread)))
    }

    /// Hands a line over; waits while the disk does not take any.
    pub(crate) async fn tell(&self, line: Line) {
        // The thread ends with the last sender: there is always somebody who takes it.
        let _ = self.0.send(line).await;
    }
}

impl Writer {
    /// Waits until all is written.
    pub(crate) async fn end(self) {
        let _ = tokio::task::spawn_blocking(move || self.0.join()).await;
    }
}

struct Trail {
    folder: PathBuf,
    file: File,
    length: u64,
}

impl Trail {
    fn open(folder: PathBuf) -> io::Result<Self> {
        let path = folder.join("audit.jsonl");
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { folder, file, length })
    }

    fn write(&mut self, lines: &mut mpsc::Receiver<Line>) {
        let (mut batch, mut synced) = (Vec::new(), Instant::now());
        while let Some(line) = lines.blocking_recv() {
            batch.clear();
            for line in std::iter::once(line).chain(std::iter::from_fn(|| lines.try_recv().ok())) {
                // Strings and numbers: there is nothing that could not be written.
                let _ = serde_json::to_writer(&mut batch, &line);
                batch.push(b'\n');
            }
            while let Err(error) = self.append(&batch) {
                tracing::error!(%error, "the audit trail cannot be written");
                std::thread::sleep(SYNC);
            }
            // Nobody waits for a line behind it: the disk has it now, or a second after the last time.
            if lines.is_empty() || synced.elapsed() >= SYNC {
                if let Err(error) = self.file.sync_data() {
                    tracing::error!(%error, "the audit trail is not on the disk");
                }
                synced = Instant::now();
            }
        }
    }

    /// All of it, or the file as it was.
    fn append(&mut self, batch: &[u8]) -> io::Result<()> {
        if self.length >= FULL {
            self.put_aside()?;
        }
        if let Err(error) = self.file.write_all(batch) {
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        self.length += batch.len() as u64;
        Ok(())
    }

    fn put_aside(&mut self) -> io::Result<()> {
        self.file.sync_data()?;
        let name = |number: u32| self.folder.join(format!("audit-{number}.jsonl"));
        for number in (1..KEPT).rev() {
            match fs::rename(name(number), name(number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::rename(self.folder.join("audit.jsonl"), name(1))?;
        *self = Self::open(std::mem::take(&mut self.folder))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(call: &str) -> Line {
        let about = About { job: Some("j".into()), circuit: None };
        Line { at: 1, tenant: Some("a".into()), address: None, call: call.into(), about, status: 0 }
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
        let mut trail = Trail::open(home.path().to_owned()).unwrap();
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
}
