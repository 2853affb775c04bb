//! Inputs and results in an object store that speaks S3's protocol: a real one, which the test starts from `versitygw` on the path, or from
//! `COVENANT_S3_GATEWAY`.
#![cfg(feature = "s3")]
#![expect(clippy::print_stderr, reason = "what is left out is said")]

mod common;

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::oracle::{ATTEMPTS, Process};
use common::postgres::Server;
use common::statements::proof;
use common::{finish, submit};
use covenant_client::JobState;
use tempfile::TempDir;

struct Gateway {
    process: Child,
    folder: TempDir,
    port: u16,
}

impl Gateway {
    fn start() -> Option<Self> {
        let named = std::env::var_os("COVENANT_S3_GATEWAY").map(PathBuf::from);
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let mut found = std::env::split_paths(&paths).map(|folder| folder.join("versitygw"));
        let Some(program) = named.or_else(|| found.find(|program| program.exists())) else {
            assert!(std::env::var_os("COVENANT_REQUIRE_S3").is_none(), "versitygw is not there");
            eprintln!(
                "*** SKIPPED: no gateway to S3 (`go install github.com/versity/versitygw/cmd/versitygw@v1.8.0`)"
            );
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let (data, sidecar) = (folder.path().join("data"), folder.path().join("sidecar"));
        // A bucket is a folder.
        std::fs::create_dir_all(data.join("covenant")).unwrap();
        std::fs::create_dir(&sidecar).unwrap();
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let process = Command::new(program)
            .env("ROOT_ACCESS_KEY", "key")
            .env("ROOT_SECRET_KEY", "secret")
            .args(["--port", &format!("127.0.0.1:{port}"), "posix", "--sidecar"])
            .args([&sidecar, &data])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(20), "the gateway does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Self { process, folder, port })
    }

    fn objects(&self, kind: &str) -> Vec<PathBuf> {
        let folder = self.folder.path().join("data/covenant/fleet").join(kind);
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn holds(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).unwrap().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return holds(&path, text);
        }
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_keeps_what_is_sealed_in_an_object_store() {
    let Some(server) = Server::shared() else { return };
    let Some(gateway) = Gateway::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let url = server.url(&server.database());
    let endpoint = format!("http://127.0.0.1:{}", gateway.port);
    let environment = |secret: &str| {
        [
            ("AWS_ENDPOINT", endpoint.clone()),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "key".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", secret.to_owned()),
        ]
    };
    let settings =
        [&ATTEMPTS[..], &["database", &url, "objects", "s3://covenant/fleet", "workers", "0"]].concat();
    let served = Process::with("serve", &folder.path().join("service"), &settings, &environment("secret"));
    let client = served.client().await;
    let canary = "prove 6d1f0a77c4";
    let id = submit(&client, "a", canary).await;
    assert_eq!(gateway.objects("inputs").len(), 1);
    let worker_home = folder.path().join("worker");
    std::fs::create_dir(&worker_home).unwrap();
    std::fs::copy(folder.path().join("service/service.key"), worker_home.join("service.key")).unwrap();
    let working =
        [&ATTEMPTS[..], &["database", &url, "objects", "s3://covenant/fleet", "workers", "1"]].concat();
    let worker = Process::with("work", &worker_home, &working, &environment("secret"));
    let (job, result) = finish(&client, &id).await;
    assert_eq!(job.state, JobState::Succeeded);
    let (result, expected) = (result.unwrap(), proof(canary.as_bytes()));
    assert_eq!(result.attestation, expected.attestation);
    assert_eq!(result.private_outputs.len(), expected.private_outputs.len());
    assert_eq!((gateway.objects("inputs").len(), gateway.objects("results").len()), (0, 1));
    assert!(!holds(gateway.folder.path(), "6d1f0a77c4") && !holds(server.folder(), "6d1f0a77c4"));
    assert!(worker.end().await && served.end().await);

    // A store that does not let one in acknowledges nothing.
    let served = Process::with("serve", &folder.path().join("service"), &settings, &environment("wrong"));
    let client = served.client().await;
    let refused = client.submit(common::job("b", "prove")).await.unwrap_err();
    assert_eq!(refused.code, "service/store-unavailable");
    assert_eq!(gateway.objects("inputs").len(), 0);
}
