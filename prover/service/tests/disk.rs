//! A full disk: nothing is acknowledged, health says so, and everything works again once there is room.

mod common;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::{FIXTURE, PATIENCE, finish, job, submit};
use covenant_client::{Client, ErrorKind, JobState};
use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// A service whose home is a file system of its own, of so few bytes that it can be filled.
struct Served {
    child: Child,
    url: String,
    /// The home as this process sees it.
    home: PathBuf,
}

impl Served {
    /// `None` where no file system can be mounted.
    fn start(home: &std::path::Path) -> Option<Self> {
        const MOUNT: &str = "mount -t tmpfs -o size=800k,mode=700 tmpfs \"$1\" && exec \"$2\" serve \"$1\"";
        let mut child = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", MOUNT, "sh"])
            .args([home.as_os_str(), FIXTURE.as_ref()])
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
        let home = PathBuf::from(format!("/proc/{}/root{}", child.id(), home.display()));
        Some(Self { child, url: url.trim().to_owned(), home })
    }

    /// Leaves no byte free.
    fn fill(&self) {
        let mut file = std::fs::File::create(self.home.join("fill")).unwrap();
        for size in [4096, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn make_room(&self) {
        std::fs::remove_file(self.home.join("fill")).unwrap();
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

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_of_and_forgotten_once_there_is_room() {
    let home = tempfile::tempdir().unwrap();
    let Some(served) = Served::start(home.path()) else {
        let mut out = std::io::stderr();
        writeln!(out, "LEFT OUT: no file system can be mounted here, so the full disk is not tried").unwrap();
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
