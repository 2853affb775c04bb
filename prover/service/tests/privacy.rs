//! No private byte reaches a log, an error or the disk in clear, also at TRACE.

mod common;

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use common::statements::{CIRCUIT, proof};
use common::{finish, job, read_when_there, start, submit};
use covenant_client::JobState;
use tracing_subscriber::fmt::MakeWriter;

const CANARY: &str = "canary-7c1f0a";

/// A log that is kept in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Whether the bytes hold the canary, as it is, in hexadecimal, or as a list of numbers.
fn holds_canary(bytes: &[u8]) -> bool {
    let numbers = format!("{:?}", CANARY.as_bytes());
    let hexadecimal: String = CANARY.bytes().map(|byte| format!("{byte:02x}")).collect();
    let forms = [CANARY, numbers.trim_matches(['[', ']']), hexadecimal.as_str()];
    forms.iter().any(|form| bytes.windows(form.len()).any(|window| window == form.as_bytes()))
}

fn scan(folder: &Path) {
    assert!(scan_all(folder) >= 4, "the store, its key, its lock and the audit trail are there");
}

/// How many files there are.
fn scan_all(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.map(|path| {
        if path.is_dir() {
            return scan_all(&path);
        }
        assert!(!holds_canary(&std::fs::read(&path).unwrap()), "{} holds the canary", path.display());
        1
    });
    files.sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_canary_is_nowhere() {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let outside = tempfile::tempdir().unwrap();
    let (gate, pid) =
        (outside.path().join(format!("gate-{CANARY}")), outside.path().join(format!("pid-{CANARY}")));
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;

    // Every way through: proved, waiting, hanging, refused, crashed, panicked, lied about.
    let mut ids = Vec::new();
    let until = format!("until {}", gate.display());
    ids.push(submit(&client, "until", &until).await);
    let hanging = submit(&client, "hang", &format!("hang {}", pid.display())).await;
    for deed in ["succeed", "refuse", "abort", "panic", "lie", "loud", "garbage"] {
        ids.push(submit(&client, deed, &format!("{deed} {CANARY}")).await);
    }
    read_when_there(&pid).await;
    scan(home.path());
    let errors = [
        client.submit(job("unsatisfied", &format!("unsatisfied {CANARY}"))).await.unwrap_err(),
        client.submit(job("succeed", &format!("other {CANARY}"))).await.unwrap_err(),
        client.submit(job("panics", &format!("check-panics {CANARY}"))).await.unwrap_err(),
        client.check(CIRCUIT, &[CANARY.as_bytes(), &[0xff]].concat()).await.unwrap_err(),
    ];
    let holder = client.inclusion_proof(&format!("holder@{CANARY}")).await.unwrap();
    assert!(holds_canary(holder.expose()) && !holds_canary(format!("{holder:?}").as_bytes()));
    let mut refused = Vec::new();
    for local in ["nobody@", "unreadable@", "panics ", ""] {
        refused.push(client.inclusion_proof(&format!("{local}{CANARY}")).await.unwrap_err());
    }
    for error in errors.into_iter().chain(refused) {
        assert!(!holds_canary(format!("{error:?}{error}").as_bytes()), "{error}");
    }
    client.cancel(&hanging).await.unwrap();
    std::fs::write(&gate, "").unwrap();
    for id in &ids {
        let (job, result) = finish(&client, id).await;
        assert!(!holds_canary(format!("{job:?}{result:?}").as_bytes()));
    }
    let (proved, result) = client.get(&ids[0]).await.unwrap();
    assert_eq!(proved.state, JobState::Succeeded);
    let result = result.unwrap();
    let opening = result.private_output("note").unwrap();
    assert_eq!(Some(opening), proof(until.as_bytes()).private_output("note"));
    assert!(holds_canary(opening.expose()), "the test would see a canary");
    scan(home.path());
    service.shutdown().await;
    scan(home.path());

    let log = log.0.lock().unwrap();
    assert!(log.windows(14).any(|window| window == &b"a job succeeded"[..14]), "there is a log");
    let text = String::from_utf8_lossy(&log);
    let hit = text.lines().find(|line| holds_canary(line.as_bytes()));
    // A panic's own message, printed by this test's default hook, is no log of the service's.
    assert!(hit.is_none(), "{hit:?}");
}
