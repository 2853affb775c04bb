//! The log of attestations: nothing is handed out before it is in it, and whatever happens in between it is in it once.

mod common;

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use common::statements::{FixtureStatements, LOG, log_files, proof};
use common::{
    FIXTURE, PATIENCE, config, finish, follow, follow_until, job, phases, start, start_with, submit,
};
use covenant_client::{Client, ErrorKind, JobResult, JobState};
use covenant_log::{Checkpoint, Entry, Log, NoteKey, Policy, Proof, SecretNoteKey, Verified, View, check};
use covenant_service::{Parts, RunningService, Service, ServiceConfig, StartError};
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;

/// A folder with a home in it and a log beside that.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        log_files(&folder.path().join("log"));
        Self { folder }
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn secret(&self) -> SecretNoteKey {
        SecretNoteKey::parse(&fs::read_to_string(self.folder.path().join("log.key")).unwrap()).unwrap()
    }

    fn key(&self) -> NoteKey {
        self.secret().public().clone()
    }

    fn config(&self) -> ServiceConfig {
        let mut config = config(&self.home());
        config.log = Some(log_files(&self.log()));
        config
    }

    async fn start(&self) -> (RunningService, Client) {
        start_with(self.config()).await
    }

    /// Why a service does not start.
    async fn refused(&self, config: ServiceConfig) -> String {
        let started = Service::start(config, Parts::prover(Arc::new(FixtureStatements))).await;
        match started.err() {
            Some(StartError::Log(error)) => error.code().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    /// A service as a process of its own.
    async fn serve(&self) -> (Child, Client) {
        let mut child = Command::new(FIXTURE)
            .arg("serve")
            .args([self.home().as_os_str(), "log".as_ref(), self.log().as_os_str()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        (child, Client::connect(url.trim()).await.unwrap())
    }

    /// Whoever holds this appends, and others wait.
    fn hold(&self) -> File {
        let lock = File::options().read(true).write(true).open(self.log().join("lock")).unwrap();
        lock.lock().unwrap();
        lock
    }

    /// The log's size, all of it checked.
    fn checked(&self) -> u64 {
        check::folder(&self.log(), &self.key(), &[]).unwrap().size
    }

    fn verified(&self, result: &JobResult) -> Verified {
        let shown = Proof::parse(result.log_proof.as_deref().expect("a proof")).unwrap();
        let entry = Entry::of_attestation(&result.attestation);
        shown.verify(&entry, &Policy::of_log(self.key()).unwrap()).unwrap()
    }

    /// All have succeeded, each in a place of its own, and these are all that the log has.
    async fn require_logged_once(&self, client: &Client, ids: &[String]) {
        let mut places = Vec::new();
        for id in ids {
            let (job, result) = finish(client, id).await;
            assert_eq!(job.state, JobState::Succeeded);
            places.push(self.verified(&result.unwrap()).index);
        }
        places.sort_unstable();
        assert_eq!(places, (0..ids.len() as u64).collect::<Vec<_>>());
        assert_eq!(self.checked(), ids.len() as u64);
    }
}

async fn submit_all(client: &Client, jobs: usize) -> Vec<String> {
    submit_named(client, "succeed", jobs).await
}

async fn submit_named(client: &Client, claim: &'static str, jobs: usize) -> Vec<String> {
    let submit = |number: usize| {
        let client = client.clone();
        tokio::spawn(
            async move { submit(&client, &format!("key-{number}"), &format!("{claim} {number}")).await },
        )
    };
    let submitted: Vec<_> = (0..jobs).map(submit).collect();
    let mut ids = Vec::new();
    for id in submitted {
        ids.push(id.await.unwrap());
    }
    ids
}

async fn all_verified(client: &Client, ids: &[String]) {
    for id in ids {
        follow_until(client, id, "verified").await;
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Puts a log's files in the place of those that are there, but for its locks.
fn replace(log: &Path, by: &Path) {
    for name in ["tile", "checkpoint"] {
        let path = log.join(name);
        let _ = fs::remove_dir_all(&path);
        let _ = fs::remove_file(&path);
    }
    copy(by, log);
}

async fn until(what: impl AsyncFn() -> bool) {
    let wait = async {
        while !what().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("it should come to that");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_handed_out_before_it_is_in_the_log() {
    let world = World::new();
    let (service, client) = world.start().await;
    let held = world.hold();
    let ids = submit_all(&client, 64).await;
    all_verified(&client, &ids).await;
    for id in &ids {
        let (job, result) = client.get(id).await.unwrap();
        assert_eq!((job.state, result), (JobState::Running, None));
    }
    // Too late to be cancelled, and nobody gets it.
    assert_eq!(client.cancel(&ids[0]).await.unwrap().state, JobState::Running);
    let waited = client.prove(job("key-1", "succeed 1"), Some(Duration::from_millis(50))).await.unwrap();
    assert_eq!((waited.job.state, waited.result), (JobState::Running, None));
    held.unlock().unwrap();

    world.require_logged_once(&client, &ids).await;
    // All that waited came under one checkpoint, but for the first that were on their way.
    let widths = fs::read_dir(world.log().join("tile/entries/000.p")).unwrap().count();
    assert!(widths <= 3, "{widths} checkpoints for 64 results");
    let events = follow(&client, &ids[5]).await;
    assert_eq!(phases(&events), ["queued", "started", "witness", "msm", "verified", "succeeded"]);
    assert!(events[5].elapsed >= events[4].elapsed && events[5].state == JobState::Succeeded);
    let proved = client.prove(job("key-1", "succeed 1"), None).await.unwrap();
    assert_eq!(world.verified(&proved.result.unwrap()).origin, LOG);
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_stop_enters_what_is_proved() {
    let world = World::new();
    let (service, client) = world.start().await;
    let held = world.hold();
    let ids = submit_all(&client, 3).await;
    all_verified(&client, &ids).await;
    let stopping = tokio::spawn(service.shutdown());
    tokio::time::sleep(Duration::from_millis(100)).await;
    held.unlock().unwrap();
    stopping.await.unwrap();
    assert_eq!(world.checked(), 3);
    let (service, client) = world.start().await;
    world.require_logged_once(&client, &ids).await;
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_before_the_log_loses_no_result() {
    let world = World::new();
    let (mut child, client) = world.serve().await;
    let held = world.hold();
    let ids = submit_all(&client, 9).await;
    all_verified(&client, &ids).await;
    child.kill().unwrap();
    child.wait().unwrap();
    held.unlock().unwrap();
    assert_eq!(world.checked(), 0);
    // A service without a log would hand out what was promised to be in one.
    assert_eq!(world.refused(config(&world.home())).await, "log/waiting");
    let (service, client) = world.start().await;
    world.require_logged_once(&client, &ids).await;
    for id in &ids {
        assert_eq!(client.get(id).await.unwrap().0.attempts, 1, "none was proved again");
    }
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_the_log_and_the_store_enters_nothing_twice() {
    let world = World::new();
    let (mut child, client) = world.serve().await;
    let held = world.hold();
    let ids = submit_all(&client, 9).await;
    all_verified(&client, &ids).await;
    // The store can be read and not written: what is appended cannot be written down.
    let url = format!("sqlite://{}", world.home().join("jobs.sqlite").display());
    let mut store = SqliteConnection::connect(&url).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut store).await.unwrap();
    held.unlock().unwrap();
    until(async || View::open(&world.log(), &world.key()).is_ok_and(|log| log.size() > 0)).await;
    child.kill().unwrap();
    child.wait().unwrap();
    store.close().await.unwrap();
    assert!(world.checked() > 0);
    let (service, client) = world.start().await;
    world.require_logged_once(&client, &ids).await;
    service.shutdown().await;
}

/// Whoever else has the key may append too, a command at home or another service.
#[tokio::test(flavor = "multi_thread")]
async fn what_others_append_stays_and_is_written_down() {
    let world = World::new();
    let (service, client) = world.start().await;
    let first = submit(&client, "a", "succeed a").await;
    finish(&client, &first).await;
    let other = Entry::of_attestation(b"another's");
    let mut log = Log::open(&world.log(), world.secret()).unwrap();
    assert_eq!(log.append(&[other]).unwrap(), 1);
    let second = submit(&client, "b", "succeed b").await;
    let (_, result) = finish(&client, &second).await;
    assert_eq!(world.verified(&result.unwrap()).index, 2);
    // An attestation that somebody has entered already, before its service could, is not entered again.
    log.append(&[Entry::of_attestation(&proof(b"succeed c").attestation)]).unwrap();
    let third = submit(&client, "c", "succeed c").await;
    let (_, result) = finish(&client, &third).await;
    let shown = world.verified(&result.unwrap());
    assert_eq!((shown.index, shown.size), (3, 4));
    service.shutdown().await;
    log.append(&[Entry::of_attestation(b"more of another's")]).unwrap();

    let mut elsewhere = config(&world.folder.path().join("second"));
    elsewhere.log = Some(log_files(&world.log()));
    let (one, client) = world.start().await;
    let (two, others) = start_with(elsewhere).await;
    let (ids, foreign) = tokio::join!(submit_named(&client, "one", 8), submit_named(&others, "two", 8));
    let mut places = vec![0, 1, 2, 3, 4];
    for (client, ids) in [(&client, &ids), (&others, &foreign)] {
        for id in ids {
            places.push(world.verified(&finish(client, id).await.1.unwrap()).index);
        }
    }
    places.sort_unstable();
    assert_eq!(places, (0..21).collect::<Vec<_>>());
    assert_eq!(world.checked(), 21);
    one.shutdown().await;
    two.shutdown().await;
    world.start().await.0.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_cut_or_rewritten_is_noticed_at_the_start() {
    let world = World::new();
    let (service, client) = world.start().await;
    for id in submit_all(&client, 5).await {
        finish(&client, &id).await;
    }
    service.shutdown().await;
    let kept = world.folder.path().join("kept");
    copy(&world.log(), &kept);
    let entries: Vec<Entry> = Log::open(&kept, world.secret()).unwrap().entries_from(0).to_vec();
    let rewritten = [&entries[..2], &[Entry::of_attestation(b"x")], &entries[3..]].concat();
    for other in [entries[..4].to_vec(), rewritten, Vec::new()] {
        let folder = tempfile::tempdir().unwrap();
        Log::create(folder.path(), world.secret()).unwrap().append(&other).unwrap();
        replace(&world.log(), folder.path());
        assert_eq!(world.refused(world.config()).await, "log/not-extended");
    }
    fs::remove_dir_all(world.log()).unwrap();
    assert_eq!(
        world.refused(world.config()).await,
        "log/not-extended",
        "a log that is gone is not begun anew"
    );
    let seen = world.folder.path().join("log.seen");
    let remembered = fs::read(&seen).unwrap();
    assert_eq!(Checkpoint::open(&remembered, &world.key()).unwrap().0.size, 5);
    fs::remove_file(&seen).unwrap();
    assert_eq!(world.refused(world.config()).await, "log/not-extended", "by the store alone");
    assert!(!world.log().exists(), "and nothing is signed");
    fs::write(&seen, remembered).unwrap();
    // A store without entries knows nothing of it; who else appended with this key does.
    let mut elsewhere = config(&world.folder.path().join("second"));
    elsewhere.log = Some(log_files(&world.log()));
    assert_eq!(world.refused(elsewhere.clone()).await, "log/not-extended");
    let cut = tempfile::tempdir().unwrap();
    Log::create(cut.path(), world.secret()).unwrap().append(&entries[..4]).unwrap();
    replace(&world.log(), cut.path());
    assert_eq!(world.refused(elsewhere).await, "log/not-extended");
    replace(&world.log(), &kept);
    fs::write(world.log().join("tile/entries/000.p/5"), "").unwrap();
    assert_eq!(world.refused(world.config()).await, "log/damaged");

    replace(&world.log(), &kept);
    let key = world.folder.path().join("log.key");
    let own = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    assert_eq!(world.refused(world.config()).await, "log/foreign-key", "another key of that name");
    fs::write(&key, "garbage").unwrap();
    assert_eq!(world.refused(world.config()).await, "log/key");
    fs::write(&key, own).unwrap();
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(world.refused(world.config()).await, "log/key", "a key that others can read");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    world.start().await.0.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_fails_hands_out_nothing_until_it_is_mended() {
    let world = World::new();
    let (service, client) = world.start().await;
    finish(&client, &submit(&client, "a", "succeed a").await).await;
    let kept = world.folder.path().join("kept");
    copy(&world.log(), &kept);
    let empty = tempfile::tempdir().unwrap();
    drop(Log::create(empty.path(), world.secret()).unwrap());
    replace(&world.log(), empty.path());

    let waits = submit(&client, "b", "succeed b").await;
    follow_until(&client, &waits, "verified").await;
    let refused = async || client.submit(job("c", "succeed c")).await.is_err();
    until(refused).await;
    let error = client.submit(job("c", "succeed c")).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.kind), ("service/log-unavailable", ErrorKind::Unavailable));
    assert!(error.retry_after.is_some());
    // What is known already is no new job.
    assert!(client.submit(job("b", "succeed b")).await.unwrap().existing);
    assert_eq!(client.get(&waits).await.unwrap().0.state, JobState::Running);
    assert_eq!(View::open(&world.log(), &world.key()).unwrap().size(), 0, "nothing is written over it");

    replace(&world.log(), &kept);
    let (_, result) = finish(&client, &waits).await;
    assert_eq!(world.verified(&result.unwrap()).index, 1);
    until(async || client.submit(job("c", "succeed c")).await.is_ok()).await;
    service.shutdown().await;
}

/// No room, say: what is in the log is handed out as before, another service may try, and this one tries more and more seldom.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_cannot_be_written_shows_what_is_in_it() {
    let world = World::new();
    let (service, client) = world.start().await;
    let old = submit(&client, "a", "succeed a").await;
    finish(&client, &old).await;
    let tiles = world.log().join("tile/0/000.p");
    // However many wait by the next try.
    let blocked: Vec<PathBuf> = (2..200).map(|width| tiles.join(width.to_string())).collect();
    blocked.iter().for_each(|tile| fs::create_dir_all(tile.join("in the way")).unwrap());
    let waits = submit(&client, "b", "succeed b").await;
    follow_until(&client, &waits, "verified").await;
    // A job that was accepted before the first try failed would be known.
    let number = AtomicU32::new(0);
    let refused = async || {
        let name = format!("c{}", number.fetch_add(1, Ordering::Relaxed));
        client.submit(job(&name, &format!("succeed {name}"))).await.is_err()
    };
    until(refused).await;

    // Each try leaves a mark: the file that does not get its place is made in this folder first.
    let tried = || fs::metadata(&tiles).unwrap().modified().unwrap();
    let (mut last, mut tries, begun) = (tried(), 0, Instant::now());
    while begun.elapsed() < Duration::from_millis(5500) {
        let (_, result) = client.get(&old).await.unwrap();
        assert_eq!(world.verified(&result.unwrap()).size, 1);
        tokio::time::sleep(Duration::from_millis(50)).await;
        tries += u32::from(std::mem::replace(&mut last, tried()) != last);
    }
    assert!((1..=3).contains(&tries), "{tries}");
    let turn = fs::read_dir(world.log()).unwrap().map(|file| file.unwrap().path());
    let turn = turn.into_iter().find(|path| path.to_str().unwrap().contains("/store-")).unwrap();
    let turn = File::options().write(true).open(turn).unwrap();
    until(async || turn.try_lock().is_ok()).await;
    turn.unlock().unwrap();

    // What was found in the log once is not looked for again by this service, which has it in memory; the next start looks at all.
    let url = format!("sqlite://{}", world.home().join("jobs.sqlite").display());
    let mut store = SqliteConnection::connect(&url).await.unwrap();
    let changed = sqlx::query("UPDATE log_entries SET digest = zeroblob(32) WHERE log_index = 0");
    assert_eq!(changed.execute(&mut store).await.unwrap().rows_affected(), 1);
    store.close().await.unwrap();
    blocked.iter().for_each(|tile| fs::remove_dir_all(tile).unwrap());
    let (_, result) = finish(&client, &waits).await;
    assert!(world.verified(&result.unwrap()).index > 0);
    service.shutdown().await;
    assert_eq!(world.refused(world.config()).await, "log/not-extended");
}

/// What was handed out by a store that had no log stays as it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_begins_with_what_comes_after_it() {
    let world = World::new();
    let (service, client) = start(&world.home()).await;
    let before = submit(&client, "before", "succeed before").await;
    assert_eq!(finish(&client, &before).await.1.unwrap().log_proof, None);
    service.shutdown().await;
    let (service, client) = world.start().await;
    let after = submit(&client, "after", "succeed after").await;
    assert_eq!(world.verified(&finish(&client, &after).await.1.unwrap()).size, 1);
    assert_eq!(client.get(&before).await.unwrap().1.unwrap().log_proof, None);
    service.shutdown().await;
    // And without it again: nothing waits, so nothing is promised.
    let (service, client) = start(&world.home()).await;
    let last = submit(&client, "last", "succeed last").await;
    assert_eq!(finish(&client, &last).await.1.unwrap().log_proof, None);
    service.shutdown().await;
    assert_eq!(world.checked(), 1);
}

/// Two jobs of the very same attestation are two entries; a job that ran twice is one.
#[tokio::test(flavor = "multi_thread")]
async fn one_entry_for_each_job_however_often_it_ran() {
    let world = World::new();
    let (service, client) = world.start().await;
    let twice =
        submit(&client, "twice", &format!("once {}", world.folder.path().join("runs").display())).await;
    let (one, two) = (submit(&client, "1", "succeed").await, submit(&client, "2", "succeed").await);
    let refused = submit(&client, "refused", "refuse").await;
    assert_eq!(finish(&client, &refused).await.0.state, JobState::Failed);
    assert_eq!(finish(&client, &twice).await.0.attempts, 2);
    world.require_logged_once(&client, &[twice, one, two]).await;
    service.shutdown().await;
}
