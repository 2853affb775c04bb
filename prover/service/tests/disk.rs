//! A full disk: nothing is acknowledged, health says so, and everything works again once there is room.

mod common;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::statements::log_files;
use common::{FIXTURE, PATIENCE, finish, follow_until, job, submit};
use covenant_client::{Client, ErrorKind, JobState};
use covenant_log::{Entry, Policy, Proof, SecretNoteKey, check};
use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// A service one of whose folders is a file system of its own, of so few bytes that it can be filled.
struct Served {
    child: Child,
    url: String,
    /// What can be filled, as this process sees it.
    small: PathBuf,
}

impl Served {
    /// `None` where no file system can be mounted.
    fn start(home: &std::path::Path) -> Option<Self> {
        Self::with(home, &["serve".as_ref(), home.as_os_str()])
    }

    /// The same of a folder of the service's, which is started so.
    fn with(small: &std::path::Path, serve: &[&std::ffi::OsStr]) -> Option<Self> {
        const MOUNT: &str = "mount -t tmpfs -o size=800k,mode=700 tmpfs \"$1\" && shift && exec \"$@\"";
        let mut child = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", MOUNT, "sh"])
            .args([small.as_os_str(), FIXTURE.as_ref()])
            .args(serve)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut url = String::new();
        BufReader::new(child.stdout.take()?).read_line(&mut url).ok()?;
        if url.is_empty() {
            let _ = child.wait();
            return None;
        }
        let small = PathBuf::from(format!("/proc/{}/root{}", child.id(), small.display()));
        Some(Self { child, url: url.trim().to_owned(), small })
    }

    /// Leaves no byte free.
    fn fill(&self) {
        let mut file = std::fs::File::create(self.small.join("fill")).unwrap();
        for size in [4096, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn make_room(&self) {
        std::fs::remove_file(self.small.join("fill")).unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until health says this.
async fn wait_for_health(url: &str, wanted: ServingStatus) {
    let channel = Endpoint::from_shared(url.to_owned()).unwrap().connect().await.unwrap();
    let mut health = HealthClient::new(channel);
    let told = async {
        loop {
            let request = HealthCheckRequest { service: "covenant.v1.Prover".to_owned() };
            if health.check(request).await.unwrap().into_inner().status() == wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, told).await.expect("health should tell");
}

fn leave_out() {
    let mut out = std::io::stderr();
    writeln!(out, "LEFT OUT: no file system can be mounted here, so the full disk is not tried").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_of_and_forgotten_once_there_is_room() {
    let home = tempfile::tempdir().unwrap();
    let Some(served) = Served::start(home.path()) else {
        leave_out();
        return;
    };
    let client = Client::connect(&served.url).await.unwrap();
    let id = submit(&client, "before", "succeed").await;
    assert_eq!(finish(&client, &id).await.0.state, JobState::Succeeded);

    served.fill();
    let refused = client.submit(job("full", "succeed")).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.kind), ("service/store-unavailable", ErrorKind::Unavailable));
    assert!(refused.retry_after.is_some());
    wait_for_health(&served.url, ServingStatus::NotServing).await;
    let refused = client.prove(job("full", "succeed"), None).await.unwrap_err();
    assert_eq!(refused.code, "service/store-unavailable");
    assert_eq!(client.list(None, 0, None).await.unwrap().jobs.len(), 1, "what is there can be read");

    served.make_room();
    let proved = client.prove(job("after", "succeed"), None).await.unwrap();
    assert_eq!((proved.job.state, proved.job.attempts), (JobState::Succeeded, 1));
    wait_for_health(&served.url, ServingStatus::Serving).await;
    assert_eq!(client.list(None, 0, None).await.unwrap().jobs.len(), 2, "what was refused made no job");
}

/// The store has room, and the log has none.
#[tokio::test(flavor = "multi_thread")]
async fn what_finds_no_room_in_the_log_is_not_handed_out_before_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let (home, log) = (folder.path().join("home"), folder.path().join("log"));
    std::fs::create_dir(&log).unwrap();
    let key = log_files(&log).key;
    let serve = ["serve".as_ref(), home.as_os_str(), "log".as_ref(), log.as_os_str()];
    let Some(served) = Served::with(&log, &serve) else {
        leave_out();
        return;
    };
    let client = Client::connect(&served.url).await.unwrap();
    let before = submit(&client, "before", "succeed before").await;
    assert!(finish(&client, &before).await.1.unwrap().log_proof.is_some());

    served.fill();
    let waits = submit(&client, "waits", "succeed waits").await;
    follow_until(&client, &waits, "verified").await;
    wait_for_health(&served.url, ServingStatus::NotServing).await;
    let refused = client.submit(job("full", "succeed full")).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.kind), ("service/log-unavailable", ErrorKind::Unavailable));
    let (job, result) = client.get(&waits).await.unwrap();
    assert_eq!((job.state, result), (JobState::Running, None));
    let kept = std::fs::read(served.small.join("checkpoint")).unwrap();

    served.make_room();
    let (_, result) = finish(&client, &waits).await;
    wait_for_health(&served.url, ServingStatus::Serving).await;
    let result = result.unwrap();
    let key = SecretNoteKey::parse(&std::fs::read_to_string(key).unwrap()).unwrap().public().clone();
    let shown = Proof::parse(&result.log_proof.unwrap()).unwrap();
    let policy = Policy::of_log(key.clone()).unwrap();
    let shown = shown.verify(&Entry::of_attestation(&result.attestation), &policy).unwrap();
    assert_eq!((shown.index, shown.size), (1, 2), "entered once, however often it was tried");
    assert_eq!(check::folder(&served.small, &key, &[kept]).unwrap().size, 2);
}
