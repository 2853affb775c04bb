//! No private byte reaches a log, an error or the disk in clear, also at TRACE.

#[path = "common/canary.rs"]
mod canary;
mod common;

use std::io;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex};

use canary::{CANARY, found, scan};
use common::postgres::Server;
use common::statements::{CIRCUIT, log_files, proof};
use common::{config, finish, job, read_when_there, start_with, submit};
use covenant_client::{Client, JobState};
use covenant_service::{ServiceConfig, SharedDatabase};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tracing_subscriber::fmt::MakeWriter;

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

/// All that is logged in this process, at every level.
static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    log
});

/// Nothing that was logged until now holds the canary.
fn scan_log() {
    let log = LOG.0.lock().unwrap();
    assert!(log.windows(14).any(|window| window == &b"a job succeeded"[..14]), "there is a log");
    let text = String::from_utf8_lossy(&log);
    let hit = text.lines().find(|line| found(line.as_bytes()).is_some());
    // A panic's own message, printed by this test's default hook, is no log of the service's.
    assert!(hit.is_none(), "{hit:?}");
}

/// What a service does, with the canary in all that is private; `scan` is called while something waits, something runs, and after all has ended.
async fn use_all(client: &Client, outside: &Path, scan: impl Fn()) {
    let (gate, pid) = (outside.join(format!("gate-{CANARY}")), outside.join(format!("pid-{CANARY}")));
    // Every way through: proved, waiting, hanging, refused, crashed, panicked, lied about.
    let mut ids = Vec::new();
    let until = format!("until {}", gate.display());
    ids.push(submit(client, "until", &until).await);
    let hanging = submit(client, "hang", &format!("hang {}", pid.display())).await;
    for deed in ["succeed", "refuse", "abort", "panic", "lie", "loud", "garbage"] {
        ids.push(submit(client, deed, &format!("{deed} {CANARY}")).await);
    }
    read_when_there(&pid).await;
    scan();
    let errors = [
        client.submit(job("unsatisfied", &format!("unsatisfied {CANARY}"))).await.unwrap_err(),
        client.submit(job("succeed", &format!("other {CANARY}"))).await.unwrap_err(),
        client.submit(job("panics", &format!("check-panics {CANARY}"))).await.unwrap_err(),
        client.check(CIRCUIT, &[CANARY.as_bytes(), &[0xff]].concat()).await.unwrap_err(),
    ];
    let holder = client.inclusion_proof(&format!("holder@{CANARY}")).await.unwrap();
    assert!(found(holder.expose()).is_some() && found(format!("{holder:?}").as_bytes()).is_none());
    let mut refused = Vec::new();
    for local in ["nobody@", "unreadable@", "panics ", ""] {
        refused.push(client.inclusion_proof(&format!("{local}{CANARY}")).await.unwrap_err());
    }
    // Points that are evaluated, and that are refused for each reason, one of which is a panic.
    for first in 0..7 {
        let mut point = [first; 32];
        point[1..=CANARY.len()].copy_from_slice(CANARY.as_bytes());
        refused.extend(client.evaluate(&point).await.err());
    }
    for error in errors.into_iter().chain(refused) {
        assert_eq!(found(format!("{error:?}{error}").as_bytes()), None, "{error}");
    }
    client.cancel(&hanging).await.unwrap();
    std::fs::write(&gate, "").unwrap();
    for id in &ids {
        let (job, result) = finish(client, id).await;
        assert_eq!(found(format!("{job:?}{result:?}").as_bytes()), None);
    }
    let (proved, result) = client.get(&ids[0]).await.unwrap();
    assert_eq!(proved.state, JobState::Succeeded);
    let result = result.unwrap();
    let opening = result.private_output("note").unwrap();
    assert_eq!(Some(opening), proof(until.as_bytes()).private_output("note"));
    assert!(found(opening.expose()).is_some(), "the test would see a canary");
    scan();
}

/// A service with all that it can have.
fn whole(home: &Path) -> ServiceConfig {
    let mut config = config(&home.join("service"));
    config.metrics = Some(([127, 0, 0, 1], 0).into());
    config.log = Some(log_files(&home.join("log")));
    config
}

async fn scrape(address: std::net::SocketAddr) -> Vec<u8> {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: metrics\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200") && answer.len() > 1000);
    answer
}

/// Logs, figures, errors, the store with its log, the log of attestations, the audit trail.
#[tokio::test(flavor = "multi_thread")]
async fn the_canary_is_nowhere() {
    LazyLock::force(&LOG);
    let (home, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (service, client) = start_with(whole(home.path())).await;
    let files = || assert!(scan(home.path()) >= 8, "store, key, lock, trail and log are there");
    use_all(&client, outside.path(), files).await;
    assert_eq!(found(&scrape(service.metrics_addr().unwrap()).await), None);
    service.shutdown().await;
    files();
    scan_log();
}

/// The same with PostgreSQL, whose whole folder is looked at, its log of changes included, and with what is sealed in a folder beside it.
#[tokio::test(flavor = "multi_thread")]
async fn the_canary_is_nowhere_in_a_fleet() {
    // All that its server can be told to say is in its folder too.
    let Some(server) = Server::start(&["log_statement=all", "logging_collector=on"]) else { return };
    LazyLock::force(&LOG);
    let (home, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut config = whole(home.path());
    let objects = home.path().join("objects");
    std::fs::create_dir(&objects).unwrap();
    let database = SharedDatabase::new(vec![server.url(&server.database())]);
    config.database = Some(database.with_objects(&format!("file://{}", objects.display())));
    let (service, client) = start_with(config).await;
    let files = || {
        assert!(scan(server.folder()) > 100, "a database has many files");
        assert!(scan(home.path()) > 5 && scan(&objects) > 0, "inputs or results are there");
    };
    use_all(&client, outside.path(), files).await;
    assert_eq!(found(&scrape(service.metrics_addr().unwrap()).await), None);
    service.shutdown().await;
    files();
    scan_log();
}

/// Neither a service that serves as the product's does, nor what proves for it, leaves its memory in a file when it ends badly, or lets another process of the same user read it: what the
/// system shows of such a process belongs to root.
#[test]
fn memory_is_nobodys_to_read() {
    let home = tempfile::tempdir().unwrap();
    let root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
    let mut serve = Command::new(common::FIXTURE);
    serve.args(["serve", home.path().join("service").to_str().unwrap(), "workers", "1", "dumps", "no"]);
    serve.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    if root {
        // Of root's own processes everything belongs to root.
        const NOBODY: u32 = 65_534;
        chown(home.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        serve.uid(NOBODY).gid(NOBODY).current_dir("/");
    }
    let mut service = serve.spawn().unwrap();
    let mut said = String::new();
    let mut output = io::BufReader::new(service.stdout.take().unwrap());
    io::BufRead::read_line(&mut output, &mut said).unwrap();
    assert!(said.starts_with("http"), "it serves");
    let children = || {
        let of = |thread: std::fs::DirEntry| std::fs::read_to_string(thread.path().join("children")).ok();
        let threads = std::fs::read_dir(format!("/proc/{}/task", service.id())).unwrap().flatten();
        threads
            .filter_map(of)
            .flat_map(|all| all.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
            .next()
    };
    let closed = |process: &str| {
        let limits = std::fs::read_to_string(format!("/proc/{process}/limits")).unwrap_or_default();
        let core =
            limits.lines().find_map(|line| line.strip_prefix("Max core file size")).unwrap_or_default();
        let none = core.split_whitespace().take(2).eq(["0", "0"]);
        none && std::fs::metadata(format!("/proc/{process}/mem")).is_ok_and(|own| own.uid() == 0)
    };
    assert!(closed(&service.id().to_string()), "the service");
    let began = std::time::Instant::now();
    // A worker that has just been started is closed as soon as it runs.
    while !children().is_some_and(|worker| closed(&worker)) {
        assert!(began.elapsed() < common::PATIENCE, "its worker");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    drop(service.stdin.take());
    assert!(service.wait().unwrap().success());
}
