//! Stops, crashes and restarts: no accepted job is lost, and no worker stays behind.

mod common;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use common::statements::FixtureStatements;
use common::{
    FIXTURE, config, finish, follow, job, phases, read_when_there, start, start_with, submit, wait_until_gone,
};
use covenant_client::{Client, JobState};
use covenant_service::{HomeError, Parts, Service, StartError};

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_stop_requeues_what_runs_and_a_restart_takes_it_up() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let (gate, pid) = (home.path().join("gate"), home.path().join("pid"));
    let hanging = submit(&client, "hanging", &format!("hang {}", pid.display())).await;
    let waiting = submit(&client, "waiting", &format!("until {}", gate.display())).await;
    let queued = submit(&client, "queued", "succeed").await;
    let process = read_when_there(&pid).await;
    service.shutdown().await;
    wait_until_gone(&process).await;
    std::fs::write(&gate, "").unwrap();

    let (service, client) = start(home.path()).await;
    for id in [&waiting, &queued] {
        let (job, result) = finish(&client, id).await;
        assert_eq!((job.state, job.attempts), (JobState::Succeeded, 1), "a stop is no attempt");
        assert!(result.is_some());
    }
    client.cancel(&hanging).await.unwrap();
    let events = follow(&client, &hanging).await;
    assert!(phases(&events).contains(&"requeued"));
    assert!(client.submit(job("queued", "succeed")).await.unwrap().existing, "keys outlive a restart");
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_lets_running_proofs_finish_first() {
    let home = tempfile::tempdir().unwrap();
    let mut patient = config(home.path());
    patient.limits.drain = common::PATIENCE;
    let (service, client) = start_with(patient).await;
    let gate = home.path().join("gate");
    let id = submit(&client, "a", &format!("until {}", gate.display())).await;
    let mut watch = client.watch(&id, 0);
    while watch.next().await.unwrap().unwrap().phase != "witness" {}

    let stop = tokio::spawn(service.shutdown());
    let refused = loop {
        match client.submit(job("late", "succeed")).await {
            Ok(_) => tokio::time::sleep(Duration::from_millis(5)).await,
            Err(refused) => break refused,
        }
    };
    assert_eq!(refused.code, "service/stopping");
    std::fs::write(&gate, "").unwrap();
    let mut last = None;
    while let Some(event) = watch.next().await.unwrap() {
        last = Some(event);
    }
    assert_eq!(last.unwrap().state, JobState::Succeeded);
    stop.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_service_loses_nothing_and_leaves_no_worker() {
    let home = tempfile::tempdir().unwrap();
    let (mut server, url) = serve(home.path());
    let client = Client::connect(&url).await.unwrap();
    let pid = home.path().join("pid");
    let hanging = submit(&client, "hanging", &format!("hang {}", pid.display())).await;
    let queued = submit(&client, "queued", "succeed").await;
    let process = read_when_there(&pid).await;
    server.kill().unwrap();
    server.wait().unwrap();
    wait_until_gone(&process).await;

    let (service, client) = start(home.path()).await;
    assert_eq!(finish(&client, &queued).await.0.state, JobState::Succeeded);
    let mut watch = client.watch(&hanging, 0);
    let mut seen = Vec::new();
    while seen.iter().filter(|phase| *phase == "started").count() < 2 {
        seen.push(watch.next().await.unwrap().unwrap().phase);
    }
    // A report may or may not have been recorded when the service was killed.
    seen.retain(|phase| phase != "witness");
    assert_eq!(seen, ["queued", "started", "retrying", "started"]);
    assert_eq!(client.cancel(&hanging).await.unwrap().attempts, 2, "the attempt that was killed counts");
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_takes_its_service_down_is_not_run_for_ever() {
    let home = tempfile::tempdir().unwrap();
    let pid = home.path().join("pid");
    let claim = format!("hang {}", pid.display());
    for attempt in 1..=3 {
        let (mut server, url) = serve(home.path());
        let client = Client::connect(&url).await.unwrap();
        assert_eq!(client.submit(job("a", &claim)).await.unwrap().existing, attempt > 1);
        read_when_there(&pid).await;
        server.kill().unwrap();
        server.wait().unwrap();
        std::fs::remove_file(&pid).unwrap();
    }
    let (service, client) = start(home.path()).await;
    let id = client.submit(job("a", &claim)).await.unwrap().job.id;
    let (job, _) = finish(&client, &id).await;
    assert_eq!((job.state, job.attempts), (JobState::Failed, 3));
    assert_eq!(job.failure.unwrap().code, "job/interrupted");
    assert!(!pid.exists(), "there was no fourth attempt");
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_outlives_the_service() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let gate = home.path().join("gate");
    let id = submit(&client, "a", &format!("until {}", gate.display())).await;
    let mut watch = client.watch(&id, 0);
    let mut seen = Vec::new();
    while seen.last().map(String::as_str) != Some("witness") {
        seen.push(watch.next().await.unwrap().unwrap().phase);
    }
    let mut again = config(home.path());
    again.listen = service.local_addr();
    let restart = tokio::spawn(async move {
        service.shutdown().await;
        std::fs::write(&gate, "").unwrap();
        start_with(again).await.0
    });
    while let Some(event) = watch.next().await.unwrap() {
        seen.push(event.phase);
    }
    assert_eq!(seen, ["queued", "started", "witness", "requeued", "started", "witness", "succeeded"]);
    restart.await.unwrap().shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_service_ends_and_its_home_can_be_used_again() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let pid = home.path().join("pid");
    submit(&client, "a", &format!("hang {}", pid.display())).await;
    let process = read_when_there(&pid).await;
    drop(service);
    wait_until_gone(&process).await;
    let (service, _) = start(home.path()).await;
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_is_renewed_for_as_long_as_its_worker_runs() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.limits.lease = Duration::from_secs(3);
    let (service, client) = start_with(config).await;
    let gate = home.path().join("gate");
    let id = submit(&client, "a", &format!("until {}", gate.display())).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    std::fs::write(&gate, "").unwrap();
    let (job, _) = finish(&client, &id).await;
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 1));
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_owner_can_read_what_is_stored() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let (service, client) = start(home.path()).await;
    let id = submit(&client, "a", "succeed").await;
    finish(&client, &id).await;
    let mut names = Vec::new();
    for entry in std::fs::read_dir(home.path()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let expected = if entry.path().is_dir() { 0o700 } else { 0o600 };
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, expected, "{name}");
        names.push(name);
    }
    names.sort();
    let expected =
        ["audit", "jobs.sqlite", "jobs.sqlite-shm", "jobs.sqlite-wal", "service.key", "service.lock"];
    assert_eq!(names, expected);
    let trail = std::fs::metadata(home.path().join("audit/audit.jsonl")).unwrap();
    assert_eq!(trail.permissions().mode() & 0o777, 0o600);
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_has_one_service_and_one_key() {
    let home = tempfile::tempdir().unwrap();
    let (service, _) = start(home.path()).await;
    let second = Service::start(config(home.path()), Parts::prover(Arc::new(FixtureStatements))).await;
    assert!(matches!(second.err(), Some(StartError::Home(HomeError::InUse { .. }))));
    service.shutdown().await;

    std::fs::remove_file(home.path().join("service.key")).unwrap();
    let foreign = Service::start(config(home.path()), Parts::prover(Arc::new(FixtureStatements))).await;
    let message = foreign.err().unwrap().to_string();
    assert_eq!(message, "the service's key is not the one that this store was made with");
}

/// A service in a process of its own, and where it listens.
fn serve(home: &Path) -> (Child, String) {
    let mut server = Command::new(FIXTURE)
        .arg("serve")
        .arg(home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut url).unwrap();
    (server, url.trim().to_owned())
}
